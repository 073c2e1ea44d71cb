import { and, eq, gt, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { places } from '../db/prepared.ts'
import { articles, claims, commentRevisions, commentSignals, comments, events } from '../db/tables.ts'
import { waits } from './store.ts'

const { placeholder } = sql

/** What comments can be asked for where no index answers it, as a shape of its statements. */
export interface Filters {
  rule: boolean
  sections: number
  q: boolean
  claimed: 'free' | 'mine' | 'others' | 'notOthers' | null
  reported: boolean | null
  /** Where reports or priorities are walked along. */
  ofState: 'waiting' | 'one' | null
  ofArticles: number
  ofAuthor: boolean
  /** Nothing has happened to them since an event. */
  unchanged: boolean
  /** A decision would change them. */
  decidable: boolean
}

export const noFilters: Filters = {
  ...{ rule: false, sections: 0, q: false, claimed: null, reported: null },
  ...{ ofState: null, ofArticles: 0, ofAuthor: false, unchanged: false, decidable: false },
}

/** In the words of its indexes. */
export const isReported = sql`${comments.reports} > 0`

/** What needs a moderator, in the words of its index. */
export const needsModerator = sql`(${waits} or ${comments.reports} > 0) is true`

/** What the filters ask of each comment that is walked by; `is true` keeps SQLite from walking along what is asked. */
export function asked(db: Reader, filters: Filters): (SQL | undefined)[] {
  const { rule, sections, q, claimed, reported, ofState, ofArticles, ofAuthor, unchanged, decidable } = filters
  const one = { one: sql`1` }
  const found = db
    .select(one)
    .from(commentSignals)
    .where(
      and(
        eq(commentSignals.commentId, comments.id),
        eq(commentSignals.revision, comments.revision),
        eq(commentSignals.rule, placeholder('rule')),
        ne(commentSignals.verdict, 'allow'),
      ),
    )
  const filed = db
    .select(one)
    .from(articles)
    .where(and(eq(articles.id, comments.articleId), inArray(articles.sectionId, places('section', sections))))
  const words = db
    .select(one)
    .from(commentRevisions)
    .where(
      and(
        eq(commentRevisions.commentId, comments.id),
        eq(commentRevisions.number, comments.revision),
        sql`lower(${commentRevisions.body}) like ${placeholder('pattern')} escape '\\'`,
      ),
    )
  const others = ne(claims.staffId, placeholder('staffId'))
  const whose = { free: undefined, mine: eq(claims.staffId, placeholder('staffId')), others, notOthers: others }
  const claim = db
    .select(one)
    .from(claims)
    .where(and(eq(claims.commentId, comments.id), gt(claims.until, placeholder('now')), claimed ? whose[claimed] : undefined))
  const happened = db
    .select(one)
    .from(events)
    .where(and(eq(events.subjectId, comments.id), gt(events.sequence, placeholder('sequence'))))
  const ofEither = sql`(${comments.authorEmail} = ${placeholder('email')} or ${comments.addressHash} = ${placeholder('addressHash')}) is true`
  return [
    rule ? sql`exists ${found}` : undefined,
    sections > 0 ? sql`exists ${filed}` : undefined,
    q ? sql`(lower(${comments.authorName}) like ${placeholder('pattern')} escape '\\' or exists ${words})` : undefined,
    reported === null ? undefined : reported ? isReported : sql`not coalesce(${isReported}, false)`,
    claimed ? (claimed === 'free' || claimed === 'notOthers' ? sql`not exists ${claim}` : sql`exists ${claim}`) : undefined,
    ofState === 'waiting' ? waits : ofState === 'one' ? sql`(${comments.state} = ${placeholder('state')}) is true` : undefined,
    ofArticles > 0 ? sql`(${inArray(comments.articleId, places('article', ofArticles))}) is true` : undefined,
    ofAuthor ? ofEither : undefined,
    unchanged ? sql`not exists ${happened}` : undefined,
    decidable ? sql`(${comments.state} not in ('deleted', ${placeholder('outcome')}) or ${editWaits}) is true` : undefined,
  ]
}

const editWaits = sql`(${comments.state} = 'approved' and ${comments.revision} <> ${comments.approvedRevision})`

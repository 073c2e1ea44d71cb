import { and, eq, gt, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { places } from '../db/prepared.ts'
import { articles, claims, commentRevisions, commentSignals, comments } from '../db/tables.ts'

const { placeholder } = sql

/** The filters of the queue that no index answers, as a shape of its statements. */
export interface Filters {
  rule: boolean
  sections: number
  q: boolean
  claimed: 'free' | 'mine' | 'others' | null
  reported: boolean | null
}

export const noFilters: Filters = { rule: false, sections: 0, q: false, claimed: null, reported: null }

/** In the words of its index. */
export const isReported = sql`${comments.reports} > 0`

/** What the filters ask of each comment that is walked by. */
export function asked(db: Reader, { rule, sections, q, claimed, reported }: Filters): (SQL | undefined)[] {
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
  const whose = { free: undefined, mine: eq(claims.staffId, placeholder('staffId')), others: ne(claims.staffId, placeholder('staffId')) }
  const claim = db
    .select(one)
    .from(claims)
    .where(and(eq(claims.commentId, comments.id), gt(claims.until, placeholder('now')), claimed ? whose[claimed] : undefined))
  return [
    rule ? sql`exists ${found}` : undefined,
    sections > 0 ? sql`exists ${filed}` : undefined,
    q ? sql`(lower(${comments.authorName}) like ${placeholder('pattern')} escape '\\' or exists ${words})` : undefined,
    reported === null ? undefined : reported ? isReported : sql`not coalesce(${isReported}, false)`,
    claimed ? (claimed === 'free' ? sql`not exists ${claim}` : sql`exists ${claim}`) : undefined,
  ]
}

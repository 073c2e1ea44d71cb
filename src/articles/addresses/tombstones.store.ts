import { and, asc, desc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { Reader } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import { articles, slugs } from '../../db/tables.ts'
import { Problem } from '../../problem.ts'
import type { ArticleType } from './slugs.store.ts'

const { placeholder } = sql

/** What readers are told of: only what they could once read under the slug. */
const wasPublic = lte(slugs.publicSince, placeholder('now'))

const stone = {
  slug: slugs.slug,
  withdrawnAt: articles.withdrawnAt,
  reason: articles.withdrawalReason,
  note: articles.withdrawalNote,
}

const goneBySlug = prepared((db) =>
  db
    .select(stone)
    .from(slugs)
    .innerJoin(articles, eq(articles.id, slugs.articleId))
    .where(
      and(
        eq(slugs.type, placeholder('type')),
        eq(slugs.slug, placeholder('slug')),
        wasPublic,
        or(isNotNull(articles.withdrawnAt), isNotNull(slugs.retiredAt)),
      ),
    )
    .prepare('gone_by_slug'),
)

/**
 * Why there is nothing to read under a slug: `withdrawn` with its tombstone, `slug-retired` when the address was given up, else `not-found`. One
 * statement, and only where nothing was found.
 */
export async function absenceUnder(db: Reader, type: ArticleType, slug: string, now: Date): Promise<Problem> {
  const [gone] = await goneBySlug(db).execute({ type, slug, now: now.toISOString() })
  if (!gone) return new Problem('not-found', `No ${type} is called “${slug.slice(0, 120)}”.`)
  return gone.withdrawnAt === null ? new Problem('slug-retired', `“${slug}” is no address of any ${type} now.`) : withdrawn(type, gone)
}

const goneById = prepared((db) =>
  db
    .select(stone)
    .from(slugs)
    .innerJoin(articles, eq(articles.id, slugs.articleId))
    .where(and(eq(articles.id, placeholder('id')), isNotNull(articles.withdrawnAt), wasPublic, isNull(slugs.retiredAt)))
    .orderBy(asc(slugs.alias), desc(slugs.publicSince), desc(slugs.slug))
    .limit(1)
    .prepare('gone_by_id'),
)

/** The problem `withdrawn` of an article, under the newest slug that it went by; undefined when it is not withdrawn. */
export async function withdrawalById(db: Reader, type: ArticleType, id: string, now: Date): Promise<Problem | undefined> {
  const [gone] = await goneById(db).execute({ id, now: now.toISOString() })
  return gone && withdrawn(type, gone)
}

/** No word of it but what the newspaper says of the withdrawal itself. */
function withdrawn(type: ArticleType, tombstone: Awaited<ReturnType<ReturnType<typeof goneById>['execute']>>[number]) {
  return new Problem('withdrawn', `This ${type} was withdrawn on ${tombstone.withdrawnAt}.`, [], {}, { tombstone })
}

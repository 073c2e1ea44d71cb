import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import { articles, site } from '../../db/tables.ts'
import { record } from '../../events/record.ts'
import { siteOf } from '../../site/store.ts'
import { type News, nextNews } from './appearance.ts'

const { placeholder } = sql

/** As the partial indexes say it, with no parameter in it. */
const startIsAhead = sql`${articles.toldFrom} <> ${articles.publicFrom}`
const endIsAhead = sql`${articles.toldUntil} is null and ${articles.publicUntil} < '9999-12-31T23:59:59.999Z'`

const planned = {
  id: articles.id,
  slug: articles.slug,
  publicFrom: articles.publicFrom,
  publicUntil: articles.publicUntil,
  askedUntil: articles.askedUntil,
  toldFrom: articles.toldFrom,
  toldUntil: articles.toldUntil,
}

const firstStart = prepared((db) =>
  db.select(planned).from(articles).where(startIsAhead).orderBy(asc(articles.publicFrom), asc(articles.id)).limit(1).prepare('first_start'),
)

const firstEnd = prepared((db) =>
  db.select(planned).from(articles).where(endIsAhead).orderBy(asc(articles.publicUntil), asc(articles.id)).limit(1).prepare('first_end'),
)

const started = prepared((tx: Writer) =>
  tx
    .update(articles)
    .set({ toldFrom: sql`${articles.publicFrom}`, toldUntil: null })
    .where(and(eq(articles.id, placeholder('id')), startIsAhead))
    .returning({ id: articles.id })
    .prepare('told_start'),
)

const ended = prepared((tx: Writer) =>
  tx
    .update(articles)
    .set({ toldUntil: sql`${articles.publicUntil}` })
    .where(and(eq(articles.id, placeholder('id')), endIsAhead))
    .returning({ id: articles.id })
    .prepare('told_end'),
)

/** What the clock has to tell next, of whatever article; an end comes after its own beginning, since that is earlier. */
export async function nextUntold(db: Reader) {
  const [[start], [end]] = [await firstStart(db).execute(), await firstEnd(db).execute()]
  const article = start && end ? (end.publicUntil < start.publicFrom ? end : start) : (start ?? end)
  const next = article && nextNews(article)
  return next && { article, news: next.news }
}

/** Tells what the clock has to tell next if its moment has come, in the transaction that notes it as told; answers with whether there was such a thing. */
export async function tellNext(tx: Writer, now: Date): Promise<boolean> {
  const next = await nextUntold(tx)
  if (!next || next.news.moment > now.toISOString()) return false
  const told = next.news.type === 'article.appeared' ? started : ended
  const { id } = next.article
  if ((await told(tx).execute({ id })).length > 0) await tell(tx, id, next.news, now)
  return true
}

/** Writes down that an article appears or disappears. */
export async function tell(tx: Writer, id: string, news: News, now: Date) {
  const { type, slug, moment } = news
  if (type === 'article.appeared') await record(tx, type, id, { slug, moment }, now)
  else await record(tx, type, id, { slug, moment, why: news.why }, now)
}

const newspaper = prepared((db) => {
  const nextStart = db
    .select({ moment: articles.publicFrom })
    .from(articles)
    .where(and(startIsAhead, gt(articles.publicFrom, placeholder('now'))))
    .orderBy(asc(articles.publicFrom))
    .limit(1)
  const nextEnd = db
    .select({ moment: articles.publicUntil })
    .from(articles)
    .where(and(endIsAhead, gt(articles.publicUntil, placeholder('now'))))
    .orderBy(asc(articles.publicUntil))
    .limit(1)
  return db
    .select({ row: site, nextStart: sql<string | null>`${nextStart}`, nextEnd: sql<string | null>`${nextEnd}` })
    .from(site)
    .where(eq(site.id, 'site'))
    .prepare('newspaper_at')
})

/** The newspaper’s own row, and when the clock next changes what is public in it: the next beginning and the next end, in the one statement. */
export async function newspaperAt(db: Reader, now: Date) {
  const [found] = await newspaper(db).execute({ now: now.toISOString() })
  if (!found) throw new Error('The newspaper has not been begun')
  return { ...siteOf(found.row), nextChanges: [found.nextStart, found.nextEnd] }
}

import { and, asc, desc, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { dropOldest } from '../db/oldest.ts'
import { prepared } from '../db/prepared.ts'
import { comments, readerLinks, readers } from '../db/tables.ts'

export type LinkRow = typeof readerLinks.$inferSelect

const { placeholder } = sql

const toAddress = prepared((db) =>
  db
    .select({ hash: readerLinks.hash, purpose: readerLinks.purpose, createdAt: readerLinks.createdAt, usedAt: readerLinks.usedAt })
    .from(readerLinks)
    .where(and(eq(readerLinks.emailHash, placeholder('emailHash')), gt(readerLinks.createdAt, placeholder('since'))))
    .orderBy(desc(readerLinks.createdAt))
    .limit(50)
    .prepare('links_to_address'),
)

/** The links that were mailed to an address since a moment, newest first. */
export function linksTo(db: Reader, emailHash: string, since: string) {
  return toAddress(db).execute({ emailHash, since })
}

const unopened = prepared((db) =>
  db
    .select({
      purpose: readerLinks.purpose,
      commentId: readerLinks.commentId,
      createdAt: readerLinks.createdAt,
      expiresAt: readerLinks.expiresAt,
    })
    .from(readerLinks)
    .where(and(eq(readerLinks.emailHash, placeholder('emailHash')), ne(readerLinks.email, '')))
    .orderBy(asc(readerLinks.createdAt))
    .prepare('unopened_links'),
)

/** The links to an address that nobody has opened, oldest first. */
export function unopenedLinks(db: Reader, emailHash: string) {
  return unopened(db).execute({ emailHash })
}

const insert = prepared((tx: Writer) =>
  tx
    .insert(readerLinks)
    .values({
      hash: placeholder('hash'),
      purpose: placeholder('purpose'),
      email: placeholder('email'),
      emailHash: placeholder('emailHash'),
      commentId: placeholder('commentId'),
      createdAt: placeholder('createdAt'),
      expiresAt: placeholder('expiresAt'),
      usedAt: never,
    })
    .onConflictDoNothing()
    .prepare('add_reader_link'),
)

/** Keeps a link; one of a hash that is there already changes nothing. */
export async function addLink(tx: Writer, link: Omit<LinkRow, 'usedAt'>) {
  await insert(tx).execute(link)
}

/** The link of a hash, or nothing. */
export async function linkBy(db: Reader, hash: string): Promise<LinkRow | undefined> {
  const [link] = await db.select().from(readerLinks).where(eq(readerLinks.hash, hash))
  return link
}

/** What a link opens no more: that it was mailed is still counted. */
const shut = { email: '', commentId: null }

/** Marks a link as used. */
export async function spendLink(tx: Writer, hash: string, now: Date) {
  await tx
    .update(readerLinks)
    .set({ ...shut, usedAt: now.toISOString() })
    .where(eq(readerLinks.hash, hash))
}

/** Shuts the links that ask about these comments. */
export async function shutLinksAbout(tx: Writer, commentIds: readonly string[]) {
  await tx
    .update(readerLinks)
    .set(shut)
    .where(inArray(readerLinks.commentId, [...commentIds]))
}

/** Forgets every link that was mailed to an address, and answers with their hashes. */
export async function dropLinksTo(tx: Writer, emailHash: string): Promise<string[]> {
  const gone = await tx.delete(readerLinks).where(eq(readerLinks.emailHash, emailHash)).returning({ hash: readerLinks.hash })
  return gone.map(({ hash }) => hash)
}

/** Drops at most so many links that were made before a moment, and answers with how many went. */
export function dropLinks(tx: Writer, before: string, most: number): Promise<number> {
  return dropOldest(tx, readerLinks, { id: readerLinks.hash, at: readerLinks.createdAt }, before, most)
}

const kept = prepared((db) =>
  db
    .select({ email: sql`1` })
    .from(readers)
    .where(eq(readers.email, placeholder('email')))
    .unionAll(
      db
        .select({ email: sql`1` })
        .from(comments)
        .where(eq(comments.authorEmail, placeholder('email'))),
    )
    .limit(1)
    .prepare('kept_under'),
)

/** Whether anything is kept under an address. */
export async function isAnythingUnder(db: Reader, email: string): Promise<boolean> {
  return (await kept(db).execute({ email })).length > 0
}

/** Notes whose comment this certainly is, unless that is known, or it has come to be of another address. */
export async function confirmComment(tx: Writer, commentId: string, { id: readerId, email }: { id: string; email: string }) {
  await tx
    .update(comments)
    .set({ readerId })
    .where(and(eq(comments.id, commentId), eq(comments.authorEmail, email), isNull(comments.readerId)))
}

import type { Writer } from '../db/database.ts'
import { post } from '../mail/outbox.store.ts'
import { readerById } from '../readers/store.ts'
import type { Services } from '../services.ts'
import { mailOfReplies } from './author-words.ts'
import { noteTold, readersToTell, repliesFor } from './replies.store.ts'
import { enclosed } from './unsubscription.ts'
import { newspaperOf } from './words.ts'

type Needed = Pick<Services, 'config' | 'db' | 'keys' | 'now'>

/** So many notes of answers are followed in one go; each reader of theirs is told of all. */
const mostNotes = 500

/** So many answers are looked up for one mail. */
const mostReplies = 100

/** Tells readers of the answers to their comments that can be read, all in one mail each, and answers with how many were told. */
export async function tellOfReplies(services: Needed, stopping?: AbortSignal): Promise<number> {
  const { config, db, now } = services
  if (config.mail === '') return 0
  let told = 0
  for (const readerId of await readersToTell(db, now(), mostNotes)) {
    if (stopping?.aborted) break
    if (await db.write((tx) => tell(tx, readerId, services))) told += 1
  }
  return told
}

async function tell(tx: Writer, readerId: string, services: Needed) {
  const { config, now } = services
  const reader = await readerById(tx, readerId)
  const replies = reader?.tellReplies ? await repliesFor(tx, readerId, now(), mostReplies) : []
  await noteTold(tx, readerId, now())
  const [first] = replies
  if (!reader || !first) return false
  const mail = mailOfReplies(replies, await newspaperOf(tx), config)
  const letter = enclosed(mail, 'replies', readerId, services)
  return post(tx, { once: `replies:${first.id}`, to: reader.email, ...letter, subjectId: first.answeredId }, now())
}

import type { Writer } from '../db/database.ts'
import { lastEvent } from '../events/store.ts'
import { post } from '../mail/outbox.store.ts'
import { commentsInStates } from '../moderation/numbers.store.ts'
import type { Services } from '../services.ts'
import { arrivals } from './events.store.ts'
import { callOfTest, callOfWaiting, mailOfTest, mailOfWaiting, type Waiting } from './staff-words.ts'
import { isOnItsWay, listeners, moveOn, noticesOf, type StaffNotices } from './store.ts'
import { type Newspaper, newspaperOf } from './words.ts'

/** So many events are looked through at once for one moderator; the rest is left to the next look. */
const mostEvents = 5000

/** Whoever wants to be told at once is told again after so many milliseconds at the earliest: what comes meanwhile is in one. */
const pause = 5 * 60_000

const hour = 3_600_000

/**
 * Tells moderators of what has come to them and still waits, each in the way and the rhythm of their own, and answers with how many were told. Each has
 * a bookmark in the events, which moves in the transaction that writes the mail: nobody is told twice, however often this runs.
 */
export async function tellStaff(services: Pick<Services, 'config' | 'db' | 'now'>): Promise<number> {
  const { config, db, now } = services
  const due = await listeners(db, now())
  if (due.length === 0) return 0
  const last = await lastEvent(db)
  const found = new Map<string, Promise<Waiting['fresh']>>()
  const looks: Look[] = []
  for (const listener of due) {
    const until = Math.min(last, listener.seen + mostEvents)
    if (until <= listener.seen && listener.when === 'atOnce') continue
    const span = `${listener.seen} ${until}`
    found.set(span, found.get(span) ?? arrivals(db, listener.seen, until))
    looks.push({ listener, until, isAll: until === last, fresh: await found.get(span)! })
  }
  if (looks.length === 0) return 0
  const { waiting, oldestAt } = await commentsInStates(db)
  const around = { waiting, oldestAt, queue: config.deskUrl || `${config.baseUrl}/v1/moderation/comments` }
  const newspaper = await newspaperOf(db)
  return db.write(async (tx) => {
    const current = new Map((await listeners(tx, now())).map((listener) => [listener.staffId, listener]))
    let told = 0
    for (const look of looks) {
      const listener = current.get(look.listener.staffId)
      if (listener?.seen !== look.listener.seen) continue
      if (await tell(tx, { ...look, listener }, { ...around, fresh: look.fresh }, newspaper, services)) told += 1
    }
    return told
  })
}

interface Look {
  listener: StaffNotices
  until: number
  /** Whether that is the last event. */
  isAll: boolean
  fresh: Waiting['fresh']
}

async function tell(
  tx: Writer,
  { listener, until, isAll, fresh }: Look,
  waiting: Waiting,
  newspaper: Newspaper,
  { config, now }: Pick<Services, 'config' | 'now'>,
) {
  const { staffId } = listener
  const at = now()
  const ways = fresh.count > 0 ? waysTo(listener, config.mail !== '') : []
  const open: Way[] = []
  for (const way of ways) if (!(await isOnItsWay(tx, staffId, way.channel))) open.push(way)
  if (ways.length > 0 && open.length === 0) return false
  const isTold = open.length > 0
  const to = { seen: until, toldAt: isTold ? at.toISOString() : listener.toldAt, dueAt: nextLook(listener, isTold, isAll, at) }
  if (!(await moveOn(tx, listener, to))) return false
  for (const { channel, address } of open) {
    const words = channel === 'mail' ? mailOfWaiting(waiting, newspaper) : { subject: '', text: callOfWaiting(waiting, newspaper, at) }
    await post(tx, { once: `queue.waiting:${staffId}:${until}:${channel}`, channel, to: address, ...words, subjectId: staffId }, at)
  }
  return isTold
}

/** A digest keeps its hours; what was not looked through yet is, at the next look. */
function nextLook({ when, dueAt, digestHours }: StaffNotices, isTold: boolean, isAll: boolean, now: Date): string {
  if (when === 'atOnce') return isTold ? new Date(now.getTime() + pause).toISOString() : dueAt
  if (!isTold && !isAll) return dueAt
  const every = digestHours * hour
  const missed = Math.floor((now.getTime() - Date.parse(dueAt)) / every)
  return new Date(Date.parse(dueAt) + (missed + 1) * every).toISOString()
}

interface Way {
  channel: 'mail' | 'webhook'
  address: string
}

function waysTo({ email, webhook }: Pick<StaffNotices, 'email' | 'webhook'>, isMailSent: boolean): Way[] {
  return [
    ...(email !== null && isMailSent ? [{ channel: 'mail' as const, address: email }] : []),
    ...(webhook !== null ? [{ channel: 'webhook' as const, address: webhook }] : []),
  ]
}

/** Sends somebody a notice of nothing, in every way that they have set, and answers with these. */
export async function tryNotices(tx: Writer, staffId: string, id: string, { config, now }: Pick<Services, 'config' | 'now'>) {
  const newspaper = await newspaperOf(tx)
  const ways = waysTo(await noticesOf(tx, staffId), config.mail !== '')
  for (const { channel, address } of ways) {
    const words = channel === 'mail' ? mailOfTest(newspaper) : { subject: '', text: callOfTest(newspaper, now()) }
    await post(tx, { once: `queue.test:${id}:${channel}`, channel, to: address, ...words, subjectId: staffId }, now())
  }
  return ways.map(({ channel }) => (channel === 'mail' ? ('email' as const) : channel))
}

import { never } from '../db/columns.ts'
import type { LinkRow } from './links.store.ts'

const [minute, day] = [60_000, 86_400_000]

/** As far back as links are counted, in milliseconds: older ones are let go. */
export const countedFor = 7 * day

/** So many links at most, within so many milliseconds. */
const allowances: Record<LinkRow['purpose'], readonly { links: number; within: number; unusedOnly?: true }[]> = {
  comment: [
    { links: 1, within: day, unusedOnly: true },
    { links: 5, within: countedFor },
  ],
  reader: [
    { links: 1, within: 10 * minute, unusedOnly: true },
    { links: 3, within: day },
  ],
}

/**
 * Whether one more link may be mailed to an address that was mailed these: nobody can have us flood somebody, and whoever is mailed none has
 * one that opens. The two purposes are counted apart, so that comments of strangers keep nobody from what is theirs.
 */
export function mayMail(purpose: LinkRow['purpose'], lately: readonly Pick<LinkRow, 'purpose' | 'createdAt' | 'usedAt'>[], now: Date) {
  return allowances[purpose].every(({ links, within, unusedOnly }) => {
    const since = new Date(now.getTime() - within).toISOString()
    const counted = lately.filter((link) => link.purpose === purpose && link.createdAt > since && (!unusedOnly || link.usedAt === never))
    return counted.length < links
  })
}

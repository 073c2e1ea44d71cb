import type { WordPressItem } from './export/wxr.ts'

/** Where a post or page stands here. */
export interface Standing {
  state: 'published' | 'draft' | 'inReview' | 'trashed'
  /** When it appeared or is to appear; null where that means nothing here. */
  publishedAt: string | null
  /** Why something that was published, or is to be, is a draft here. */
  because: string | null
}

type Dated = Pick<WordPressItem, 'status' | 'hasPassword' | 'publishedAt' | 'modifiedAt'>

/** Public here is only what was public there: published without a password at a time that has come. Everything else waits for an editor. */
export function standingOf({ status, hasPassword, publishedAt }: Dated, now: Date): Standing {
  if (status === 'trash') return { state: 'trashed', publishedAt: null, because: null }
  if (status === 'pending') return { state: 'inReview', publishedAt: null, because: null }
  if (status === 'draft' || status === 'auto-draft') return { state: 'draft', publishedAt: null, because: null }
  const reason = reasonAgainst(status, hasPassword, publishedAt, now.toISOString())
  return { state: reason ? 'draft' : 'published', publishedAt, because: reason }
}

function reasonAgainst(status: string, hasPassword: boolean, publishedAt: string | null, now: string) {
  if (hasPassword) return 'password-protected'
  if (status === 'private') return 'private'
  if (status === 'future' || (status === 'publish' && publishedAt !== null && publishedAt > now)) return 'future'
  if (status !== 'publish') return `status ${status.slice(0, 40)}`
  return publishedAt === null ? 'undated' : null
}

/** When an item was first and last worked on, as far as the export says and not in the future. */
export function workedOn({ publishedAt, modifiedAt }: Dated, now: Date): { first: Date; last: Date } {
  const moments = [publishedAt, modifiedAt].filter((moment) => moment !== null && moment <= now.toISOString()).sort()
  return { first: new Date(moments[0] ?? now), last: new Date(moments.at(-1) ?? now) }
}

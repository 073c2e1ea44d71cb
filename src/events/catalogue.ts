/** What can happen, and what each event carries: nothing secret. A name is a promise to those who will follow the changes: add freely, never rename. */
export interface Events {
  'site.changed': { revision: number }
  'site.weatherChanged': { observedAt: string }
  'token.created': { staffId: string; role: string }
  'token.revoked': Record<string, never>
  'section.changed': { slug: string }
  'section.removed': { slug: string }
  'tag.changed': { slug: string }
  'tag.removed': { slug: string }
  'author.changed': { slug: string }
  'author.removed': { slug: string }
  'article.drafted': { revision: number }
  'article.published': { revision: number; slug: string; publicFrom: string; publicUntil: string }
  'article.unpublished': { state: string }
  'article.handedIn': { revision: number }
  'article.restored': Record<string, never>
  /** From one state that readers do not see to another. */
  'article.removed': { slug: string }
  'article.moved': { from: string; to: string }
  'article.commentsChanged': { open: boolean; closesAt: string | null }
  'comment.submitted': { articleId: string; state: string }
  /** Its time to be kept is over: what was written is gone. */
  'comment.erased': { articleId: string; from: string }
  /** Whether readers have the new words: `pending` while they wait. */
  'comment.edited': { articleId: string; revision: number; state: 'pending' | 'approved'; version: number }
  'comment.withdrawn': { articleId: string; version: number }
  'comment.reported': { articleId: string; revision: number }
  'comment.decided': { articleId: string; from: string; to: string; version: number }
  /** Work for one moderator until then, if nobody decides about it or gives it back. */
  'comment.claimed': { articleId: string; staffId: string; staffName: string; until: string }
  'comment.released': { articleId: string }
  'wordList.changed': { revision: number; enabled: boolean }
  'wordList.removed': Record<string, never>
  'ban.created': { effect: string; expiresAt: string }
  'ban.ended': Record<string, never>
  /** Of a section or an article; the site’s are told by `site.changed`. */
  'commentSettings.changed': { of: 'section' | 'article'; revision: number }
  'moderation.reasonsChanged': { revision: number }
  'media.added': { files: number }
  'media.changed': { revision: number }
  'media.removed': Record<string, never>
}

export type EventType = keyof Events

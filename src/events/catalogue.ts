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
  /** From now on readers can see it: by the clock at the planned moment, or as somebody has published it. Between this and the next of the two, it is public. */
  'article.appeared': { slug: string; moment: string }
  /** No longer, at this moment: its end, that of its rights, or what the desk has done. */
  'article.disappeared': { slug: string; moment: string; why: 'until' | 'rights' | 'desk' }
  'article.rightsChanged': { from: string | null; until: string | null }
  'article.commentsChanged': { open: boolean; closesAt: string | null }
  /** Readers are told so instead (410), from `published` after `article.unpublished`. */
  'article.withdrawn': { reason: string }
  'article.withdrawalEnded': Record<string, never>
  /** What stands under the article has been added, changed or taken back. */
  'article.corrected': { correctionId: string; kind: string; change: 'added' | 'changed' | 'removed' }
  /** An address beside its slug. */
  'article.slugAdded': { slug: string }
  'article.slugRetired': { slug: string }
  'article.slugReleased': { slug: string }
  /** What tells the same story in other languages; the revision counts these changes alone. */
  'translations.changed': { revision: number }
  'previewLink.created': { articleId: string; revision: number; expiresAt: string }
  'previewLink.revoked': { articleId: string }
  /** Its subject is the section whose front page it is, or `front`. */
  'front.changed': { revision: number }
  /** Named by its subject; the main one is told by `site.changed`. */
  'menu.changed': { revision: number }
  'menu.removed': Record<string, never>
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

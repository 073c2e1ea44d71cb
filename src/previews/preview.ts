import { publicTranslations } from '../articles/alternates.store.ts'
import { withAlternates } from '../articles/alternates.ts'
import { type PublicRow, publicArticles } from '../articles/lists.store.ts'
import type { ArticleRow, RevisionRow } from '../articles/store.ts'
import { articleOf, summaryOf, termIdsOf } from '../articles/summary.ts'
import { wordsOf } from '../articles/words.ts'
import type { Services } from '../services.ts'
import { readSite } from '../site/store.ts'
import { termsById } from '../taxonomy/store.ts'
import type { Opened } from './preview-token.ts'

/** A revision as its page would show it, with what is public now of what its editor has chosen to go with it, and of its translations. */
export async function previewOf(
  { article, words }: { article: ArticleRow; words: RevisionRow },
  { revision, expiresAt }: Pick<Opened, 'revision' | 'expiresAt'>,
  { db, config, now }: Services,
) {
  const { name, language, commentSettings: settings } = await readSite(db)
  const row = asIfPublic(article, words)
  const chosen = words.related
  const targets = await publicArticles(
    db,
    chosen.map(({ articleId }) => articleId),
    now(),
  )
  const terms = await termsById(db, termIdsOf([row, ...targets]))
  const setting = { terms, settings, config, now: now() }
  const translations = await publicTranslations(db, article.id, now())
  const items = targets.map((target) => {
    const { relation, note } = chosen.find(({ articleId }) => articleId === target.id)!
    return { article: summaryOf(target, setting), relation, note, chosenBy: 'editor' as const, reasons: [] }
  })
  return {
    ...withAlternates(articleOf(row, setting, name), { ...row, translations }, language, config),
    included: { related: { items } },
    preview: { type: article.type, revision, expiresAt },
  }
}

/** The row that a list would have of it. Nobody can comment on it yet, and what was said when it was public stays there. */
function asIfPublic(article: ArticleRow, revision: RevisionRow): PublicRow {
  const { bodyFormat: _format, bodySource: _source, related: _related, ...words } = wordsOf(revision)
  const publishedAt = article.publishedAt ?? revision.createdAt
  const updatedAt = revision.createdAt > publishedAt ? revision.createdAt : publishedAt
  const { id, type, publicUntil, commentsCloseAt, commentSettings, corrections, correctedAt, retracted } = article
  const corrected = { corrections, correctedAt, retracted }
  const comments = { commentsOpen: false, commentsCloseAt, commentSettings, commentCount: 0 }
  return { ...words, id, type, publishedAt, updatedAt, publicUntil, ...corrected, ...comments }
}

import type { Writer } from '../db/database.ts'
import { readSite } from '../site/store.ts'
import { insistOnImages } from './image-rules.ts'
import type { Publication } from './publishing.ts'
import { type ArticleWithDraft, publishArticle } from './store.ts'

/** Publishes at the desk: what comes from elsewhere does not have to meet the newspaper’s rules for pictures. Throws what `publishArticle` throws, and `unprocessable` for a picture that lacks something. */
export async function publishAtDesk(tx: Writer, found: ArticleWithDraft, wanted: Publication, expected: number | undefined, now: Date) {
  const published = await publishArticle(tx, found, wanted, expected, now)
  insistOnImages(found.draft, (await readSite(tx)).imageRules)
  return published
}

import { and, eq } from 'drizzle-orm'
import { placesOf } from '../articles/comment-settings.store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { articles, site, terms } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import type { OwnSettings } from '../site/comment-settings.ts'
import { readSite } from '../site/store.ts'
import { deskTerm, pathOf, type Term, termsById } from '../taxonomy/store.ts'
import type { ConversationSettingsPatch, SiteConversationSettingsPatch } from './settings.schema.ts'
import { type Place, patchedSettings } from './settings.ts'

/** A place with those it inherits from, and the revision of what is set there. */
export interface Standing {
  places: [Place, ...Place[]]
  revision: number
}

/** What is set for the site. */
export async function siteStanding(db: Reader): Promise<Standing> {
  const { commentSettings, revision } = await readSite(db)
  return { places: [{ from: 'site', of: null, own: commentSettings }], revision }
}

/** What is set for a section, and above it. Throws `not-found`. */
export async function sectionStanding(db: Reader, id: string): Promise<Standing> {
  const section = await deskTerm(db, 'section', id)
  const [, ...above] = pathOf(await termsById(db, [id]), id)
  return { places: [place(section), ...above.map(place), ...(await siteStanding(db)).places], revision: section.revision }
}

/** Of an article or a page, in whatever state. Throws `not-found`. */
export async function articleStanding(db: Reader, id: string): Promise<Standing> {
  const { article, sections } = await articlePlaces(db, id)
  const own = article.commentSettings as OwnSettings
  return {
    places: [{ from: 'article', of: null, own }, ...sections.map(place), ...(await siteStanding(db)).places],
    revision: article.commentSettingsRevision,
  }
}

/** Changes what is set for the site, which is kept with the masthead. Throws `changed-meanwhile`. */
export async function changeSiteSettings(
  tx: Writer,
  patch: SiteConversationSettingsPatch,
  expected: number | undefined,
  now: Date,
  by: By,
): Promise<Standing> {
  const { commentSettings: before, revision, updatedAt } = await readSite(tx)
  insistOn(expected, revision, updatedAt)
  const after = patchedSettings(before, patch)
  const [changed] = await tx
    .update(site)
    .set({ commentPolicy: after, revision: revision + 1, updatedAt: now.toISOString() })
    .where(and(eq(site.id, 'site'), eq(site.revision, revision)))
    .returning({ revision: site.revision })
  if (!changed) throw new Problem('changed-meanwhile')
  await audit(tx, by, { what: 'settings', action: 'changed', subjectId: 'site', before, after }, now)
  await record(tx, 'site.changed', 'site', changed, now)
  return siteStanding(tx)
}

/** Changes what is set for a section, and writes down by whom if it is somebody. Throws `not-found` and `changed-meanwhile`. */
export async function changeSectionSettings(
  tx: Writer,
  id: string,
  patch: ConversationSettingsPatch,
  expected: number | undefined,
  now: Date,
  by?: By,
): Promise<Standing> {
  const { commentSettings: before, revision, updatedAt } = await deskTerm(tx, 'section', id)
  insistOn(expected, revision, updatedAt)
  const after = patchedSettings(before, patch)
  const [changed] = await tx
    .update(terms)
    .set({ commentSettings: after, revision: revision + 1, updatedAt: now.toISOString() })
    .where(and(eq(terms.id, id), eq(terms.revision, revision)))
    .returning({ revision: terms.revision })
  if (!changed) throw new Problem('changed-meanwhile')
  if (by) await audit(tx, by, { what: 'settings', action: 'changed', subjectId: id, before, after }, now)
  await record(tx, 'commentSettings.changed', id, { of: 'section', ...changed }, now)
  return sectionStanding(tx, id)
}

/** Changes what is set for an article or a page. Throws `not-found` and `changed-meanwhile`. */
export async function changeArticleSettings(
  tx: Writer,
  id: string,
  patch: ConversationSettingsPatch,
  expected: number | undefined,
  now: Date,
  by: By,
): Promise<Standing> {
  const { commentSettings: before, commentSettingsRevision: revision } = (await articlePlaces(tx, id)).article
  insistOn(expected, revision)
  const after = patchedSettings(before, patch)
  const [changed] = await tx
    .update(articles)
    .set({ commentSettings: after, commentSettingsRevision: revision + 1 })
    .where(and(eq(articles.id, id), eq(articles.commentSettingsRevision, revision)))
    .returning({ revision: articles.commentSettingsRevision })
  if (!changed) throw new Problem('changed-meanwhile')
  await audit(tx, by, { what: 'settings', action: 'changed', subjectId: id, before, after }, now)
  await record(tx, 'commentSettings.changed', id, { of: 'article', ...changed }, now)
  return articleStanding(tx, id)
}

async function articlePlaces(db: Reader, id: string) {
  const places = await placesOf(db, id)
  if (!places) throw new Problem('not-found', `There is no article ${id}.`)
  return places
}

function place({ id, slug, commentSettings }: Term): Place {
  return { from: 'section', of: { id, slug }, own: commentSettings as OwnSettings }
}

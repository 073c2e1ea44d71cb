import { and, eq, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { type MenuEntry, site } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { patched } from '../http/patch.ts'
import { type Failure, Problem } from '../problem.ts'
import { type SiteSettings, settingsUnder } from './comment-settings.ts'
import { isLanguage, isTimeZone } from './dateline.ts'
import { usualImageRules } from './image-rules.ts'
import { canonicalLanguage, unknownLanguage } from './language.ts'
import type { CommentPolicy, NewWeather, SitePatch } from './schema.ts'

/** A reading older than this says nothing about the weather now; milliseconds. */
const weatherStaleAfter = 3 * 3_600_000

const theSite = prepared((db) => db.select().from(site).where(eq(site.id, 'site')).prepare('site'))

/** The newspaper’s own row; the same from its first start on. */
export async function readSite(db: Reader) {
  const [row] = await theSite(db).execute()
  if (!row) throw new Error('The newspaper has not been begun')
  return siteOf(row)
}

/** The newspaper’s row as it is read. */
export function siteOf(row: typeof site.$inferSelect) {
  const commentSettings = row.commentPolicy as SiteSettings
  return {
    ...row,
    commentPolicy: policyOf(commentSettings),
    commentSettings,
    imageRules: { ...usualImageRules, ...row.imageRules },
  }
}

/** What the masthead tells of the settings, as they are kept: an emergency is not among them. */
function policyOf({ emergency: _, ...own }: SiteSettings): CommentPolicy {
  const { mode, closeAfterDays, depth, length, editWindowSeconds, reportsHideAt } = settingsUnder(own)
  return { mode, closeAfterDays, depth, length, editWindowSeconds, reportsHideAt }
}

/** The last reading while it says something about now, else null. */
export function currentWeather(weather: Awaited<ReturnType<typeof readSite>>['weather'], now: Date) {
  return weather && now.getTime() - Date.parse(weather.observedAt) < weatherStaleAfter ? weather : null
}

/** When the reading that is shown stops saying something about now; null when none is shown. */
export function weatherEnds(weather: Awaited<ReturnType<typeof readSite>>['weather']) {
  return weather && new Date(Date.parse(weather.observedAt) + weatherStaleAfter).toISOString()
}

const blank = {
  name: 'A new newspaper',
  tagline: '',
  language: 'en',
  timeZone: 'UTC',
  place: null,
  navigation: [],
  commentPolicy: {},
  imageRules: { alt: 'required' } as const,
  weather: null,
}

/** Makes the row of a new newspaper; a second time changes nothing. */
export async function beginSite(tx: Writer, now: Date) {
  await tx
    .insert(site)
    .values({ id: 'site', ...blank, revision: 1, updatedAt: now.toISOString() })
    .onConflictDoNothing()
}

/** Makes the masthead that of a new newspaper again. */
export async function clearSite(tx: Writer, now: Date) {
  const [cleared] = await tx
    .update(site)
    .set({ ...blank, revision: sql`${site.revision} + 1`, updatedAt: now.toISOString() })
    .where(eq(site.id, 'site'))
    .returning({ revision: site.revision })
  if (cleared) await record(tx, 'site.changed', 'site', cleared, now)
}

/** What may change of the masthead; the entries of its menu may lead to something by its id. */
type MastheadPatch = Omit<SitePatch, 'navigation'> & { navigation?: readonly MenuEntry[] | undefined }

/** Changes the masthead, and writes down by whom if it is somebody. Throws `changed-meanwhile` and, for a language or zone that nobody knows, `unprocessable`. */
export async function changeSite(tx: Writer, patch: MastheadPatch, expected: number | undefined, now: Date, by?: By) {
  const current = await readSite(tx)
  insistOn(expected, current.revision, current.updatedAt)
  const { name, tagline, language, timeZone, place, navigation } = patched(current, patch)
  const failures: Failure[] = [
    ...(isLanguage(language) ? [] : [unknownLanguage(language)]),
    ...(isTimeZone(timeZone)
      ? []
      : [
          {
            pointer: '#/timeZone',
            code: 'unknown-time-zone',
            detail: `“${timeZone}” is no time zone. Such as: Europe/Lisbon, Asia/Tehran.`,
          },
        ]),
  ]
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  const revision = current.revision + 1
  const [changed] = await tx
    .update(site)
    .set({
      name,
      tagline,
      language: canonicalLanguage(language)!,
      timeZone,
      place,
      navigation,
      commentPolicy: patched(current.commentSettings, patch.commentPolicy ?? {}),
      imageRules: patched(current.imageRules, patch.imageRules ?? {}),
      revision,
      updatedAt: now.toISOString(),
    })
    .where(and(eq(site.id, 'site'), eq(site.revision, current.revision)))
    .returning()
  if (!changed) throw new Problem('changed-meanwhile')
  if (by)
    await audit(tx, by, { what: 'site', action: 'changed', subjectId: 'site', before: told(current), after: told(siteOf(changed)) }, now)
  await record(tx, 'site.changed', 'site', { revision }, now)
  return siteOf(changed)
}

/** What the audit tells of the masthead. */
function told({ name, tagline, language, timeZone, place, navigation, commentPolicy, imageRules }: Awaited<ReturnType<typeof readSite>>) {
  return { name, tagline, language, timeZone, place, navigation, commentPolicy, imageRules }
}

/** Keeps the newest reading of the weather and answers with it: an older one replaces none. Throws `unprocessable` for one from the future. */
export async function keepWeather(tx: Writer, reading: NewWeather, now: Date) {
  const observedAt = new Date(reading.observedAt ?? now).toISOString()
  if (Date.parse(observedAt) > now.getTime() + 60_000) {
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/observedAt', code: 'future', detail: 'A reading cannot be from the future.' },
    ])
  }
  const kept = (await readSite(tx)).weather
  if (kept && kept.observedAt > observedAt) return kept
  const weather = { temperature: reading.temperature, condition: reading.condition ?? null, observedAt }
  await tx.update(site).set({ weather }).where(eq(site.id, 'site'))
  await record(tx, 'site.weatherChanged', 'site', { observedAt }, now)
  return weather
}

/** Whose comments wait: nobody may comment, all wait, strangers wait, none waits. */
export type Mode = 'closed' | 'pre' | 'first_time' | 'post'

/** For the whole site at once, above whatever is set elsewhere. */
export type Emergency = 'off' | 'pre' | 'closed'

/** How comments are taken in one place, every setting with its value. */
export interface Settings {
  mode: Mode
  /** Days from publication; null for never. */
  closeAfterDays: number | null
  depth: number
  /** In characters as a reader counts them. */
  length: number
  editWindowSeconds: number
  /** So many different links hold a comment. */
  linksHoldAt: number
  /** Within so many hours the same words under the same name from the same address are one comment, sent twice. */
  duplicateHours: number
  /** So many readers who report a comment hide it. */
  reportsHideAt: number
  /** So many approvals within so many days, and no rejection in so many, make an author trusted. */
  trust: { approved: number; windowDays: number; rejectedDays: number }
  /** How many comments one reader may leave. */
  rate: { per15Seconds: number; per10Minutes: number; perDay: number }
}

/** What is set in one place; what is not there is inherited. */
export type OwnSettings = Partial<Omit<Settings, 'trust' | 'rate'>> & {
  trust?: Partial<Settings['trust']>
  rate?: Partial<Settings['rate']>
}

export type SiteSettings = OwnSettings & { emergency?: Emergency }

/** What holds where nobody has set anything. */
export const standard: Readonly<Settings> = {
  mode: 'first_time',
  closeAfterDays: 14,
  depth: 3,
  length: 3000,
  editWindowSeconds: 300,
  linksHoldAt: 2,
  duplicateHours: 24,
  reportsHideAt: 3,
  trust: { approved: 2, windowDays: 180, rejectedDays: 30 },
  rate: { per15Seconds: 1, per10Minutes: 5, perDay: 30 },
}

/** The settings that hold in a place: each from the nearest that sets it, of those given from the inside out and the site last. An emergency is above them all. */
export function settingsUnder(site: SiteSettings, nearer: readonly OwnSettings[] = []): Settings {
  const settings = [...nearer, site].reduceRight(laidOver, standard)
  return { ...settings, mode: modeIn(site.emergency, settings.mode) }
}

/** What an emergency makes of a mode: it opens nothing that is closed. */
export function modeIn(emergency: Emergency | undefined, mode: Mode): Mode {
  return emergency === undefined || emergency === 'off' || mode === 'closed' ? mode : emergency
}

function laidOver(outer: Settings, own: OwnSettings): Settings {
  return { ...outer, ...own, trust: { ...outer.trust, ...own.trust }, rate: { ...outer.rate, ...own.rate } }
}

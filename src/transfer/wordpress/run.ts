import type { Services } from '../../services.ts'
import { type FormerSite, formerSite } from './addresses.ts'
import type { WordPressRecord } from './export/wxr.ts'
import { nameNewspaper } from './masthead.ts'
import { newReport, type Report } from './report.ts'
import type { KnownTerm } from './terms.ts'

/** One import under way. */
export interface Run {
  services: Services
  /** What its rows in the table of imports are kept under. */
  source: string
  site: FormerSite
  /** Of the newspaper, and so of what is imported. */
  language: string
  report: Report
  /** Sections, tags and authors that were needed lately; null for those somebody has removed since they were imported. */
  terms: Map<string, KnownTerm | null>
}

/** Begins an import: the newspaper takes the former site's name if it has none. */
export async function beginRun(services: Services, former: WordPressRecord & { kind: 'site' }): Promise<Run> {
  const site = formerSite(former.url)
  const [source, report] = [sourceOf(site), newReport(site.url)]
  const language = await nameNewspaper(services, source, report, former)
  return { services, source, site, language, report, terms: new Map() }
}

/** The same for every spelling of the address, so that a site that has moved to https in the meantime is not imported twice. */
function sourceOf({ url, host, folder }: FormerSite) {
  return `wordpress:${host === '' ? url : `https://${host}${folder}`}`
}

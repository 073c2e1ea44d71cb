import type { Services } from '../../services.ts'
import { isLanguage } from '../../site/dateline.ts'
import { changeSite, readSite } from '../../site/store.ts'
import { imported, noteImports } from '../store.ts'
import type { WordPressRecord } from './export/wxr.ts'
import { note, type Report } from './report.ts'
import { line, shortened } from './wording.ts'

/** What a newspaper is called before somebody has named it. */
const unnamed = 'A new newspaper'

/**
 * Gives a newspaper that has no name yet the former site's name, tagline and language: once, and never over somebody's choice.
 * Answers with the language that the newspaper has then.
 */
export async function nameNewspaper({ db, now }: Services, source: string, report: Report, former: WordPressRecord & { kind: 'site' }) {
  const current = await readSite(db)
  if ((await imported(db, source, 'site', ['masthead'])).size > 0) return current.language
  const isUnnamed = current.name === unnamed && current.tagline === ''
  const name = shortened(line(former.title), 120) || current.name
  const language = (isUnnamed && tagOf(former.language)) || current.language
  if (isUnnamed && !tagOf(former.language))
    note(report, `The language “${former.language.slice(0, 40)}” is none that is known; it stays ${language}.`)
  await db.write(async (tx) => {
    await noteImports(tx, [{ source, kind: 'site', externalId: 'masthead', targetId: 'site' }])
    if (!isUnnamed) return
    await changeSite(tx, { name, tagline: shortened(line(former.tagline), 300), language }, undefined, now())
  })
  return language
}

/** WordPress writes `pt_BR` for what BCP 47 calls `pt-BR`; undefined for what is no language. */
function tagOf(written: string) {
  const tag = written.replaceAll('_', '-')
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) && tag.length <= 35 && isLanguage(tag) ? tag : undefined
}

import type { Writer } from '../../db/database.ts'
import { slugOf } from '../../taxonomy/slug.ts'
import type { TermKind } from '../../taxonomy/store.ts'
import { imported } from '../store.ts'
import type { WordPressRecord } from './export/wxr.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import { type FormerTerm, keepTerm, knownTerm } from './terms.ts'

/** A category, tag or author as the head of an export lists it. */
export type TermRecord = Extract<WordPressRecord, { kind: 'category' | 'tag' | 'author' }>

/** What an export calls something, as a term of the former site. */
export const formerCategory = ({ slug, name }: { slug: string; name: string }): FormerTerm => ({
  key: slug || slugOf(name, 'section'),
  slug: slug || slugOf(name, 'section'),
  name,
})

export const formerTag = ({ slug, name }: { slug: string; name: string }): FormerTerm => ({
  key: slug || slugOf(name, 'tag'),
  slug: slug || slugOf(name, 'tag'),
  name,
})

/** An author by login and name. A name that is an e-mail address loses its domain: it would be public here. */
export const formerAuthor = ({ login, name }: { login: string; name: string }): FormerTerm => ({
  key: login,
  slug: nicename(login),
  name: name.replace(/^([^\s@]+)@[^\s@]+$/, '$1'),
})

/** What WordPress makes of a login for the address of its archive. */
function nicename(login: string) {
  const words = login
    .toLowerCase()
    .replace(/[.\s]+/g, '-')
    .replace(/[^\p{L}\p{N}_-]/gu, '')
  return words || 'author'
}

/** Keeps the terms of the head of an export, each section after the one it stands in, whatever their order in the file. */
export function termKeeper(run: Run) {
  const { services, source, report } = run
  const waiting = new Map<string, FormerTerm[]>()

  /** Those of the records that no import has brought yet. */
  async function unknown(records: readonly TermRecord[]) {
    const terms = records.map(termOf)
    const fresh: typeof terms = []
    for (const kind of ['author', 'section', 'tag'] as const) {
      const ofKind = terms.filter((one) => one.kind === kind)
      const keys = ofKind.map(({ term }) => term.key)
      const known = await imported(services.db, source, kind, keys)
      fresh.push(...ofKind.filter(({ term }) => !known.has(term.key)))
      report.unchanged[`${kind}s`] += known.size
    }
    return fresh
  }

  /** Keeps a section, then those that waited for it, and those that waited for them. */
  async function keepSection(tx: Writer, section: FormerTerm) {
    const next = [section]
    for (let term = next.pop(); term; term = next.pop()) {
      await keepTerm(tx, run, 'section', term)
      next.push(...(waiting.get(term.key) ?? []))
      waiting.delete(term.key)
    }
  }

  return {
    async keep(records: readonly TermRecord[]) {
      const fresh = await unknown(records)
      if (fresh.length === 0) return
      await services.db.write(async (tx) => {
        for (const { kind, term } of fresh) {
          if (kind !== 'section') await keepTerm(tx, run, kind, term)
          else if (!term.parent || (await knownTerm(tx, run, 'section', term.parent)) !== undefined) await keepSection(tx, term)
          else waiting.set(term.parent, [...(waiting.get(term.parent) ?? []), term])
        }
      })
    },

    /** Keeps the sections whose parents never came, at the top; and of those that stand in a circle, the first. */
    async finish() {
      if (waiting.size === 0) return
      const held = new Set([...waiting.values()].flatMap((terms) => terms.map(({ key }) => key)))
      await services.db.write(async (tx) => {
        for (const parent of [...waiting.keys()].sort((a, b) => Number(held.has(a)) - Number(held.has(b)))) {
          for (const term of waiting.get(parent) ?? []) {
            count(report.adapted, 'section without the one above it, now at the top')
            await keepSection(tx, term)
          }
          waiting.delete(parent)
        }
      })
    },
  }
}

function termOf(record: TermRecord): { kind: TermKind; term: FormerTerm } {
  if (record.kind === 'author') return { kind: 'author', term: formerAuthor(record) }
  if (record.kind === 'tag') return { kind: 'tag', term: { ...formerTag(record), description: record.description, number: record.id } }
  const { description, parent, id } = record
  return { kind: 'section', term: { ...formerCategory(record), description, parent, number: id } }
}

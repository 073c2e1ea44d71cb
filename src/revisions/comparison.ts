import { setImmediate as turn } from 'node:timers/promises'
import { diffArrays } from 'diff'
import { changedFields } from '../articles/desk/fields.ts'
import type { Words } from '../articles/words.ts'
import { type TextDifference, textDifference } from './text-difference.ts'

/** What differs between two states of an article, by the names of the API; lists and other values as they were and are. */
export interface Comparison {
  fields: string[]
  texts: ({ field: string } & TextDifference)[]
  lists: ({ field: string } & ListDifference)[]
  values: { field: string; before: unknown; after: unknown }[]
}

interface ListDifference {
  added: unknown[]
  removed: unknown[]
  moved: { item: unknown; from: number; to: number }[]
}

/** Written to be read: compared by words. */
const prose = [
  ...['headline', 'standfirst', 'dateline', 'body.text', 'body.source', 'seo.title', 'seo.description'],
  ...['leadImage.alt', 'leadImage.caption', 'leadImage.credit', 'source.name', 'source.licence', 'source.usageTerms'],
]

/** Compares two states of an article. Between two texts others have their turn. */
export async function comparisonOf(before: Words, after: Words): Promise<Comparison> {
  const fields = changedFields(before, after)
  const comparison: Comparison = { fields, texts: [], lists: [], values: [] }
  for (const field of fields.flatMap(partsOf)) {
    const [one, other] = [valueAt(before, field), valueAt(after, field)]
    if (one === other) continue
    if (prose.includes(field) && typeof one === 'string' && typeof other === 'string') {
      await turn()
      comparison.texts.push({ field, ...textDifference(one, other, after.language) })
    } else if (Array.isArray(one) && Array.isArray(other)) comparison.lists.push({ field, ...listDifference(one, other) })
    else comparison.values.push({ field, before: one, after: other })
  }
  return comparison
}

/** What readers read of a body, what was written, and how. */
function partsOf(field: string) {
  return field === 'body' ? ['body.text', 'body.source', 'body.format'] : [field]
}

function valueAt(words: Words, field: string): unknown {
  const { bodyText: text, bodySource: source, bodyFormat: format, ...others } = words
  return field.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name] ?? null, {
    ...others,
    body: { text, source, format },
  })
}

/** What came, what went, and what stands elsewhere, by places that count from 0; the fewest things that need to be moved are. */
export function listDifference(before: readonly unknown[], after: readonly unknown[]): ListDifference {
  const [old, now] = [before.map(keyOf), after.map(keyOf)]
  const steps = diffArrays(old, now)
  const gone = steps.flatMap(({ removed, value }) => (removed ? value : []))
  const come = steps.flatMap(({ added, value }) => (added ? value : []))
  const moved = come.filter((key) => gone.includes(key))
  return {
    added: come.filter((key) => !moved.includes(key)).map((key) => JSON.parse(key)),
    removed: gone.filter((key) => !moved.includes(key)).map((key) => JSON.parse(key)),
    moved: moved.map((key) => ({ item: JSON.parse(key), from: old.indexOf(key), to: now.indexOf(key) })),
  }
}

function keyOf(item: unknown) {
  return JSON.stringify(item)
}

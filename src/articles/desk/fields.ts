import { isDeepStrictEqual } from 'node:util'
import type { Words } from '../words.ts'
import type { ArticlePatch } from './desk.schema.ts'

/** What is made of the body when it is saved, and differs with it. */
const made = ['bodyFormat', 'bodyHtml', 'bodyText', 'bodyHeadings', 'excerpt', 'wordCount', 'bodySource']

/** What differs between two states of the words, by the names of the API: `headline`, `body`, `seo.title`. */
export function changedFields(before: Words, after: Words): string[] {
  const one: Record<string, unknown> = before
  const other: Record<string, unknown> = after
  const body = before.bodySource === after.bodySource && before.bodyFormat === after.bodyFormat ? [] : ['body']
  const names = Object.keys({ ...one, ...other }).filter((name) => !made.includes(name))
  return [...body, ...names.flatMap((name) => differing(name, one[name], other[name]))]
}

/** What a patch sets, by the same names. */
export function patchedFields(patch: ArticlePatch): string[] {
  const { note, ...fields } = patch
  return Object.entries(fields).flatMap(([name, value]) =>
    isPlain(value) && name !== 'body' ? Object.keys(value).map((part) => `${name}.${part}`) : [name],
  )
}

/** Those of `yours` that touch one of `theirs`: the same, or a part of the other. */
export function collisions(yours: readonly string[], theirs: readonly string[]): string[] {
  const touch = (one: string, other: string) => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)
  return yours.filter((mine) => theirs.some((other) => touch(mine, other)))
}

function differing(name: string, before: unknown, after: unknown): string[] {
  if (isDeepStrictEqual(before, after)) return []
  if (!isPlain(before) || !isPlain(after)) return [name]
  const parts = Object.keys({ ...before, ...after })
  return parts.filter((part) => !isDeepStrictEqual(before[part], after[part])).map((part) => `${name}.${part}`)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

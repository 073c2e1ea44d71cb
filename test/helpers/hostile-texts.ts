import type { Parameter, Schema } from './operations.ts'
import { takes } from './places.ts'

/** What stands in a query or a path instead of what a parameter takes, before it is percent-encoded. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '1abc',
  '-1',
  '0',
  '00',
  '1',
  '0x10',
  '1e309',
  '1.0',
  '+1',
  '9'.repeat(40),
  '٣',
  'null',
  'true',
  'TRUE',
  '[]',
  '{}',
  '{"$ne":null}',
  '%',
  "' or 1=1 --",
  '../..',
  'a\0b',
  'line\nbreak',
  '__proto__',
  'constructor',
  'x'.repeat(3000),
  '\u{1d4aa}'.repeat(200),
  '2026-02-30T09:00:00Z',
  '2026-01-01T00:00:00Z',
  '{id}',
]

/** Percent-encodings that are no UTF-8: overlong, half a pair of surrogates, cut off. */
export const malformedEncodings: readonly string[] = ['%c0%af', '%e0%80%af', '%ed%a0%80', '%zz', '%', 'a%f']

/** Whether the document lets a parameter be given these texts: read as decimal integers, `true` and `false`, and nothing else. */
export function takesTexts({ schema, explode = true }: Parameter, texts: readonly string[]): boolean {
  if (texts.some((text) => text.includes('\0'))) return false
  const isList = [schema.type].flat().includes('array')
  if (!isList) return texts.length === 1 && takes(schema, read(schema, texts[0]!))
  const items = explode ? texts : texts.flatMap((text) => text.split(','))
  return takes(
    schema,
    items.map((item) => read(schema.items!, item)),
  )
}

function read({ type }: Schema, text: string): unknown {
  const composed = text.normalize('NFC')
  if (type === 'integer') return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text
  if (type === 'boolean') return /^(true|false)$/.test(text) ? text === 'true' : text
  return composed
}

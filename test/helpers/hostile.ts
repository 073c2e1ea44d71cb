import type { Schema } from './operations.ts'

const pair = '\u{1d4aa}'

/** What a member is given instead of what it takes: every kind of JSON, and texts that a lax reader would take for something else. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  [],
  {},
  [null],
  ['1abc'],
  [{}],
  { $ne: null },
  { toString: 'x' },
  { 0: 'a' },
  '',
  ' ',
  '1',
  '1abc',
  '-1',
  '0x10',
  '1e309',
  'null',
  'true',
  'false',
  '[]',
  '__proto__',
  'constructor',
  'line\nbreak',
  '\u202e\u0007',
  '../../etc/passwd',
  'javascript:alert(1)',
  '2026-02-30T09:00:00Z',
  '٣',
]

/** JSON that no schema sees: written instead of a member's value, it is refused wherever it stands. */
export const unreadable: readonly string[] = ['"a\\u0000b"', '"a\\ud83d"', '"\\udc00a"', '{"__proto__":{"role":"owner"}}', '{"a\\u0000":1}']

/** The bounds of a schema, from within and from without, and every word it lists. */
export function boundsOf(schema: Schema, sample: unknown): unknown[] {
  const { type, enum: words = [], minimum, maximum, minLength, maxLength, maxItems, items, anyOf, format } = schema
  if (anyOf) return anyOf.flatMap((each) => boundsOf(each, sample))
  const numbers = [minimum, maximum].flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]))
  const lengths = [minLength, maxLength].flatMap((length) => (length === undefined ? [] : [length, length + 1]))
  const texts = lengths.flatMap((length) => (format === 'uri' ? [longAddress(length)] : ['a'.repeat(length), pair.repeat(length)]))
  const item = Array.isArray(sample) ? sample[0] : undefined
  const lists = items && maxItems !== undefined ? [maxItems, maxItems + 1].map((length) => Array.from({ length }, () => item)) : []
  return [...words, ...numbers, ...texts, ...lists, ...([type].flat().includes('null') ? [null] : [])]
}

const longAddress = (length: number) => 'https://news.example/'.padEnd(length, 'a').slice(0, Math.max(length, 21))

const [many, tooMany] = [10_000, 30_000].map((length) => Array.from({ length }, (_, index) => index))
const members = (numbers: readonly number[]) => JSON.stringify(Object.fromEntries(numbers.map((index) => [`a${index}`, 1])))

/** What no member can be. */
const wrongValues = [
  'NaN',
  'Infinity',
  '0x10',
  '1e309',
  '01',
  '+1',
  'undefined',
  '"line\nbreak"',
  "'a'",
  '"\\x41"',
  '"',
  nested('[', ']', 40),
]

/** More than anybody means, in depth, in number and in length. */
const largeValues = [
  nested('{"a":', '}', 50_000),
  ...[many, tooMany].flatMap((numbers) => [JSON.stringify(numbers), members(numbers!)]),
  `"${'x'.repeat(1_000_000)}"`,
]

/** Bodies that are no JSON in UTF-8, and large ones if asked, with the status that each is answered with. */
export function wrongTexts(body: Record<string, unknown>, large: boolean): [text: string | Buffer, status: number][] {
  const whole = JSON.stringify(body)
  const [before = '', after = ''] = JSON.stringify({ ...body, [Object.keys(body)[0]!]: 'HERE' }).split('"HERE"')
  const holding = (value: string) => before + value + after
  const broken = ['', ' ', whole.slice(0, -1), whole + whole, `${whole},`, `${whole}//`, whole.replaceAll('"', "'")]
  const illFormed = [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff]].map((bytes) =>
    Buffer.from([...Buffer.from('{"a":"'), ...bytes, ...Buffer.from('"}')]),
  )
  const texts = [
    ...broken,
    ...wrongValues.map(holding),
    ...illFormed,
    Buffer.from(whole, 'utf16le'),
    ...(large ? largeValues.map(holding) : []),
  ]
  const refused = texts.map((text): [string | Buffer, number] => [text, 400])
  return large ? [...refused, [members(many!), 400], [members(tooMany!), 400], [holding(`"${'x'.repeat(1_100_000)}"`), 413]] : refused
}

function nested(open: string, close: string, levels: number) {
  return `${open.repeat(levels)}${open === '[' ? '' : 1}${close.repeat(levels)}`
}

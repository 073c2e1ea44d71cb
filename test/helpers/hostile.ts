import type { Parameter, Schema } from './operation.ts'
import { takes } from './operation.ts'

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
  pair.repeat(200),
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

/** What a header is given instead of what it takes. */
export const hostileHeaders: readonly string[] = [
  '',
  '"',
  '""',
  'W/""',
  '"r1',
  '"r-1"',
  '"r01"',
  '"r0x1"',
  '"r1e0"',
  `"r${'9'.repeat(40)}"`,
  '"r1", "r1"',
  '*, *',
  'null',
  '__proto__',
  '\xff\xfe',
  'x'.repeat(5000),
  '"x",'.repeat(1000),
]

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

/** Addresses that a lax reader would take for this one, or for another beside it: in case, slashes, dots, encodings, and whole. */
export function mutationsOf(path: string): string[] {
  const segments = path.slice(1).split('/')
  const joined = (sign: string) => `/${segments.join(sign)}`
  const each = (change: (segment: string) => string) =>
    segments.map((_, at) => `/${segments.map((segment, index) => (index === at ? change(segment) : segment)).join('/')}`)
  const encoded = (sign: string) => `%${sign.charCodeAt(0).toString(16)}`
  const mutations = [
    ...each((segment) => segment.toUpperCase()),
    path.toUpperCase(),
    ...each((segment) => `${segment}/`),
    ...each((segment) => `./${segment}`),
    ...each((segment) => `x/../${segment}`),
    ...each((segment) => `x/%2e%2e/${segment}`),
    ...each((segment) => `${segment};a`),
    ...each((segment) => encoded(segment[0]!) + segment.slice(1)),
    ...['//', '/./', '/%2e/', '%2f', '%2F', '%5c', '\\', '%252f', '%c0%af', '%e0%80%af', '%ef%bc%8f', '/;/', '/%00', '%2f%2e%2e%2f'].map(
      joined,
    ),
    ...[
      '/',
      '//',
      '/.',
      '/..',
      '/./',
      '/%2e',
      '/%2e%2e',
      ';a',
      ';a=b',
      '%3ba',
      '%00',
      '%00.json',
      '.json',
      '%20',
      '+',
      '%0a',
      '%09',
      '%',
      '%zz',
    ].map((end) => path + end),
    ...['#', '#/../../site', '?', '?/../../site', '?__proto__', '?_method=GET', '??', '&a=1', '%3f', '%23'].map((end) => path + end),
    ...['/', '/.', '/..', '/%2e', '\\', '/%2f', '/v1', '/v1/site/..', '/health/..', '/docs/..', '/v1/site;/..', '/v1/site%2f..'].map(
      (start) => start + path,
    ),
    ...['http://news.example', 'HTTP://news.example', 'https://reader@news.example:80', '//news.example', 'http:/'].map(
      (start) => start + path,
    ),
    path.replaceAll('e', '%65'),
    path.replaceAll('e', '%c1%a5'),
    path.replaceAll('e', '\u00e9'),
    path.replaceAll('i', '%ef%bd%89'),
    path.replaceAll('s', '%c5%bf'),
    path.slice(1),
    path.slice(0, -1),
    `${path}/..${path.slice(path.lastIndexOf('/'))}`,
  ]
  return [...new Set(mutations)]
}

/** Ways of saying that a body is JSON; of two headers Node hands on the first. */
export const namesOfJson: readonly (string | string[])[] = [
  'application/json',
  'application/JSON',
  'application/json;charset=utf-8',
  'application/json; charset="UTF-8"',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json; charset=utf-16',
  'application/json\t; charset=utf-8',
  '\tapplication/json',
  'application/json ;x',
  'application/json;',
  'application/merge-patch+json',
  ['application/json', 'text/plain'],
]

/** What a body may not be called, whatever it is. */
export const otherTypes: readonly (string | string[])[] = [
  'application/json, text/plain',
  'application/json text/plain',
  'application/json\\;x',
  'application/json/x',
  'application / json',
  'application/json\xa0',
  'application/jsonp',
  'application/json5',
  'application/json-patch+json',
  'application/vnd.api+json',
  'application/problem+json',
  'application/*',
  'application',
  'application/',
  '/json',
  'json',
  '*/*',
  '',
  ';',
  '__proto__',
  'constructor',
  'text/plain',
  'text/plain, application/json',
  'text/plain; application/json',
  'text/plain;x=application/json',
  'text/json',
  'text/html',
  'application/xml',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  ['text/plain', 'application/json'],
]

/** What stands for a token and is none. */
export const hostileAuthorizations = ['', 'Bearer null', 'Basic Og==', `Bearer ${'x'.repeat(5000)}`, 'Bearer bs_\xff']

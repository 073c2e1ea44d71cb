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

/** Whether a text may be an `Idempotency-Key`, and so means nothing but itself: printable ASCII, between quotes or without quotes, commas and spaces. */
export function isKey(text: string, shortest: number) {
  const key = text.match(/^"([ !#-[\]-~]+)"$/)?.[1] ?? text.match(/^[!#-+\--~]+$/)?.[0] ?? ''
  return key.length >= shortest && key.length <= 255
}

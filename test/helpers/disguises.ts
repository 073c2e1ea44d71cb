/** Addresses that must never come through, in every disguise. */
export function addresses(): { disguise: string; address: string }[] {
  return Object.entries(disguises).flatMap(([disguise, disguised]) => runners.map((runner) => ({ disguise, address: disguised(runner) })))
}

const runners = [
  'javascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://paper.example/1',
  'javascript://paper.example/%0aalert(1)',
]

const each = (text: string, change: (letter: string, index: number) => string) => [...text].map(change).join('')
const code = (letter: string) => letter.codePointAt(0)!
const inScheme = (address: string, sign: string) => `${address.slice(0, 3)}${sign}${address.slice(3)}`
const beforeColon = (address: string, sign: string) => address.replace(':', `${sign}:`)

const disguises: Record<string, (address: string) => string> = {
  none: (address) => address,
  capitals: (address) => each(address, (letter, index) => (index % 2 ? letter.toUpperCase() : letter)),
  'a tab inside': (address) => inScheme(address, '\t'),
  'a line end inside': (address) => inScheme(address, '\n'),
  'a carriage return inside': (address) => inScheme(address, '\r'),
  'a form feed inside': (address) => inScheme(address, '\f'),
  'a zero inside': (address) => inScheme(address, '\0'),
  'a zero width space inside': (address) => inScheme(address, '\u200b'),
  'a soft hyphen inside': (address) => inScheme(address, '\u00ad'),
  'a half surrogate inside': (address) => inScheme(address, '\ud800'),
  'tabs everywhere': (address) => each(address, (letter) => `${letter}\t`),
  'a tab as a reference': (address) => inScheme(address, '&Tab;'),
  'a line end as a reference': (address) => inScheme(address, '&NewLine;'),
  'a tab before the colon': (address) => beforeColon(address, '&#9;'),
  'a blank before the colon': (address) => beforeColon(address, ' '),
  'blanks in front': (address) => ` \t\n\f\r ${address}`,
  'controls in front': (address) => `\u0001\u0008\u001f\u007f\u0085${address}`,
  'a control as a reference in front': (address) => `&#14;${address}`,
  'a no-break space in front': (address) => `\u00a0${address}`,
  'a byte order mark in front': (address) => `\ufeff${address}`,
  'a line separator in front': (address) => `\u2028${address}`,
  'decimal references': (address) => each(address, (letter) => `&#${code(letter)};`),
  'decimal references without an end': (address) => each(address, (letter) => `&#${String(code(letter)).padStart(7, '0')}`),
  'hexadecimal references': (address) => each(address, (letter) => `&#x${code(letter).toString(16)};`),
  'hexadecimal references with zeros': (address) => each(address, (letter) => `&#X${code(letter).toString(16).padStart(8, '0')};`),
  'a colon as a reference': (address) => address.replace(':', '&colon;'),
  'references twice': (address) => each(address, (letter) => `&amp;#${code(letter)};`),
  'percent signs': (address) => each(address, (letter) => `%${code(letter).toString(16).padStart(2, '0')}`),
  'a wide colon': (address) => address.replace(':', '\uff1a'),
  'wide letters': (address) => each(address, (letter) => (/[a-z]/.test(letter) ? String.fromCodePoint(code(letter) + 0xfee0) : letter)),
  'escapes of CSS': (address) => `\\${code(address).toString(16)} ${address.slice(1)}`,
  'escapes of JavaScript': (address) => `\\u${code(address).toString(16).padStart(4, '0')}${address.slice(1)}`,
  'a scheme that wraps it': (address) => `feed:${address}`,
  'another scheme that wraps it': (address) => `view-source:${address}`,
  'an address around it': (address) => `url(${address})`,
  'quotes around it': (address) => `&quot;${address}&quot;`,
  'a colon in front': (address) => `:${address}`,
  'slashes in front': (address) => `\\\\${address}`,
}

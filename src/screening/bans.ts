import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** An e-mail as it is compared: in small letters, its domain as the name system knows it. */
export function emailKey(email: string) {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, at).toLowerCase()}@${domainKey(email.slice(at + 1)) ?? email.slice(at + 1).toLowerCase()}`
}

/** A domain as the name system knows it; undefined for what is none, or has but one label. */
export function domainKey(domain: string): string | undefined {
  const known = domainToASCII(domain.replace(/\.$/, ''))
  return /^(?=.{4,253}$)([\w-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(known) && isIP(known) === 0 ? known : undefined
}

/** The domain and those above it, label by label: a ban of `spam.example` holds for `mail.spam.example`, and not for `notspam.example`. */
export function domainsAround(domain: string): string[] {
  const labels = (domainKey(domain) ?? '').split('.')
  return labels.slice(0, -1).map((_, position) => labels.slice(position).join('.'))
}

/** Where a link leads; the empty text when no browser could follow it. */
export function hostOf(url: string) {
  return URL.canParse(url) ? new URL(url).hostname : ''
}

/** Which parts of a network a ban may be of: less is a continent, more is one reader’s own. */
const bounds = { 4: { all: 32, widest: 8, narrowest: 32 }, 6: { all: 128, widest: 16, narrowest: 64 } } as const

/**
 * A network as it is looked up, such as `192.0.2.0/24`; an address alone is what one reader has: itself, or its /64 (RFC 4291, 2.5.4).
 * Undefined for what is no network, or wider than an IPv4 /8 or an IPv6 /16.
 */
export function networkKey(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const read = bitsOf(address)
  if (!read || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined
  const { widest, narrowest, all } = bounds[read.family]
  const length = bits === undefined ? narrowest : Number(bits)
  if (length > all || length < widest) return undefined
  return networkAt(read, Math.min(length, narrowest))
}

/** Every network that an address is in, as they are looked up. */
export function networksAround(address: string): string[] {
  const read = bitsOf(address.replace(/%.*$/, ''))
  if (!read) return []
  const { widest, narrowest } = bounds[read.family]
  return Array.from({ length: narrowest - widest + 1 }, (_, more) => networkAt(read, widest + more))
}

interface Bits {
  family: 4 | 6
  value: bigint
}

function bitsOf(address: string): Bits | undefined {
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return undefined
  if (version === 4) return { family: 4, value: joined(address.split('.').map(Number), 8n) }
  const groups = groupsOf(address)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return mapped ? { family: 4, value: joined(groups.slice(6), 16n) } : { family: 6, value: joined(groups, 16n) }
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [first, last] = [read(head), read(tail ?? '')]
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

function joined(parts: readonly number[], width: bigint) {
  return parts.reduce((value, part) => (value << width) | BigInt(part), 0n)
}

function networkAt({ family, value }: Bits, length: number) {
  const rest = BigInt(bounds[family].all - length)
  const first = (value >> rest) << rest
  const part = (position: number, width: number) => Number((first >> BigInt(position * width)) & BigInt(2 ** width - 1))
  if (family === 4) return `${[3, 2, 1, 0].map((position) => part(position, 8)).join('.')}/${length}`
  const groups = [7, 6, 5, 4].map((position) => part(position, 16).toString(16))
  return `${groups.join(':').replace(/(:0)+$/, '')}::/${length}`
}

import ipaddr from 'ipaddr.js'

/** Public by their range, but answered by the host of a virtual machine: the metadata of Azure. */
const metadata = ['168.63.129.16']

/** What all addresses of the internet proper begin with (RFC 4291, 2.4); what embeds an IPv4 address by a `::` in front does not. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an address, as it is connected to, stands on the public internet: not on this machine, in a network of one’s own, at the
 * metadata of a provider, nor one of IPv6 that leads to an IPv4 address which is written into it (mapped, NAT64, 6to4, Teredo, ISATAP).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv4) return !metadata.includes(parsed.toString())
  return parsed.match(globalUnicast) && !isIsatap(parsed)
}

/** RFC 5214, 6.1. */
function isIsatap({ parts }: ipaddr.IPv6) {
  return (parts[4]! & ~0x200) === 0 && parts[5] === 0x5efe
}

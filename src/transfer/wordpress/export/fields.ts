import type { Element } from './xml.ts'

/** The text of the first child of this name, trimmed; empty where the export has none. */
export function field(element: Element, name: string) {
  return element.children.find((child) => child.name === name)?.text.trim() ?? ''
}

/** A slug with its percent-encoded letters written out (`%e4%b8%ad` is 中); what is not valid UTF-8 stays encoded. */
export function decodedSlug(slug: string) {
  return slug.replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return bytes
    }
  })
}

/** The first of these that is a date, as ISO 8601 in UTC. WordPress writes `2024-05-01 09:30:00`, and `0000-00-00 00:00:00` for none. */
export function moment(...candidates: string[]) {
  for (const candidate of candidates) {
    const written = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(candidate)
    const at = new Date(written ? `${written[1]}T${written[2]}Z` : rfc822(candidate))
    if (!Number.isNaN(at.getTime())) return at.toISOString()
  }
  return null
}

/** A pubDate as RSS writes it (RFC 822, four-digit year), or text that is no date: drafts carry the year -0001. */
function rfc822(written: string) {
  return /^(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/.test(written) ? written : 'no date'
}

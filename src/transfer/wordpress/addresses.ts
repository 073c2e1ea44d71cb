import { Compile } from 'typebox/compile'
import { formerPath } from '../../front/former.ts'
import { Url } from '../../http/schema.ts'
import type { WordPressItem } from './export/wxr.ts'

/** The site that the export is of. It may live in a folder of its host: paths are from the host's root. */
export interface FormerSite {
  /** Without a trailing slash; '' where the export does not say. */
  url: string
  /** Without `www.`; '' for any. */
  host: string
  /** Such as `/paper`, or ''. */
  folder: string
}

/** The site at an address. */
export function formerSite(address: string): FormerSite {
  const url = address.replace(/\/+$/, '')
  if (!URL.canParse(url)) return { url, host: '', folder: '' }
  const { host, pathname } = new URL(url)
  return { url, host: bare(host), folder: pathname.replace(/\/+$/, '') }
}

/** The path under which `/v1/lookup` is to find an address of the site, query included; undefined for its front page and for other sites. */
export function pathOnSite(address: string, { url, host, folder }: FormerSite): string | undefined {
  const base = host === '' ? 'https://relative.invalid' : url
  if (!URL.canParse(address, base)) return undefined
  const found = new URL(address, base)
  if (!/^https?:$/.test(found.protocol) || (host !== '' && bare(found.host) !== host)) return undefined
  const path = formerPath(found.pathname + found.search)
  return path === '/' || path === formerPath(`${folder}/`) ? undefined : path
}

/** Where readers found a post or page: its link, the address by its number, and its guid when that is an address of its own. */
export function addressesOf({ id, type, link, guid }: Pick<WordPressItem, 'id' | 'type' | 'link' | 'guid'>, site: FormerSite): string[] {
  const numbers = id === '' ? [] : [`${site.folder}/?p=${id}`, ...(type === 'page' ? [`${site.folder}/?page_id=${id}`] : [])]
  const paths = [link, ...(isNumbered(guid) ? [] : [guid])].map((address) => (address === '' ? undefined : pathOnSite(address, site)))
  return [...new Set([...paths.filter((path) => path !== undefined), ...numbers.map(formerPath)])]
}

/** A guid with a number may carry that of another post, which it was copied from. */
function isNumbered(guid: string) {
  return /[?&](?:p|page_id|attachment_id)=/.test(guid)
}

/** Where a post was found under a slug that it had before. */
export function addressUnder(oldSlug: string, { slug, link }: Pick<WordPressItem, 'slug' | 'link'>, site: FormerSite): string | undefined {
  const path = pathOnSite(link, site)
  const ending = `/${slug.normalize('NFC')}`
  return slug !== '' && path?.endsWith(ending) ? `${path.slice(0, -ending.length)}/${oldSlug.normalize('NFC')}` : undefined
}

/** The archive of a category (`path` with those above it), a tag or an author, at WordPress's own addresses. */
export function archivesOf(kind: 'section' | 'tag' | 'author', path: string, { folder }: FormerSite): string[] {
  const base = { section: 'category', tag: 'tag', author: 'author' }[kind]
  const own = path.slice(path.lastIndexOf('/') + 1)
  return [...new Set([path, own])].map((ending) => formerPath(`${folder}/${base}/${ending}`))
}

const fits = Compile(Url)

/** An address of the web written out in full, http or https, as the API takes it; undefined for anything else. */
export function webAddress(address: string, { url, host }: FormerSite): string | undefined {
  const base = host === '' ? undefined : `${url}/`
  if (address === '' || !URL.canParse(address, base)) return undefined
  const { href } = new URL(address, base)
  return fits.Check(href) ? href : undefined
}

function bare(host: string) {
  return host.toLowerCase().replace(/^www\./, '')
}

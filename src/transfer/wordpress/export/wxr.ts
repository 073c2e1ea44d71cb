import { decodedSlug, field } from './fields.ts'
import { itemFrom } from './item.ts'
import { plainText } from './plain.ts'
import { channelElements, type Element, notAnExport } from './xml.ts'

export { UnreadableExport } from './unreadable.ts'

/** One thing an export tells of. Titles and names are plain text; content, excerpt and comment bodies are HTML as WordPress kept it. */
export type WordPressRecord =
  | { kind: 'site'; title: string; tagline: string; language: string; url: string; version: string }
  | { kind: 'author'; login: string; name: string }
  | { kind: 'category'; id: string; slug: string; name: string; parent: string; description: string }
  | { kind: 'tag'; id: string; slug: string; name: string; description: string }
  | WordPressItem

/** A post, page, attachment, menu entry or whatever a plugin adds. A field that the export lacks is empty; moments are ISO 8601 in UTC. */
export interface WordPressItem {
  kind: 'item'
  id: string
  guid: string
  /** `post` where the export does not say. */
  type: string
  /** `draft` where the export does not say, so that nothing is published by accident. */
  status: string
  title: string
  slug: string
  link: string
  /** A login; in exports of version 1.0 the name that is shown. */
  author: string
  content: string
  excerpt: string
  publishedAt: string | null
  modifiedAt: string | null
  commentsOpen: boolean
  hasPassword: boolean
  /** The item this one belongs to, '' for none. */
  parentId: string
  menuOrder: number
  sticky: boolean
  attachmentUrl: string
  /** Sections, tags and all other taxonomies; the slug is '' where an old export gives only the name. */
  terms: { taxonomy: string; slug: string; name: string }[]
  /** `_thumbnail_id`, `_wp_attachment_image_alt` and all of `_menu_item_…`. */
  meta: Record<string, string>
  /** Earlier slugs, which readers may still follow (`_wp_old_slug`). */
  oldSlugs: string[]
  /** How many further fields plugins and themes had attached; they are not kept. */
  otherMeta: number
  comments: WordPressComment[]
}

export interface WordPressComment {
  id: string
  /** The comment this one answers, '' for none. */
  parentId: string
  authorName: string
  authorUrl: string
  authorEmail: string
  createdAt: string | null
  body: string
  /** `pending` also where WordPress's word is unknown, so that a moderator looks. */
  state: 'approved' | 'pending' | 'spam' | 'trash'
  /** `comment`, `pingback`, `trackback`, or the word of a plugin. */
  type: string
}

/**
 * Reads a WordPress export (WXR 1.0 to 1.2) of any size, record by record in the order of the file: the site first, then terms, then items.
 * Throws `UnreadableExport` where the file cannot be read, after yielding what came before. Authors' e-mail addresses are not read.
 */
export async function* readWordPress(
  chunks: AsyncIterable<Uint8Array | string>,
  onProgress?: (bytesRead: number) => void,
): AsyncGenerator<WordPressRecord> {
  const siteFields: Element = { name: 'channel', attributes: {}, text: '', children: [] }
  const parentSlug = parentSlugs()
  let begun = false
  for await (const element of channelElements(chunks, onProgress)) {
    const record = recordFrom(element)
    if (!record) {
      if (!begun) siteFields.children.push(element)
      continue
    }
    if (!begun) yield siteFrom(siteFields)
    begun = true
    yield record.kind === 'category' ? parentSlug(record) : record
  }
  if (!begun) yield siteFrom(siteFields)
}

/** Undefined for what is no record of its own: the site's fields, and terms of taxonomies Broadsheet does not have. */
function recordFrom(element: Element): Exclude<WordPressRecord, { kind: 'site' }> | undefined {
  const text = (name: string) => field(element, name)
  const id = text('wp:term_id')
  switch (element.name) {
    case 'item':
      return itemFrom(element)
    case 'wp:author':
      return { kind: 'author', login: text('wp:author_login'), name: plainText(text('wp:author_display_name')) || text('wp:author_login') }
    case 'wp:category':
      return category(id, text('wp:category_nicename'), text('wp:cat_name'), text('wp:category_parent'), text('wp:category_description'))
    case 'wp:tag':
      return tag(id, text('wp:tag_slug'), text('wp:tag_name'), text('wp:tag_description'))
    case 'wp:term':
      if (text('wp:term_taxonomy') === 'category') {
        return category(id, text('wp:term_slug'), text('wp:term_name'), text('wp:term_parent'), text('wp:term_description'))
      }
      if (text('wp:term_taxonomy') === 'post_tag') return tag(id, text('wp:term_slug'), text('wp:term_name'), text('wp:term_description'))
  }
  return undefined
}

type Category = Extract<WordPressRecord, { kind: 'category' }>

function category(id: string, slug: string, name: string, parent: string, description: string): Category {
  return {
    kind: 'category',
    id,
    slug: decodedSlug(slug),
    name: plainText(name),
    parent: decodedSlug(parent),
    description: plainText(description),
  }
}

function tag(id: string, slug: string, name: string, description: string): WordPressRecord & { kind: 'tag' } {
  return { kind: 'tag', id, slug: decodedSlug(slug), name: plainText(name), description: plainText(description) }
}

/** Version 1.0 names the parent of a category where later versions give its slug; parents come first. */
function parentSlugs() {
  const slugs = new Set<string>()
  const slugOfName = new Map<string, string>()
  return (category: Category): Category => {
    slugs.add(category.slug)
    slugOfName.set(category.name, category.slug)
    return slugs.has(category.parent) ? category : { ...category, parent: slugOfName.get(plainText(category.parent)) ?? category.parent }
  }
}

/** Refuses an RSS feed that is no export: it has no version. */
function siteFrom(channel: Element): WordPressRecord {
  const text = (name: string) => field(channel, name)
  const version = text('wp:wxr_version')
  if (!/^1\.\d+$/.test(version)) throw notAnExport()
  return {
    kind: 'site',
    title: plainText(text('title')),
    tagline: plainText(text('description')),
    language: text('language'),
    url: text('wp:base_blog_url') || text('link') || text('wp:base_site_url'),
    version,
  }
}

import { decodedSlug, field, moment } from './fields.ts'
import { plainText } from './plain.ts'
import type { WordPressComment, WordPressItem } from './wxr.ts'
import type { Element } from './xml.ts'

/** Everything that matters of an `<item>`. */
export function itemFrom(item: Element): WordPressItem {
  const text = (name: string) => field(item, name)
  const type = text('wp:post_type') || 'post'
  return {
    kind: 'item',
    id: text('wp:post_id'),
    guid: text('guid'),
    type,
    status: text('wp:status') || 'draft',
    title: plainText(text('title')),
    slug: decodedSlug(text('wp:post_name')),
    link: text('link'),
    author: text('dc:creator'),
    content: text('content:encoded'),
    excerpt: text('excerpt:encoded'),
    publishedAt: moment(text('wp:post_date_gmt'), text('wp:post_date'), text('pubDate')),
    modifiedAt: moment(text('wp:post_modified_gmt'), text('wp:post_modified')),
    commentsOpen: text('wp:comment_status') === 'open',
    hasPassword: text('wp:post_password') !== '',
    parentId: idOrNone(text('wp:post_parent')),
    menuOrder: Number(text('wp:menu_order')) || 0,
    sticky: text('wp:is_sticky') === '1',
    attachmentUrl: type === 'attachment' ? text('wp:attachment_url') || text('guid') : '',
    terms: termsOf(item),
    ...metaOf(item),
    comments: item.children.filter(({ name }) => name === 'wp:comment').map(commentFrom),
  }
}

function idOrNone(id: string) {
  return id === '0' ? '' : id
}

/** Version 1.0 lists each term twice, once by name alone and once with its slug. */
function termsOf(item: Element) {
  const listed = item.children.filter(({ name }) => name === 'category').map(termFrom)
  const withSlug = new Set(listed.filter(({ slug }) => slug).map(({ taxonomy, name }) => `${taxonomy} ${name}`))
  const terms = listed.filter(({ slug, taxonomy, name }) => slug || !withSlug.has(`${taxonomy} ${name}`))
  return [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()]
}

/** Version 1.0 says `tag` for what is `post_tag` since, and no taxonomy at all where it repeats a category by name. */
function termFrom({ attributes, text }: Element) {
  const taxonomy = attributes.domain || 'category'
  return { taxonomy: taxonomy === 'tag' ? 'post_tag' : taxonomy, slug: decodedSlug(attributes.nicename ?? ''), name: plainText(text) }
}

function metaOf(item: Element) {
  const meta: Record<string, string> = {}
  const oldSlugs: string[] = []
  let otherMeta = 0
  for (const entry of item.children) {
    if (entry.name !== 'wp:postmeta') continue
    const key = field(entry, 'wp:meta_key')
    const value = field(entry, 'wp:meta_value')
    if (key === '_wp_old_slug') oldSlugs.push(decodedSlug(value))
    else if (/^(?:_thumbnail_id|_wp_attachment_image_alt|_menu_item_\w+)$/.test(key)) meta[key] = value
    else otherMeta += 1
  }
  return { meta, oldSlugs, otherMeta }
}

function commentFrom(comment: Element): WordPressComment {
  const text = (name: string) => field(comment, name)
  return {
    id: text('wp:comment_id'),
    parentId: idOrNone(text('wp:comment_parent')),
    authorName: plainText(text('wp:comment_author')),
    authorUrl: text('wp:comment_author_url'),
    authorEmail: text('wp:comment_author_email'),
    createdAt: moment(text('wp:comment_date_gmt'), text('wp:comment_date')),
    body: text('wp:comment_content'),
    state: commentStates.get(text('wp:comment_approved')) ?? 'pending',
    type: text('wp:comment_type') || 'comment',
  }
}

const commentStates = new Map<string, WordPressComment['state']>([
  ['1', 'approved'],
  ['approve', 'approved'],
  ['approved', 'approved'],
  ['spam', 'spam'],
  ['trash', 'trash'],
  ['post-trashed', 'trash'],
])

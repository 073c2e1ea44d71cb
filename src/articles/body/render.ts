import GithubSlugger, { slug } from 'github-slugger'
import type { Element, Root } from 'hast'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { allowed } from './allowed.ts'
import { countWords, excerptOf } from './excerpt.ts'
import { htmlOfMarkdown } from './markdown.ts'
import { parseMarkup } from './parsing.ts'
import { lineOf, plainTextOf } from './plain-text.ts'
import { shapely } from './shape.ts'

/** What an editor wrote. */
export interface BodySource {
  format: 'markdown' | 'html'
  source: string
}

export interface Heading {
  level: number
  id: string
  text: string
}

/** What readers get: safe HTML, and what follows from it. The excerpt has at most 280 graphemes. */
export interface RenderedBody {
  html: string
  text: string
  headings: Heading[]
  excerpt: string
  wordCount: number
}

/** Names that a page may look up on `window` or `document`; an element with such an id would answer in their place. */
const spokenFor = new Set(
  `alert all anchors append applets attributes blur body caches children clear close confirm console constructor content cookie crypto
  dir doctype document domain embeds event external fetch find focus fonts form forms frames head hidden history images
  implementation length links location name navigation navigator normalize open opener origin parent performance plugins prepend
  print prompt prototype referrer remove reset scheduler screen scripts scroll self status stop submit title top url window
  write`.split(/\s+/),
)

const cleaning = unified()
  .use(() => shapely)
  .use(rehypeSanitize, allowed)
  .use(() => identifyHeadings)
  .use(rehypeStringify, { characterReferences: { useNamedReferences: true } })
  .freeze()

/**
 * Renders a body once, when it is saved. Whatever the source, the HTML holds nothing but the elements, attributes and
 * addresses of the allow-list, and rendering it again changes nothing. Throws `unprocessable` for a body that is nested
 * more than 200 levels deep, and for one that would grow to many times its size.
 */
export function renderBody({ format, source }: BodySource): RenderedBody {
  const root = cleaning.runSync(parseMarkup(format === 'markdown' ? htmlOfMarkdown(source) : source)) as Root
  const headings = headingsIn(root)
  const html = sealed(cleaning.stringify(root))
  const text = plainTextOf(root)
  const excerpt = excerptOf(root.children.filter(isParagraph).map(lineOf))
  return { html, text, headings: headings.map(headingOf), excerpt, wordCount: countWords(text) }
}

/**
 * Without < and > in attributes: a page may put the HTML into `<noscript>` or `<textarea>`, whose text ends at the first tag that closes
 * it, in an attribute too. The HTML standard writes them so since 2025 (13.3).
 */
function sealed(html: string) {
  return html.replace(tag, (written) => written.replace(/"[^"]*"/g, (value) => value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')))
}

/** A start tag as it is written here: attributes in double quotes. */
const tag = /<[a-z][^">]*(?:"[^"]*"[^">]*)*>/g

function identifyHeadings(root: Root) {
  const slugger = new GithubSlugger()
  for (const heading of headingsIn(root)) heading.properties.id = slugger.slug(safeName(lineOf(heading)))
}

/** The heading as an id: never empty, never a number, never the name of something else in the page. */
function safeName(heading: string) {
  const name = slug(heading.normalize('NFC'))
  if (name === '') return 'section'
  return /^\p{L}/u.test(name) && !spokenFor.has(name) ? name : `section-${name}`
}

function headingOf(element: Element): Heading {
  return { level: Number(element.tagName[1]), id: String(element.properties.id), text: lineOf(element) }
}

function headingsIn(parent: Root | Element): Element[] {
  return parent.children.flatMap((node) => {
    if (node.type !== 'element') return []
    return /^h[2-6]$/.test(node.tagName) ? [node] : headingsIn(node)
  })
}

function isParagraph(node: Root['children'][number]): node is Element {
  return node.type === 'element' && node.tagName === 'p'
}

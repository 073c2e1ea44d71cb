import GithubSlugger, { slug } from 'github-slugger'
import type { Element, Root } from 'hast'
import { toText } from 'hast-util-to-text'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { countWords, excerptOf } from './excerpt.ts'
import { htmlOfMarkdown } from './markdown.ts'
import { allowed } from './markup-allowed.ts'
import { parseMarkup } from './markup-parsing.ts'
import { shapely } from './markup-shape.ts'

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
  `alert body children close console constructor cookie document domain event external fetch forms frames head history images
  implementation length links location name navigator open opener origin parent performance print prototype referrer screen
  scripts self status stop title top url window write`.split(/\s+/),
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
 * more than 200 levels deep, or that would grow to many times its size.
 */
export function renderBody({ format, source }: BodySource): RenderedBody {
  const root = cleaning.runSync(parseMarkup(format === 'markdown' ? htmlOfMarkdown(source) : source)) as Root
  const html = cleaning.stringify(root)
  const text = textIn(root)
  const excerpt = excerptOf(root.children.filter(isParagraph).map(textIn))
  return { html, text, headings: headingsIn(root), excerpt, wordCount: countWords(text) }
}

function identifyHeadings(root: Root) {
  const slugger = new GithubSlugger()
  visit(root, 'element', (element) => {
    if (isHeading(element)) element.properties.id = slugger.slug(safeName(lineOf(element)))
  })
}

/** The heading as an id: never empty, never a number, never the name of something else in the page. */
function safeName(heading: string) {
  const name = slug(heading.normalize('NFC'))
  if (name === '') return 'section'
  return /^\p{L}/u.test(name) && !spokenFor.has(name) ? name : `section-${name}`
}

function headingsIn(root: Root): Heading[] {
  const headings: Heading[] = []
  visit(root, 'element', (element) => {
    if (isHeading(element)) headings.push({ level: Number(element.tagName[1]), id: String(element.properties.id), text: lineOf(element) })
  })
  return headings
}

function lineOf(heading: Element) {
  return toText(heading).replace(/\s+/g, ' ').trim()
}

/** Blocks on lines of their own, with at most one empty line between them. */
function textIn(node: Root | Element) {
  return toText(node)
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function isHeading({ tagName }: Element) {
  return /^h[2-6]$/.test(tagName)
}

function isParagraph(node: Root['children'][number]): node is Element {
  return node.type === 'element' && node.tagName === 'p'
}

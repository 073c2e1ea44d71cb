import { createRequire } from 'node:module'
import { Parser } from 'htmlparser2'
import { namesOfThePage } from './hostile-markup.ts'

/** What may stand in a body, written from the promise of the API and not from its code: elements, and the attributes of each. */
const allowed: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    `b blockquote br caption cite code dd del details dl dt em figcaption figure hr i ins li mark p pre q s small span strong sub summary
    sup table tbody tfoot thead tr ul`
      .split(/\s+/)
      .map((name) => [name, '']),
  ),
  ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'id'])),
  a: 'href title hreflang',
  abbr: 'title',
  audio: 'src controls',
  col: 'span',
  colgroup: 'span',
  iframe: 'src title width height allowfullscreen loading referrerpolicy sandbox',
  img: 'src alt title width height loading',
  ol: 'start reversed',
  source: 'src type',
  td: 'colspan rowspan',
  th: 'colspan rowspan scope',
  time: 'datetime',
  video: 'src controls poster width height',
}

interface Found {
  name: string
  attributes: readonly (readonly [name: string, value: string])[]
}

/**
 * What two parsers find in there that is not on the list above; neither is the sanitiser's. One reads tags as they come, as feed
 * readers do; the other builds the tree of the HTML standard, as browsers do, also around the markup: in each place where a page may put it.
 */
export function offencesIn(markup: string): string[] {
  const found = places.flatMap(([before, after, scripting]) => elementsOf(`${before}<s>${markup}</s>${after}`, scripting))
  return [...new Set([...tagsOf(markup).flatMap(offencesOf), ...found.flatMap(offencesOf)])]
}

/** Where a page may put a body: the text before and after, and whether scripts run. */
const places: readonly [before: string, after: string, scripting: boolean][] = [
  ['<!doctype html><body><p>', '</p>', true],
  ['<body><p>', '', false],
  ...`svg math table select template textarea title style xmp`
    .split(' ')
    .map((name): [string, string, boolean] => [`<!doctype html><body><${name}>`, `</${name}>`, true]),
  ['<!doctype html><head><noscript>', '</noscript>', true],
  ['<!doctype html><body><noscript>', '</noscript>', false],
  ['<!doctype html><body><svg><foreignObject>', '</foreignObject></svg>', true],
  ['<!doctype html><body><math><annotation-xml encoding="text/html">', '</annotation-xml></math>', true],
  ['<!doctype html><body><table><tr><td>', '</td></tr></table>', true],
]

/** Elements of the page around it. */
const around = new Set('html head body svg foreignObject math annotation-xml template select textarea title style xmp noscript'.split(' '))

function offencesOf({ name, attributes }: Found): string[] {
  if (around.has(name)) return attributes.filter(([attribute]) => attribute !== 'encoding').map(([attribute]) => `${name}[${attribute}]`)
  const known = Object.hasOwn(allowed, name) ? `lang dir ${allowed[name]}`.split(' ') : undefined
  if (!known) return [`<${name}>`]
  return attributes.flatMap(([attribute, value]) => {
    if (!known.includes(attribute)) return [`${name}[${attribute}]`]
    if (attribute === 'id') return namesOfThePage.includes(value) ? [`${name}[id] ${value}`] : []
    return ['href', 'src', 'poster'].includes(attribute) ? offencesOfAddress(name, attribute, value) : []
  })
}

function offencesOfAddress(element: string, attribute: string, value: string): string[] {
  if (!URL.canParse(value, 'https://paper.example')) return [`${element}[${attribute}] unreadable`]
  const { protocol, host } = new URL(value, 'https://paper.example')
  if (element === 'iframe' && host !== 'www.youtube.com') return [`iframe[src] ${host}`]
  const schemes = element === 'a' ? ['http:', 'https:', 'mailto:', 'tel:'] : ['http:', 'https:']
  return schemes.includes(protocol) ? [] : [`${element}[${attribute}] ${protocol}`]
}

function tagsOf(markup: string): Found[] {
  const found: Found[] = []
  const parser = new Parser({
    onopentag: (name, attributes) => found.push({ name, attributes: Object.entries(attributes) }),
    oncomment: () => found.push({ name: '!--', attributes: [] }),
    onprocessinginstruction: (name) => found.push({ name, attributes: [] }),
  })
  parser.end(markup)
  return found
}

/** As much of the DOM as is looked at. */
interface TreeNode {
  nodeType: number
  localName: string
  firstChild: TreeNode | null
  nextSibling: TreeNode | null
  attributes: ArrayLike<{ name: string; value: string }>
  content?: TreeNode
}

const [element, comment] = [1, 8]

interface TreeBuilder {
  parse(html: string, end: boolean): void
  document(): TreeNode
}

const HtmlParser = createRequire(import.meta.url)('@mixmark-io/domino/lib/HTMLParser.js') as new (
  address: string,
  context: undefined,
  options: { scripting_enabled: boolean },
) => TreeBuilder

function elementsOf(html: string, scripting: boolean): Found[] {
  const parser = new HtmlParser('', undefined, { scripting_enabled: scripting })
  parser.parse(html, true)
  return elementsIn(parser.document())
}

function elementsIn(parent: TreeNode, found: Found[] = []): Found[] {
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === comment) found.push({ name: '!--', attributes: [] })
    if (node.nodeType === element)
      found.push({ name: node.localName, attributes: Array.from(node.attributes, ({ name, value }) => [name, value] as const) })
    elementsIn(node, found)
  }
  return parent.content ? elementsIn(parent.content, found) : found
}

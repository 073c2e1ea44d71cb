import { Buffer } from 'node:buffer'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { legibleText } from './legible.ts'
import { UnreadableExport } from './unreadable.ts'

const DEPTH = 64
const FIELD = 16 * 1024 * 1024
const RECORD = 8 * FIELD

/** An XML element read whole. Namespaces are settled: `wp:post_id`, `dc:creator`, `title`, whatever prefix the file chose. */
export interface Element {
  name: string
  attributes: Record<string, string>
  text: string
  children: Element[]
}

/**
 * The elements directly under `<rss><channel>`, one by one, in file order and never more in memory than one and a piece of text.
 * A field above 16 Mi characters, an element above 128 Mi, nesting beyond 64 and a DOCTYPE are refused.
 */
export async function* channelElements(
  chunks: AsyncIterable<Uint8Array | string>,
  onProgress?: (bytesRead: number) => void,
): AsyncGenerator<Element> {
  const channel = channelReader()
  for await (const piece of legibleText(chunks, onProgress)) yield* channel.read(piece)
  yield* channel.end()
}

function channelReader() {
  const parser = new SaxesParser({ xmlns: true, resolvePrefix: (prefix: string) => (prefix ? `undeclared:${prefix}` : undefined) })
  const open: Element[] = []
  const complete: Element[] = []
  let sinceEvent = 0
  let weight = 0
  let beganRoot = false
  let ending = false

  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^(utf-?8|us-ascii)$/i.test(encoding)) {
      throw new UnreadableExport(`This file says it is written in ${encoding}. Save it as UTF-8, and say so in its first line.`)
    }
  })
  parser.on('doctype', (doctype) => {
    throw /^\s*html/i.test(doctype) ? notAnExport() : doctypeRefused(parser)
  })
  parser.on('opentag', (tag) => {
    if (open.length === DEPTH) throw new UnreadableExport('The XML is nested too deeply. Export the site again.', parser)
    const element: Element = { name: nameOf(tag), attributes: attributesOf(tag), text: '', children: [] }
    if (open.length === 0 && element.name !== 'rss') throw notAnExport()
    beganRoot = true
    open.push(element)
    take(64)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()!
    element.text = copyOf(element.text)
    sinceEvent = 0
    if (open.length > 2) open.at(-1)!.children.push(element)
    if (open.length !== 2) return
    weight = 0
    if (open[1]!.name === 'channel') complete.push(element)
  })
  parser.on('error', (error) => {
    const reason = error.message.replace(/^\d+:\d+: /, '')
    if (/inappropriately located doctype/.test(reason)) throw doctypeRefused(parser)
    if (tolerable.has(reason)) return
    if (!beganRoot) throw notAnExport()
    if (ending) {
      throw new UnreadableExport('The file ends in the middle, so a part of it is missing. Download or export it again.', parser)
    }
    throw new UnreadableExport(`The XML is broken: ${reason.replace(/\.$/, '')}. Mend it there, or export the site again.`, parser)
  })

  function addText(text: string) {
    take(text.length)
    const element = open.at(-1)
    if (!element || open.length < 3) return
    element.text += text
    if (element.text.length > FIELD) throw tooLarge(parser)
  }

  function take(characters: number) {
    sinceEvent = 0
    weight = open.length < 3 ? 0 : weight + characters
    if (weight > RECORD) throw tooLarge(parser)
  }

  /** Takes one step of parsing, and hands over what it completed even where it then failed. */
  function* completedBy(step: () => void) {
    try {
      step()
    } finally {
      yield* complete.splice(0)
    }
  }

  return {
    read: (piece: string) =>
      completedBy(() => {
        sinceEvent += piece.length
        parser.write(piece)
        if (sinceEvent > FIELD) throw beganRoot ? tooLarge(parser) : notAnExport()
      }),
    end: () =>
      completedBy(() => {
        ending = true
        parser.close()
      }),
  }
}

/** Flaws that real exports have, and that saxes reads past without losing anything. */
const tolerable = new Set([
  'an XML declaration must be at the start of the document.',
  'the XML declaration must appear at the start of the document.',
  'text data outside of root node.',
  'malformed comment.',
  'malformed character entity.',
  'the string "]]>" is disallowed in char data.',
])

function nameOf({ uri, local }: { uri: string; local: string }) {
  if (uri === '') return local
  if (/^https?:\/\/wordpress\.org\/export\/1\.\d+\/?$/.test(uri)) return `wp:${local}`
  if (/^https?:\/\/wordpress\.org\/export\/1\.\d+\/excerpt\/?$/.test(uri)) return `excerpt:${local}`
  if (uri === 'http://purl.org/rss/1.0/modules/content/') return `content:${local}`
  if (uri === 'http://purl.org/dc/elements/1.1/') return `dc:${local}`
  if (uri.startsWith('undeclared:')) return `${uri.slice('undeclared:'.length)}:${local}`
  return `${uri}#${local}`
}

function attributesOf(tag: SaxesTagNS) {
  return Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, copyOf(value)]))
}

/** The same text without a tie to the piece it was cut from: V8 keeps the whole piece alive for as long as a slice of it is kept. */
function copyOf(text: string) {
  return Buffer.from(text).toString()
}

/** The refusal of a file that is something else. */
export function notAnExport() {
  return new UnreadableExport('This is not a WordPress export. In WordPress choose Tools, Export, All content, and import the .xml file.')
}

function doctypeRefused(at: SaxesParser) {
  return new UnreadableExport('The file holds a DOCTYPE, which no WordPress export has. Export the site again.', at)
}

function tooLarge(at: SaxesParser) {
  return new UnreadableExport('One entry is too large: a field may hold 16 MiB. Shorten it in WordPress and export again.', at)
}

import type { Image } from './clean.ts'
import { addressIn, addressLink, escapeHtml, isAddress, markAt } from './markup.ts'
import type { ShortcodeTag } from './shortcode-tags.ts'

type Render = (tag: ShortcodeTag, inner: string, image: (id: string) => Image | undefined) => Content | undefined

interface Content {
  html: string
  leftOut: string[]
}

/** Whether a shortcode of this name stands for something of its own: a figure, a player, a link. */
export function hasContent(name: string) {
  return renders.has(name)
}

/** The HTML that a shortcode stands for. One that says too little is left out, and what it encloses stays. */
export function contentOf(tag: ShortcodeTag, inner: string, image: (id: string) => Image | undefined): Content {
  return renders.get(tag.name)?.(tag, inner, image) ?? { html: inner, leftOut: [`shortcode ${tag.name}`] }
}

const linked: Render = ({ name, attributes, values }, inner) => {
  const given = [attributes.get('url'), attributes.get('src'), attributes.get('href'), attributes.get('id'), ...values, inner.trim()]
  const address = given.map((text) => addressIn(text ?? '')).find(Boolean) ?? given.map((id) => playerAddress(name, id)).find(Boolean)
  return address ? whole(`<p>${addressLink(address)}</p>`) : undefined
}

const renders = new Map<string, Render>([
  ...'dailymotion embed embedyt facebook instagram soundcloud spotify ted tweet vimeo youtube'
    .split(' ')
    .map((name) => [name, linked] as const),
  ['caption', ({ attributes }, inner) => whole(captioned(inner, attributes.get('caption')))],
  ['wp_caption', ({ attributes }, inner) => whole(captioned(inner, attributes.get('caption')))],
  ['gallery', ({ attributes }, _, image) => gallery(attributes.get('ids') ?? attributes.get('include') ?? '', image)],
  ['audio', (tag, inner) => player('audio', source(tag, inner, ['src', 'mp3', 'm4a', 'ogg', 'wav', 'flac']))],
  [
    'video',
    (tag, inner) => player('video', source(tag, inner, ['src', 'mp4', 'm4v', 'webm', 'ogv', 'mov', 'flv']), tag.attributes.get('poster')),
  ],
  ['playlist', () => ({ html: '', leftOut: ['shortcode playlist'] })],
])

function whole(html: string): Content {
  return { html, leftOut: [] }
}

/** WordPress puts the picture, linked or not, before the caption; before version 3.4 the caption was an attribute. */
function captioned(inner: string, attribute: string | undefined) {
  const image = inner.search(/<img\b/i)
  if (image === -1) return attribute === undefined ? inner : figure(inner.trim(), attribute)
  const imageEnd = markAt(inner, image).end
  const linkEnd = /^\s*<\/a\s*>/i.exec(inner.slice(imageEnd))?.[0].length ?? 0
  const pictureEnd = imageEnd + linkEnd
  return figure(inner.slice(0, pictureEnd).trim(), attribute ?? inner.slice(pictureEnd))
}

function figure(picture: string, caption: string) {
  const lines = caption
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return `<figure>${picture}${lines.length > 0 ? `<figcaption>${lines.join('<br>')}</figcaption>` : ''}</figure>`
}

function gallery(ids: string, image: (id: string) => Image | undefined): Content | undefined {
  const wanted = ids
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
  if (wanted.length === 0) return undefined
  const images = wanted.map(image)
  const figures = images.flatMap((found) =>
    found ? figure(`<img src="${escapeHtml(found.url)}" alt="${escapeHtml(found.alt)}">`, found.caption) : [],
  )
  return { html: figures.join('\n'), leftOut: images.filter((found) => !found).map(() => 'gallery image') }
}

function source({ attributes, values }: ShortcodeTag, inner: string, names: string[]) {
  const named = names.map((name) => attributes.get(name)).find(Boolean)
  return named ?? [...values, inner].map(addressIn).find(Boolean)
}

function player(kind: 'audio' | 'video', address: string | undefined, poster?: string): Content | undefined {
  if (!address) return undefined
  if (isAddress(address) && /(?:^|\.)(?:youtube\.com|youtu\.be|vimeo\.com)$/.test(new URL(address).hostname)) {
    return whole(`<p>${addressLink(address)}</p>`)
  }
  return whole(`<${kind} controls src="${quoted(address)}"${poster ? ` poster="${quoted(poster)}"` : ''}></${kind}>`)
}

/** Attributes of a shortcode stand in HTML already, so that an `&amp;` in them is right as it is. */
function quoted(html: string) {
  return html.replace(/"/g, '&quot;').replace(/</g, '&lt;')
}

function playerAddress(name: string, id: string | undefined) {
  if (name === 'youtube' && /^[\w-]{11}$/.test(id ?? '')) return `https://www.youtube.com/watch?v=${id}`
  if (name === 'vimeo' && /^\d+$/.test(id ?? '')) return `https://vimeo.com/${id}`
  return undefined
}

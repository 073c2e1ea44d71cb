import type { Element, ElementContent, Properties, Root, RootContent } from 'hast'
import { type AddressRule, allowedAddress, direction, imageAddress, languageTag, linkAddress, mediaAddress } from './allowed.ts'
import {
  blockElements,
  droppedElements,
  homes,
  inlineElements,
  mayBeEmpty,
  onceInTable,
  onlyInline,
  onlyParts,
  successors,
  transparent,
  wrappers,
} from './elements.ts'
import { embedOf, playerOf } from './embeds.ts'
import { attributesOf, isBlank, isBlock, isMedia, joined, lineEnd, make, makeText, printable, runsBy, trimmed } from './tree.ts'

/** Where something stands: what holds it, whether only inline content fits there, whether it is inside a link. */
interface Place {
  parent: string
  inline: boolean
  linked: boolean
}

/**
 * The same text in allowed elements only, each where the HTML parser would leave it. Parsing what is written of this tree
 * gives this tree again: that is what keeps markup from changing its meaning on the way to a browser.
 */
export function shapely(root: Root): Root {
  const place = { parent: '', inline: false, linked: false }
  return { type: 'root', children: trimmed(joined(paragraphs(fit(root.children, place), place))) }
}

function fit(nodes: readonly RootContent[], place: Place): ElementContent[] {
  return joined(
    nodes.flatMap((node) => {
      if (node.type === 'element') return fitElement(node, place)
      return node.type === 'text' ? fitText(printable(node.value), place) : []
    }),
  )
}

function fitText(value: string, { parent }: Place): ElementContent[] {
  return onlyParts.has(parent) && /\S/.test(value) ? [] : [makeText(value)]
}

function fitElement(element: Element, place: Place): ElementContent[] {
  const name = successors.get(element.tagName) ?? element.tagName
  const atHome = homes.get(name)?.has(place.parent)
  if (droppedElements.has(name) || (onlyParts.has(place.parent) && !atHome)) return []
  if (name === 'br') return [make('br', {})]
  if (name === 'iframe') return [embedOf(attributesOf(element))].filter((embed) => embed !== undefined)
  if (name === 'img') return fitFile(element, imageAddress)
  if (name === 'source') return atHome ? fitFile(element, mediaAddress) : []
  if (name === 'video' || name === 'audio') return fitRecording(element, place)
  if (inlineElements.has(name)) return fitInline(name, element, place)
  if (blockElements.has(name) && atHome !== false && !place.inline) return fitBlock(name, element, place)
  return unwrap(name, element, place)
}

function fitFile(element: Element, rule: AddressRule): ElementContent[] {
  const properties = attributesOf(element)
  const src = allowedAddress(properties.src, rule)
  return src ? [make(element.tagName, { ...properties, src })] : []
}

/** Nothing plays by itself, so the controls are always there. */
function fitRecording(element: Element, place: Place): ElementContent[] {
  const properties = attributesOf(element)
  const src = allowedAddress(properties.src, mediaAddress)
  const poster = allowedAddress(properties.poster, mediaAddress)
  const sources = fit(element.children, { ...place, parent: element.tagName })
  return src || sources.some(({ type }) => type === 'element')
    ? [make(element.tagName, { ...properties, src, poster, controls: true }, sources)]
    : []
}

function fitInline(name: string, element: Element, place: Place): ElementContent[] {
  const properties = attributesOf(element)
  const href = name === 'a' && !place.linked ? allowedAddress(properties.href, linkAddress) : undefined
  if ((name === 'a' && !href) || (name === 'span' && !hasLanguage(properties))) return fit(element.children, place)
  const children = fit(element.children, { ...place, parent: name, linked: place.linked || name === 'a' })
  if (children.length === 0 || (!transparent.has(name) && children.some(isBlock))) return children
  return [make(name, { ...properties, href }, children)]
}

function hasLanguage({ lang, dir }: Properties) {
  return languageTag.test(String(lang ?? '')) || direction.test(String(dir ?? ''))
}

function fitBlock(name: string, element: Element, place: Place): ElementContent[] {
  const children = tidied(name, fit(element.children, { parent: name, inline: onlyInline.has(name), linked: place.linked }))
  if (children.every(isBlank) && !mayBeEmpty.has(name)) return []
  return [name === 'p' ? paragraph(attributesOf(element), children, place) : make(name, attributesOf(element), children)]
}

function tidied(name: string, children: ElementContent[]): ElementContent[] {
  if (name === 'pre') return withoutFirstLineEnd(children)
  if (name === 'table') return withFirstOf(onceInTable, children)
  return onlyInline.has(name) ? trimmed(children) : children
}

/** The parser takes a line end right after `<pre>` for mere layout. */
function withoutFirstLineEnd([first, ...rest]: ElementContent[]): ElementContent[] {
  if (first?.type !== 'text') return first ? [first, ...rest] : []
  return joined([makeText(first.value.replace(/^\n+/, '')), ...rest])
}

function withFirstOf(tagNames: ReadonlySet<string>, children: ElementContent[]) {
  const seen = new Set<string>()
  return children.filter((child) => {
    if (child.type !== 'element' || !tagNames.has(child.tagName)) return true
    return !seen.has(child.tagName) && seen.add(child.tagName)
  })
}

/** A paragraph, or the player when it holds nothing but the address of a video. */
function paragraph(properties: Properties, children: ElementContent[], place: Place): Element {
  const player = place.linked ? undefined : playerOf(onlyWords(children))
  if (!player) return make('p', properties, children)
  return place.parent === 'figure' ? player : make('figure', {}, [player])
}

/** The only text in there, be it linked or not; or nothing. */
function onlyWords([first, ...more]: ElementContent[]): string {
  if (!first || more.length > 0) return ''
  if (first.type === 'element' && first.tagName === 'a') return onlyWords(first.children)
  return first.type === 'text' ? first.value : ''
}

function unwrap(name: string, element: Element, place: Place): ElementContent[] {
  const children = fit(element.children, place)
  if (!blockElements.has(name) && !wrappers.has(name)) return children
  return place.inline ? [lineEnd(), ...children, lineEnd()] : paragraphs(children, place)
}

/** Loose words between blocks become paragraphs; loose pictures and players stay as they are. */
function paragraphs(nodes: ElementContent[], place: Place): ElementContent[] {
  return runsBy(nodes, isBlock).flatMap((run) => {
    if (run.some(isBlock)) return run
    if (run.every(isBlank)) return [lineEnd()]
    if (run.every((node) => isMedia(node) || isBlank(node))) return run
    return [paragraph({}, trimmed(run), place)]
  })
}

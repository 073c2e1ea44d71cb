import type { Element, ElementContent, Properties, Text } from 'hast'
import { blockElements, mayBeEmpty, mediaElements, transparent } from './elements.ts'

export function make(tagName: string, properties: Properties, children: ElementContent[] = []): Element {
  return { type: 'element', tagName, properties, children }
}

export function makeText(value: string): Text {
  return { type: 'text', value }
}

/** What keeps words apart where the blocks around them are gone. */
export function lineEnd() {
  return makeText('\n')
}

/** Its attributes, without characters that may not stand in XML either. */
export function attributesOf({ properties }: Element): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, typeof value === 'string' ? printable(value) : value]))
}

/** Without control characters, noncharacters and broken surrogates, which neither HTML nor a feed (XML 1.0, 2.2) can carry. */
export function printable(text: string) {
  return text.replace(/[^\P{Cc}\n\t]|[\p{Cs}\p{Noncharacter_Code_Point}]/gu, '')
}

export function isBlock(node: ElementContent): boolean {
  if (node.type !== 'element') return false
  return blockElements.has(node.tagName) || (transparent.has(node.tagName) && node.children.some(isBlock))
}

export function isMedia(node: ElementContent) {
  return node.type === 'element' && mediaElements.has(node.tagName)
}

/** Whether a reader would see nothing of it. */
export function isBlank(node: ElementContent): boolean {
  if (node.type !== 'element') return node.type !== 'text' || !/\S/.test(node.value)
  return !isMedia(node) && !mayBeEmpty.has(node.tagName) && node.children.every(isBlank)
}

/** Neighbours that are alike in this, as lists of one kind each. */
export function runsBy(nodes: readonly ElementContent[], kind: (node: ElementContent) => boolean): ElementContent[][] {
  const runs: ElementContent[][] = []
  let previous: boolean | undefined
  for (const node of nodes) {
    const current = kind(node)
    if (current === previous) runs.at(-1)!.push(node)
    else runs.push([node])
    previous = current
  }
  return runs
}

/** Neighbouring texts as one, with no more than one of our line ends between two of them. */
export function joined(nodes: readonly ElementContent[]): ElementContent[] {
  const joinedNodes: ElementContent[] = []
  for (const run of runsBy(nodes, isText)) {
    if (!isText(run[0]!)) for (const node of run) joinedNodes.push(node)
    else {
      const value = run
        .filter(isText)
        .map(({ value }, index, texts) => (value === '\n' && texts[index - 1]?.value.endsWith('\n') ? '' : value))
        .join('')
      if (value !== '') joinedNodes.push(makeText(value))
    }
  }
  return joinedNodes
}

/** Without the blanks at both ends. */
export function trimmed(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes
    .map((node, index) => (index === 0 && isText(node) ? makeText(node.value.trimStart()) : node))
    .map((node, index) => (index === nodes.length - 1 && isText(node) ? makeText(node.value.trimEnd()) : node))
    .filter((node) => !isText(node) || node.value !== '')
}

function isText(node: ElementContent): node is Text {
  return node.type === 'text'
}

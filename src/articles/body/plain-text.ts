import type { Element, Root } from 'hast'
import { toText } from 'hast-util-to-text'

/** Blocks that `toText` takes for words in a line. */
const lookInline: ReadonlySet<string> = new Set(['table', 'details', 'summary'])

/** What a reader sees of it: blocks on lines of their own, with at most one empty line between them; cells after tabs. */
export function plainTextOf(root: Root): string {
  return toText(blockwise(root))
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** The words of one heading or paragraph, on one line. */
export function lineOf(block: Element): string {
  return toText(block).replace(/\s+/g, ' ').trim()
}

function blockwise<Parent extends Root | Element>(parent: Parent): Parent {
  return {
    ...parent,
    children: parent.children.map((node) => {
      if (node.type !== 'element') return node
      return lookInline.has(node.tagName) ? block(blockwise(node)) : blockwise(node)
    }),
  }
}

function block(element: Element): Element {
  return { type: 'element', tagName: 'div', properties: {}, children: [element] }
}

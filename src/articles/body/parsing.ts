import type { Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5'
import { Problem } from '../../problem.ts'

/** Elements inside one another; every walk over the tree recurses, and stays far from the end of the call stack. */
const deepestLevel = 200

type ParentNode = DefaultTreeAdapterTypes.ParentNode

/**
 * Parses a fragment as a browser without scripts would (HTML, section 13.2). Throws `unprocessable` for what is nested
 * deeper than 200 levels, and for what a parser would repair into many times its own size.
 */
export function parseMarkup(html: string): Root {
  const fragment = parseFragment(html, { scriptingEnabled: false, treeAdapter: sparingAdapter(html.length) })
  if (isTooDeep(fragment)) throw tooDeep()
  return fromParse5(fragment) as Root
}

/** The problem of a body that is nested too deeply, whatever its format. */
export function tooDeep() {
  return refused('too-deep', `The body is nested too deeply (more than ${deepestLevel} levels).`)
}

/** A problem that lies in the source of a body. */
export function refused(code: string, detail: string) {
  return new Problem('unprocessable', detail, [{ pointer: '#/body/source', code, detail }])
}

/**
 * Every formatting tag left open is opened again, with its attributes, in each block that follows. So a megabyte can ask
 * for gigabytes; what is written out in full costs less than four times its length.
 */
function sparingAdapter(sourceLength: number): typeof defaultTreeAdapter {
  let budget = 4 * sourceLength + 65_536
  return {
    ...defaultTreeAdapter,
    createElement(name, namespace, attributes) {
      budget -= 8 + name.length
      for (const attribute of attributes) budget -= attribute.name.length + attribute.value.length
      if (budget < 0) throw refused('unclosed', 'The body leaves too many tags open for them to be repaired.')
      return defaultTreeAdapter.createElement(name, namespace, attributes)
    },
  }
}

function isTooDeep(fragment: ParentNode) {
  let generation = [fragment]
  for (let level = 0; generation.length > 0; level++) {
    if (level > deepestLevel) return true
    generation = generation.flatMap(childrenOf).filter(isParent)
  }
  return false
}

function childrenOf(node: ParentNode) {
  return 'content' in node ? node.content.childNodes : node.childNodes
}

function isParent(node: DefaultTreeAdapterTypes.ChildNode): node is DefaultTreeAdapterTypes.Element {
  return 'childNodes' in node && childrenOf(node).length > 0
}

import { hasBlocks, renderBlocks } from './blocks.ts'
import { paragraphs } from './paragraphs.ts'
import { renderShortcodes } from './shortcodes.ts'

export interface CleanContent {
  html: string
  /** What Broadsheet has nothing for, counted by name: `block core/latest-posts`, `shortcode contact-form`, `gallery image`. */
  leftOut: Record<string, number>
}

/** An image of the library: address and alternative text are plain, the caption is HTML. */
export interface Image {
  url: string
  alt: string
  caption: string
}

/**
 * Turns the content of a WordPress post, from the block editor or the classic one, into the HTML that WordPress would show.
 * The result is NOT safe to publish: the body renderer of articles sanitises it. `image` finds the pictures of a gallery by id.
 */
export function cleanContent(source: string, image: (id: string) => Image | undefined): CleanContent {
  const shortcodes = renderShortcodes(source.replace(/\r\n?/g, '\n'), image)
  const blocks = hasBlocks(source) ? renderBlocks(shortcodes.html) : { html: paragraphs(shortcodes.html), leftOut: [] }
  return { html: blocks.html.trim(), leftOut: counted([...shortcodes.leftOut, ...blocks.leftOut]) }
}

function counted(names: string[]) {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

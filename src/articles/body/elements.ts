/** Elements that stand in a line, beside its words. */
export const inlineElements = names('a abbr b cite code del em i ins mark q s small span strong sub sup time')

/** Elements that stand below one another. */
export const blockElements = names(`p h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd pre hr figure figcaption details summary
  table caption colgroup col thead tbody tfoot tr th td`)

/** Elements that show or play something of their own. */
export const mediaElements = names('img video audio iframe')

/** Gone with all that they hold. */
export const droppedElements = names(`applet base button canvas datalist embed fencedframe form frame frameset head input link map
  marquee math meta meter noembed noframes noscript object optgroup option param plaintext portal progress script select style svg
  template textarea title xmp`)

/** Gone themselves; loose words in them become paragraphs. Of elements in none of these lists just the content is left. */
export const wrappers = names(`address article aside center dialog dir div fieldset footer header hgroup legend listing main menu nav
  search section`)

/** What an element is called today. */
export const successors: ReadonlyMap<string, string> = new Map([
  ['h1', 'h2'],
  ['strike', 's'],
])

/** Elements that mean nothing outside of these. */
export const homes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', names('ul ol')],
  ['dt', names('dl')],
  ['dd', names('dl')],
  ['summary', names('details')],
  ['figcaption', names('figure')],
  ['source', names('video audio')],
  ['caption', names('table')],
  ['colgroup', names('table')],
  ['col', names('colgroup')],
  ['thead', names('table')],
  ['tbody', names('table')],
  ['tfoot', names('table')],
  ['tr', names('thead tbody tfoot')],
  ['td', names('tr')],
  ['th', names('tr')],
])

/** Elements that hold nothing but those whose home they are. */
export const onlyParts = names('table colgroup thead tbody tfoot tr video audio')

/** Blocks that hold words and no further blocks. */
export const onlyInline = names('p h2 h3 h4 h5 h6 pre dt summary caption')

/** Inline elements that may hold blocks as well, and count as whatever they hold. */
export const transparent = names('a ins del')

/** Elements that say something without holding anything. */
export const mayBeEmpty = names('li dt dd tr td th col hr')

export const onceInTable = names('caption colgroup')

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/))
}

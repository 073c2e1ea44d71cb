/** How many of each name. */
export type Counts = Record<string, number>

/** What an import did, for the person who moves the newspaper. */
export interface Report {
  /** Address of the former site. */
  site: string
  /** What is new here; articles, pages and comments by their state. */
  imported: { articles: Counts; pages: Counts; comments: Counts } & Record<
    'sections' | 'tags' | 'authors' | 'media' | 'addresses' | 'oldSlugs' | 'menuEntries',
    number
  >
  /** What earlier imports had brought, or somebody had made, and this one left as it is. */
  unchanged: Record<'articles' | 'pages' | 'comments' | 'sections' | 'tags' | 'authors' | 'media' | 'oldSlugs' | 'menus', number>
  /** What is here in another form than it was there. */
  adapted: Counts
  leftOut: Counts
  /** What somebody should look at; the first hundred. */
  notes: string[]
  furtherNotes: number
}

/** An import that has done nothing yet. */
export function newReport(site: string): Report {
  const none = { sections: 0, tags: 0, authors: 0, media: 0, oldSlugs: 0 }
  return {
    site,
    imported: { articles: {}, pages: {}, comments: {}, ...none, addresses: 0, menuEntries: 0 },
    unchanged: { articles: 0, pages: 0, comments: 0, ...none, menus: 0 },
    adapted: {},
    leftOut: {},
    notes: [],
    furtherNotes: 0,
  }
}

/** So many names are counted apart: an export may make up any number of them. */
const mostNames = 300

export function count(counts: Counts, name: string, by = 1) {
  if (by === 0) return
  const known = Object.hasOwn(counts, name) || Object.keys(counts).length < mostNames
  const counted = known ? name : 'other'
  counts[counted] = (counts[counted] ?? 0) + by
}

const mostNotes = 100

export function note(report: Report, sentence: string) {
  if (report.notes.length < mostNotes) report.notes.push(sentence)
  else report.furtherNotes += 1
}

/** The report for somebody who reads it on a terminal. */
export function reportText({ site, imported, unchanged, adapted, leftOut, notes, furtherNotes }: Report): string {
  const { articles, pages, comments, ...others } = imported
  const kinds: [string, Counts][] = [
    ...Object.entries({ articles, pages, comments }).map(([kind, counts]): [string, Counts] => [`Imported ${kind}`, counts]),
    ['Imported beside', others],
    ['Here already', unchanged],
    ['Changed on the way', adapted],
    ['Left out', leftOut],
  ]
  const chapters = kinds.map(([title, counts]) => [title, ...linesOf(counts)]).filter((lines) => lines.length > 1)
  const remarks =
    notes.length > 0
      ? [['To look at', ...notes.map((text) => `  ${text}`), ...(furtherNotes > 0 ? [`  … and ${furtherNotes} more`] : [])]]
      : []
  return `${[[`From ${site}`], ...chapters, ...remarks].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function linesOf(counts: Counts) {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `  ${String(number).padStart(8)}  ${name}`)
}

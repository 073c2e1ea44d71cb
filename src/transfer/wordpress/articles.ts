import { Compile } from 'typebox/compile'
import { nothingReserved, reservedSlugs } from '../../articles/addresses/reserved-slugs.ts'
import { type ArticleType, freeSlug } from '../../articles/addresses/slugs.store.ts'
import { NewArticle } from '../../articles/desk/desk.schema.ts'
import { writeArticle } from '../../articles/desk/desk.ts'
import type { BodyWords } from '../../articles/desk/draft.ts'
import { articleWithDraft, moveArticle, publishArticle } from '../../articles/store.ts'
import type { Writer } from '../../db/database.ts'
import { Problem } from '../../problem.ts'
import { slugOf } from '../../taxonomy/slug.ts'
import type { FormerAddress } from '../addresses.store.ts'
import { type NewImport, settleArticle } from '../store.ts'
import { addressesOf } from './addresses.ts'
import type { CleanContent, Image } from './content/clean.ts'
import { plainText } from './export/plain.ts'
import type { WordPressItem } from './export/wxr.ts'
import { filingOf } from './filing.ts'
import { oldSlugsOf } from './old-slugs.ts'
import { count, note } from './report.ts'
import type { Run } from './run.ts'
import { type Standing, standingOf, workedOn } from './standing.ts'
import { beginningOf, line, shortened } from './wording.ts'

/** A post or page, with what of the library goes into it. */
export interface Story {
  item: WordPressItem
  /** In the table of imports. */
  key: string
  content: CleanContent
  /** Made of it, or why it cannot be kept; undefined where it is too long. */
  body: BodyWords | Problem | undefined
  /** Undefined where it has none; null where the file lacks it. */
  leadImage: Image | undefined | null
}

/** What a story has become, and what is to be noted of it in the same transaction. */
export interface KeptStory {
  id: string
  /** When it appeared, or was last worked on. */
  at: string
  imports: NewImport[]
  addresses: FormerAddress[]
}

const fits = Compile(NewArticle)
const [longestHeadline, longestStandfirst] = [300, 1000]

/** Keeps a post or page with its own dates; answers with nothing when it had to be left out. */
export async function keepStory(tx: Writer, run: Run, story: Story): Promise<KeptStory | undefined> {
  const { services, source, site, report } = run
  const { item, key } = story
  const type: ArticleType = item.type === 'page' ? 'page' : 'article'
  const standing = standingOf(item, services.now())
  const { first, last } = workedOn(item, services.now())
  const id = services.newId()
  const wanted = { type, ...(await wordsOf(tx, run, type, story)), ...(type === 'article' && (await filingOf(tx, run, item))) } as const
  const refusal = await refusalOf(() =>
    writeArticle(tx, { ...wanted, body: keptBody(story, wanted) }, id, run.language, null, first, nothingReserved),
  )
  if (refusal) {
    count(report.leftOut, `${type} that cannot be kept`)
    note(report, `left out: ${titleOf(item)}: ${refusal}`)
    return undefined
  }
  await stand(tx, id, standing, last)
  await settle(tx, id, type, item, standing)
  tellOf(run, story, type, wanted.slug, standing)
  return {
    id,
    at: standing.publishedAt ?? last.toISOString(),
    imports: [{ source, kind: 'item', externalId: key, targetId: id }, ...oldSlugsOf(run, { id, type, key }, item, standing)],
    addresses: addressesOf(item, site).map((path) => ({ path, kind: type, targetId: id })),
  }
}

/** Throws `unprocessable` for what is no article. */
function keptBody({ body }: Story, wanted: object): BodyWords {
  if (!fits.Check(wanted)) throw new Problem('unprocessable', misfit(wanted))
  if (!body || body instanceof Problem) throw body ?? new Problem('unprocessable')
  return body
}

/** How an item is named in notes. */
export function titleOf({ title, id, link }: WordPressItem) {
  return `“${shortened(line(title), 80) || link || `number ${id}`}”`
}

async function wordsOf(tx: Writer, { report }: Run, type: ArticleType, { item, content, leadImage }: Story) {
  const title = line(item.title)
  const headline = title || beginningOf(line(plainText(content.html.slice(0, 4000)))) || 'Untitled'
  const standfirst = line(plainText(item.excerpt))
  if (!title) count(report.adapted, 'headline made of the first words')
  if (headline.length > longestHeadline) count(report.adapted, `headline cut at ${longestHeadline} characters`)
  if (standfirst.length > longestStandfirst) count(report.adapted, `standfirst cut at ${longestStandfirst} characters`)
  const image = leadImage && {
    url: leadImage.url,
    alt: line(leadImage.alt),
    caption: shortened(line(plainText(leadImage.caption)), 1000) || null,
  }
  return {
    headline: shortened(headline, longestHeadline),
    slug: await freeSlug(tx, type, slugOf(item.slug || headline, type), item.slug ? nothingReserved : reservedSlugs),
    standfirst: shortened(standfirst, longestStandfirst),
    body: { format: 'html' as const, source: content.html },
    ...(image && { leadImage: image }),
    pinned: item.sticky,
  }
}

async function refusalOf(write: () => Promise<unknown>) {
  try {
    await write()
    return undefined
  } catch (error) {
    if (error instanceof Problem && error.code === 'unprocessable')
      return error.errors.map(({ detail }) => detail).join(' ') || error.message
    throw error
  }
}

function misfit(wanted: object) {
  const [first] = fits.Errors(wanted)
  return `${first?.instancePath.slice(1)} ${first?.message}`
}

async function stand(tx: Writer, id: string, { state, publishedAt }: Standing, at: Date) {
  if (state === 'draft') return
  const written = await articleWithDraft(tx, id)
  if (state === 'published') await publishArticle(tx, written, { at: publishedAt! }, undefined, at)
  else await moveArticle(tx, written, state, undefined, at)
}

/** What writing and publishing have no words for. */
async function settle(tx: Writer, id: string, type: ArticleType, { commentsOpen }: WordPressItem, { state, publishedAt }: Standing) {
  const settled = {
    ...(commentsOpen !== (type === 'article') && { commentsOpen }),
    ...(state !== 'published' && publishedAt !== null && { publishedAt }),
  }
  if (Object.keys(settled).length > 0) await settleArticle(tx, id, settled)
}

function tellOf(
  { report }: Run,
  { item, content, leadImage }: Story,
  type: ArticleType,
  slug: string,
  { state, because, publishedAt }: Standing,
) {
  count(report.imported[`${type}s`], state)
  if (because) {
    count(report.adapted, `${because}, now a draft`)
    note(report, `${because}: ${titleOf(item)} is a draft${publishedAt ? ` and keeps its date, ${publishedAt}` : ''}`)
  }
  if (item.slug !== '' && item.slug !== slug) count(report.adapted, 'slug written in another way')
  for (const [name, number] of Object.entries(content.leftOut)) count(report.leftOut, name, number)
  for (const { taxonomy } of item.terms) {
    if (type === 'page') count(report.leftOut, `${taxonomy} of a page`)
    else if (taxonomy !== 'category' && taxonomy !== 'post_tag') count(report.leftOut, `taxonomy ${taxonomy.slice(0, 40)}`)
  }
  if (item.otherMeta > 0) count(report.leftOut, 'custom field', item.otherMeta)
  if (leadImage === null) count(report.leftOut, 'lead image that is not in the file')
}

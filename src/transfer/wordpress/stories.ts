import { keepAddresses } from '../addresses.store.ts'
import { articlesThere, imported, noteImports } from '../store.ts'
import { articleBody, bodyOf } from './article-body.ts'
import { type KeptStory, keepStory, type Story } from './articles.ts'
import { type Arrived, keepComments, newComments, readersComments } from './comments.ts'
import type { WordPressComment, WordPressItem, WordPressRecord } from './export/wxr.ts'
import { picturesById } from './media.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'

/** So many stories, or about so many UTF-16 units of text, are kept in one transaction: a server beside it is not held up for long. */
const [batchSize, batchWeight] = [20, 500_000]

/** Keeps posts and pages with their comments, each batch whole or not at all. */
export async function keepStories(run: Run, records: AsyncIterable<WordPressRecord>) {
  const batch: WordPressItem[] = []
  let weight = 0
  for await (const record of records) {
    if (record.kind !== 'item') continue
    if (record.type !== 'post' && record.type !== 'page') {
      leaveOut(run, record)
      continue
    }
    batch.push(record)
    weight += record.comments.reduce((sum, { body }) => sum + body.length, record.content.length)
    if (batch.length < batchSize && weight < batchWeight) continue
    await keepBatch(run, batch.splice(0))
    weight = 0
  }
  await keepBatch(run, batch)
}

/** The library and the menus have been seen to. */
function leaveOut({ report }: Run, { type, comments }: WordPressItem) {
  if (type !== 'attachment' && type !== 'nav_menu_item') count(report.leftOut, `post type ${type.slice(0, 40)}`)
  if (comments.length > 0) count(report.leftOut, 'comment under what is left out', comments.length)
}

/** An item that has something new: itself, or comments. */
interface News {
  key: string
  item: WordPressItem
  comments: ReadonlyMap<string, WordPressComment>
}

async function keepBatch(run: Run, items: readonly WordPressItem[]) {
  const { services, source, report } = run
  const known = await imported(services.db, source, 'item', items.map(keyOf))
  const all = new Map<string, News>()
  for (const item of items) {
    const key = keyOf(item)
    if (known.has(key) || all.has(key)) report.unchanged[item.type === 'page' ? 'pages' : 'articles'] += 1
    if (!all.has(key)) all.set(key, { key, item, comments: readersComments(run, key, item.comments) })
  }
  const commentKeys = [...all.values()].flatMap(({ comments }) => [...comments.keys()])
  const knownComments = await imported(services.db, source, 'comment', commentKeys)
  report.unchanged.comments += knownComments.size
  const news = [...all.values()].filter(
    ({ key, comments }) => !known.has(key) || [...comments.keys()].some((comment) => !knownComments.has(comment)),
  )
  if (news.length === 0) return
  const stories = await storiesOf(
    run,
    news.filter(({ key }) => !known.has(key)),
  )
  const there = await articlesThere(
    services.db,
    [...known.values()].flatMap(({ targetId }) => targetId ?? []),
  )
  await services.db.write(async (tx) => {
    const kept: KeptStory[] = []
    const arrived: Arrived[] = []
    for (const { key, item, comments } of news) {
      const story = stories.get(key)
      const newStory = story && (await keepStory(tx, run, story))
      if (newStory) kept.push(newStory)
      const article = story ? newStory : earlier(key, item)
      if (article) arrived.push(...(await newComments(tx, run, article, comments, knownComments)))
      else count(report.leftOut, 'comment under what is left out', comments.size)
    }
    const [notes, addresses] = [kept.flatMap(({ imports }) => imports), kept.flatMap((story) => story.addresses)]
    await noteImports(tx, notes)
    report.imported.addresses += await keepAddresses(tx, addresses)
    await keepComments(tx, run, arrived)
  })

  /** What an item of an earlier import is here, unless somebody has removed it since. */
  function earlier(key: string, item: WordPressItem) {
    const id = known.get(key)?.targetId
    return id && there.has(id) ? { id, at: item.publishedAt ?? services.now().toISOString() } : undefined
  }
}

/** Prepared before the transaction, which is to be short. */
async function storiesOf(run: Run, news: readonly News[]) {
  const { db } = run.services
  const pictures = await picturesById(
    db,
    run,
    news.flatMap(({ item }) => item.meta._thumbnail_id ?? []),
  )
  const stories = new Map<string, Story>()
  for (const { key, item } of news) {
    const thumbnail = item.meta._thumbnail_id
    const leadImage = thumbnail ? (pictures.get(thumbnail) ?? null) : undefined
    const content = await bodyOf(db, run, item)
    stories.set(key, { item, key, content, body: await articleBody(content.html), leadImage })
  }
  return stories
}

/** By which an item is known: WordPress's number; guids are copied along with posts. */
function keyOf({ id, guid, link, title }: WordPressItem) {
  return id || guid || link || title
}

import { createHash } from 'node:crypto'
import { writeArticle } from '../articles/desk/desk.ts'
import { type BodyWords, bodyWords } from '../articles/desk/draft.ts'
import { articleWithDraft, moveArticle, publishArticle, saveDraft, setComments } from '../articles/store.ts'
import { wordsOf } from '../articles/words.ts'
import { addComment, moveComment } from '../comments/changes.store.ts'
import { priorityOf } from '../comments/priority.ts'
import type { Writer } from '../db/database.ts'
import { arrange } from '../layout/fronts.store.ts'
import { changeMenu, main } from '../layout/menus.store.ts'
import { addDecision } from '../moderation/store.ts'
import { changeSectionSettings } from '../rules/settings.store.ts'
import { screen } from '../screening/screening.ts'
import type { Services } from '../services.ts'
import { standard } from '../site/comment-settings.ts'
import { changeSite, keepWeather } from '../site/store.ts'
import { addTerm } from '../taxonomy/desk.store.ts'
import { conversation } from './sample/conversation.ts'
import { authors, pages, type SampleSection, sections, site, tags, weather } from './sample/newspaper.ts'
import { stories } from './sample/stories.ts'
import { noteSample } from './store.ts'

const hour = 3_600_000
const minute = 60_000

/** Writes the sample newspaper, as if its people had worked on it until now: one transaction, all or nothing. */
export async function seed(services: Services) {
  const { db, now } = services
  const bodies = await bodiesOf([...stories, ...pages])
  await db.write(async (tx) => {
    await changeSite(tx, site, undefined, now())
    await keepWeather(tx, weather, now())
    const terms = await seedTerms(tx, services)
    const articles = await seedStories(tx, services, terms, bodies)
    const footer = await seedPages(tx, services, bodies)
    await seedLayout(tx, services, terms, articles, footer)
    await seedConversation(tx, services, articles)
  })
}

/** Each body as it is kept, by what was written. */
async function bodiesOf(written: readonly { body: string }[]): Promise<ReadonlyMap<string, BodyWords>> {
  const bodies = new Map<string, BodyWords>()
  for (const { body } of written) bodies.set(body, await bodyWords({ format: 'markdown', source: body }))
  return bodies
}

async function seedTerms(tx: Writer, { newId, now }: Services) {
  const ids = new Map<string, string>()
  const add = async (
    kind: 'section' | 'tag' | 'author',
    { slug, name, description, parentId = null }: { slug: string; name: string; description: string; parentId?: string | null },
    position: number,
  ) => {
    const { id } = await addTerm(tx, kind, { slug, name, description, parentId, position }, newId(), now())
    ids.set(`${kind} ${slug}`, id)
  }
  for (const [position, { parent, comments, ...section }] of (sections as readonly SampleSection[]).entries()) {
    await add('section', { ...section, parentId: ids.get(`section ${parent}`) ?? null }, position)
    if (comments) await changeSectionSettings(tx, ids.get(`section ${section.slug}`)!, comments, undefined, now())
  }
  for (const tag of tags) await add('tag', { ...tag, description: '' }, 0)
  for (const { bio, ...author } of authors) await add('author', { ...author, description: bio }, 0)
  await noteSample(tx, 'term', [...ids.values()])
  return ids
}

/** Stories are written first and published afterwards, so that links may point anywhere. */
async function seedStories(
  tx: Writer,
  { newId, now }: Services,
  terms: ReadonlyMap<string, string>,
  bodies: ReadonlyMap<string, BodyWords>,
) {
  const ids = new Map(stories.map(({ key }) => [key, newId()]))
  const at = (hoursAgo: number) => new Date(now().getTime() - hoursAgo * hour)
  const oldestFirst = stories.toSorted((a, b) => b.hoursAgo - a.hoursAgo)
  for (const { key, section, tags: names, bylines, state, hoursAgo, related, pinned = false, body, ...words } of oldestFirst) {
    const filed = {
      sectionId: terms.get(`section ${section}`)!,
      tagIds: names.map((name) => terms.get(`tag ${name}`)!),
      bylines: bylines.map(({ author, role }) => ({ authorId: terms.get(`author ${author}`)!, role })),
    }
    const written = new Date(Math.min(at(hoursAgo).getTime(), now().getTime()) - hour)
    await writeArticle(tx, { ...words, ...filed, pinned, body: bodies.get(body)! }, ids.get(key)!, site.language, null, written)
  }
  for (const { key, state, hoursAgo, related } of oldestFirst) {
    const id = ids.get(key)!
    let story = await articleWithDraft(tx, id)
    const links = related.map(({ story, relation, note }) => ({ articleId: ids.get(story)!, relation, note }))
    const moment = hoursAgo < 0 ? now() : at(hoursAgo)
    if (links.length > 0) story = await saveDraft(tx, story, { ...wordsOf(story.draft), related: links }, null, moment)
    if (['published', 'scheduled', 'archived'].includes(state))
      story = await publishArticle(tx, story, { at: at(hoursAgo).toISOString() }, undefined, moment)
    if (state === 'archived' || state === 'inReview' || state === 'trashed') story = await moveArticle(tx, story, state, undefined, now())
    await setComments(tx, story, { open: true, closesAt: 'never' }, undefined, moment)
  }
  await noteSample(tx, 'article', [...ids.values()])
  return ids
}

async function seedPages(tx: Writer, { newId, now }: Services, bodies: ReadonlyMap<string, BodyWords>) {
  const ids: string[] = []
  for (const { slug, headline, body } of pages) {
    const id = newId()
    const words = { type: 'page', slug, headline, body: bodies.get(body)! } as const
    const page = await writeArticle(tx, words, id, site.language, null, now())
    await publishArticle(tx, page, {}, undefined, now())
    await noteSample(tx, 'article', [id])
    ids.push(id)
  }
  return ids
}

/** The menus lead to things, not to addresses; the front page has a story pinned at the top, and one for the next week. */
async function seedLayout(
  tx: Writer,
  { now }: Services,
  terms: ReadonlyMap<string, string>,
  articles: ReadonlyMap<string, string>,
  pages: readonly string[],
) {
  const top = sections.filter(({ parent }) => parent === null)
  const navigation = top.map(({ slug }) => ({ target: { kind: 'section' as const, id: terms.get(`section ${slug}`)! } }))
  await changeMenu(tx, main, async () => navigation, undefined, now())
  const footer = pages.map((id) => ({ target: { kind: 'page' as const, id } }))
  await changeMenu(tx, 'footer', async () => footer, 0, now())
  await noteSample(tx, 'menu', ['footer'])
  const until = new Date(now().getTime() + 7 * 24 * hour).toISOString()
  const pin = { from: null, until: null, headline: null, kicker: null }
  const slots = [
    { kind: 'lead', places: 1, fill: true, pins: [{ ...pin, articleId: articles.get('harbour-lights')! }] },
    { kind: 'second', places: 2, fill: true, pins: [{ ...pin, articleId: articles.get('keeper')!, until, kicker: 'Working lives' }] },
    { kind: 'row', places: 6, fill: true, pins: [] },
  ]
  await arrange(tx, undefined, async () => slots, undefined, null, now())
}

async function seedConversation(tx: Writer, { newId, now }: Services, articles: ReadonlyMap<string, string>) {
  const places = new Map<string, { id: string; rootId: string; depth: number }>()
  const published = new Map(stories.map(({ key, hoursAgo }) => [key, now().getTime() - hoursAgo * hour]))
  for (const { key, story, inReplyTo, state, minutesAfterStory, body, authorEmail, ...author } of conversation) {
    const id = newId()
    const above = inReplyTo === null ? undefined : places.get(inReplyTo)
    const place = { id, rootId: above?.rootId ?? id, depth: (above?.depth ?? 0) + 1 }
    places.set(key, place)
    const createdAt = new Date(published.get(story)! + minutesAfterStory * minute)
    const { signals } = screen(
      { ...author, body, honeypot: '' },
      {
        mode: 'first_time',
        linksHoldAt: standard.linksHoldAt,
        trusted: false,
        staff: false,
        staffNames: [site.name, 'The Editor'],
        otherArticlesWithSameText: 0,
        bans: [],
        wordLists: [],
        learnt: undefined,
        service: undefined,
      },
    )
    const waiting = {
      ...place,
      ...author,
      articleId: articles.get(story)!,
      parentId: above?.id ?? null,
      inReplyTo: above?.id ?? null,
      authorEmail,
      readerId: null,
      badge: null,
      state: 'pending',
      version: 1,
      revision: 1,
      approvedRevision: null,
      reports: null,
      priority: priorityOf(createdAt.toISOString(), signals, 0),
      addressHash: null,
      userAgent: null,
      createdAt: createdAt.toISOString(),
      fingerprint: createHash('sha256').update(key).digest('base64url'),
    } as const
    await addComment(tx, waiting, body, signals, createdAt)
    if (state === 'pending') continue
    const decidedAt = new Date(createdAt.getTime() + 5 * minute)
    const moved = await moveComment(tx, waiting, state, decidedAt)
    const action = ({ approved: 'approve', rejected: 'reject', spam: 'spam' } as const)[state]
    const decision = {
      id: newId(),
      at: decidedAt.toISOString(),
      staffId: null,
      staffName: 'The sample’s moderator',
      action,
      reason: state === 'rejected' ? 'Insulting' : null,
      note: null,
    }
    if (moved) await addDecision(tx, decision, waiting, moved)
  }
}

import { hash } from 'node:crypto'
import { count, eq, sum } from 'drizzle-orm'
import t from 'tap'
import { type Learnt, scoreOf } from '../src/comments/spam-score.ts'
import { marksOf, mostMarks } from '../src/comments/spam-words.ts'
import { commentSignals, spamExamples, spamMarks } from '../src/db/tables.ts'
import { commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const spam = (turn: number) => `Cheap watches and pills number ${turn}, visit my channel today`
const ham = (turn: number) => `The ferry was late again on day ${turn}, said the harbour master`

/** The row that counts the comments themselves. */
const everyComment = hash('sha256', 'comments', 'base64url').slice(0, 16)

/** Fifty comments of each kind, decided about one by one. */
async function taught(t: Parameters<typeof newsroom>[0]) {
  const room = await newsroom(t)
  const { editor, moderator, reader } = room
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'pre' })
  const leave = (body: string, words: object = {}, by: Call = reader) =>
    by('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...words })
  const ids = { spam: [] as string[], ham: [] as string[] }
  for (let turn = 1; turn <= 50; turn++) {
    ids.spam.push((await leave(spam(turn))).body.id)
    ids.ham.push((await leave(ham(turn))).body.id)
  }
  const scored = async (id: string) =>
    (await moderator('GET', `/moderation/comments/${id}`)).body.signals.find(({ rule }: { rule: string }) => rule === 'spam_score')
  return { ...room, leave, ids, scored }
}

t.test('fifty decisions of each kind teach what spam is like here, and it is held with what says so', async (t) => {
  const { db, editor, moderator, leave, ids, scored } = await taught(t)
  for (const id of ids.spam) await decided(moderator, id, 'spam')
  for (const id of ids.ham.slice(1)) await decided(moderator, id, 'approve')
  await commentPolicy(editor, { mode: 'post' })
  const advertisement = 'CHEAP pïlls 😀 on my channel! But the ferry, too.'
  t.match(await leave(advertisement), { status: 201 }, 'forty-nine are too few to judge by')

  await decided(moderator, ids.ham[0]!, 'approve')
  const held = await leave(`${advertisement} Today.`, { authorName: 'Ben' })
  t.match(held, { status: 202, body: { state: 'pending' } })
  const found = await scored(held.body.id)
  t.match(found, { verdict: 'hold', detail: 'It reads like what moderators here have called spam.' })
  t.ok(found.score >= 98 && found.score <= 100, String(found.score))
  const text = `${advertisement} Today.`
  for (const { field, start, end, text: seen } of found.spans) t.same([field, text.slice(start, end)], ['body', seen])
  t.same(found.spans.map(({ text }: { text: string }) => text).sort(), ['CHEAP', 'Today', 'channel', 'my', 'pïlls'])
  t.match(await leave('The harbour master was late, said the ferry.'), { status: 201 })
  t.match(await leave('Nobody has used any of these terms before'), { status: 201 }, 'nothing is known of these words')
  t.equal((await db.select({ id: commentSignals.commentId }).from(commentSignals).where(eq(commentSignals.rule, 'spam_score'))).length, 1)
})

t.test('each comment teaches once, and a decision that is changed teaches the other thing', async (t) => {
  const { db, moderator, ids } = await taught(t)
  const lessons = async () => {
    const comments = (await db.select().from(spamMarks)).find(({ mark }) => mark === everyComment)
    const [all] = await db.select({ spam: sum(spamMarks.spam), ham: sum(spamMarks.ham) }).from(spamMarks)
    const [examples] = await db.select({ count: count() }).from(spamExamples)
    return [comments?.spam, comments?.ham, Number(all?.spam), Number(all?.ham), examples?.count]
  }
  const id = ids.spam[0]!
  /** The marks of this comment, and the row that counts comments. */
  const marks = marksOf({ authorName: 'Ann', authorUrl: null, body: spam(1) }).length + 1

  await decided(moderator, id, 'spam')
  t.same(await lessons(), [1, 0, marks, 0, 1])
  await decided(moderator, id, 'spam')
  t.same(await lessons(), [1, 0, marks, 0, 1], 'the same decision again')
  await decided(moderator, id, 'approve')
  t.same(await lessons(), [0, 1, 0, marks, 1])
  await decided(moderator, id, 'hold')
  t.same(await lessons(), [0, 0, 0, 0, 0], 'undecided')
  await decided(moderator, id, 'spam')
  await decided(moderator, id, 'reject')
  t.same(await lessons(), [0, 0, 0, 0, 0], 'what is off topic is no spam')
  const { version, revision } = (await moderator('GET', `/moderation/comments/${id}`)).body
  const decision = { action: 'spam', version, revision }
  const answers = await Promise.all([1, 2, 3].map(() => moderator('PUT', `/moderation/comments/${id}/decision`, decision)))
  t.same(answers.map((answer) => expecting(200, answer).body.changed).sort(), [false, false, true])
  t.same(await lessons(), [1, 0, marks, 0, 1], 'three at once')
})

t.test('a comment is known by its words, name, hosts and traits: however spelt, and of the longest no more than can be looked up', (t) => {
  const names = (body: string, words: object = {}) =>
    marksOf({ authorName: 'Ann', authorUrl: null, body, ...words }).map(({ name }) => name)
  t.same(names('ＣＨＥＡＰ p\u200Bills, cheap PÏLLS'), ['links 0', 'name ann', 'word cheap', 'word pills'])
  t.same(names('Go to https://www.example.com/a?b', { authorUrl: 'https://WWW.Example.org:8080/x' }).slice(0, 3), [
    'links 1',
    'host example.org',
    'host example.com',
  ])
  t.ok(names('BUY THIS WATCH NOW').includes('shouted'))
  t.same(names('東京都へ').slice(2), ['word 東京', 'word 京都', 'word 都へ'])
  const long = Array.from({ length: 3000 }, (_, place) => `w${place} `).join('')
  t.ok(names(long).length <= mostMarks)
  t.ok(names(long).includes('word w2999') && names(long).includes('word w0'), 'of a long text the beginning and the end')
  for (const nothing of ['', ' ', '!?', '\u200B', '👍']) t.same(names(nothing, { authorName: '' }), ['links 0'], JSON.stringify(nothing))
  t.end()
})

t.test('one comment proves nothing, many do, and the score is never more than a hundred', (t) => {
  const score = (...marks: [spam: number, ham: number][]) => {
    const learnt: Learnt = {
      examples: { spam: 100, ham: 1000 },
      marks: marks.map(([spam, ham], place) => ({ name: `word ${place}`, span: undefined, spam, ham })),
    }
    return scoreOf(learnt)?.percent
  }
  t.equal(score(), 50)
  t.equal(score([10, 100], [20, 200]), 50, 'as often in either kind')
  t.same([score([1, 0]), score([0, 1])], [66, 47], 'seen once')
  t.equal(score([100, 0], [100, 0]), 99)
  t.equal(score(...Array.from({ length: 250 }, (): [number, number] => [100, 0])), 100)
  t.equal(score(...Array.from({ length: 250 }, (): [number, number] => [0, 1000])), 0)
  t.ok(score(...Array.from({ length: 250 }, (): [number, number] => [20, 220]), [90, 0], [95, 1])! > 95, 'a long quotation drowns nothing')
  t.equal(scoreOf({ examples: { spam: 49, ham: 5000 }, marks: [] }), undefined)
  t.end()
})

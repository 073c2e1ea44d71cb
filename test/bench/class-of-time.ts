import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chancesOf } from '../faults/experiment.ts'
import { connectionTo, type Reply } from '../helpers/connection.ts'
import { startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'

/*
 * Whether the time of an answer tells what it does not say: comments that are held, blocked by a word list, taken for spam and banned, and links asked for by
 * addresses that are known and that are not, one after another in an order of chance. Each is told against those that are plainly held (or known);
 * these come twice, and how far the two are apart is what chance alone does on this machine.
 */

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write('npx tsx test/bench/class-of-time.ts [--each N] [--seed N]   requests of each kind (300)\n')
  process.exit()
}

const chance = chancesOf(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const mail = { BROADSHEET_MAIL: `folder:${join(folder, 'mail')}`, BROADSHEET_MAIL_FROM: 'news@gazette.example' }
const server = await startServer(folder, { settings: { ...forManyWriters, ...mail } })
const desk = connectionTo(server.address, server.token)
const reader = connectionTo(server.address)
try {
  const story = await publish('The early ferry is back')
  const open = await publish('The late ferry is back, too')
  const policy = { mode: 'post' }
  await expecting(desk.ask('PATCH', `/moderation/settings/articles/${open.id}`, policy, { 'if-match': '*' }))
  await expecting(desk.ask('POST', '/moderation/word-lists', { name: 'Medicine', effect: 'block', words: ['cialis'], enabled: true }))
  await expecting(desk.ask('POST', '/moderation/bans', { network: '10.66.0.0/16', effect: 'reject', reason: 'Sells pills' }))
  await expecting(desk.ask('POST', '/moderation/bans', { network: '10.67.0.0/16', effect: 'hold', reason: 'Sells pills' }))

  let number = 0
  /** Leaves a comment from an address of its own in a network; the texts differ, and have one length. */
  const comment = (slug: string, network: string, word: string, more: object = {}) => {
    number += 1
    const [host, name] = [`${network}.${(number >> 8) & 255}.${number & 255}`, String(number).padStart(6, '0')]
    const body = `The crossing took ${name} minutes this morning, and nobody minded the ${word} at all.`
    const given = { authorName: 'Ann', authorEmail: `reader${name}@news.example`, body, ...more }
    return reader.ask('POST', `/articles/${slug}/comments`, given, { 'x-forwarded-for': host })
  }
  await measure('held', {
    held: () => comment(story.slug, '10.60', 'breeze'),
    'held again': () => comment(story.slug, '10.61', 'breeze'),
    'blocked by a word list': () => comment(story.slug, '10.62', 'cialis'),
    'spam by the hidden field': () => comment(story.slug, '10.63', 'breeze', { subject: 'Hello' }),
    'banned, rejected': () => comment(story.slug, '10.66', 'breeze'),
    'banned, held': () => comment(story.slug, '10.67', 'breeze'),
    'approved at once': () => comment(open.slug, '10.64', 'breeze'),
  })
  let asked = 0
  const link = (email: (number: string) => string) => {
    asked += 1
    const host = `10.70.${(asked >> 8) & 255}.${asked & 255}`
    return reader.ask('POST', '/reader-links', { email: email(String(asked).padStart(6, '0')) }, { 'x-forwarded-for': host })
  }
  await measure('of a known address', {
    'of a known address': () => link((name) => `reader${name}@news.example`),
    'of a known address, again': () => link((name) => `reader${name}@news.example`),
    'of an unknown address': () => link((name) => `nobody${name}@news.example`),
  })
} finally {
  desk.close()
  reader.close()
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function publish(headline: string) {
  const story = await expecting(desk.ask('POST', '/editorial/articles', { headline }))
  await expecting(desk.ask('PUT', `/editorial/articles/${story.id}/publication`, {}, { 'if-match': '*' }))
  return story as { id: string; slug: string }
}

async function expecting(reply: Promise<Reply>) {
  const { status, body } = await reply
  if (status >= 300) throw new Error(`It was answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** Asks in rounds, each of every kind once, in an order of chance, and tells the times; the first twenty rounds warm up. */
async function measure(against: string, kinds: Record<string, () => Promise<Reply>>) {
  const took = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]))
  const order = Object.entries(kinds)
  for (let round = -20; round < Number(values.each); round++) {
    for (let place = order.length - 1; place > 0; place--) {
      const other = Math.floor(chance() * (place + 1))
      ;[order[place], order[other]] = [order[other]!, order[place]!]
    }
    for (const [kind, ask] of order) {
      const begun = performance.now()
      await expecting(ask())
      if (round >= 0) took.get(kind)!.push(performance.now() - begun)
    }
  }
  const base = took.get(against)!
  console.table(
    Object.keys(kinds).map((kind) => {
      const times = took.get(kind)!
      const figures = { kind, 'median ms': round(at(times, 0.5)), 'ratio at 10 %': 0, '25 %': 0, '50 %': 0, '75 %': 0, '90 %': 0 }
      for (const [name, share] of [
        ['ratio at 10 %', 0.1],
        ['25 %', 0.25],
        ['50 %', 0.5],
        ['75 %', 0.75],
        ['90 %', 0.9],
      ] as const)
        figures[name] = round(at(times, share) / at(base, share))
      const lower = base.filter((time) => time < at(times, 0.5)).length / base.length
      return { ...figures, [`${against}, faster than this median`]: `${Math.round(lower * 100)} %` }
    }),
  )
}

function at(values: readonly number[], share: number) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)]!
}

function round(value: number) {
  return Number(value.toFixed(2))
}

import { parseArgs } from 'node:util'
import { screen } from '../../src/screening/screening.ts'
import { compileWords } from '../../src/screening/word-lists.ts'
import { chancesOf } from '../faults/experiment.ts'

/*
 * What screening costs: comments of 3,000 graphemes and of twice as many, against no list, one and twenty of 5,000 words each. They take
 * turns in each round; the medians of the processor time of one comment are told, and what twice the text costs.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write('npx tsx test/bench/screening.ts [--rounds N]   times that each is screened, in groups of five (60)\n')
  process.exit()
}

const chance = chancesOf(1)
const letters = 'etaoinshrdlu'
const length = { shorter: 3000, longer: 6000 }
const wordsInList = 5000
const atOnce = 5

const madeUp = (size: number) => Array.from({ length: size }, () => letters[Math.floor(chance() * letters.length)]).join('')
const vocabulary = Array.from({ length: 20_000 }, () => madeUp(2 + Math.floor(chance() * 8)))
const anyOf = (words: readonly string[]) => words[Math.floor(chance() * words.length)]!

/** Prose of a few letters, in which some words of the lists stand; accented, so that graphemes are more than their letters; and what begins like phrases, again and again. */
const texts: Record<string, (graphemes: number) => string> = {
  'plain prose': (graphemes) => filled(graphemes, () => `${anyOf(vocabulary)} `),
  'accented prose': (graphemes) => filled(graphemes, () => `${anyOf(vocabulary).replaceAll('e', 'e\u0301')} `),
  'beginnings of phrases': (graphemes) => filled(graphemes, () => 'cheap '),
  'letters that look alike': (graphemes) => filled(graphemes, () => 'сhеар '),
  'one word': (graphemes) => 'a'.repeat(graphemes),
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

function filled(graphemes: number, next: () => string) {
  let text = ''
  while (text.length < graphemes * 3) text += next()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
    .slice(0, graphemes)
    .join('')
}

const list = async (name: string) => ({
  id: name,
  name,
  effect: 'hold' as const,
  words: await compileWords([
    ...Array.from({ length: wordsInList - 1000 }, () => madeUp(4 + Math.floor(chance() * 8))),
    ...Array.from({ length: 1000 }, (_, index) => `${'cheap '.repeat(1 + (index % 12))}pill ${index}`),
  ]),
})
const lists = await Promise.all(Array.from({ length: 20 }, (_, number) => list(`List ${number}`)))

const circumstances = (count: number) => ({
  mode: 'pre' as const,
  linksHoldAt: 3,
  trusted: false,
  staff: false,
  staffNames: ['The Harbour Gazette'],
  otherArticlesWithSameText: 0,
  bans: [],
  wordLists: lists.slice(0, count),
  learnt: undefined,
  service: undefined,
})

const cases = Object.entries(texts).flatMap(([name, text]) => {
  const bodies = { shorter: text(length.shorter), longer: text(length.longer) }
  return [0, 1, 20].map((count) => ({ name, count, bodies, took: { shorter: [] as number[], longer: [] as number[] } }))
})
for (let round = 0; round <= Number(values.rounds); round++)
  for (const { bodies, count, took } of cases)
    for (const size of ['shorter', 'longer'] as const) {
      const begun = process.cpuUsage()
      for (let time = 0; time < atOnce; time++)
        screen({ authorName: 'Ann', authorUrl: null, body: bodies[size], honeypot: '' }, circumstances(count))
      const { user, system } = process.cpuUsage(begun)
      if (round > 0) took[size].push((user + system) / 1000 / atOnce)
    }

console.table(
  cases.map(({ name, count, took }) => {
    const [shorter, longer] = [median(took.shorter), median(took.longer)]
    return {
      text: name,
      lists: count,
      [`${length.shorter}: ms`]: Number(shorter.toFixed(2)),
      'a second': Math.round(1000 / shorter),
      [`${length.longer} to ${length.shorter}`]: Number((longer / shorter).toFixed(2)),
    }
  }),
)

function median(values: readonly number[]) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}

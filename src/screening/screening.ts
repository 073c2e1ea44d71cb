import type { Mode } from '../site/comment-settings.ts'
import { imitation } from './imitation.ts'
import { linksIn } from './links.ts'
import { type ListInForce, listedWords } from './listed-words.ts'
import { fingerprint } from './normalise.ts'
import type { Rule, Signal, Span, Verdict } from './signals.ts'
import { holdAt, type Learnt, scoreOf } from './spam-score.ts'
import { type Judgement, judged } from './spam-verdict.ts'

/** What the reader sent. Screen what will be stored, so that the spans fit it. */
export interface Submission {
  authorName: string
  authorUrl: string | null
  body: string
  honeypot: string
}

/** A ban that an author falls under. */
export interface Ban {
  kind: 'email' | 'domain' | 'network' | 'address'
  /** What is banned; of an address its hash, which nobody is shown. */
  value: string
  effect: 'reject' | 'hold'
  reason: string
}

/** What the store knows about a submission. A closed conversation takes none, so none comes to screening. */
export interface Circumstances {
  mode: Exclude<Mode, 'closed'>
  /** How many different links hold a trusted author's comment; one is enough to hold anybody else's. */
  linksHoldAt: number
  trusted: boolean
  /** A signed-in moderator's own comment. */
  staff: boolean
  /** The names that only the newsroom may speak under: its own, and those of its people and its authors. */
  staffNames: string[]
  otherArticlesWithSameText: number
  bans: readonly Ban[]
  wordLists: readonly ListInForce[]
  /** What the moderators' decisions have taught about its marks; undefined while that is too little. */
  learnt: Learnt | undefined
  /** What the spam service says; undefined where none is asked. */
  service: Judgement | undefined
}

export interface Outcome {
  state: 'approved' | 'pending' | 'spam' | 'rejected'
  signals: Signal[]
}

/** Lets every rule leave its signals, and only then decides. Staff are approved whatever was found. */
export function screen(submission: Submission, circumstances: Circumstances): Outcome {
  const signals = rules.flatMap((rule) => rule(submission, circumstances))
  return { state: circumstances.staff ? 'approved' : decide(signals), signals }
}

/** Reject before spam before hold; `flag` and `allow` change nothing. */
export function decide(signals: Pick<Signal, 'verdict'>[]): Outcome['state'] {
  const verdicts = new Set(signals.map((signal) => signal.verdict))
  if (verdicts.has('reject')) return 'rejected'
  if (verdicts.has('spam')) return 'spam'
  return verdicts.has('hold') ? 'pending' : 'approved'
}

const rules: ((submission: Submission, circumstances: Circumstances) => Signal[])[] = [
  filledHoneypot,
  banned,
  imitatedStaff,
  (submission, { wordLists }) => listedWords(submission, wordLists),
  invisibleCharacters,
  links,
  sameText,
  likeSpam,
  (_, { service }) => (service ? [judged(service)] : []),
  knownToBeGood,
  waitingByMode,
]

function filledHoneypot({ honeypot }: Submission) {
  if (honeypot === '') return []
  return [signal('honeypot', 'spam', 'A field that readers do not see was filled in; a password manager may do that, too.')]
}

function banned(_: Submission, { bans }: Circumstances) {
  return bans.map(({ kind, value, effect, reason }) => {
    const what = { email: `The e-mail ${value}`, domain: `The domain ${value}`, network: `The network ${value}`, address: 'The address' }[
      kind
    ]
    return signal('ban', effect, `${what} is banned: ${reason}`)
  })
}

function imitatedStaff(submission: Submission, { staff, staffNames }: Circumstances) {
  const found = staff ? undefined : imitation(submission.authorName, staffNames)
  if (!found) return []
  const where = spans(submission, 'authorName', [found])
  if (found.loosely) return [signal('staff_name', 'flag', `The name is a part of “${found.of}”, of the newsroom.`, where)]
  return [signal('staff_name', 'hold', `The name can be read as “${found.of}”, of the newsroom.`, where)]
}

function invisibleCharacters(submission: Submission) {
  const inName = spans(submission, 'authorName', invisibleIn(submission.authorName))
  const inBody = spans(submission, 'body', invisibleIn(submission.body))
  const characters = new Set([...inName, ...inBody].flatMap((span) => Array.from(span.text, codePoint)))
  if (characters.size === 0) return []
  const detail = `There are characters that cannot be seen: ${[...characters].join(', ')}.`
  return [signal('invisible', inName.length > 0 ? 'hold' : 'flag', detail, [...inName, ...inBody])]
}

/**
 * Controls that turn the direction of writing, and whatever has no width inside a word.
 *
 * Not the joiners of Persian, Hindi or emoji: only scripts that need none are looked into.
 */
function invisibleIn(text: string) {
  return Array.from(text.matchAll(invisible), ({ 0: characters, index }) => ({ start: index, end: index + characters.length }))
}

const word = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}0-9]`
const invisible = new RegExp(
  String.raw`[\u202A-\u202E\u2066-\u2069]+|(?<=${word})[\u034F\u061C\u200B-\u200F\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]+(?=${word})`,
  'gu',
)

function codePoint(character: string) {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

function links(submission: Submission, { linksHoldAt, trusted }: Circumstances) {
  const inName = linksIn(submission.authorName)
  const inBody = linksIn(submission.body)
  const certain = [...spans(submission, 'authorName', inName.links), ...spans(submission, 'body', inBody.links)]
  const doubtful = [...spans(submission, 'authorName', inName.doubtful), ...spans(submission, 'body', inBody.doubtful)]
  const different = new Set([...inName.links, ...inBody.links].map((link) => link.target)).size
  const enough = trusted ? linksHoldAt : Math.min(linksHoldAt, 1)
  const found: Signal[] = []
  if (inName.links.length > 0) found.push(signal('links', 'hold', 'There is a link in the name.', certain))
  else if (different > 0 && different >= enough) found.push(signal('links', 'hold', `Links to different addresses: ${different}.`, certain))
  if (doubtful.length > 0) found.push(signal('obfuscated_link', 'flag', 'This may be a link in disguise.', doubtful))
  return found
}

/** Without a letter or digit no two texts are the same: a thumbs-up under three articles is not spam. */
function sameText({ body }: Submission, { otherArticlesWithSameText: others }: Circumstances) {
  if (others === 0 || fingerprint(body) === '') return []
  if (others === 1) return [signal('duplicate', 'hold', 'The same text stands under another article.')]
  return [signal('duplicate', 'spam', `The same text stands under ${others} other articles.`)]
}

/** It may be wrong, so it holds and does not refuse. What it saw is in the spans; of a trait of the whole there is none. */
function likeSpam(_: Submission, { learnt }: Circumstances) {
  const score = learnt && scoreOf(learnt)
  if (!score || score.percent < holdAt) return []
  const spans = score.because.flatMap(({ span }) => span ?? [])
  const traits = score.because.flatMap(({ name }) => traitsOfSpam[name] ?? [])
  const detail = ['It reads like what moderators here have called spam', ...traits].join('; ')
  return [{ ...signal('spam_score', 'hold', `${detail}.`, spans), score: score.percent }]
}

const traitsOfSpam: Record<string, string> = {
  'links 0': 'it has no link',
  'links 1': 'it has a link',
  'links 2': 'it has two links',
  'links 3': 'it has three links or more',
  shouted: 'it is written in capitals',
}

function knownToBeGood(_: Submission, { trusted }: Circumstances) {
  if (!trusted) return []
  return [signal('trusted', 'allow', 'The author is trusted: the e-mail is verified, and moderators have approved what came from it.')]
}

function waitingByMode(_: Submission, { mode, trusted, staff }: Circumstances) {
  if (staff) return []
  if (mode === 'pre') return [signal('mode', 'hold', 'Every comment here waits for a moderator.')]
  if (mode === 'first_time' && !trusted) return [signal('first_time', 'hold', 'The author is not trusted yet.')]
  return []
}

function signal(rule: Rule, verdict: Verdict, detail: string, spans: Span[] = []): Signal {
  return { rule, verdict, score: null, spans, detail }
}

function spans(submission: Submission, field: 'body' | 'authorName', found: { start: number; end: number }[]): Span[] {
  return found.map(({ start, end }) => ({ field, start, end, text: submission[field].slice(start, end) }))
}

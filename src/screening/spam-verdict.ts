import type { Signal } from './signals.ts'

/** What the spam service says of a comment; `discard` is spam beyond doubt. */
export type ServiceVerdict = 'ham' | 'spam' | 'discard'

/** The same, or why it says nothing; `help` is what the service says about that itself. */
export type Judgement = { verdict: ServiceVerdict } | { error: string; help?: string }

/** What the moderators are told of it. Without a verdict a comment waits. */
export function judged(judgement: Judgement): Signal {
  const found = 'error' in judgement ? (['provider_error', 'hold', silence(judgement)] as const) : verdicts[judgement.verdict]
  const [rule, verdict, detail] = found
  return { rule, verdict, score: null, spans: [], detail }
}

const verdicts = {
  ham: ['spam_service', 'allow', 'The spam service has nothing against it.'],
  spam: ['spam_service', 'spam', 'The spam service takes it for spam.'],
  discard: ['spam_service', 'spam', 'The spam service takes it for spam beyond doubt.'],
} as const

function silence({ error, help }: { error: string; help?: string }) {
  return `The spam service gave no verdict: ${error}${help === undefined ? '' : ` “${help.slice(0, 200)}”`}`
}

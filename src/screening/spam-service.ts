import type { Database } from '../db/database.ts'
import type { Services } from '../services.ts'
import { akismet } from './akismet.ts'
import type { Judgement } from './spam-verdict.ts'

/** All that is sent about a comment. */
export interface SpamContext {
  address: string
  userAgent: string | null
  referrer: string | null
  permalink: string
  authorName: string
  authorEmail: string | null
  authorUrl: string | null
  body: string
  /** When it was sent for the first time. */
  at: string
  /** Why it is sent again. */
  again?: 'edit' | 'recheck'
}

/** What a comment can teach the service. */
export type Lesson = 'ham' | 'spam'

/** Somebody outside who knows spam. */
export interface SpamChecker {
  /** Never throws: whoever fails to answer has not judged. */
  check(context: SpamContext, stopping?: AbortSignal): Promise<Judgement>
  /** Tells what people have decided. Throws when that was not taken. */
  learn(context: SpamContext, lesson: Lesson, stopping?: AbortSignal): Promise<void>
}

/** The service of a newspaper, with its answers counted since the start. */
export type SpamService = SpamChecker & { readonly answers: ReadonlyMap<string, number> }

const known = new WeakMap<Database, SpamService>()

/** The spam service that the settings name, the same one for the whole newspaper; undefined when they name none. */
export function spamServiceOf(services: Pick<Services, 'config' | 'db' | 'fetch'>): SpamService | undefined {
  if (services.config.spamServiceKey === '') return undefined
  const service = known.get(services.db) ?? counted(akismet(services))
  known.set(services.db, service)
  return service
}

function counted({ check, learn }: SpamChecker): SpamService {
  const answers = new Map<string, number>()
  return {
    answers,
    learn,
    async check(context, stopping) {
      const judgement = await check(context, stopping)
      const answer = 'error' in judgement ? 'error' : judgement.verdict
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
      return judgement
    },
  }
}

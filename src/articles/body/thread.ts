import { type Failure, Problem } from '../../problem.ts'
import { type BodySource, type RenderedBody, renderBody } from './render.ts'

/** What a thread answers: the body, or why there is none, for a `Problem` would not survive the way between threads. */
export type Outcome = { body: RenderedBody } | { refusal: { detail: string; errors: readonly Failure[] } }

/** Renders a body in a thread of its own. */
export function renderInThread(source: BodySource): Outcome {
  try {
    return { body: renderBody(source) }
  } catch (error) {
    if (error instanceof Problem) return { refusal: { detail: error.message, errors: error.errors } }
    throw error
  }
}

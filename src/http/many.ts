import { Problem, type ProblemCode, problems } from '../problem.ts'

/** What came of one of many: a result, or a problem. */
export type Outcome<Result> = { done: Result } | { problem: Problem }

/** Does one of many, so that a problem of the caller's is its own outcome and not everybody's; anything else comes out. */
export async function outcomeOf<Result>(work: () => Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { done: await work() }
  } catch (error) {
    if (!(error instanceof Problem) || error.statusCode >= 500) throw error
    return { problem: error }
  }
}

/** A problem as it stands among results. */
export function told({ code, message, errors, members }: Problem) {
  const [status, title] = problems[code]
  return { code, status, title, detail: message, errors: [...errors], ...members }
}

/** Throws a problem of this code, which points at each of the `member` that could not be done. */
export function insistOnAll(outcomes: readonly Outcome<unknown>[], member: string, code: ProblemCode) {
  const failures = outcomes.flatMap((one, place) =>
    'problem' in one ? { pointer: `#/${member}/${place}`, code: one.problem.code, detail: one.problem.message } : [],
  )
  if (failures.length > 0) throw new Problem(code, undefined, failures)
}

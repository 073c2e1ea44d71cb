import { Problem } from '../problem.ts'

/** How a rate limit answers whoever goes beyond it: with this sentence, and when to come again. */
export function tooManyRequests(detail: string) {
  return (_request: unknown, { ttl }: { ttl: number }) =>
    new Problem('too-many-requests', detail, [], { 'retry-after': String(Math.ceil(ttl / 1000)) })
}

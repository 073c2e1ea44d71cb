import { Problem } from '../problem.ts'
import type { Role } from './roles.ts'
import type { NewToken } from './schema.ts'

/** Whoever holds a token. */
export interface Holder {
  name: string
  kind: 'person' | 'service'
  role: Role
}

/**
 * The new person or service that a token is for; undefined when it is for somebody known. Throws `invalid-request`, naming every member
 * that somebody new lacks, or that somebody known has already.
 */
export function newHolder(wanted: NewToken): Holder | undefined {
  const { staffId, name, kind = 'person', role } = wanted
  if (staffId !== undefined) {
    const given = (['name', 'kind', 'role'] as const).filter((member) => wanted[member] !== undefined)
    if (given.length > 0) throw misplaced(given, 'unexpected', 'It is that of whom `staffId` names: leave it out.')
    return undefined
  }
  if (name !== undefined && role !== undefined) return { name, kind, role }
  const missing = (['name', 'role'] as const).filter((member) => wanted[member] === undefined)
  throw misplaced(missing, 'required', 'Somebody new needs it; for somebody known, give `staffId`.')
}

function misplaced(members: readonly string[], code: string, detail: string) {
  const failures = members.map((member) => ({ pointer: `#/${member}`, code, detail }))
  return new Problem('invalid-request', undefined, failures)
}

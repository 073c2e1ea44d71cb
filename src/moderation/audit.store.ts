import { type AnyColumn, and, desc, eq, gte, lt } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { auditEntries, decisions } from '../db/tables.ts'

/** What the audit can be narrowed by. */
export interface AuditFilter {
  staff?: string | undefined
  what?: 'decision' | 'site' | 'settings' | 'wordList' | 'ban' | 'authorNote' | 'menu' | undefined
  subject?: string | undefined
  from?: string | undefined
  before?: string | undefined
}

/**
 * A page of everything that was decided or changed, newest first. Decisions are in a table of their own: as much as a page is read of each, along their
 * indexes, so that a page costs the same wherever it is.
 */
export async function auditTrail(db: Reader, filter: AuditFilter, limit: number, before: readonly string[] | undefined) {
  const decided = filter.what === undefined || filter.what === 'decision' ? await decisionEntries(db, filter, limit, before) : []
  const changed = filter.what === 'decision' ? [] : await changeEntries(db, filter, limit, before)
  return [...decided, ...changed].sort(laterFirst).slice(0, limit)
}

async function decisionEntries(db: Reader, filter: AuditFilter, limit: number, before: readonly string[] | undefined) {
  const rows = await db
    .select()
    .from(decisions)
    .where(narrowed({ ...decisions, subjectId: decisions.commentId }, filter, before))
    .orderBy(desc(decisions.at), desc(decisions.id))
    .limit(limit)
  return rows.map(({ id, at, staffId, staffName, action, commentId, fromState, toState, revision, reason, note }) => ({
    ...{ id, at, staffId, staffName, action, what: 'decision' as const, subjectId: commentId },
    before: { state: fromState },
    after: { state: toState, revision, reason, note },
  }))
}

function changeEntries(db: Reader, filter: AuditFilter, limit: number, before: readonly string[] | undefined) {
  const { what } = filter
  return db
    .select()
    .from(auditEntries)
    .where(and(narrowed(auditEntries, filter, before), what && what !== 'decision' ? eq(auditEntries.what, what) : undefined))
    .orderBy(desc(auditEntries.at), desc(auditEntries.id))
    .limit(limit)
}

function narrowed(
  { id, at, staffId, subjectId }: Record<'id' | 'at' | 'staffId' | 'subjectId', AnyColumn>,
  { staff, subject, from, before: until }: AuditFilter,
  before: readonly string[] | undefined,
) {
  return and(
    before && beyond([at, id], 'before', before),
    staff === undefined ? undefined : eq(staffId, staff),
    subject === undefined ? undefined : eq(subjectId, subject),
    from === undefined ? undefined : gte(at, new Date(from).toISOString()),
    until === undefined ? undefined : lt(at, new Date(until).toISOString()),
  )
}

function laterFirst(one: { at: string; id: string }, other: { at: string; id: string }) {
  return one.at === other.at ? (one.id < other.id ? 1 : -1) : one.at < other.at ? 1 : -1
}

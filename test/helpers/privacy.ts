import { getTableColumns, is } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as tables from '../../src/db/tables.ts'

/**
 * What readers may get to see of a column: `shown`, once its row is public; `inner`, states, times, references and names that are too
 * plain to look for in answers, and that two newspapers are compared for instead; `secret`, never, and looked for in every answer.
 */
export type Privacy = 'shown' | 'inner' | 'secret'

type Tables = {
  [Name in keyof typeof tables as (typeof tables)[Name] extends { $inferSelect: object } ? Name : never]: (typeof tables)[Name]
}

/** Every column there is. Whoever adds one says here whom it is for: the compiler and a test ask for it. */
export const privacy: { [Name in keyof Tables]: Record<keyof Tables[Name]['$inferSelect'], Privacy> } = {
  secrets: { name: 'inner', value: 'secret' },
  events: { sequence: 'inner', type: 'inner', subjectId: 'inner', data: 'inner', at: 'inner' },
  answers: { id: 'secret', bodyHash: 'secret', status: 'inner', headers: 'inner', body: 'inner', subjectId: 'inner', at: 'inner' },
  site: {
    id: 'inner',
    name: 'shown',
    tagline: 'shown',
    language: 'shown',
    timeZone: 'shown',
    place: 'shown',
    navigation: 'shown',
    commentPolicy: 'shown',
    weather: 'shown',
    revision: 'shown',
    updatedAt: 'inner',
  },
  staff: { id: 'secret', name: 'inner', kind: 'inner', role: 'inner', createdAt: 'inner' },
  tokens: {
    id: 'secret',
    staffId: 'secret',
    label: 'inner',
    hash: 'secret',
    scopes: 'inner',
    createdAt: 'inner',
    expiresAt: 'inner',
    lastUsedAt: 'inner',
    revokedAt: 'inner',
  },
  terms: {
    id: 'inner',
    kind: 'shown',
    slug: 'shown',
    name: 'shown',
    description: 'shown',
    parentId: 'inner',
    position: 'inner',
    revision: 'inner',
    updatedAt: 'inner',
  },
  articles: {
    id: 'shown',
    type: 'shown',
    state: 'inner',
    version: 'inner',
    draftRevision: 'inner',
    publishedRevision: 'inner',
    publishedAt: 'shown',
    embargo: 'inner',
    listedAt: 'shown',
    publicFrom: 'inner',
    publicUntil: 'inner',
    republishedAt: 'shown',
    slug: 'shown',
    sectionId: 'inner',
    kind: 'shown',
    language: 'shown',
    pinned: 'shown',
    commentsOpen: 'shown',
    commentsCloseAt: 'shown',
    commentCount: 'shown',
    createdBy: 'secret',
    createdAt: 'inner',
    updatedAt: 'inner',
  },
  revisions: {
    articleId: 'shown',
    number: 'inner',
    createdAt: 'inner',
    createdBy: 'secret',
    slug: 'shown',
    kind: 'shown',
    language: 'shown',
    headline: 'shown',
    standfirst: 'shown',
    dateline: 'shown',
    excerpt: 'shown',
    wordCount: 'shown',
    pinned: 'shown',
    sectionId: 'inner',
    tagIds: 'inner',
    bylines: 'inner',
    source: 'shown',
    leadImage: 'shown',
    seo: 'shown',
    related: 'inner',
    bodyHeadings: 'shown',
    bodyFormat: 'inner',
    bodyHtml: 'shown',
    bodyText: 'shown',
    bodySource: 'inner',
  },
  slugs: { type: 'shown', slug: 'shown', articleId: 'shown', publicSince: 'inner' },
  listings: { termId: 'inner', listedAt: 'shown', articleId: 'shown' },
  links: { articleId: 'shown', position: 'shown', targetId: 'shown', relation: 'shown', note: 'shown' },
  comments: {
    id: 'shown',
    articleId: 'shown',
    rootId: 'shown',
    parentId: 'shown',
    inReplyTo: 'shown',
    depth: 'shown',
    state: 'inner',
    version: 'inner',
    revision: 'inner',
    approvedRevision: 'inner',
    reports: 'inner',
    authorName: 'shown',
    authorUrl: 'shown',
    authorEmail: 'secret',
    badge: 'shown',
    addressHash: 'secret',
    fingerprint: 'secret',
    userAgent: 'secret',
    createdAt: 'shown',
  },
  commentRevisions: { commentId: 'shown', number: 'inner', body: 'shown', fingerprint: 'secret', createdAt: 'inner' },
  commentSignals: {
    commentId: 'shown',
    revision: 'inner',
    position: 'inner',
    rule: 'inner',
    verdict: 'inner',
    score: 'inner',
    detail: 'secret',
    spans: 'inner',
  },
  commentReports: {
    commentId: 'shown',
    revision: 'inner',
    reporterHash: 'secret',
    reason: 'inner',
    note: 'secret',
    open: 'inner',
    at: 'inner',
  },
  decisions: {
    id: 'secret',
    commentId: 'shown',
    at: 'inner',
    staffId: 'secret',
    staffName: 'inner',
    action: 'inner',
    fromState: 'inner',
    toState: 'inner',
    revision: 'inner',
    reason: 'secret',
    note: 'secret',
  },
  imports: { source: 'inner', kind: 'inner', externalId: 'inner', targetId: 'inner', data: 'secret' },
  formerAddresses: { path: 'inner', kind: 'shown', targetId: 'inner' },
}

/** The columns of the database that `privacy` does not name, and those it names that are no longer there. */
export function misjudgedColumns(): string[] {
  const there = allTables().flatMap(([name, table]) => Object.keys(getTableColumns(table)).map((column) => `${name}.${column}`))
  const judged = Object.entries(privacy).flatMap(([name, columns]) => Object.keys(columns).map((column) => `${name}.${column}`))
  return [...there.filter((column) => !judged.includes(column)), ...judged.filter((column) => !there.includes(column))]
}

/** The tables of the database, by name. */
export function allTables() {
  return Object.entries(tables).flatMap(([name, value]): [string, PgTable][] =>
    is(value, SQLiteTable) ? [[name, value as unknown as PgTable]] : [],
  )
}

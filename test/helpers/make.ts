import type { Answer, Call } from './newsroom.ts'

/** Fails loudly when a call was not answered as it should have been. */
export function expecting(status: number, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`Expected ${status}, was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer
}

/** An article on the desk, a draft unless told otherwise. */
export async function draft(editor: Call, words: Record<string, unknown> = {}) {
  return expecting(201, await editor('POST', '/editorial/articles', { headline: 'The harbour lights return', ...words }))
}

/** An article that readers can read; `publication` says since and until when. */
export async function published(editor: Call, words: Record<string, unknown> = {}, publication: Record<string, unknown> = {}) {
  const { body, etag } = await draft(editor, words)
  return expecting(200, await editor('PUT', `/editorial/articles/${body.id}/publication`, publication, { 'if-match': etag }))
}

/** A change of something on the desk, made upon what is there now. */
export async function changed(editor: Call, method: 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: unknown) {
  const resource = url
    .replace(/\/(publication|archive|review|related|comment-settings|rights|restoration|withdrawal)$/, '')
    .replace('/trash/', '/articles/')
  const { etag } = expecting(200, await editor('GET', resource))
  return editor(method, url, payload, { 'if-match': etag })
}

/** A section, a tag or an author. */
export async function term(editor: Call, plural: 'sections' | 'tags' | 'authors', words: Record<string, unknown>) {
  return expecting(201, await editor('POST', `/editorial/${plural}`, words)).body
}

/** A comment that a reader leaves, and that waits for a moderator; no two say the same unless told to. */
export async function comment(reader: Call, slug: string, words: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return expecting(
    202,
    await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: `Well put. ${Math.random()}`, ...words }, headers),
  ).body
}

/** A moderator’s decision about what is there now. */
export async function decided(moderator: Call, id: string, action: 'approve' | 'reject' | 'spam' | 'hold') {
  const { body } = expecting(200, await moderator('GET', `/moderation/comments/${id}`))
  const { version, revision } = body
  return expecting(
    200,
    await moderator('PUT', `/moderation/comments/${id}/decision`, {
      action,
      version,
      revision,
      ...(action === 'reject' && { reason: 'Off topic' }),
    }),
  ).body
}

/** Says how comments are taken from now on. */
export async function commentPolicy(editor: Call, policy: Record<string, unknown>) {
  return expecting(200, await editor('PATCH', '/site', { commentPolicy: policy }, { 'if-match': '*' }))
}

/** A word list that comments are looked through for; blocking unless told otherwise. */
export async function wordList(moderator: Call, words: Record<string, unknown> = {}) {
  const list = { name: 'Medicine', effect: 'block', words: ['cialis'], enabled: true, ...words }
  return expecting(201, await moderator('POST', '/moderation/word-lists', list)).body
}

/** The id of a note about whoever left a comment. */
export async function authorNote(moderator: Call, commentId: string, body = 'Was asked to keep calm'): Promise<string> {
  return expecting(201, await moderator('POST', `/moderation/authors/${commentId}/notes`, { body })).body.id
}

/** The token of a preview of a decision about all that its author has left. */
export async function previewed(moderator: Call, commentId: string, more: Record<string, unknown> = {}): Promise<string> {
  const wanted = { filter: { author: commentId, state: 'any' }, action: 'hold', ...more }
  return expecting(200, await moderator('POST', '/moderation/decisions/previews', wanted)).body.token
}

/** The id of what was decided about all that the author of a comment has left. */
export async function batchOf(moderator: Call, commentId: string): Promise<string> {
  const token = await previewed(moderator, commentId, { action: 'spam' })
  return expecting(200, await moderator('POST', '/moderation/decisions/batches', { token })).body.id
}

/** A ban that rejects, of a domain unless told otherwise. */
export async function ban(moderator: Call, target: Record<string, unknown> = { domain: 'spam.example' }) {
  return expecting(201, await moderator('POST', '/moderation/bans', { effect: 'reject', reason: 'Sells pills', ...target })).body
}

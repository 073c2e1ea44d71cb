import { commentById } from '../comments/store.ts'
import { postOnce } from '../http/idempotency.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import { bansInForce } from '../rules/bans.store.ts'
import type { Routes } from '../services.ts'
import { addNote, notesAbout, removeNote } from './author-notes.store.ts'
import { recordsOf } from './author-records.store.ts'
import { AuthorNote, CommentAuthor, NewAuthorNote } from './authors.schema.ts'

const tags = ['Moderation']
const byId = closed({ id: Id })

/** Whoever comments, as far as an e-mail or an address tells who it is. */
export const commentAuthorRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const post = postOnce(app, services)

  app.get(
    '/moderation/authors/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getCommentAuthor',
        tags,
        summary: 'Whoever left a comment',
        description:
          'What has become of all that came from the same e-mail or the same address, the bans in force and what was noted. Their comments are in the queue, with `author` and `state=any`.',
        params: byId,
        response: { 200: answer('The author', CommentAuthor) },
      },
    },
    async ({ params: { id } }) => {
      const { authorName: name, authorEmail: email, addressHash } = await commentById(db, id)
      const [records, notes] = [await recordsOf(db, [id]), await notesAbout(db, { email, addressHash })]
      return { id, name, email, record: records.get(id)!, bans: await bansInForce(db, { email, addressHash }, now()), notes }
    },
  )

  post(
    '/moderation/authors/:id/notes',
    {
      config: { access: 'comments:moderate', problems: ['state-forbids'] },
      schema: {
        operationId: 'createAuthorNote',
        tags,
        summary: 'Note something about an author',
        description:
          'For the colleagues; it stands beside all that comes from the same e-mail or the same address. It goes when nothing of the author is left; after as long as addresses are kept, it is about the e-mail alone.',
        params: byId,
        body: ref(NewAuthorNote),
        response: { 201: answer('The note', AuthorNote) },
      },
    },
    async ({ params: { id }, body, caller }, tx) => {
      const { authorEmail: email, addressHash } = await commentById(tx, id)
      const by = { caller: caller!, entryId: newId() }
      const note = await addNote(tx, id, { email, addressHash }, body.body, newId(), by, now())
      return { status: 201, location: `/v1/moderation/authors/${id}`, body: note, subject: id }
    },
  )

  app.delete(
    '/moderation/author-notes/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'deleteAuthorNote',
        tags,
        summary: 'Remove a note about an author',
        description: 'Removing it twice is no mistake.',
        params: byId,
        response: { 204: nothing('It is gone') },
      },
    },
    async ({ params, caller }, reply) => {
      const by = { caller: caller!, entryId: newId() }
      await db.write((tx) => removeNote(tx, params.id, by, now()))
      return reply.code(204).send(null)
    },
  )
}

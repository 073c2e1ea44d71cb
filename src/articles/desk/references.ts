import type { Reader } from '../../db/database.ts'
import { type Failure, Problem } from '../../problem.ts'
import { termsById } from '../../taxonomy/store.ts'
import type { Words } from '../words.ts'

/** Throws `unprocessable`, naming each section, tag and author that does not exist. */
export async function checkReferences(db: Reader, { sectionId, tagIds, bylines }: Pick<Words, 'sectionId' | 'tagIds' | 'bylines'>) {
  const named = [
    ...(sectionId === null ? [] : [{ kind: 'section', id: sectionId, pointer: '#/sectionId' }]),
    ...tagIds.map((id, position) => ({ kind: 'tag', id, pointer: `#/tagIds/${position}` })),
    ...bylines.map(({ authorId }, position) => ({ kind: 'author', id: authorId, pointer: `#/bylines/${position}/authorId` })),
  ]
  const known = await termsById(
    db,
    named.map(({ id }) => id),
  )
  const failures: Failure[] = named
    .filter(({ kind, id }) => known.get(id)?.kind !== kind)
    .map(({ kind, id, pointer }) => ({ pointer, code: 'unknown', detail: `There is no ${kind} ${id}.` }))
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
}

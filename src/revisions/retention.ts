import { setImmediate as turn } from 'node:timers/promises'
import type { Writer } from '../db/database.ts'
import type { Services } from '../services.ts'
import { articlesAfter, dropChanges, dropSuperseded, supersededRevisions } from './retention.store.ts'

/** How many were let go, of each kind. */
export interface LetGo {
  revisions: number
  changes: number
}

/** So many articles are looked at before others have their turn, and so many rows go in one write. */
const page = 100

const day = 86_400_000

/** Who changed what is told to whoever is overtaken; nobody works for so many days upon what they have read. */
const keepChangesDays = 90

/**
 * Lets go the revisions that the setting does not keep any more: so many days after another has taken their place, but never one that was ever published.
 * And, of the changes of articles, the oldest. It may be stopped between two pages and begun again at any time; what is gone is not found again.
 */
export async function letRevisionsGo({ config, db, now }: Pick<Services, 'config' | 'db' | 'now'>, stopping?: AbortSignal): Promise<LetGo> {
  const before = (days: number) => new Date(now().getTime() - days * day).toISOString()
  const all = async (step: (tx: Writer) => Promise<number>) => {
    let gone = 0
    for (let found = page; found === page && !stopping?.aborted; gone += found) found = await db.write(step)
    return gone
  }
  const gone = { revisions: 0, changes: await all((tx) => dropChanges(tx, before(keepChangesDays), page)) }
  if (config.keepRevisionsDays === 0) return gone
  const old = before(config.keepRevisionsDays)
  for (
    let ids = await articlesAfter(db, '', page);
    ids.length > 0 && !stopping?.aborted;
    ids = await articlesAfter(db, ids.at(-1)!, page)
  ) {
    if ((await supersededRevisions(db, ids, old, 1)).length > 0) gone.revisions += await all((tx) => dropSuperseded(tx, ids, old, page))
    await turn()
  }
  return gone
}

import { slugOf } from '../../taxonomy/slug.ts'
import { keepAddresses, keepOldSlugs, type OldSlug, slugOwners } from '../addresses.store.ts'
import { articlesThere, type ImportRow, importedBetween, type NewImport } from '../store.ts'
import { addressUnder } from './addresses.ts'
import type { WordPressItem } from './export/wxr.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import type { Standing } from './standing.ts'

/** So many are looked at in one go. */
const pageSize = 200

interface Kept {
  id: string
  type: 'article' | 'page'
  key: string
}

/**
 * The slugs that a published story had before, to be noted. They are given out when every story has its own, so that none is taken
 * from another.
 */
export function oldSlugsOf(
  { source, site, report }: Run,
  { id, type, key }: Kept,
  item: WordPressItem,
  { state, publishedAt }: Standing,
): NewImport[] {
  const old = new Map(item.oldSlugs.filter((slug) => slug !== '' && slug !== item.slug).map((slug) => [slugOf(slug, type), slug]))
  if (state !== 'published') {
    if (old.size > 0) count(report.leftOut, 'old slug of what is not published', old.size)
    return []
  }
  return [...old].map(([slug, written]) => {
    const path = addressUnder(written, item, site)
    const data = { type, slug, publicSince: publishedAt, ...(path && { path }) }
    return { source, kind: 'oldSlug', externalId: `${key} ${slug}`, targetId: id, data }
  })
}

/** Makes the old slugs that nobody else has lead to their stories. */
export async function keepNotedSlugs(run: Run) {
  const { services, source } = run
  for (let after = ''; ; ) {
    const rows = await importedBetween(services.db, source, 'oldSlug', after, '\uffff', pageSize)
    await keepSome(run, rows)
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = `${last.externalId}\u0000`
  }
}

async function keepSome({ services: { db }, report }: Run, rows: readonly ImportRow[]) {
  const there = await articlesThere(
    db,
    rows.flatMap(({ targetId }) => targetId ?? []),
  )
  const noted = rows
    .filter(({ targetId }) => there.has(targetId!))
    .map(({ data, targetId }) => ({ ...(data as unknown as OldSlug & { path?: string }), articleId: targetId! }))
  const owners = await slugOwners(db, noted)
  const fresh: typeof noted = []
  for (const one of noted) {
    const name = `${one.type} ${one.slug}`
    const owner = owners.get(name)
    if (owner === undefined) fresh.push(one)
    else if (owner === one.articleId) report.unchanged.oldSlugs += 1
    else count(report.leftOut, 'old slug that belongs to another')
    owners.set(name, owner ?? one.articleId)
  }
  if (fresh.length === 0) return
  report.imported.oldSlugs += fresh.length
  await db.write(async (tx) => {
    await keepOldSlugs(
      tx,
      fresh.map(({ type, slug, articleId, publicSince }) => ({ type, slug, articleId, publicSince })),
    )
    const addresses = fresh.flatMap(({ path, type, articleId }) => (path ? [{ path, kind: type, targetId: articleId }] : []))
    report.imported.addresses += await keepAddresses(tx, addresses)
  })
}

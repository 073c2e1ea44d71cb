import { type AnyColumn, type SQL, sql } from 'drizzle-orm'

/**
 * What stands behind a position in a list that is sorted by these columns, upwards (`after`) or downwards (`before`): a comparison of
 * whole rows, which the index of the list answers. Values may be placeholders.
 */
export function beyond(columns: readonly AnyColumn[], direction: 'after' | 'before', values: readonly unknown[]): SQL {
  const sign = direction === 'after' ? sql`>` : sql`<`
  return sql`(${row(columns)}) ${sign} (${row(values)})`
}

/** All the rest: what stands at the position or on this side of it, which a negation of `beyond` would not ask the index for. */
export function within(columns: readonly AnyColumn[], direction: 'after' | 'before', values: readonly unknown[]): SQL {
  const sign = direction === 'after' ? sql`<=` : sql`>=`
  return sql`(${row(columns)}) ${sign} (${row(values)})`
}

function row(parts: readonly unknown[]) {
  return sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  )
}

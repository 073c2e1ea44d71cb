import { type AnyColumn, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

/*
 * The kinds of column. They are SQLite's, typed as PostgreSQL's, whose builders are the stricter ones: they have no
 * .get(), .all() and .run(), so the compiler refuses what only one engine has. The casts live here and nowhere else.
 */
export const table = lite.sqliteTable as unknown as typeof pg.pgTable
export const index = lite.index as unknown as typeof pg.index
export const alias = lite.alias as unknown as typeof pg.alias
export const uniqueIndex = lite.uniqueIndex as unknown as typeof pg.uniqueIndex
export const primaryKey = lite.primaryKey as unknown as typeof pg.primaryKey
export const text = lite.text as unknown as typeof pg.text
export const integer = lite.integer as unknown as typeof pg.integer

/** An integer that the engine counts upwards, never twice the same. */
export const counter = (() => lite.integer().primaryKey({ autoIncrement: true })) as unknown as () => ReturnType<
  ReturnType<typeof pg.integer>['generatedAlwaysAsIdentity']
>

export const flag = (() => lite.integer({ mode: 'boolean' })) as unknown as () => ReturnType<typeof pg.boolean>

export const json = (() => lite.text({ mode: 'json' })) as unknown as () => ReturnType<typeof pg.json>

const instant = lite.customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => new Date(value).toISOString(),
})

/** An instant: RFC 3339 in UTC, always the same 24 characters, so that the order of texts is the order of time. */
export const moment = instant as unknown as () => ReturnType<ReturnType<typeof pg.customType<{ data: string; driverData: string }>>>

/** Later than any clock: what never comes. Not null, so that both engines sort and compare it alike. */
export const never = '9999-12-31T23:59:59.999Z'

/** The columns that tell the rows of a table apart, in the order of their index. */
export function keyOf(rows: pg.PgTable): pg.AnyPgColumn[] {
  const { columns, primaryKeys } = lite.getTableConfig(rows as unknown as lite.SQLiteTable)
  return (primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)) as unknown as pg.AnyPgColumn[]
}

/** Rows of another select as one column, where they are not worth a statement of their own: `select` makes the select of its list. Their members are texts. */
export function jsonList<Row extends object>(
  members: { [Name in keyof Row]: AnyColumn },
  select: (list: SQL<string>) => SQLWrapper,
): SQL<Row[]> {
  const named = sql.join(
    Object.entries<AnyColumn>(members).map(([name, column]) => sql`${name}, ${column}`),
    sql`, `,
  )
  return sql`${select(sql`json_group_array(json_object(${named}))`)}`.mapWith(JSON.parse) as SQL<Row[]>
}

import { getTableColumns, sql } from 'drizzle-orm'
import type { PgInsertValue, PgTable } from 'drizzle-orm/pg-core'
import type { Reader, Writer } from './database.ts'

/** A statement built and compiled once for each connection, then only filled in: nothing is built in the path of a reader, nor of a comment. */
export function prepared<Statement, Connection extends Reader = Reader>(
  build: (db: Connection) => Statement,
): (db: Connection) => Statement {
  const made = new WeakMap<Connection, Statement>()
  return (db) => {
    const known = made.get(db)
    if (known) return known
    const statement = build(db)
    made.set(db, statement)
    return statement
  }
}

/**
 * Inserts a row by a statement that is compiled once. What a row leaves out is null or the plain default of its column; columns that count by themselves are left out of the statement.
 * Not for tables with other defaults, nor with moments or JSON that may be null: a prepared statement would encode that null.
 */
export function preparedInsert<Table extends PgTable>(table: Table) {
  const insert = preparedInserts(table)
  return (tx: Writer, row: Table['$inferInsert']) => insert(tx, [row])
}

/** The same for any number of rows, all by one statement, which is compiled once for each number. */
export function preparedInserts<Table extends PgTable>(table: Table) {
  const columns = Object.entries(getTableColumns(table)).filter(([, column]) => !column.primary || column.dataType !== 'number')
  const isPlain = (value: unknown) => typeof value === 'number' || typeof value === 'string'
  const unfit = columns.find(
    ([, { hasDefault, default: value, notNull, dataType }]) =>
      (hasDefault && !isPlain(value)) || (!notNull && /custom|json/.test(dataType)),
  )
  if (unfit) throw new TypeError(`${unfit[0]} keeps its table from being inserted into by a prepared statement`)
  const names = columns.map(([name]) => name)
  const blank = Object.fromEntries(columns.map(([name, { default: value }]) => [name, isPlain(value) ? value : null]))
  const inserts = new Map<number, ReturnType<typeof compiled>>()
  const compiled = (count: number) =>
    prepared((tx: Writer) => {
      const rows = Array.from({ length: count }, (_, row) =>
        Object.fromEntries(names.map((name) => [name, sql.placeholder(`${name}${row}`)])),
      )
      return tx
        .insert(table)
        .values(rows as PgInsertValue<Table>[])
        .prepare('insert')
    })
  return async (tx: Writer, rows: readonly Table['$inferInsert'][]) => {
    if (rows.length === 0) return
    const insert = inserts.get(rows.length) ?? compiled(rows.length)
    inserts.set(rows.length, insert)
    const values = rows.flatMap((row: Record<string, unknown>, place) => names.map((name) => [`${name}${place}`, row[name] ?? blank[name]]))
    await insert(tx).execute(Object.fromEntries(values))
  }
}

/** So many shapes of one statement are kept: readers choose them, and a statement takes about 25 KiB. */
const shapesKept = 64

/** The same for a statement that exists in several shapes, such as with and without a cursor; those used last stay compiled. */
export function preparedShapes<Shape extends string, Statement>(build: (db: Reader, shape: Shape) => Statement) {
  const shapes = new Map<Shape, (db: Reader) => Statement>()
  return (db: Reader, shape: Shape) => {
    const statement = shapes.get(shape) ?? prepared((reader) => build(reader, shape))
    shapes.delete(shape)
    shapes.set(shape, statement)
    if (shapes.size > shapesKept) shapes.delete(shapes.keys().next().value!)
    return statement(db)
  }
}

/** How many values an `in` list is compiled for, so that a hundred lengths share a few statements. The longest holds all the terms of a hundred stories. */
const sizes = [1, 5, 20, 50, 100, 250, 500, 1500, 5500, 13_000] as const

/** The places of an `in` list called `name` in a prepared statement; `size` comes from `listSize`. */
export function places(name: string, size: number) {
  return Array.from({ length: size }, (_, position) => sql.placeholder(`${name}${position}`))
}

/** The compiled length that holds so many values. */
export function listSize(length: number): number {
  const size = sizes.find((candidate) => candidate >= length)
  if (size === undefined) throw new RangeError(`A list of ${length} values is longer than any statement takes`)
  return size
}

/** What fills the `places` of a list: its values, the last one repeated; of an empty list, a value that no id equals. */
export function filled(name: string, values: readonly string[]): Record<string, string> {
  const size = listSize(values.length)
  const value = (position: number) => values[Math.min(position, values.length - 1)] ?? ''
  return Object.fromEntries(Array.from({ length: size }, (_, position) => [`${name}${position}`, value(position)]))
}

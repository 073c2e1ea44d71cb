import { sql } from 'drizzle-orm'
import type { Reader } from './database.ts'

/** A statement built and compiled once for each connection, then only filled in: nothing is built in the path of a reader. */
export function prepared<Statement>(build: (db: Reader) => Statement): (db: Reader) => Statement {
  const made = new WeakMap<Reader, Statement>()
  return (db) => {
    const known = made.get(db)
    if (known) return known
    const statement = build(db)
    made.set(db, statement)
    return statement
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

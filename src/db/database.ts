import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** Can look, cannot touch. */
export type Reader = Pick<Drizzle, 'select' | 'selectDistinct' | '$count'>

/** A transaction: what is written through it lands whole or not at all. */
export interface Writer extends Pick<Drizzle, keyof Reader | 'insert' | 'update' | 'delete'> {
  /** Runs one of many pieces of work in it: whatever it throws undoes that piece alone, and comes out again. */
  apart<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Writers that shared one commit, or its failure. */
export interface WriterGroup {
  size: number
  /** Milliseconds that the commit took; undefined when the group failed. */
  commit: number | undefined
}

export interface Standing {
  /** Writers who wait for their turn. */
  waiting: number
  /** Whether its file is still the one that was opened: what is written into a file that was replaced or removed is lost. */
  inPlace: boolean
  /** Bytes of the database file, and of the log beside it. */
  bytes: number
  logBytes: number
}

export interface Database extends Reader {
  /**
   * Runs `work` in a transaction and answers once it is on the disk. Inside, await queries of `tx` only: others wait meanwhile.
   * Whatever it throws undoes it and comes out again; a fault of the disk, a lock that stays or too many who wait come out as the problem `unavailable`.
   */
  write<Result>(work: (tx: Writer) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` on one moment of the newspaper, beside everything else: it sees nothing that is committed after it began. Writers go on,
   * but the write-ahead log cannot shrink before it ends. Await pauses in it, so that others get their turn.
   */
  atOneMoment<Result>(work: (moment: Reader) => Promise<Result>): Promise<Result>

  /** Has it told of every group of writers from now on. */
  onGroup(tell: (group: WriterGroup) => void): void
  /** How it stands at this moment. */
  standing(): Standing
  /** Answers when the last write has; a clean close leaves one file behind. */
  close(): Promise<void>
}

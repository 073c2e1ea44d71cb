import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** Can look, cannot touch. */
export type Reader = Pick<Drizzle, 'select' | 'selectDistinct' | '$count'>

/** A transaction: what is written through it lands whole or not at all. */
export type Writer = Pick<Drizzle, keyof Reader | 'insert' | 'update' | 'delete'>

export interface Database extends Reader {
  /**
   * Runs `work` in a transaction and answers once it is on the disk. Inside, await queries of `tx` only: others wait meanwhile.
   * Whatever it throws undoes it and comes out again; a fault of the disk or a lock that stays comes out as the problem `unavailable`.
   */
  write<Result>(work: (tx: Writer) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` on one moment of the newspaper, beside everything else: it sees nothing that is committed after it began. Writers go on,
   * but the write-ahead log cannot shrink before it ends. Await pauses in it, so that others get their turn.
   */
  atOneMoment<Result>(work: (moment: Reader) => Promise<Result>): Promise<Result>
  /** Answers when the last write has; a clean close leaves one file behind. */
  close(): Promise<void>
}

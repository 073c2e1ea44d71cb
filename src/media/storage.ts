import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { folderStorage } from './folder.ts'
import { s3Storage } from './s3.ts'

/** Where the files of pictures are. Names are ours (`names.ts`), and a file never changes under its name. */
export interface Storage {
  /** Keeps a file; when it answers, it is kept for good. */
  put(name: string, type: string, data: Buffer): Promise<void>
  /** Opens a file to be read once; undefined when there is none. */
  open(name: string): Promise<{ bytes: number | undefined; stream: Readable } | undefined>
  /** Removes a file; also one that is not there. */
  remove(name: string): Promise<void>
}

/** The storage of the settings: an S3-compatible store, or the folder. Nothing is opened or made yet. */
export function storageOf(config: Config): Storage {
  return config.s3Endpoint === '' ? folderStorage(config.mediaFolder) : s3Storage(config)
}

import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Storage } from './storage.ts'

const ours = { recursive: true, mode: 0o700 } as const

/** The folder for files that are being received or written; what lies there when a server starts is nobody’s. */
export function incomingOf(folder: string) {
  return join(folder, 'incoming')
}

/**
 * Clears away what a server that was killed had begun, and makes the folder of pictures that the settings name; the one beside the database is made with the first picture.
 * Throws a sentence when it cannot be used.
 */
export function openMediaFolder({ mediaFolder: folder, database }: Pick<Config, 'mediaFolder' | 'database'>) {
  if (folder === `${database}.media` && !existsSync(folder)) return
  try {
    rmSync(incomingOf(folder), { recursive: true, force: true })
    mkdirSync(incomingOf(folder), ours)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Error(`${folder} cannot be used for pictures: ${(error as NodeJS.ErrnoException).code}. BROADSHEET_MEDIA_FOLDER names it.`)
  }
}

/** Keeps files in a folder: written under another name, synced, and then named. */
export function folderStorage(folder: string): Storage {
  return {
    async put(name, _type, data) {
      const incoming = incomingOf(folder)
      const half = join(incoming, name)
      await mkdir(incoming, ours)
      try {
        await written(half, data)
        await rename(half, join(folder, name))
        await synced(folder)
      } catch (error) {
        await rm(half, { force: true }).catch(() => undefined)
        throw error
      }
    },
    async open(name) {
      const file = await open(join(folder, name), 'r').catch(unlessMissing)
      if (!file) return undefined
      try {
        const { size } = await file.stat()
        return { bytes: size, stream: file.createReadStream() }
      } catch (error) {
        await file.close()
        throw error
      }
    },
    async remove(name) {
      await rm(join(folder, name), { force: true })
    },
  }
}

async function written(path: string, data: Buffer) {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A name is on the disk when its folder is. */
async function synced(folder: string) {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unlessMissing(error: NodeJS.ErrnoException) {
  if (error.code === 'ENOENT') return undefined
  throw error
}

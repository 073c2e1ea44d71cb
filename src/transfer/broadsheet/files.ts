import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { mkdtemp, open, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { insistOnFolder } from '../../db/placing.ts'
import { type FileNote, type Manifest, manifestFile } from './manifest.ts'

/**
 * Fills a folder that nobody else can read, under another name until all of it is on the disk: what has the name of `folder` is whole.
 * Throws a sentence when there is something of that name already.
 */
export async function wholeFolder<Result>(folder: string, fill: (unfinished: string) => Promise<Result>): Promise<Result> {
  insistOnFolder(resolve(folder))
  await makeRoom(folder)
  const unfinished = await mkdtemp(`${resolve(folder)}.unfinished-`)
  try {
    const result = await fill(unfinished)
    await sync(unfinished)
    await rename(unfinished, folder)
    await sync(dirname(resolve(folder)))
    return result
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

/** An empty folder of that name goes now, so that what stands in the way is said before the work and not after it. */
async function makeRoom(folder: string) {
  if (!statSync(folder, { throwIfNoEntry: false })) return
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') throw new Error(`${folder} is not a folder. Give the name of a new one.`)
    if (error.code === 'ENOTEMPTY') throw new Error(`${folder} is not empty. Give the name of a new folder.`)
    throw new Error(`${folder} cannot be replaced (${error.code}). Give the name of a new folder beside or below it.`)
  })
}

/** Writes lines, pages of them at a time, into a new file that only this user can read, and answers when they are on the disk. */
export async function writeLines(folder: string, name: string, pages: AsyncIterable<readonly string[]>): Promise<FileNote> {
  const file = await open(join(folder, name), 'wx', 0o600)
  const hash = createHash('sha256')
  const note = { name, lines: 0, bytes: 0 }
  try {
    for await (const page of pages) {
      const text = Buffer.from(page.map((line) => `${line}\n`).join(''))
      await file.appendFile(text)
      hash.update(text)
      note.lines += page.length
      note.bytes += text.length
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { ...note, sha256: hash.digest('hex') }
}

export async function writeManifest(folder: string, manifest: Manifest) {
  const text = JSON.stringify(manifest, undefined, 2).split('\n')
  await writeLines(
    folder,
    manifestFile,
    (async function* () {
      yield text
    })(),
  )
}

/** Insists that a file is what the manifest says, byte for byte. Throws a sentence that names it. */
export async function checkFile(folder: string, { name, lines, bytes, sha256 }: FileNote, tell: (bytes: number) => void) {
  const found = statSync(join(folder, name), { throwIfNoEntry: false })
  if (!found?.isFile()) throw new Error(`${name} is missing from ${folder}. Copy the whole export again.`)
  if (found.size !== bytes)
    throw new Error(`${name} has ${found.size} bytes where the manifest says ${bytes}. Copy the whole export again.`)
  const hash = createHash('sha256')
  let ends = 0
  for await (const chunk of createReadStream(join(folder, name)) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    for (let at = chunk.indexOf(lineEnd); at >= 0; at = chunk.indexOf(lineEnd, at + 1)) ends += 1
    tell(chunk.length)
  }
  if (hash.digest('hex') !== sha256)
    throw new Error(`${name} is not what was exported: its SHA-256 is not the one in the manifest. Copy the whole export again.`)
  if (ends !== lines) throw new Error(`${name} has ${ends} lines where the manifest says ${lines}.`)
}

const lineEnd = 0x0a

/** Bytes that one line may have: several times what the longest story takes. */
const longestLine = 32 * 1024 * 1024

/** The lines of a file, each with its number. Throws a sentence for one that is too long or not UTF-8. */
export async function* linesOf(folder: string, name: string): AsyncGenerator<{ number: number; text: string; bytes: number }> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 1
  let begun: Buffer[] = []
  let length = 0
  for await (const chunk of createReadStream(join(folder, name)) as AsyncIterable<Buffer>) {
    let from = 0
    while (from < chunk.length) {
      const end = chunk.indexOf(lineEnd, from)
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end)
      begun.push(piece)
      length += piece.length
      if (length > longestLine) throw new Error(`${name} line ${number}: is longer than ${longestLine} bytes.`)
      if (end < 0) break
      yield { number, text: decoded(utf8, Buffer.concat(begun), `${name} line ${number}`), bytes: length + 1 }
      number += 1
      begun = []
      length = 0
      from = end + 1
    }
  }
  if (length > 0) throw new Error(`${name} line ${number}: ends in the middle.`)
}

function decoded(utf8: InstanceType<typeof TextDecoder>, line: Buffer, place: string) {
  try {
    return utf8.decode(line)
  } catch {
    throw new Error(`${place}: is not UTF-8.`)
  }
}

async function sync(folder: string) {
  const handle = await open(folder)
  await handle.sync()
  await handle.close()
}

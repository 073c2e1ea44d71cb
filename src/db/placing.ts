import { chmodSync, closeSync, fsyncSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Names what is being made beside the file that it will be. */
const mark = '.part-'

/** Hands out a name for a file that is still being made, in a folder of its own beside where it will stand, which is gone afterwards. */
export async function beside<Result>(target: string, make: (part: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(`${target}${mark}`)
  try {
    return await make(join(folder, 'news.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Insists that there is a folder for a file that is to be made. Throws a sentence that names it. */
export function insistOnFolder(target: string) {
  const folder = dirname(target)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`There is no folder ${folder}.`)
}

/** Gives a file that was made its mode, and answers when the disk has it. */
export function finish(part: string, mode: number) {
  chmodSync(part, mode)
  sync(part)
}

/** Moves a finished file to where it will stand, whole or not at all, and answers when the disk has its name. */
export function putInPlace(part: string, target: string) {
  renameSync(part, target)
  sync(dirname(target))
}

/** Removes what a process that was killed has left half made in a folder, beside names that are told. */
export function removeHalfMade(folder: string, isOurs: (name: string) => boolean) {
  for (const name of readdirSync(folder)) {
    const [target, made] = name.split(mark)
    if (made !== undefined && isOurs(target!)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function sync(path: string) {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

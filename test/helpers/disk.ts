/** What a program asked of the files in a folder, in the order in which it was done. */
export type Operation =
  | { kind: 'create' | 'unlink' | 'sync'; file: string }
  | { kind: 'write'; file: string; offset: number; bytes: Buffer }
  | { kind: 'truncate'; file: string; size: number }
  | { kind: 'syncFolder' }

type Change = Extract<Operation, { kind: 'write' | 'truncate' }>

/** A disk keeps whole sectors of so many bytes. */
const sector = 512

/**
 * A disk that keeps only what it must. What has been synced stays; after a cut of the power, of everything else any part may be there: nothing, the
 * oldest part, or for each sector what it held at some moment since, so that writes are dropped, torn and out of order. Names of files stay once
 * their folder has been synced, and before that in the order in which they were made and removed.
 */
export function simulatedDisk() {
  let names = new Map<string, Contents>()
  let changedNames: ((names: Map<string, Contents>) => void)[] = []
  const open = new Map<string, Contents>()

  return {
    do(operation: Operation) {
      if (operation.kind === 'syncFolder') {
        names = after(names, changedNames)
        changedNames = []
        return
      }
      const { file } = operation
      if (operation.kind === 'create') {
        if (open.has(file)) return
        const contents: Contents = { synced: Buffer.alloc(0), changes: [] }
        open.set(file, contents)
        changedNames.push((known) => void known.set(file, contents))
        return
      }
      if (operation.kind === 'unlink') {
        open.delete(file)
        changedNames.push((known) => void known.delete(file))
        return
      }
      const contents = open.get(file)
      if (!contents) throw new Error(`${file} is used before it was made`)
      if (operation.kind === 'write' || operation.kind === 'truncate') contents.changes.push(operation)
      if (operation.kind !== 'sync') return
      contents.synced = changed(contents.synced, contents.changes)
      contents.changes = []
    },
    /** What is there when the power comes back. */
    afterCut(chance: () => number): Map<string, Buffer> {
      const kept = after(names, changedNames.slice(0, Math.floor(chance() * (changedNames.length + 1))))
      return new Map([...kept].map(([file, contents]) => [file, leftOf(contents, chance)]))
    },
  }
}

interface Contents {
  synced: Buffer
  /** Since the last sync. */
  changes: Change[]
}

function after(names: ReadonlyMap<string, Contents>, changes: readonly ((names: Map<string, Contents>) => void)[]) {
  const known = new Map(names)
  for (const change of changes) change(known)
  return known
}

function leftOf({ synced, changes }: Contents, chance: () => number): Buffer {
  const way = chance()
  if (way < 0.2) return synced
  if (way < 0.3) return changed(synced, changes)
  const until = changes.slice(0, Math.floor(chance() * (changes.length + 1)))
  if (way < 0.5 || changes.some(({ kind }) => kind === 'truncate')) return changed(synced, until)
  return torn(synced, changes as Extract<Operation, { kind: 'write' }>[], chance)
}

/** Each sector as it was at a moment of its own. */
function torn(synced: Buffer, writes: readonly Extract<Operation, { kind: 'write' }>[], chance: () => number) {
  const pieces = new Map<number, Change[]>()
  for (const { file, offset, bytes } of writes) {
    for (let at = offset; at < offset + bytes.length; at = (Math.floor(at / sector) + 1) * sector) {
      const place = Math.floor(at / sector)
      const piece = bytes.subarray(at - offset, (place + 1) * sector - offset)
      pieces.set(place, [...(pieces.get(place) ?? []), { kind: 'write', file, offset: at, bytes: piece }])
    }
  }
  const kept = [...pieces.values()].flatMap((versions) => versions.slice(0, Math.floor(chance() * (versions.length + 1))))
  return changed(synced, kept)
}

/** The contents after some changes. */
function changed(contents: Buffer, changes: readonly Change[]): Buffer {
  const longest = Math.max(contents.length, ...changes.map((change) => (change.kind === 'write' ? change.offset + change.bytes.length : 0)))
  const bytes = Buffer.concat([contents], longest)
  let size = contents.length
  for (const change of changes) {
    if (change.kind === 'truncate') bytes.fill(0, change.size)
    else change.bytes.copy(bytes, change.offset)
    size = change.kind === 'truncate' ? change.size : Math.max(size, change.offset + change.bytes.length)
  }
  return bytes.subarray(0, size)
}

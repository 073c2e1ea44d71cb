import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { closed, Moment } from '../../http/schema.ts'
import { fileOf, kindNames } from './kinds.store.ts'
import { formatVersion, holds, mayLack, readable } from './versions.ts'

const format = 'broadsheet-export'

/** What a file of an export holds; `sha256` in hexadecimal. */
export const FileNote = closed({
  name: Type.String(),
  lines: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})

const Manifest = closed({
  format: Type.Literal(format),
  version: Type.Integer(),
  /** The version of the program that wrote it. */
  program: Type.String(),
  exportedAt: Moment,
  /** The newspaper's name. */
  site: Type.String(),
  personalData: Type.String(),
  files: Type.Array(FileNote),
  leftOut: Type.Array(closed({ what: Type.String(), why: Type.String() })),
})

export type FileNote = Static<typeof FileNote>
export type Manifest = Static<typeof Manifest>

export const manifestFile = 'manifest.json'

const personalData =
  'E-mail addresses, names, browsers and hashed network addresses of those who commented, and the names of the staff. Keep it as you keep the newspaper itself.'

/** The manifest of an export, the files in their order. */
export function newManifest(written: Pick<Manifest, 'program' | 'exportedAt' | 'site' | 'files' | 'leftOut'>): Manifest {
  const { program, exportedAt, site, files, leftOut } = written
  return { format, version: formatVersion, program, exportedAt, site, personalData, files, leftOut }
}

const fits = Compile(Manifest)
const begins = Compile(Type.Object({ format: Type.Literal(format), version: Type.Integer(), program: Type.String() }))

/** Reads the manifest of an export. Throws a sentence when there is none, and for one that this version cannot read. */
export function readManifest(folder: string): Manifest {
  const manifest = parsed(folder)
  if (!begins.Check(manifest)) throw new Error(`${join(folder, manifestFile)} is not the manifest of a Broadsheet export.`)
  if (!readable.includes(manifest.version))
    throw new Error(
      `${folder} is in version ${manifest.version} of the format, written by Broadsheet ${manifest.program}; this one reads versions ${readable.join(' and ')}. Install that version or a later one.`,
    )
  if (!fits.Check(manifest)) {
    const [first] = fits.Errors(manifest)
    throw new Error(`${join(folder, manifestFile)} cannot be read: ${first?.instancePath.slice(1)} ${first?.message}.`)
  }
  const names = manifest.files.map(({ name }) => name)
  const expected = kindNames
    .filter((kind) => holds(manifest.version, kind) && !(mayLack(kind) && !names.includes(fileOf(kind))))
    .map(fileOf)
  if (names.join() !== expected.join())
    throw new Error(`${join(folder, manifestFile)} names other files than an export has: ${names.join(', ')}; not ${expected.join(', ')}.`)
  return manifest
}

function parsed(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, manifestFile), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${join(folder, manifestFile)} is not JSON. Export again, or copy it again.`)
    throw new Error(`${folder} is not an export: there is no ${manifestFile} in it that can be read.`)
  }
}

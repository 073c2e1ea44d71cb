import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openNewspaper } from '../../src/commands/newspaper.ts'
import { readConfig } from '../../src/config.ts'
import { lockNewspaper } from '../../src/db/lock.ts'
import { runCommand } from '../helpers/server.ts'
import { conduct, insist } from './experiment.ts'

/** What a sentence to whoever runs a newspaper must offer. */
const remedy = /Restore a backup|restore a backup|Choose another file|Install that version|remove .* first/

const newer = "insert into __drizzle_migrations (hash, created_at) values ('later', 99999999999999)"

await conduct({
  name: 'R10 strange files',
  promise: `Where the newspaper should be there is each page of it overwritten in turn, the file cut at each page, another program's database, a letter, an
empty file, a newer newspaper, or nothing where one was. A start serves, when the damage is not where a start reads, or is refused with a sentence that offers a
remedy; the file is as it was, and never is there a fresh one in its place.`,
  rounds: 1,
  seconds: 120,
  async run({ folder, timeLeft, say }) {
    runCommand(folder, ['seed'])
    const whole = join(folder, 'news.db')
    const connection = new Sqlite(whole, { readonly: true })
    const [size, pages] = ['page_size', 'page_count'].map((name) => connection.pragma(name, { simple: true }) as number)
    connection.close()
    const place = join(folder, 'strange.db')
    const figures = { refused: 0, served: 0, pages: 0, cuts: 0 }

    /** Puts a file there, starts, and looks at what became of it. */
    const start = async (what: string, make: () => void, mayServe: boolean) => {
      for (const name of readdirSync(folder).filter((name) => name.startsWith('strange'))) rmSync(join(folder, name))
      cpSync(`${whole}.lock`, `${place}.lock`)
      make()
      const before = existsSync(place) ? readFileSync(place) : undefined
      const sentence = await refusal(place)
      if (sentence === undefined) {
        insist(mayServe, `${what}: it started all the same`)
        const found = articlesIn(place)
        insist(found === undefined || found === articlesIn(whole), `${what}: it started, on another newspaper`)
        figures.served++
        return
      }
      figures.refused++
      insist(sentence.startsWith(place) && remedy.test(sentence), `${what}: it was refused with “${sentence}”`)
      const after = existsSync(place) ? readFileSync(place) : undefined
      insist(before === after || (before && after && before.equals(after)), `${what}: the file was changed`)
    }
    for (let page = 0; page < pages! && timeLeft(); page++, figures.pages++)
      await start(`page ${page + 1} overwritten`, () => overwrite(whole, place, page * size!, size!), page > 0)
    for (let page = 0; page < pages! && timeLeft(); page++, figures.cuts++)
      await start(`cut before page ${page + 1}`, () => truncateSync(copyTo(whole, place), page * size!), false)
    await start('a page and a half', () => truncateSync(copyTo(whole, place), 1.5 * size!), false)
    await start('nothing where one was', () => {}, false)
    await start('a letter', () => writeFileSync(place, 'Dear editor, '.repeat(1000)), false)
    await start('a line', () => writeFileSync(place, 'Dear editor,'), false)
    await start('zeros', () => writeFileSync(place, Buffer.alloc(size! * 10)), false)
    await start('recipes', () => recipes(place), false)
    await start('another program’s newspaper', () => change(copyTo(whole, place), 'pragma application_id = 7'), false)
    await start('a newer newspaper', () => change(copyTo(whole, place), newer), false)
    say(JSON.stringify(figures))
    insist(figures.refused > pages!, 'Hardly anything was refused: nothing strange was there')
    return `${figures.pages} pages overwritten and ${figures.cuts} cuts of ${pages} pages, and 8 other files: ${figures.refused} starts refused with a remedy and the file as it was, ${figures.served} served; none on a fresh one`
  },
})

/** What a start says that is refused; undefined when it is not. */
async function refusal(file: string) {
  try {
    const lock = lockNewspaper(file)
    try {
      const { db } = await openNewspaper(readConfig({ BROADSHEET_DATABASE: file }), { lock })
      await db.close()
    } finally {
      lock.release()
    }
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function copyTo(whole: string, place: string) {
  cpSync(whole, place)
  return place
}

function overwrite(whole: string, place: string, at: number, length: number) {
  const bytes = readFileSync(whole)
  bytes.fill(0xa5, at, at + length)
  writeFileSync(place, bytes)
}

function change(file: string, statements: string) {
  const connection = new Sqlite(file)
  connection.exec(statements)
  connection.close()
}

function recipes(file: string) {
  change(file, 'create table recipes (name text)')
}

/** How many articles a file has; undefined when the damage is where they are counted. */
function articlesIn(file: string) {
  const connection = new Sqlite(file, { readonly: true })
  try {
    return connection.prepare('select count(*) from articles').pluck().get()
  } catch {
    return undefined
  } finally {
    connection.close()
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { openNewspaper } from './newspaper.ts'

/** Prints the OpenAPI document, as the server would answer it. */
export async function printOpenApi() {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-'))
  const services = await openNewspaper(readConfig({ BROADSHEET_DATABASE: join(folder, 'news.db') }))
  const app = await createApp(services)
  await app.ready()
  process.stdout.write(`${JSON.stringify(app.swagger(), null, 2)}\n`)
  await app.close()
  await services.db.close()
  rmSync(folder, { recursive: true })
}

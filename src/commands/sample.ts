import type { Config } from '../config.ts'
import { openNewspaper } from './newspaper.ts'
import { site } from './sample/newspaper.ts'
import { seed } from './seed.ts'
import { hasArticles, removeSample } from './store.ts'

/** Writes the sample newspaper. Throws a sentence when there are articles already. */
export async function seedAgain(config: Config) {
  const services = await openNewspaper(config)
  try {
    if (await hasArticles(services.db))
      throw new Error(`There are articles in ${config.database} already. The sample is for an empty newspaper.`)
    await seed(services)
    process.stdout.write(`The sample newspaper is in ${config.database}. Remove it with: broadsheet seed --remove\n`)
  } finally {
    await services.db.close()
  }
}

/** Removes the sample newspaper and nothing else, and says how much went. */
export async function removeSeed(config: Config) {
  const { db, now } = await openNewspaper(config)
  try {
    const gone = await db.write((tx) => removeSample(tx, site.name, now()))
    process.stdout.write(
      gone > 0 ? `${gone} sample articles and pages are gone, with their comments.\n` : 'There is no sample newspaper here.\n',
    )
  } finally {
    await db.close()
  }
}

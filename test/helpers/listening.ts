import { getTableColumns } from 'drizzle-orm'
import type { Reader } from '../../src/db/database.ts'
import { type Privacy, privacy } from './privacy.ts'
import { allTables } from './tables.ts'

/** Shorter values are words like any other. */
const tellingLength = 6

/** Every secret that a database holds at the moment, and the column it stands in. */
export async function secretsIn(db: Reader): Promise<Map<string, string>> {
  const secrets = new Map<string, string>()
  for (const [name, table] of allTables) {
    const judged = privacy[name as keyof typeof privacy] as Record<string, Privacy>
    for (const [column, value] of Object.entries(getTableColumns(table)).filter(([each]) => judged[each] === 'secret')) {
      for (const row of await db.selectDistinct({ value }).from(table)) {
        const secret = typeof row.value === 'string' ? row.value : JSON.stringify(row.value)
        if (secret.length >= tellingLength) secrets.set(secret, `${name}.${column}`)
      }
    }
  }
  return secrets
}

/** Remembers what readers were answered, and finds the secrets in it. */
export function listenToAnswers() {
  const answers: { asked: string; text: string }[] = []
  const words = new Set<string>()
  return {
    /** What was answered to whom had asked it; what somebody says themselves is no secret to them. */
    heard(asked: string, answer: string) {
      const text = withCursorsOpened(answer)
      answers.push({ asked, text })
      for (const word of text.match(pieces) ?? []) words.add(word)
    },
    /** The secrets of a database that have been told; a sentence for each. */
    async told(db: Reader): Promise<string[]> {
      if (answers.length === 0) return []
      const possible = [...(await secretsIn(db))].filter(([secret]) => (secret.match(pieces) ?? []).every((word) => words.has(word)))
      return possible.flatMap(([secret, column]) => {
        const found = answers.find(({ asked, text }) => text.includes(secret) && !asked.includes(secret))
        return found ? [`A reader was told ${column}, “${secret}”, by ${found.asked.slice(0, 200)}: ${found.text.slice(0, 2000)}`] : []
      })
    },
  }
}

/** The pieces that secrets and answers are compared by first, which costs next to nothing: e-mail addresses, hashes and ids are one each. */
const pieces = /[\p{L}\p{N}_@.+-]*[\p{L}\p{N}_]/gu

/** An answer with what its cursors point to, which whoever has one can read. */
export function withCursorsOpened(answer: string) {
  return answer.replace(/\b([\w-]{8,})\.[\w-]{22}\b/g, (cursor, position: string) => `${cursor} ${Buffer.from(position, 'base64url')}`)
}

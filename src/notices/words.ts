import type { Reader } from '../db/database.ts'
import { readSite } from '../site/store.ts'

/** Whose mail it is, and how it writes dates. */
export interface Newspaper {
  name: string
  language: string
  timeZone: string
}

/** The newspaper as its mails name it. */
export async function newspaperOf(db: Reader): Promise<Newspaper> {
  const { name, language, timeZone } = await readSite(db)
  return { name: inOneLine(name, 100), language, timeZone }
}

/** A moment written out, in the language and the time zone of the newspaper. */
export function momentOf(at: string, { language, timeZone }: Newspaper): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(at))
}

/** The beginning of a text, as one line of so many characters at most, without what cannot be seen. */
export function inOneLine(text: string, most: number): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line
}

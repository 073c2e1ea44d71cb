import type { Config } from '../config.ts'

/** What a picture is served as, by the ending of its name. */
export const typesByEnding = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif' } as const
export type Ending = keyof typeof typesByEnding

/** A name of a file as we make them: 128 bits of chance, so that nobody finds the pictures of a story that is not public yet. */
export const namePattern = `[0-9a-f]{32}-[1-9]\\d{0,4}\\.(?:${Object.keys(typesByEnding).join('|')})`

/** The path of a picture, as revisions keep it: wherever the newspaper moves, it stands below its base URL. */
export function pathOf(name: string) {
  return `/media/${name}`
}

/** The address that readers get a picture by today, of its path; any other address is answered as it is. */
export function addressOf({ mediaUrl }: Config, address: string) {
  return address.startsWith('/media/') ? mediaUrl + address.slice('/media'.length) : address
}

/** What the names of the files of one picture begin with, of every picture that a text names, wherever it is said to be. */
export function stemsIn(text: string): string[] {
  return [...new Set([...text.matchAll(new RegExp(namePattern, 'g'))].map(([name]) => name.slice(0, 32)))]
}

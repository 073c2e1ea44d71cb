/** The same question at another address. */
export function movedTo(path: string, url: string) {
  const query = url.indexOf('?')
  return encodeURI(path) + (query < 0 ? '' : url.slice(query))
}

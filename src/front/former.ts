/**
 * The one spelling of a path of the former site, for keeping it and for finding it again: percent-encoded text written out
 * (RFC 3986, 2.1; what is not UTF-8 and what would change the meaning stays encoded), in NFC, without a slash at the end of the path.
 */
export function formerPath(path: string): string {
  return path
    .replace(/(?:%[0-9a-f]{2})+/gi, writtenOut)
    .normalize('NFC')
    .replace(/(?<=.)\/+(?=$|\?)/, '')
}

function writtenOut(bytes: string) {
  try {
    return decodeURI(bytes).replace(/%[0-9a-f]{2}/gi, (byte) => byte.toUpperCase())
  } catch {
    return bytes.toUpperCase()
  }
}

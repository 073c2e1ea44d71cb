import { Buffer } from 'node:buffer'
import { UnreadableExport } from './unreadable.ts'

const PIECE = 64 * 1024

/**
 * Turns the bytes of a file into pieces of text that an XML parser can take, each at most 64 Ki characters.
 * Characters that XML 1.0 (section 2.2) forbids are dropped, bytes that are not UTF-8 become U+FFFD; a packed file is refused.
 */
export async function* legibleText(
  chunks: AsyncIterable<Uint8Array | string>,
  onProgress?: (bytesRead: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let bytesRead = 0
  let opening = ''
  let held = ''
  for await (const chunk of chunks) {
    const text = held + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    held = endsInHalfACharacter(text) ? text.slice(-1) : ''
    if (opening.length < 2) {
      opening = (opening + text).slice(0, 2)
      refusePacked(opening)
    }
    yield* pieces(withoutIllegalCharacters(held ? text.slice(0, -1) : text))
    bytesRead += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength
    onProgress?.(bytesRead)
  }
  if (bytesRead === 0) throw new UnreadableExport('The file is empty. Download or export it again.')
  yield* pieces(decoder.decode())
}

function endsInHalfACharacter(text: string) {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/** gzip opens with 1F 8B (RFC 1952), of which the second is no UTF-8; zip opens with "PK". */
function refusePacked(opening: string) {
  if (opening === '\x1f\ufffd' || opening === 'PK') {
    throw new UnreadableExport('This file is compressed. Unpack it first, then import the .xml file inside.')
  }
}

function withoutIllegalCharacters(text: string) {
  return text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

function* pieces(text: string) {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE)
}

import { crc32, deflateSync } from 'node:zlib'

/** A small PNG of one colour; no two colours are the same file. */
export function png(colour: number, width = 8, height = 6): Buffer {
  const row = Buffer.alloc(1 + width * 3)
  for (let at = 0; at < width; at++) row.writeUIntBE(colour, 1 + at * 3, 3)
  return pngOf(width, height, deflateSync(Buffer.concat(Array.from({ length: height }, () => row))))
}

/** A PNG that says it is of this size, whatever is in it. */
export function pngOf(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** A form with a file, and texts beside it. */
export function formOf(file: Uint8Array, texts: Record<string, string> = {}, name = '../../picture.html'): FormData {
  const form = new FormData()
  for (const [member, text] of Object.entries(texts)) form.append(member, text)
  form.append('file', new Blob([new Uint8Array(file)], { type: 'text/html' }), name)
  return form
}

function chunk(type: string, data: Buffer) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

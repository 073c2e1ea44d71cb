import type { Metadata, Sharp } from 'sharp'
import { Problem } from '../problem.ts'
import { type Ending, typesByEnding } from './names.ts'

/** A file that was made of a picture. */
export interface MadeFile {
  ending: Ending
  type: string
  width: number
  height: number
  data: Buffer
}

/** Pixels of the largest picture that is taken, all frames of an animation together. */
const mostPixels = 100_000_000

/** The longest side that every format can have. */
const longestSide = 16_383

/** How wide smaller copies are; a picture is never enlarged. */
const widths = [320, 640, 1280, 1920]

/** Seconds that one file may take to be made. */
const patience = 30

/** What says what, to whoever sent something else. */
const taken = 'JPEG, PNG, WebP, AVIF and GIF are taken.'

/**
 * Makes of a picture what readers get: the whole of it, turned upright, and smaller copies, each as WebP and as JPEG (PNG for drawings and
 * what is transparent), nothing of them with any metadata. An animation is one file in its own format. Throws `media-type` for
 * what is no such picture by its content, and `unprocessable` for one that is broken or too large.
 */
export async function filesOf(file: string): Promise<MadeFile[]> {
  const sharp = await imaging()
  const options = { limitInputPixels: mostPixels, failOn: 'error' } as const
  const found = await sharp(file, options).metadata().catch(refuse)
  const { width, height } = insistOnSize(found)
  if (isAnimated(found)) return [await made(sharp(file, { ...options, animated: true }), found.format === 'webp' ? 'webp' : 'gif')]
  const plain: Ending = found.hasAlpha || found.format === 'png' || found.format === 'gif' ? 'png' : 'jpg'
  const files = [await made(sharp(file, options).autoOrient(), plain)]
  const smaller = widths.filter((each) => each < width)
  for (const each of [...smaller, ...(width <= widths.at(-1)! ? [width] : [])]) {
    const size = { width: each, height: Math.max(1, Math.round((height * each) / width)), fit: 'fill' } as const
    files.push(await made(sharp(file, options).autoOrient().resize(size), 'webp'))
    if (each < width) files.push(await made(sharp(file, options).autoOrient().resize(size), plain))
  }
  return files
}

const encoders: Record<Ending, (picture: Sharp) => Sharp> = {
  jpg: (picture) => picture.jpeg({ quality: 85, progressive: true }),
  png: (picture) => picture.png(),
  webp: (picture) => picture.webp({ quality: 80 }),
  gif: (picture) => picture.gif(),
}

async function made(picture: Sharp, ending: Ending): Promise<MadeFile> {
  const { data, info } = await encoders[ending](picture.timeout({ seconds: patience }))
    .toBuffer({ resolveWithObject: true })
    .catch(refuse)
  return { ending, type: typesByEnding[ending], width: info.width, height: info.pageHeight ?? info.height, data }
}

let loaded: Promise<typeof import('sharp').default> | undefined

/** The library, loaded with the first picture: most processes never see one. It decodes what is taken and nothing else, on one core. */
async function imaging() {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] })
    const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`)
    sharp.unblock({ operation: loaders.flatMap((loader) => [`${loader}File`, `${loader}Buffer`]) })
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return loaded
}

function isAnimated({ format, pages = 1 }: Metadata) {
  return pages > 1 && (format === 'gif' || format === 'webp')
}

/** Its size when it stands upright. */
function insistOnSize(found: Metadata) {
  const { width, height } = found.autoOrient
  const pixels = width * height * (isAnimated(found) ? found.pages! : 1)
  if (pixels <= mostPixels && Math.max(width, height) <= longestSide) return { width, height }
  const detail = `It is ${width} × ${height} pixels; at most ${longestSide} on a side and ${mostPixels / 1e6} million together are taken.`
  throw unfit('too-many-pixels', detail)
}

/** What the library complains of, as a problem. */
function refuse(error: Error): never {
  if (/unsupported image format/.test(error.message))
    throw new Problem('media-type', `That is no picture of a kind that is taken. ${taken}`, [
      { pointer: '#/file', code: 'type', detail: taken },
    ])
  if (/exceeds pixel limit/.test(error.message)) throw unfit('too-many-pixels', `At most ${mostPixels / 1e6} million pixels are taken.`)
  if (/timeout/.test(error.message)) throw unfit('too-slow', `It could not be read in ${patience} seconds.`)
  throw unfit('broken', `It cannot be read as a picture to its end. ${taken}`)
}

function unfit(code: string, detail: string) {
  return new Problem('unprocessable', undefined, [{ pointer: '#/file', code, detail }])
}

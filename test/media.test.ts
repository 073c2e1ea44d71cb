import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sharp from 'sharp'
import t from 'tap'
import { readConfig } from '../src/config.ts'
import { openMediaFolder } from '../src/media/folder.ts'
import { storageOf } from '../src/media/storage.ts'
import { expectFiles } from '../src/media/store.ts'
import { removeStray } from '../src/media/stray.ts'
import { bucket, bucketKey } from './helpers/bucket.ts'
import { changed, draft, expecting, published } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'
import { formOf, png, pngOf } from './helpers/pictures.ts'

type Room = Awaited<ReturnType<typeof newsroom>>

const upload = (room: Room, file: Uint8Array, texts: Record<string, string> = {}, who = room.editor) =>
  who('POST', '/editorial/media', formOf(file, texts))

/** What is served of an address, with its bytes. */
async function served(room: Room, url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  const reply = await room.app.inject({ method, url: new URL(url).pathname, headers })
  return { status: reply.statusCode, headers: reply.headers, bytes: reply.rawPayload }
}

/** The files in the folder of pictures, by their names, once nothing is being received any more but `underWay`. */
async function kept({ services }: Room, underWay = 0) {
  const { mediaFolder } = services.config
  const incoming = () => (existsSync(mediaFolder) ? readdirSync(join(mediaFolder, 'incoming')) : [])
  while (incoming().length !== underWay) await pause(5)
  return existsSync(mediaFolder) ? readdirSync(mediaFolder).filter((name) => name !== 'incoming') : []
}

const camera = {
  IFD0: { Copyright: 'Written by the camera' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
}

t.test('a picture comes in, and readers get it upright, in several sizes, and without what the camera wrote into it', async (t) => {
  const room = await newsroom(t)
  const photo = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#a33' } })
    .withExif(camera)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  t.match((await sharp(photo).metadata()).orientation, 6, 'it lies on its side')
  t.ok(photo.includes('Written by the camera'))
  const script = Buffer.from('<html><script>alert(1)</script>')
  const { status, body, headers, etag } = await upload(room, Buffer.concat([photo, script]), {
    alt: 'A red door',
    credit: 'Ann',
    focalX: '0.25',
  })
  t.equal(status, 201)
  t.match(body, {
    type: 'image/jpeg',
    width: 400,
    height: 800,
    alt: 'A red door',
    caption: null,
    credit: 'Ann',
    focalPoint: { x: 0.25, y: 0.5 },
  })
  t.match(headers.location, body.id)
  t.same(
    body.variants.map(({ type, width, height }: Record<string, unknown>) => [type, width, height]),
    [
      ['image/webp', 320, 640],
      ['image/jpeg', 320, 640],
      ['image/webp', 400, 800],
    ],
    'smaller ones, never a larger one',
  )
  for (const { url, type, width, height, bytes } of [body, ...body.variants]) {
    t.match(url, /^https:\/\/news\.example\/media\/[0-9a-f]{32}-\d+\.(jpg|webp)$/)
    const file = await served(room, url)
    t.equal(file.status, 200)
    t.match(file.headers, {
      'content-type': type,
      'content-length': String(bytes),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': /default-src 'none'/,
      'access-control-allow-origin': '*',
    })
    const found = await sharp(file.bytes).metadata()
    t.match([found.width, found.height, found.exif, found.orientation, found.icc], [width, height, undefined, undefined, undefined])
    t.notOk(/camera|GPS|script/.test(file.bytes.toString('latin1')), 'nothing else is in it')
    const tag = String(file.headers.etag)
    t.equal((await served(room, url, { 'if-none-match': `W/${tag}` })).status, 304)
    t.match(await served(room, url, { 'if-none-match': tag }), { status: 304, headers: { etag: tag }, bytes: { length: 0 } })
    t.match(await served(room, url, {}, 'HEAD'), { status: 200, headers: { 'content-length': String(bytes) }, bytes: { length: 0 } })
    const { mode } = statSync(join(room.services.config.mediaFolder, url.split('/').at(-1)))
    t.equal(mode & 0o777, 0o600)
  }
  t.equal(statSync(room.services.config.mediaFolder).mode & 0o777, 0o700)
  t.equal((await kept(room)).length, 4, 'and nothing is left of what came')

  const again = await upload(room, Buffer.concat([photo, script]), { alt: 'Another text' })
  t.match(again, { status: 200, body: { id: body.id, alt: 'A red door' }, etag }, 'the same file is the same picture')
  const both = await Promise.all([upload(room, png(1)), upload(room, png(1)), upload(room, png(2))])
  t.same(both.map(({ status }) => status).sort(), [200, 201, 201], 'also when it comes twice at once')
  t.equal(new Set(both.map(({ body }) => body.id)).size, 2)
  const name = body.url.split('/').at(-1)
  for (const strange of [
    '..%2f..%2fnews.db',
    '.',
    'incoming',
    'incoming%2f',
    name.slice(0, 32),
    `${name}%00`,
    `${name}.bak`,
    `x${name}`,
    '0'.repeat(32),
  ])
    t.match(String((await served(room, `https://news.example/media/${strange}`)).status), /^40[04]$/, strange)
  t.match((await served(room, `https://news.example/media/${'0'.repeat(32)}-320.webp`)).status, 404)

  await room.db.write((tx) => expectFiles(tx, [name], new Date(Date.parse(room.clock.in(3600)))))
  const storage = storageOf(room.services.config)
  t.equal(await removeStray(room.services, storage), 0, 'not before its time')
  room.clock.pass(3601)
  t.ok((await removeStray(room.services, storage)) > 0, 'what a crash would have left is removed an hour later')
  t.equal((await served(room, body.url)).status, 404)
})

t.test('what is no picture is refused by its content, and leaves nothing behind', async (t) => {
  const room = await newsroom(t, { settings: { BROADSHEET_MEDIA_LARGEST: '60000' } })
  const refused = async (what: string, form: unknown, status: number, place: object) => {
    const answer = await room.editor('POST', '/editorial/media', form)
    t.match(answer, { status, body: { errors: [place] } }, `${what}: ${JSON.stringify(answer.body.errors)}`)
  }
  const file = { pointer: '#/file' }
  await refused('an SVG', formOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')), 415, {
    ...file,
    code: 'type',
  })
  await refused('a page', formOf(Buffer.from('<!doctype html><p>A page')), 415, { ...file, code: 'type' })
  await refused('nothing', formOf(Buffer.alloc(0)), 415, file)
  const tiff = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#a33' } })
    .tiff()
    .toBuffer()
  await refused('a TIFF', formOf(tiff), 415, { ...file, code: 'type' })
  const noise = await sharp({
    create: { width: 90, height: 90, channels: 3, noise: { type: 'gaussian', mean: 99, sigma: 60 }, background: '#fff' },
  })
    .png()
    .toBuffer()
  await refused('half a PNG', formOf(noise.subarray(0, noise.length / 2)), 422, { ...file, code: 'broken' })
  await refused('a bomb', formOf(pngOf(50_000, 50_000, Buffer.alloc(99))), 422, { ...file, code: 'too-many-pixels' })
  await refused('one in a long row', formOf(pngOf(20_000, 1, Buffer.alloc(99))), 422, { ...file, code: 'too-many-pixels' })
  await refused('too many bytes', formOf(Buffer.alloc(60_001, png(3))), 413, { ...file, code: 'too-large' })
  await refused('far too many bytes', formOf(Buffer.alloc(600_000)), 413, { ...file, code: 'too-large' })
  await refused('JSON', { file: 'x' }, 415, { header: 'Content-Type' })
  await refused('no body', undefined, 415, { header: 'Content-Type' })
  await refused('a form without a file', withTexts({ alt: 'x' }), 400, { ...file, code: 'required' })
  await refused('a text for a file', withTexts({ file: 'x' }), 400, file)
  await refused('a member more', formOf(png(3), { createdBy: 'x' }), 400, { pointer: '#/createdBy' })
  await refused('a number beyond', formOf(png(3), { focalX: '1.5' }), 400, { pointer: '#/focalX' })
  await refused('a number that is none', formOf(png(3), { focalY: '0x1' }), 400, { pointer: '#/focalY' })
  await refused('a text that is too long', formOf(png(3), { alt: 'x'.repeat(501) }), 400, { pointer: '#/alt' })
  await refused('a text with a NUL', formOf(png(3), { alt: 'x\0' }), 400, { pointer: '#/alt' })
  const twice = formOf(png(3), { alt: 'x' })
  twice.append('alt', 'y')
  await refused('a text given twice', twice, 400, { pointer: '#/alt', code: 'repeated' })
  const two = formOf(png(3))
  two.append('file', new Blob(['x']), 'x.png')
  await refused('two files', two, 413, file)
  const elsewhere = withTexts({ alt: 'x' })
  elsewhere.append('picture', new Blob(['x']), 'x.png')
  await refused('a file by another name', elsewhere, 400, { pointer: '#/picture' })
  const strange = withTexts({ __proto__: 'x', constructor: 'x' })
  strange.append('__proto__', 'x')
  await refused('a name of objects', strange, 400, { pointer: '#' })
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  for (const [what, text] of [
    ['no end', '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc'],
    ['no part', '--x--\r\n'],
    ['no form', 'abc'],
  ] as const)
    t.match(await room.editor('POST', '/editorial/media', text, headers), { status: 400, body: { code: 'invalid-request' } }, what)
  t.match(await room.editor('POST', '/editorial/media', 'x', { ...headers, 'content-encoding': 'gzip' }), { status: 415 })
  t.match(await room.reader('POST', '/editorial/media', formOf(png(3))), { status: 401 })
  t.match(await upload(room, png(3), {}, await room.hire('reader')), { status: 403 })
  t.same(await kept(room), [])

  const frames = await sharp(Buffer.from([...Array(12 * 4)].map((_, at) => (at < 24 ? 255 : 0))), {
    raw: { width: 4, height: 4, channels: 3, pageHeight: 2 },
  })
    .gif({ delay: [100, 100] })
    .toBuffer()
  t.match(
    await upload(room, frames),
    { status: 201, body: { type: 'image/gif', width: 4, height: 2, variants: [] } },
    'an animation stays one',
  )
  for (const format of ['webp', 'avif'] as const)
    t.match(await upload(room, await sharp(png(7)).toFormat(format).toBuffer()), {
      status: 201,
      body: { type: 'image/jpeg', width: 8, height: 6 },
    })

  await room.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = room.app.server.address() as AddressInfo
  const before = await kept(room)
  const open = (name: string) => {
    const sending = request({
      ...{ host: '127.0.0.1', port, method: 'POST', path: '/v1/editorial/media' },
      headers: { ...headers, authorization: `Bearer ${room.editor.token}`, 'content-length': '50000' },
    })
    sending.on('error', () => {})
    sending.write(`--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\nabc`)
    return sending
  }
  const held = Array.from({ length: 8 }, (_, at) => open(`${at}.png`))
  await kept(room, 8)
  t.match(
    await upload(room, png(5)),
    { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '5' } },
    'so many at once, and no more',
  )
  for (const sending of held) sending.destroy()
  t.same(await kept(room), before, 'nothing is left of uploads that were broken off')
  t.match(await upload(room, png(5)), { status: 201 }, 'and there is room again')

  rmSync(room.services.config.mediaFolder, { recursive: true })
  writeFileSync(room.services.config.mediaFolder, '')
  t.match(await upload(room, png(6)), { status: 503, body: { code: 'unavailable', detail: /storage/ }, headers: { 'retry-after': '60' } })
  t.throws(() => openMediaFolder(room.services.config), /cannot be used for pictures: \w+\. BROADSHEET_MEDIA_FOLDER/)
  t.throws(() => readConfig({ BROADSHEET_S3_ENDPOINT: 'https://s3.example' }), /BROADSHEET_S3_BUCKET, BROADSHEET_S3_KEY_ID and/)
})

t.test('an article shows a picture of the library, which stays as long as it does', async (t) => {
  const room = await newsroom(t)
  const { editor, reader, clock } = room
  const [ines, tobias] = [await room.hire('author', 'Ines'), await room.hire('author', 'Tobias')]
  const wide = await sharp(png(1)).resize(700, 350, { fit: 'fill' }).png().toBuffer()
  const lamp = expecting(
    201,
    await upload(room, wide, { alt: 'A lamp', caption: 'The lamp', credit: 'Ann', focalX: '0.2', focalY: '0.8' }, ines),
  ).body
  clock.pass(1)
  const door = expecting(201, await upload(room, png(2))).body

  const url = `/editorial/media/${lamp.id}`
  t.match(await tobias('PATCH', url, { alt: 'Mine' }, { 'if-match': '*' }), { status: 403 }, 'an author has their own')
  t.match(await tobias('DELETE', url, undefined, { 'if-match': '*' }), { status: 403 })
  t.match(await ines('PATCH', url, { alt: 'A lit lamp' }), { status: 428 })
  t.match(await ines('PATCH', url, { alt: 'A lit lamp' }, { 'if-match': '"r1"' }), {
    status: 200,
    body: { alt: 'A lit lamp', revision: 2, caption: 'The lamp' },
  })
  t.match(await ines('PATCH', url, { alt: 'Late' }, { 'if-match': '"r1"' }), { status: 412 })
  t.match(await editor('PATCH', url, { focalPoint: { x: 0.3 } }, { 'if-match': '"r2"' }), { body: { focalPoint: { x: 0.3, y: 0.8 } } })
  t.match(await editor('GET', url), { status: 200, body: { revision: 3 }, etag: /^"r3-/ })

  const story = (await published(editor, { slug: 'lamp', leadImage: { mediaId: lamp.id, caption: 'Lit again' } })).body
  t.match(story.leadImage, {
    mediaId: lamp.id,
    url: /^\/media\//,
    alt: 'A lit lamp',
    caption: 'Lit again',
    credit: 'Ann',
    width: 700,
    height: 350,
  })
  const { leadImage } = (await reader('GET', '/articles/lamp')).body
  t.same(leadImage, {
    ...{ url: lamp.url, alt: 'A lit lamp', caption: 'Lit again', credit: 'Ann', width: 700, height: 350 },
    focalPoint: { x: 0.3, y: 0.8 },
    variants: lamp.variants.map(({ bytes, ...variant }: Record<string, unknown>) => variant),
  })
  t.match((await reader('GET', '/articles/lamp')).body.jsonLd.image, [lamp.url])
  t.match((await reader('GET', '/articles')).body.items[0].leadImage, leadImage)
  const article = `/editorial/articles/${story.id}`
  t.match(
    await changed(editor, 'PATCH', article, { leadImage: story.leadImage }),
    { status: 400 },
    'but for the copies, which are not said',
  )
  const { variants, ...said } = story.leadImage
  t.same((await changed(editor, 'PATCH', article, { leadImage: said })).body.leadImage, story.leadImage, 'what was read may be sent back')

  const nowhere = '019342a0-5b00-7c1e-8000-000000000001'
  const refuses = async (image: object, place: object) =>
    t.match(await changed(editor, 'PATCH', article, { leadImage: image }), { status: 422, body: { errors: [place] } })
  await refuses({ mediaId: nowhere }, { pointer: '#/leadImage/mediaId', code: 'unknown' })
  await refuses({ mediaId: null }, { pointer: '#/leadImage/url', code: 'required' })
  t.match(await changed(editor, 'DELETE', url), { status: 409, body: { code: 'in-use', detail: new RegExp(story.id) } })

  const inBody = { source: `![The door](${door.variants[0].url})` }
  const other = (await changed(editor, 'PATCH', article, { leadImage: { mediaId: door.id }, body: inBody })).body.leadImage
  t.match(
    other,
    { mediaId: door.id, alt: '', caption: null, credit: null, width: 8, height: 6, focalPoint: null },
    'what was said of one is not said of another',
  )
  t.match(await changed(editor, 'DELETE', url), { status: 409 }, 'readers see it still')
  t.match(await changed(editor, 'PUT', `${article}/publication`, {}), {
    status: 422,
    body: { errors: [{ pointer: '#/leadImage/alt', code: 'required' }] },
  })
  t.match((await reader('GET', '/articles/lamp')).body.leadImage, leadImage, 'nothing was published')
  const plain = { url: 'https://pictures.example/door.jpg', alt: 'A door' }
  t.match((await changed(editor, 'PATCH', article, { leadImage: plain })).body.leadImage, {
    ...plain,
    mediaId: null,
    variants: [],
    width: null,
  })
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  t.match((await reader('GET', '/articles/lamp')).body.leadImage, { ...plain, focalPoint: null, variants: [] })
  t.match(await changed(editor, 'DELETE', `/editorial/media/${door.id}`), { status: 409 }, 'a picture in a body is shown, too')
  t.match((await editor('GET', '/editorial/media?unused=true')).body.items, [{ id: lamp.id }])
  const first = (await editor('GET', '/editorial/media?limit=1')).body
  t.match([first.items[0].id, first.page.hasMore], [door.id, true])
  t.match((await editor('GET', `/editorial/media?limit=1&cursor=${first.page.next}`)).body, {
    items: [{ id: lamp.id }],
    page: { hasMore: false },
  })

  t.match(await changed(editor, 'DELETE', url), { status: 204 })
  t.equal((await served(room, lamp.url)).status, 404, 'its files are gone')
  t.equal((await kept(room)).length, 2)
  t.match(await upload(room, wide), { status: 201 }, 'it may come again')

  const rules = (imageRules: object) => editor('PATCH', '/site', { imageRules }, { 'if-match': '*' })
  t.match(await rules({ credit: 'required' }), { status: 200, body: { imageRules: { alt: 'required', credit: 'required' } } })
  const bare = (await draft(editor, { leadImage: { url: plain.url }, body: { format: 'markdown', source: `![](${plain.url})` } })).body
  const publish = () => changed(editor, 'PUT', `/editorial/articles/${bare.id}/publication`, {})
  t.match((await publish()).body.errors, [
    { pointer: '#/leadImage/alt' },
    { pointer: '#/leadImage/credit' },
    { pointer: '#/body', detail: /door\.jpg/ },
  ])
  await rules({ alt: 'optional', credit: 'optional' })
  t.equal((await publish()).status, 200)
  t.match((await rules({ alt: 'decorative' })).status, 400)
})

t.test('pictures may be kept in an S3-compatible store', async (t) => {
  const store = await bucket(t)
  const log: string[] = []
  const room = await newsroom(t, {
    log: (line) => log.push(line),
    settings: {
      BROADSHEET_LOG_LEVEL: 'trace',
      BROADSHEET_S3_ENDPOINT: store.endpoint,
      BROADSHEET_S3_BUCKET: 'pictures',
      BROADSHEET_S3_KEY_ID: bucketKey.id,
      BROADSHEET_S3_SECRET_KEY: bucketKey.secret,
      BROADSHEET_MEDIA_URL: 'https://cdn.example/news',
    },
  })
  const { status, body } = await upload(room, png(1))
  t.match([status, body.url], [201, /^https:\/\/cdn\.example\/news\/[0-9a-f]{32}-8\.png$/], 'readers get it from where the settings say')
  const names = [body, ...body.variants].map(({ url }) => url.split('/').at(-1))
  t.same([...store.objects.keys()].sort(), names.sort())
  t.same(await kept(room), [], 'and the folder is but for what is being received')
  const file = await served(room, `https://news.example/media/${body.url.split('/').at(-1)}`)
  t.match(file.headers, { 'content-type': 'image/png', 'content-length': String(body.bytes) }, 'a CDN fetches it here')
  t.ok(file.bytes.equals(store.objects.get(body.url.split('/').at(-1))!.data))
  t.equal((await served(room, `https://news.example/media/${'0'.repeat(32)}-8.png`)).status, 404)

  store.state.down = true
  t.match(await upload(room, png(2)), { status: 503, headers: { 'retry-after': '60' } })
  t.equal((await served(room, `https://news.example/media/${names[0]}`)).status, 503)
  t.match(await changed(room.editor, 'DELETE', `/editorial/media/${body.id}`), { status: 204 }, 'what cannot be removed now')
  store.state.down = false
  room.clock.pass(3601)
  await removeStray(room.services, storageOf(room.services.config))
  t.equal(store.objects.size, 0, 'is removed later, with what an upload had left')
  store.state.meanwhile = () => {
    room.clock.pass(3601)
    return removeStray(room.services, storageOf(room.services.config))
  }
  t.match(await upload(room, png(3)), { status: 503, headers: { 'retry-after': '1' } }, 'an upload whose files were removed meanwhile')
  t.same((await room.editor('GET', '/editorial/media')).body.items, [], 'leaves no picture without files')
  t.notMatch(log.join(), new RegExp(`${bucketKey.secret}|${bucketKey.id}`), 'no key is in a log')
  t.match(log.join(), /SlowDown/, 'the reason is')
})

/** A form of texts alone. */
function withTexts(texts: Record<string, string>) {
  const form = new FormData()
  for (const [name, text] of Object.entries(texts)) form.append(name, text)
  return form
}

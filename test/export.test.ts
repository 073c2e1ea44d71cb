import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Sqlite from 'better-sqlite3'
import { eq, getTableColumns, is, Table } from 'drizzle-orm'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { exportNewspaper } from '../src/commands/export.ts'
import { importBroadsheet } from '../src/commands/import.ts'
import type { Database } from '../src/db/database.ts'
import { lockNewspaper } from '../src/db/lock.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import * as tables from '../src/db/tables.ts'
import { beginSite } from '../src/site/store.ts'
import { newSecret } from '../src/staff/secret.ts'
import { addToken } from '../src/staff/store.ts'
import { exportSite } from '../src/transfer/broadsheet/export.ts'
import { checkExport, importSite } from '../src/transfer/broadsheet/import.ts'
import { fileOf, kindNames, leftOut, membersOf } from '../src/transfer/broadsheet/kinds.store.ts'
import { importExport } from '../src/transfer/wordpress/import.ts'
import { authorNote, ban, changed, comment, decided, draft, expecting, published, term, wordList } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'
import { formOf, png } from './helpers/pictures.ts'

type Room = Awaited<ReturnType<typeof newsroom>>

/** What version 2 promises; a file or member more or less is another version. */
const formatVersion2 = {
  'site.ndjson': 'id name tagline language timeZone place navigation commentPolicy weather revision updatedAt imageRules',
  'staff.ndjson': 'id name kind role createdAt',
  'terms.ndjson': 'id kind slug name description parentId position commentSettings revision updatedAt',
  'media.ndjson': 'id digest stem alt caption credit focalPoint files createdBy createdAt revision updatedAt',
  'articles.ndjson':
    'id type state version draftRevision publishedRevision publishedAt embargo listedAt publicFrom publicUntil republishedAt slug sectionId kind language pinned commentsOpen commentsCloseAt commentSettings commentSettingsRevision commentCount createdBy createdAt updatedAt corrections correctedAt retracted withdrawnAt withdrawnBy withdrawalReason withdrawalNote storyId translationsRevision askedUntil rightsFrom rightsUntil rightsNote toldFrom toldUntil',
  'revisions.ndjson':
    'articleId number createdAt createdBy slug kind language headline standfirst dateline excerpt wordCount pinned sectionId tagIds bylines source leadImage seo related bodyHeadings bodyFormat bodyHtml bodyText bodySource version note',
  'media-uses.ndjson': 'mediaId articleId revision',
  'slugs.ndjson': 'type slug articleId publicSince alias retiredAt retiredBy createdAt createdBy',
  'listings.ndjson': 'termId listedAt articleId',
  'links.ndjson': 'articleId position targetId relation note',
  'corrections.ndjson': 'id articleId kind note before after revision at createdBy removedAt removedBy',
  'fronts.ndjson': 'place sectionId revision',
  'front-arrangements.ndjson': 'place revision slots arrangedAt arrangedBy',
  'front-pins.ndjson': 'place articleId startsAt endsAt',
  'menus.ndjson': 'name items revision updatedAt',
  'readers.ndjson': 'id email verifiedAt seenAt generation tellApproval tellRejection tellReplies refusedAt',
  'comments.ndjson':
    'id articleId rootId parentId inReplyTo depth state version revision approvedRevision reports priority authorName authorUrl authorEmail readerId badge addressHash fingerprint userAgent createdAt',
  'comment-revisions.ndjson': 'commentId number body fingerprint createdAt',
  'comment-signals.ndjson': 'commentId revision position rule verdict score detail spans',
  'comment-reports.ndjson': 'commentId revision reporterHash reason note open answeredBy at',
  'decisions.ndjson':
    'id commentId at staffId staffName action fromState toState revision reason statement note batch version approvedBefore undoes',
  'rejection-reasons.ndjson': 'id items objection revision updatedAt',
  'word-lists.ndjson': 'id name effect words wordCount digest enabled revision createdAt updatedAt',
  'bans.ndjson': 'id kind value commentId effect reason expiresAt createdAt staffId staffName batch',
  'author-notes.ndjson': 'id email addressHash body at staffId staffName',
  'audit-entries.ndjson': 'id at staffId staffName what action subjectId before after',
  'spam-marks.ndjson': 'mark spam ham lastAt',
  'spam-examples.ndjson': 'commentId lesson revision',
  'imports.ndjson': 'source kind externalId targetId data',
  'former-addresses.ndjson': 'path kind targetId',
  'events.ndjson': 'sequence type subjectId data at',
}

/** What version 1 had not, and a newspaper of that time had nothing to put into. */
const since2 = {
  files: [
    ...['readers.ndjson', 'author-notes.ndjson', 'media.ndjson', 'media-uses.ndjson'],
    ...['fronts.ndjson', 'front-arrangements.ndjson', 'front-pins.ndjson', 'menus.ndjson'],
  ],
  members: {
    'site.ndjson': { imageRules: {} },
    'terms.ndjson': { commentSettings: {} },
    'articles.ndjson': {
      ...{ commentSettings: {}, commentSettingsRevision: 1, storyId: null, translationsRevision: 1 },
      ...{ askedUntil: null, rightsFrom: null, rightsUntil: null, rightsNote: null, toldFrom: '9999-12-31T23:59:59.999Z', toldUntil: null },
    },
    'revisions.ndjson': { version: 0, note: null },
    'comments.ndjson': { priority: 0, readerId: null },
    'decisions.ndjson': { statement: null, batch: null },
    'rejection-reasons.ndjson': { objection: null },
    'bans.ndjson': { batch: null },
  } as Record<string, Record<string, unknown>>,
}

/** What came to version 2 later, with what an export of before has for it. */
const sinceThen = {
  files: ['corrections.ndjson'],
  members: {
    'articles.ndjson': {
      ...{ corrections: [], correctedAt: null, retracted: false },
      ...{ withdrawnAt: null, withdrawnBy: null, withdrawalReason: null, withdrawalNote: null },
    },
    'slugs.ndjson': { alias: false, retiredAt: null, retiredBy: null, createdAt: null, createdBy: null },
  } as Record<string, Record<string, unknown>>,
}

t.test('every table is in an export, or said to be left out; version 2 of the format is these files and members', async (t) => {
  const known = Object.entries(tables).filter(([, value]) => is(value, Table)) as [string, Table][]
  t.ok(known.length > 15)
  t.same(known.map(([name]) => name).sort(), [...kindNames, ...Object.keys(leftOut)].sort(), 'each in one place')
  for (const [what, why] of Object.entries(leftOut)) t.match(why, /\w{3,}.*\.$/, `${what} has a reason`)
  const members = Object.fromEntries(
    kindNames.map((kind) => [
      fileOf(kind),
      membersOf(kind)
        .map(({ name }) => name)
        .join(' '),
    ]),
  )
  for (const [name, table] of known.filter(([name]) => kindNames.some((kind) => kind === name)))
    t.equal(members[fileOf(name as 'site')], Object.keys(getTableColumns(table)).join(' '), `${name} with every column`)
  t.same(members, formatVersion2, 'what changes this needs a new format version')
})

t.test('a newspaper that moves house is the same to the last event, and to every reader and editor', async (t) => {
  const room = await newsroom(t, { sample: true })
  await live(room)
  const { manifest, folder } = await exported(room, 'first')
  const kept = dump(room.file)
  const moved = await blank(t, room)
  const { rows, cleaned, owners } = await importSite(moved.db, await checkExport(folder))
  t.same(dump(moved.file), kept, 'every row of every table, but keys and tokens')
  t.same(
    Object.values(rows),
    manifest.files.map(({ lines }) => lines),
  )
  t.same(rows.comments, kept.comments!.length, 'and the numbers are told')
  t.equal(cleaned, 0, 'none of our bodies is touched')

  const copy = await exportSite({ ...room.services, db: moved.db }, join(dirname(folder), 'second'), '1.0.0')
  t.same(copy, manifest, 'exporting what was imported gives the same manifest, checksums included')
  for (const name of readdirSync(folder))
    t.ok(readFileSync(join(folder, name)).equals(readFileSync(join(dirname(folder), 'second', name))), name)

  const token = newSecret(room.services.random)
  const [owner] = owners
  await moved.db.write((tx) => addToken(tx, { staffId: owner!.id }, token, room.services.newId(), room.clock.now()))
  const there = await createApp({ ...room.services, db: moved.db }, { live: { life: 0 } })
  t.teardown(() => there.close())
  const addresses = addressesIn(room, kept).filter((address) => address !== '/v1/moderation/events')
  const answers = await Promise.all([answersOf(room.app, addresses, room.owner.token), answersOf(there, addresses, token.token)])
  t.ok(answers[0].filter(({ status }) => status === 200).length > 150, `${addresses.length} addresses`)
  for (const [number, here] of answers[0].entries()) if (!isDeepStrictEqual(answers[1][number], here)) t.same(answers[1][number], here)
  expecting(201, await callOf(there, token.token)('POST', '/v1/editorial/articles', { headline: 'Written in the new house' }))
})

t.test('only who exports can read an export, and what is left out is said', async (t) => {
  const room = await newsroom(t, { sample: true })
  const { folder } = await exported(room, 'out')
  t.equal(statSync(folder).mode & 0o777, 0o700)
  for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name)
  t.same(readdirSync(folder).sort(), ['manifest.json', ...kindNames.map(fileOf)].sort())
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  t.match(manifest, {
    format: 'broadsheet-export',
    version: 2,
    program: '1.0.0',
    exportedAt: '2026-01-05T09:00:00.000Z',
    site: 'The Harbour Gazette',
  })
  t.match(manifest.personalData, /E-mail addresses/)
  t.same(
    manifest.leftOut.map(({ what }: { what: string }) => what),
    [
      'secrets',
      'addressKeys',
      'answers',
      'outbox',
      'readerLinks',
      'bookmarks',
      'replyNotices',
      'staffNotices',
      'strayFiles',
      'claims',
      'spamChecks',
      'articleChanges',
      'previewLinks',
      'draftLinks',
      'publicTexts',
      'deskTexts',
      'textIndex',
      'tokens',
    ],
  )
  const everything = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
  const connection = new Sqlite(room.file, { readonly: true })
  for (const secret of connection
    .prepare('select value from secrets union all select value from address_keys union all select hash from tokens')
    .pluck()
    .all() as string[])
    t.notOk(everything.includes(secret), 'neither a key nor the hash of a token is in it')
  connection.close()
})

t.test('a newspaper that came from WordPress goes on, and the import that brought it is still known', async (t) => {
  const room = await newsroom(t)
  const read = (db: Database) =>
    importExport({ ...room.services, db }, async function* () {
      yield wordPress
    })
  await read(room.db)
  const { folder } = await exported(room, 'out')
  // Earlier exports of this version know neither front pages nor menus.
  for (const name of since2.files.filter((file) => /front|menu/.test(file))) {
    rmSync(join(folder, name))
    amend(folder, ({ files, ...others }) => ({ ...others, files: files.filter((file) => file.name !== name) }))
  }
  const moved = await blank(t, room)
  await importSite(moved.db, await checkExport(folder))
  t.same(dump(moved.file), dump(room.file))
  t.ok(dump(room.file).former_addresses!.length > 0 && dump(room.file).comments!.length > 0)
  const again = await read(moved.db)
  t.match(again.unchanged, { articles: 1, pages: 1, comments: 2 }, 'a second import of the old export still changes nothing')
  t.same(dump(moved.file), dump(room.file))
})

t.test('an export is one moment, whatever is written meanwhile', async (t) => {
  const room = await newsroom(t, { sample: true })
  const before = await exported(room, 'before')
  const writes: Promise<unknown>[] = []
  const busy: Pick<Database, 'atOneMoment'> = {
    atOneMoment: (work) =>
      room.db.atOneMoment(async (moment) => {
        await live(room)
        return work(moment)
      }),
  }
  const folder = join(dirname(room.file), 'during')
  const during = await exportSite({ db: busy, now: room.clock.now }, folder, '1.0.0', () => void writes.push(draft(room.editor)))
  t.same(during.files, before.manifest.files, 'not a byte of what came in between')
  t.ok((await Promise.all(writes)).length > 10)
  const after = await exported(room, 'after')
  t.notSame(after.manifest.files, before.manifest.files, 'though it came')
})

t.test('an export that is damaged, newer or inconsistent is refused by name, and nothing is written', async (t) => {
  const room = await newsroom(t, { sample: true })
  await live(room)
  const { folder } = await exported(room, 'out')
  const house = await blank(t, room)
  const untouched = dump(house.file)
  const broken = join(dirname(folder), 'broken')
  for (const [sentence, damage] of damages) {
    rmSync(broken, { recursive: true, force: true })
    cpSync(folder, broken, { recursive: true })
    damage(broken)
    const bring = async () => importSite(house.db, await checkExport(broken))
    await t.rejects(bring(), { message: sentence })
    t.same(dump(house.file), untouched, String(sentence))
  }
  await importSite(house.db, await checkExport(folder))
  const full = dump(house.file)
  await t.rejects(async () => importSite(house.db, await checkExport(folder)), /There is a newspaper here already.*BROADSHEET_DATABASE/)
  t.same(dump(house.file), full, 'nor is anything written over a newspaper')
})

t.test(
  'an export of the version before, or of earlier in this one, is taken, and has what its newspaper would have after a migration',
  async (t) => {
    const room = await newsroom(t, { sample: true })
    await live(room)
    const { folder: whole } = await exported(room, 'first')
    const versions = [
      [2, sinceThen.files, (name: string) => sinceThen.members[name] ?? {}],
      [1, [...since2.files, ...sinceThen.files], (name: string) => ({ ...since2.members[name], ...sinceThen.members[name] })],
    ] as const
    for (const [version, newFiles, newMembers] of versions) {
      const near = (name: string) => join(dirname(whole), `${name}-${version}`)
      const folder = near('older')
      cpSync(whole, folder, { recursive: true })
      const expected = new Map<string, unknown[]>()
      for (const name of newFiles) rmSync(join(folder, name))
      for (const name of Object.keys(formatVersion2).filter((name) => !newFiles.includes(name))) {
        const added = newMembers(name)
        const rows: Record<string, unknown>[] = []
        rewrite(folder, name, (lines) => {
          rows.push(...lines.map((line) => JSON.parse(line)))
          return rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).filter(([member]) => !(member in added)))))
        })
        expected.set(
          name,
          rows.map((row) => ({ ...row, ...added })),
        )
      }
      amend(folder, ({ files, ...others }) => ({ ...others, version, files: files.filter(({ name }) => !newFiles.includes(name)) }))
      const moved = await blank(t, room, `blank-${version}.db`)
      await importSite(moved.db, await checkExport(folder))
      t.match(await exportSite({ ...room.services, db: moved.db }, near('second'), '1.0.0'), { version: 2 })
      for (const name of Object.keys(formatVersion2)) {
        const lines = readFileSync(join(near('second'), name), 'utf8')
          .split('\n')
          .slice(0, -1)
        t.same(
          lines.map((line) => JSON.parse(line)),
          expected.get(name) ?? [],
          `${name} of version ${version}`,
        )
      }
    }
  },
)

t.test('bodies that would not be kept today come in cleaned and counted, and the furthest moment as it is', async (t) => {
  const room = await newsroom(t)
  const { body } = await published(room.editor, { slug: 'story' })
  const publicUntil = '9000-01-01T13:59:59.000Z'
  await room.db.write(async (tx) => void (await tx.update(tables.articles).set({ publicUntil }).where(eq(tables.articles.id, body.id))))
  for (const { slug } of strangeBodies) await published(room.editor, { slug })
  const { folder } = await exported(room, 'out')
  const revised = (line: string) => {
    const row = JSON.parse(line)
    const other = strangeBodies.find(({ slug }) => slug === row.slug)
    return JSON.stringify({ ...row, ...(other && { bodyHtml: other.html, bodyHeadings: [] }) })
  }
  rewrite(folder, 'revisions.ndjson', (lines) => lines.map(revised))

  const moved = await blank(t, room)
  t.equal((await importSite(moved.db, await checkExport(folder))).cleaned, strangeBodies.length)
  t.match(dump(moved.file).articles!.join(), /9000-01-01T13:59:59\.000Z/)
  const there = await createApp({ ...room.services, db: moved.db }, { live: { life: 0 } })
  t.teardown(() => there.close())
  for (const { slug, served, headings } of strangeBodies) {
    const { body } = (await there.inject(`/v1/articles/${slug}`)).json()
    t.match(body, { html: served }, slug)
    t.equal(body.headings.length, headings)
    t.notMatch(body.html, /script|onclick|title="[^"]*</)
  }

  const again = join(dirname(folder), 'again')
  await exportSite({ ...room.services, db: moved.db }, again, '1.0.0')
  const second = await blank(t, room, 'second.db')
  t.equal((await importSite(second.db, await checkExport(again))).cleaned, 0, 'once is enough')
  t.same(dump(second.file), dump(moved.file))
})

t.test('the commands refuse what is in the way, and say what to do', async (t) => {
  const room = await newsroom(t, { sample: true })
  const { folder } = await exported(room, 'out')
  const near = (name: string) => join(dirname(folder), name)
  const { config } = room.services
  await t.rejects(exportNewspaper({ ...config, database: near('none.db') }, near('other'), '1.0.0'), /There is no newspaper in .*none\.db/)
  await t.rejects(exportNewspaper(config, folder, '1.0.0'), /out is not empty/)
  await t.rejects(exportNewspaper(config, join(folder, 'manifest.json'), '1.0.0'), /is not a folder/)
  await t.rejects(exportNewspaper(config, near('no/where'), '1.0.0'), /There is no folder .*no\./)
  await t.rejects(importBroadsheet({ ...config, database: near('new.db') }, near('nowhere')), /is not an export/)
  t.notOk(statSync(near('new.db'), { throwIfNoEntry: false }), 'nothing is begun for an export that is none')
  const lock = lockNewspaper(config.database)
  await t.rejects(importBroadsheet(config, folder), /Another Broadsheet is running/)
  lock.release()
  await t.rejects(importBroadsheet(config, folder), /There is a newspaper here already/)
  mkdirSync(near('empty'))
  await exportSite(room.services, near('empty'), '1.0.0')
  t.ok((await checkExport(near('empty'))).manifest, 'an empty folder is room enough')
  t.same(
    readdirSync(dirname(folder)).filter((name) => name.includes('unfinished')),
    [],
    'and what failed has left nothing',
  )
})

t.test('killed in the middle, neither leaves anything that looks whole', async (t) => {
  const room = await newsroom(t, { sample: true })
  const { folder } = await exported(room, 'out')
  const near = (name: string) => join(dirname(folder), name)
  writeFileSync(near('killed.mjs'), dyingCommand)
  const die = (task: string, database: string, folder: string) =>
    spawnSync(process.execPath, [`--import=${resolve('node_modules/tsx/dist/loader.mjs')}`, near('killed.mjs'), task, folder], {
      env: { PATH: process.env.PATH, BROADSHEET_DATABASE: database },
    }).signal
  t.equal(die('export', room.file, near('half')), 'SIGKILL')
  const left = readdirSync(dirname(folder)).filter((name) => name.startsWith('half'))
  t.equal(left.length, 1)
  t.match(left[0], /^half\.unfinished-/)
  await t.rejects(checkExport(near(left[0]!)), /is not an export/, 'without a manifest')

  t.equal(die('import', near('killed.db'), folder), 'SIGKILL')
  const house = await blank(t, room, 'killed.db')
  t.equal(dump(house.file).articles!.length, 0, 'the newspaper is blank still')
  await importSite(house.db, await checkExport(folder))
  t.same(dump(house.file), dump(room.file), 'and the second run brings it whole')
})

/** A week at the newspaper: something of everything that is kept, the private included. */
async function live({ editor, moderator, reader, clock, as }: Room) {
  const picture = (await editor('POST', '/editorial/media', formOf(png(clock.now().getTime() % 0xffffff), { alt: 'Fog', focalX: '0.1' })))
    .body
  const author = await term(editor, 'authors', { name: `Ida ${clock.now().getTime()}` })
  const story = await published(editor, {
    headline: `Fog on the “quay” \u{1f32b} <b>${clock.now().getTime()}`,
    body: { format: 'html', source: '<h2>One &amp; two</h2><p>Fog <em>again</em>.</p><script>alert(1)</script>' },
    bylines: [{ authorId: author.id }],
    leadImage: { mediaId: picture.id },
    source: { name: 'IRNA' },
    seo: { noIndex: true },
  })
  const { id, slug } = story.body
  for (const [place, patch] of [
    ['', { emergency: 'off', closeAfterDays: 'never', trust: { approved: 3 } }],
    [`/articles/${id}`, { mode: 'pre', closeAfterDays: 'never', rate: { perDay: 100 } }],
  ] as const)
    expecting(200, await moderator('PATCH', `/moderation/settings${place}`, patch, { 'if-match': '*' }))
  await changed(editor, 'PATCH', `/editorial/articles/${id}`, {
    slug: `${slug}-lifts`,
    body: { source: '# Fog\n\n```\n<script>\n```\n\nhttps://youtu.be/dQw4w9WgXcQ' },
  })
  await changed(editor, 'PUT', `/editorial/articles/${id}/publication`, {})
  await changed(editor, 'PATCH', `/editorial/articles/${id}`, { headline: 'Not yet public' })
  await draft(editor, { headline: 'A draft', pinned: true })
  const corrections = `/editorial/articles/${id}/corrections`
  expecting(201, await editor('POST', corrections, { kind: 'correction', note: 'It was fog.', before: 'mist', after: 'fog' }))
  expecting(200, await editor('PUT', `/editorial/articles/${id}/slugs/${slug}-again`))
  expecting(204, await editor('DELETE', `/editorial/articles/${id}/slugs/${slug}`))
  const twice = await published(editor, { headline: 'Told twice' })
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${twice.body.id}/withdrawal`, { reason: 'duplicate', note: 'Sorry.' }))
  const said = await comment(reader, `${slug}-lifts`, {
    authorEmail: 'ann@mail.example',
    authorUrl: 'https://ann.example',
    body: 'See http://a.example and http://b.example',
  })
  await decided(moderator, said.id, 'approve')
  const again = await comment(
    as(),
    `${slug}-lifts`,
    { inReplyTo: said.id, body: 'Line\nbreaks\u2028and\u0000all \\ "quoted"'.replace('\u0000', '') },
    { 'user-agent': 'Lynx' },
  )
  await decided(moderator, again.id, 'reject')
  const list = await wordList(moderator, { words: ['fog', '霧'], effect: 'flag' })
  expecting(200, await changed(moderator, 'PATCH', `/moderation/word-lists/${list.id}`, { words: ['fog', 'mist'] }))
  await ban(moderator)
  await ban(moderator, { commentId: again.id, expiresAt: clock.in(3600) })
  await authorNote(moderator, said.id)
  clock.pass(60)
}

async function exported({ services, file }: Room, name: string) {
  const folder = join(dirname(file), name)
  return { folder, manifest: await exportSite(services, folder, '1.0.0') }
}

/** Another newspaper in a file beside, in which nothing has happened yet. */
async function blank(t: Tap, { file, clock }: Room, name = 'blank.db') {
  const house = join(dirname(file), name)
  const db = openSqlite(house)
  await db.write((tx) => beginSite(tx, clock.now()))
  t.teardown(() => db.close())
  return { db, file: house }
}

type Tap = Parameters<typeof newsroom>[0]

/** Every row of every table, in the order of their texts; but for keys and tokens, SQLite's own notes of them, and the index of words, which each builds for itself. */
function dump(file: string): Record<string, unknown[]> {
  const connection = new Sqlite(file, { readonly: true })
  const names = connection
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not in ('secrets', 'address_keys', 'answers', 'article_changes', 'tokens', 'public_texts', 'desk_texts', 'text_index') and name not glob '*_words*'",
    )
    .pluck()
    .all() as string[]
  const rows = names.map((name) => [
    name,
    connection
      .prepare(`select * from "${name}"`)
      .all()
      .map((row) => JSON.stringify(row))
      .sort(),
  ])
  connection.close()
  return Object.fromEntries(rows)
}

/** Every address that can be read, of everything there is: filled from the document and the rows. */
function addressesIn({ app }: Room, rows: Record<string, unknown[]>): string[] {
  const of = (table: string) => rows[table]!.map((row) => JSON.parse(String(row)) as Record<string, string>)
  const slugs = (type: string) =>
    of('slugs')
      .filter((row) => row.type === type && row.public_since)
      .map(({ slug }) => slug!)
  const terms = (kind: string) => of('terms').filter((row) => row.kind === kind)
  const stories = of('articles').filter(({ state }) => state !== 'trashed')
  const values: Record<string, string[]> = {
    articles: slugs('article'),
    pages: slugs('page'),
    ...Object.fromEntries(['section', 'tag', 'author'].map((kind) => [`${kind}s`, terms(kind).map(({ slug }) => slug!)])),
    ...Object.fromEntries(['section', 'tag', 'author'].map((kind) => [`editorial/${kind}s`, terms(kind).map(({ id }) => id!)])),
    'editorial/articles': stories.map(({ id }) => id!),
    'editorial/front/sections': terms('section').map(({ id }) => id!),
    front: terms('section').map(({ slug }) => slug!),
    menus: ['main', ...of('menus').map(({ name }) => name!)],
    'editorial/menus': ['main', ...of('menus').map(({ name }) => name!)],
    'moderation/word-lists': of('word_lists').map(({ id }) => id!),
    'moderation/comments': of('comments').map(({ id }) => id!),
    comments: of('comments')
      .filter(({ state, depth }) => state === 'approved' && Number(depth) === 1)
      .map(({ id }) => id!),
  }
  const paths = Object.entries((app.swagger() as { paths: Record<string, object> }).paths).filter(
    ([path, at]) => 'get' in at && path.startsWith('/v1/'),
  )
  const addresses = paths.map(([path]) => path).filter((path) => !/lookup|comment-counts|admin/.test(path))
  return addresses.flatMap((path) => {
    const [, list, , rest] = /^\/v1\/(.+?)\/\{(id|slug|name)\}(.*)$/.exec(path) ?? []
    if (list === undefined) return [path, ...(path === '/v1/articles' ? [`${path}?view=full&limit=20`] : [])]
    const filled = (values[list] ?? []).map((value) => `/v1/${list}/${encodeURIComponent(value)}${rest!.replace('{number}', '1')}`)
    return list === 'articles' && rest === '' ? filled.map((address) => `${address}?include=related,comments,latest`) : filled
  })
}

/** What is answered at each address: status, body and headers, but for what is a request's own. */
async function answersOf(app: Room['app'], addresses: readonly string[], token: string) {
  const answers = []
  for (const url of addresses) {
    const desk = /^\/v1\/(editorial|moderation)/.test(url)
    const { statusCode, body, headers } = await app.inject({ url, headers: desk ? { authorization: `Bearer ${token}` } : {} })
    const { 'x-request-id': _, date: __, ...others } = headers
    answers.push({ url, status: statusCode, body: body.replace(/"requestId":"[^"]*"/, ''), headers: others })
  }
  return answers
}

function callOf(app: Room['app'], token: string) {
  return async (method: 'POST', url: string, payload: object) => {
    const reply = await app.inject({ method, url, payload, headers: { authorization: `Bearer ${token}` } })
    return { status: reply.statusCode, body: reply.json(), headers: {}, etag: '' }
  }
}

/** Changes a file of an export, and puts its new size and checksum into the manifest as who made it would. */
function rewrite(folder: string, name: string, change: (lines: string[]) => string[]) {
  const lines = change(readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
  const text = lines.map((line) => `${line}\n`).join('')
  writeFileSync(join(folder, name), text)
  const sha256 = createHash('sha256').update(text).digest('hex')
  amend(folder, ({ files, ...others }) => ({
    ...others,
    files: files.map((file) => (file.name === name ? { name, lines: lines.length, bytes: Buffer.byteLength(text), sha256 } : file)),
  }))
}

function amend(folder: string, change: (manifest: { files: { name: string }[] } & Record<string, unknown>) => object) {
  const file = join(folder, 'manifest.json')
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))))
}

/** The first line of a file with other members. */
const member = (name: string, members: Record<string, unknown>) => (folder: string) =>
  rewrite(folder, name, ([first, ...others]) => [JSON.stringify({ ...JSON.parse(first!), ...members }), ...others])

const bytes = (name: string, change: (content: Buffer) => Buffer) => (folder: string) =>
  writeFileSync(join(folder, name), change(readFileSync(join(folder, name))))

const replaced = (name: string, text: string, other: string) =>
  bytes(name, (content) => Buffer.from(content.toString().replace(text, other)))

const without = (name: string, gone: string) => (folder: string) =>
  rewrite(folder, name, ([first, ...others]) => {
    const { [gone]: _, ...members } = JSON.parse(first!)
    return [JSON.stringify(members), ...others]
  })

/** What earlier versions kept, or somebody has put into an export, and what readers are to get of it. */
const strangeBodies = [
  { slug: 'a-script', html: '<p>Fine.</p><script>alert(1)</script>', served: '<p>Fine.</p>', headings: 0 },
  { slug: 'a-handler', html: '<p onclick="alert(1)">Fine.</p>', served: '<p>Fine.</p>', headings: 0 },
  { slug: 'a-name', html: '<h2 id="content">Content</h2>', served: '<h2 id="section-content">Content</h2>', headings: 1 },
  { slug: 'a-bracket', html: '<p><a href="https://a.example" title="a<b">A</a></p>', served: /title="a&lt;b"/, headings: 0 },
  { slug: 'a-long-contents', html: '<h2 id="tide">Tide</h2>'.repeat(1001), served: /<h2 id="tide-1000">/, headings: 1001 },
]

const damages: [sentence: RegExp, damage: (folder: string) => void][] = [
  [/revisions\.ndjson is not what was exported: its SHA-256/, replaced('revisions.ndjson', 'harbour', 'Harbour')],
  [
    /comments\.ndjson has \d+ bytes where the manifest says/,
    bytes('comments.ndjson', (content) => content.subarray(content.indexOf('\n') + 1)),
  ],
  [/events\.ndjson has \d+ bytes/, bytes('events.ndjson', (content) => content.subarray(0, -5))],
  [
    /terms\.ndjson has 21 lines where the manifest says 9/,
    (folder) =>
      amend(folder, ({ files, ...others }) => ({
        ...others,
        files: files.map((file) => (file.name === 'terms.ndjson' ? { ...file, lines: 9 } : file)),
      })),
  ],
  [/decisions\.ndjson is missing/, (folder) => rmSync(join(folder, 'decisions.ndjson'))],
  [/is not an export/, (folder) => rmSync(join(folder, 'manifest.json'))],
  [/manifest\.json is not JSON/, bytes('manifest.json', (content) => content.subarray(0, 100))],
  [/is not the manifest of a Broadsheet export/, (folder) => amend(folder, (manifest) => ({ ...manifest, format: 'ghost' }))],
  [
    /version 3 of the format, written by Broadsheet 9\.0\.0; this one reads versions 1 and 2\. Install/,
    (folder) => amend(folder, (manifest) => ({ ...manifest, version: 3, program: '9.0.0', more: 1 })),
  ],
  [/manifest\.json cannot be read/, (folder) => amend(folder, (manifest) => ({ ...manifest, more: 1 }))],
  [
    /names other files/,
    (folder) =>
      amend(folder, ({ files, ...others }) => ({ ...others, files: [...files.slice(1), { ...files[0]!, name: '../../etc/passwd' }] })),
  ],
  [/site\.ndjson does not hold one newspaper/, (folder) => rewrite(folder, 'site.ndjson', () => [])],
  [/articles\.ndjson line 1: there is no member viewCount here/, member('articles.ndjson', { viewCount: 3 })],
  [
    /articles\.ndjson line 1: there is no member __proto__ here/,
    (folder) => rewrite(folder, 'articles.ndjson', ([first, ...others]) => [first!.replace('{', '{"__proto__":{},'), ...others]),
  ],
  [/articles\.ndjson line 1: must have required properties version/, without('articles.ndjson', 'version')],
  [/articles\.ndjson line 1: state must/, member('articles.ndjson', { state: 'public' })],
  ...['2026-02-30T00:00:00.000Z', '2026-01-05T09:00:00Z', '2026-01-05T10:00:00.000+01:00', '2026-13-01T00:00:00.000Z'].map(
    (updatedAt): [RegExp, (folder: string) => void] => [
      /articles\.ndjson line 1: updatedAt must be a moment in UTC, such as 2026/,
      member('articles.ndjson', { updatedAt }),
    ],
  ),
  [/articles\.ndjson line 1: version must/, member('articles.ndjson', { version: 1e20 })],
  [/articles\.ndjson line 1: slug must/, member('articles.ndjson', { slug: '../admin' })],
  [
    /articles\.ndjson line 1: is not JSON/,
    (folder) => rewrite(folder, 'articles.ndjson', ([first, ...others]) => [first!.slice(0, -1), ...others]),
  ],
  [/comments\.ndjson line 1: authorUrl must/, member('comments.ndjson', { authorUrl: 'javascript:alert(1)' })],
  [/site\.ndjson line 1: navigation\.0\.href must/, member('site.ndjson', { navigation: [{ label: 'x', href: 'javascript:alert(1)' }] })],
  [
    /revisions\.ndjson line 1: leadImage\.url must/,
    member('revisions.ndjson', { leadImage: { url: 'javascript:1', alt: '', caption: null, credit: null, width: null, height: null } }),
  ],
  [
    /revisions\.ndjson line 1: there is no member onload here/,
    member('revisions.ndjson', { seo: { title: null, description: null, canonicalUrl: null, noIndex: false, onload: 1 } }),
  ],
  [
    /revisions\.ndjson line 1: bodyHtml cannot be made safe\. The body is nested too deeply/,
    member('revisions.ndjson', { bodyHtml: '<div>'.repeat(5000), bodyHeadings: [] }),
  ],
  [
    /comments\.ndjson line 1: authorName cannot be read\. It holds a character that no text has/,
    member('comments.ndjson', { authorName: 'A\0' }),
  ],
  [
    /revisions\.ndjson line 1: seo\.title cannot be read/,
    member('revisions.ndjson', { seo: { title: '\ud800', description: null, canonicalUrl: null, noIndex: false } }),
  ],
  [
    /articles\.ndjson line 1: state cannot be read\. It is given more than once/,
    (folder) => rewrite(folder, 'articles.ndjson', ([first, ...others]) => [first!.replace('{', '{"state":"draft",'), ...others]),
  ],
  [
    /events\.ndjson line 1: is nested more than 32 deep/,
    (folder) =>
      rewrite(folder, 'events.ndjson', ([first, ...others]) => [
        first!.replace('"data":{', `"data":{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},`),
        ...others,
      ]),
  ],
  [/comments\.ndjson line \d+: is there twice/, (folder) => rewrite(folder, 'comments.ndjson', (lines) => [...lines, lines[3]!])],
  [
    /comments\.ndjson line 1: belongs to something that is not in the export/,
    member('comments.ndjson', { articleId: '019342a0-5b00-7c1e-8000-000000000001' }),
  ],
  [/The article \S+ has a revision that is not in the export/, member('articles.ndjson', { publishedRevision: 70 })],
  [/The comment \S+ lacks its words/, (folder) => rewrite(folder, 'comment-revisions.ndjson', (lines) => lines.slice(1))],
  [
    /terms\.ndjson line 1: is not UTF-8/,
    (folder) => {
      rewrite(folder, 'terms.ndjson', (lines) => lines)
      const file = join(folder, 'terms.ndjson')
      const content = readFileSync(file)
      content[content.indexOf('"name":"') + 8] = 0xff
      writeFileSync(file, content)
      amend(folder, ({ files, ...others }) => ({
        ...others,
        files: files.map((note) =>
          note.name === 'terms.ndjson' ? { ...note, sha256: createHash('sha256').update(content).digest('hex') } : note,
        ),
      }))
    },
  ],
]

/** Does what it is told and ends itself in the middle, as a crash would. */
const dyingCommand = `
  import { readConfig } from ${JSON.stringify(resolve('src/config.ts'))}
  import { openNewspaper } from ${JSON.stringify(resolve('src/commands/newspaper.ts'))}
  import { exportSite } from ${JSON.stringify(resolve('src/transfer/broadsheet/export.ts'))}
  import { checkExport, importSite } from ${JSON.stringify(resolve('src/transfer/broadsheet/import.ts'))}
  const [task, folder] = process.argv.slice(2)
  const services = await openNewspaper(readConfig())
  if (task === 'export') await exportSite(services, folder, '1.0.0', ({ file }) => { if (file === 'comments.ndjson') process.kill(process.pid, 'SIGKILL') })
  const checked = await checkExport(folder)
  await importSite(services.db, { ...checked, tell: ({ file }) => { if (file === 'events.ndjson') process.kill(process.pid, 'SIGKILL') } })`

const wordPress = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Quayside Echo</title><link>https://echo.example</link><description>Tides</description><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>harbour</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Harbour</wp:cat_name></wp:category>
${['post', 'page']
  .map(
    (
      type,
      number,
    ) => `<item><title>The ${type}</title><link>https://echo.example/2024/05/${type}/</link><guid>https://echo.example/?p=${number}</guid><dc:creator>rosa</dc:creator>
<content:encoded><![CDATA[<h2>Tide &amp; time</h2>[caption]<img src="https://echo.example/a.jpg"> Low[/caption] <p onclick="x()">Words.</p>]]></content:encoded>
<wp:post_id>${number + 1}</wp:post_id><wp:post_name>${type}-1</wp:post_name><wp:post_date_gmt>2024-05-03 06:30:00</wp:post_date_gmt><wp:post_type>${type}</wp:post_type><wp:status>publish</wp:status>
<wp:comment_status>open</wp:comment_status><category domain="category" nicename="harbour"><![CDATA[Harbour]]></category><wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>old-${type}</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>${number + 7}</wp:comment_id><wp:comment_author>Ann</wp:comment_author><wp:comment_author_email>ann@mail.example</wp:comment_author_email><wp:comment_date_gmt>2024-05-04 10:00:00</wp:comment_date_gmt>
<wp:comment_content>Well put.</wp:comment_content><wp:comment_approved>${number}</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment></item>`,
  )
  .join('\n')}</channel></rss>`

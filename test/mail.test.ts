import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { testMail } from '../src/commands/mail.ts'
import { keepSending } from '../src/commands/timed-mail.ts'
import { eraseComment } from '../src/comments/erasure.store.ts'
import { letGo } from '../src/comments/retention.ts'
import { readConfig } from '../src/config.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { outbox } from '../src/db/tables.ts'
import { mailCarrier } from '../src/mail/carrier.ts'
import { type MailCarrier, MailFailure } from '../src/mail/mail.ts'
import { type Post, post } from '../src/mail/outbox.store.ts'
import { sendMail } from '../src/mail/sending.ts'
import { comment, commentPolicy, published } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'
import { runCommand, startServer } from './helpers/server.ts'

const from = 'The Gazette, Harbour <news@gazette.example>'
const password = 'four-Words:not/told'

/** A refusal in the words of SMTP, which name the address as mail servers do. */
const refusal = (responseCode: number) => Object.assign(new Error(`<ann@news.example> is not welcome`), { responseCode })

interface Received {
  sender: string
  recipients: string[]
  words: string
}

/** A mail server on loopback that wants a password, and what it was handed; each recipient and each text may be refused, or a text never answered. */
async function mailServer(t: Test, judge: { recipient?: () => Error | undefined; text?: () => Error | 'silence' | undefined } = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (given, _session, done) => done(given.password === password ? null : new Error('Wrong'), { user: given.username }),
    onRcptTo: (_address, _session, done) => done(judge.recipient?.()),
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        const refused = judge.text?.()
        const words = Buffer.concat(parts).toString()
        if (!refused) received.push({ sender: mailFrom ? mailFrom.address : '', recipients: rcptTo.map(({ address }) => address), words })
        if (refused !== 'silence') done(refused)
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.teardown(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as AddressInfo
  const url = (secret = password) => `smtp://desk:${encodeURIComponent(secret)}@127.0.0.1:${port}?logger=true&debug=true`
  return { received, url, carrier: carrierTo(t, url()) }
}

function carrierTo(t: Test, mail: string): MailCarrier {
  const carrier = mailCarrier({ mail, mailFrom: from })
  t.teardown(() => carrier.close())
  return carrier
}

const greeting = (words: Partial<Post> = {}): Post => ({
  once: 'comment.approved:1:2',
  to: 'ann@news.example',
  subject: 'Ihr Kommentar ist für alle da',
  text: 'Guten Tag, Ann!\n.\nEs grüßt die Redaktion.\n',
  ...words,
})

const none = { sent: 0, delayed: 0, failed: 0, uncertain: 0, reasons: [] }
const emptied = { to: '', subject: '', text: '', headers: {}, dueAt: '9999-12-31T23:59:59.999Z' }

t.test('what is told is mailed once, with the change it tells of, and nothing of it is kept', async (t) => {
  const lines: string[] = []
  const { app, services, db, clock, owner } = await newsroom(t, { log: (line) => lines.push(line) })
  const { received, carrier } = await mailServer(t)
  const posting = (words?: Partial<Post>) => db.write((tx) => post(tx, greeting(words), clock.now()))

  await t.rejects(
    db.write(async (tx) => {
      await post(tx, greeting({ once: 'undone' }), clock.now())
      throw new Error('The change failed')
    }),
  )
  t.equal(await posting({ headers: { 'List-Unsubscribe': '<https://news.example/stop>' } }), true)
  t.equal(await posting({ subject: 'Again' }), false, 'it is told already')
  t.equal(await db.write((tx) => post(tx, greeting({ once: 'later', to: 'ben@news.example' }), new Date(clock.in(3600)))), true)
  t.match((await owner('GET', '//metrics')).body, 'broadsheet_mails{state="waiting"} 2')
  t.match(await sendMail(services, carrier), { ...none, sent: 1 })
  t.same(await sendMail(services, carrier), none)

  t.match(received, [{ sender: 'news@gazette.example', recipients: ['ann@news.example'] }])
  const [head = '', body = ''] = received[0]!.words.split('\r\n\r\n')
  for (const header of [
    /^From: .*Gazette.* <news@gazette\.example>$/m,
    /^To: ann@news\.example$/m,
    /^Subject: =\?UTF-8\?Q\?Ihr_Kommentar_ist_f=C3=BCr_alle_da\?=$/m,
    /^Message-ID: <[0-9a-f]{32}@gazette\.example>$/m,
    /^Date: Mon, 05 Jan 2026 09:00:00 \+0000$/m,
    /^Auto-Submitted: auto-generated$/m,
    /^List-Unsubscribe: <https:\/\/news\.example\/stop>$/m,
    /^Content-Type: text\/plain; charset=utf-8$/m,
  ])
    t.match(head, header)
  t.equal(body, 'Guten Tag, Ann!\r\n.\r\nEs gr=C3=BC=C3=9Ft die Redaktion.\r\n')
  t.match(await db.select().from(outbox).where(eq(outbox.once, 'comment.approved:1:2')), [{ ...emptied, state: 'sent', attempts: 1 }])
  t.equal(await posting(), false, 'and after it was sent, too')

  clock.pass(3600)
  const sending = keepSending(services, carrier, app.log)
  await new Promise<void>((resolve) => {
    const look = () => (lines.some((line) => line.includes('Mail was sent')) ? resolve() : setImmediate(look))
    look()
  })
  await sending.stop()
  t.same(
    received.map(({ recipients }) => recipients),
    [['ann@news.example'], ['ben@news.example']],
  )
  t.match(JSON.parse(lines.at(-1)!), { msg: 'Mail was sent', mail: { sent: 1 } })
  t.notMatch(lines.join(''), /@|desk|four-Words/)

  clock.pass(29 * 86_400)
  t.match(await letGo(services), { mail: 0 })
  clock.pass(86_401)
  t.match(await letGo(services), { mail: 2 }, 'after a month it is forgotten that anything was told')
})

t.test('what certainly was not delivered is tried again, or given up; what may have been is not', async (t) => {
  const lines: string[] = []
  const { app, services, db, clock } = await newsroom(t, { log: (line) => lines.push(line) })
  const [recipients, texts]: [(Error | undefined)[], (Error | undefined)[]] = [[], []]
  const { received, url, carrier } = await mailServer(t, { recipient: () => recipients.shift(), text: () => texts.shift() })
  const posted = (once: string) => db.write((tx) => post(tx, greeting({ once }), clock.now()))
  const state = async (once: string) => (await db.select().from(outbox).where(eq(outbox.once, once)))[0]!

  recipients.push(refusal(450))
  texts.push(refusal(451))
  await posted('greylisted')
  t.match(await sendMail(services, carrier), { delayed: 1, reasons: [/does not take the mail now \(EENVELOPE, RCPT TO, 450\)/] })
  t.match(await state('greylisted'), { state: 'waiting', attempts: 1, to: 'ann@news.example', dueAt: clock.in(60) })
  clock.pass(59)
  t.same(await sendMail(services, carrier), none, 'a minute is not over')
  clock.pass(1)
  t.match(await sendMail(services, carrier), { delayed: 1, reasons: [/\(EMESSAGE, DATA, 451\)/] })
  t.match(await state('greylisted'), { attempts: 2, dueAt: clock.in(240) })
  clock.pass(240)
  t.match(await sendMail(services, carrier), { ...none, sent: 1 })
  t.equal(received.length, 1)

  for (const [once, answers] of Object.entries({ unknown: recipients, unwanted: texts })) {
    answers.push(refusal(550))
    await posted(once)
    t.match(await sendMail(services, carrier), { ...none, failed: 1, reasons: [/refuses the mail \(\w+, (RCPT TO|DATA), 550\)/] })
    t.match(await state(once), { ...emptied, state: 'failed' })
  }

  await posted('locked out')
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  t.match(await sendMail(services, carrierTo(t, url('wrong'))), { delayed: 1, reasons: [/does not let us in \(EAUTH, AUTH PLAIN, 535\)/] })
  clock.pass(60)
  t.match(await sendMail(services, carrierTo(t, `smtp://127.0.0.1:${port}`)), { delayed: 1, reasons: [/cannot be reached/] })
  let tries = 2
  let delayed = 1
  while (delayed > 0) {
    clock.pass(Math.min(60 * 4 ** (tries - 1), 21_600))
    tries++
    delayed = (await sendMail(services, carrierTo(t, `smtp://127.0.0.1:${port}`))).delayed
  }
  t.match(await state('locked out'), { ...emptied, state: 'failed', attempts: tries }, 'for two days')
  t.equal(tries, 13)

  const leaving = createServer((socket) => {
    let isText = false
    socket.write('220 hello\r\n')
    socket.on('error', () => {})
    socket.on('data', (words) => {
      if (isText) return socket.destroy()
      isText = String(words).startsWith('DATA')
      socket.write(isText ? '354 go on\r\n' : '250 fine\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(leaving, 'listening')
  t.teardown(() => leaving.close())
  await posted('in the dark')
  const away = mailCarrier({ mail: `smtp://127.0.0.1:${(leaving.address() as AddressInfo).port}`, mailFrom: from })
  const sending = keepSending(services, away, app.log)
  await new Promise<void>((resolve) => {
    const look = () => (lines.some((line) => line.includes('Some mail')) ? resolve() : setImmediate(look))
    look()
  })
  await sending.stop()
  t.match(await state('in the dark'), { ...emptied, state: 'uncertain', attempts: 1 })
  t.match(JSON.parse(lines.at(-1)!), { level: 40, mail: { uncertain: 1 }, reasons: [/^The mail server went away before it said/] })
  t.notMatch(lines.join(''), /@|four-Words/)

  await posted('late')
  clock.pass(2 * 86_400 + 1)
  t.match(await sendMail(services, carrier), { ...none, failed: 1 }, 'nobody looked after it for two days')
  t.equal(received.length, 1)
})

t.test('after a crash nothing is sent a second time, and what is erased meanwhile is not sent at all', async (t) => {
  const { services, db, clock, editor, reader } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'pre' })
  const { id } = await comment(reader, slug)
  const posted = (words: Partial<Post>) => db.write((tx) => post(tx, greeting(words), clock.now()))
  const states = async () => (await db.select().from(outbox)).map(({ once, state }) => `${once} ${state}`).sort()
  const [silent, working]: [string[], string[]] = [[], []]
  let answer = (_failed?: boolean) => {}
  const crashed: MailCarrier = {
    async send({ to }, leaving) {
      await leaving()
      silent.push(to)
      return new Promise((resolve, reject) => {
        answer = (failed) => (failed ? reject(new MailFailure('temporary', 'Away')) : resolve())
      })
    },
    close: () => {},
  }
  const carrier: MailCarrier = { send: async ({ to }) => void working.push(to), close: () => {} }
  const underWay = async () => {
    while (silent.length === 0) await new Promise(setImmediate)
  }

  await posted({ once: 'interrupted' })
  const first = sendMail(services, crashed)
  await underWay()
  t.same(await states(), ['interrupted leaving'], 'it is marked before the first word leaves')
  await posted({ once: 'next', to: 'ben@news.example' })
  t.match(await sendMail(services, carrier), { ...none, sent: 1, uncertain: 1 }, 'another run finds the mark')
  answer()
  await first
  t.same(await states(), ['interrupted uncertain', 'next sent'])
  t.same([silent, working], [['ann@news.example'], ['ben@news.example']])

  silent.length = 0
  let leave: (() => Promise<void>) | undefined
  const connecting: MailCarrier = { ...crashed, send: (_, leaving) => new Promise(() => (leave = leaving)) }
  await posted({ once: 'connecting' })
  void sendMail(services, connecting)
  while (!leave) await new Promise(setImmediate)
  t.match(await states(), ['connecting sending'])
  t.match(await sendMail(services, carrier), { ...none, sent: 1 }, 'of which nothing has left, that is sent')
  await t.rejects(leave(), { message: 'A mail was dropped.' }, 'and whoever comes too late with it is kept from it')
  working.length = 0

  await posted({ once: 'erased', subjectId: id })
  const second = sendMail(services, crashed)
  await underWay()
  await posted({ once: 'erased too', subjectId: id })
  await db.write((tx) => eraseComment(tx, id, clock.now()))
  answer(true)
  await second
  t.match(await sendMail(services, carrier), none)
  t.same(await states(), ['connecting sent', 'erased dropped', 'erased too dropped', 'interrupted uncertain', 'next sent'])
  for (const row of await db.select().from(outbox)) t.match(row, emptied)

  for (let number = 0; number < 12; number++) await posted({ once: `many ${number}`, to: `${number}@news.example` })
  const stop = new AbortController()
  const stopping: MailCarrier = { ...carrier, send: async () => stop.abort() }
  t.match(await sendMail(services, stopping, stop.signal), { sent: 5 }, 'a stop ends it between mails')
  t.match(await sendMail(services, carrier), { sent: 7 })
})

t.test('mail goes into a folder, on the command line too, and no header can be smuggled in', async (t) => {
  const folder = t.testdir()
  const carrier = carrierTo(t, `folder:${join(folder, 'mail')}`)
  const mail = { ...greeting(), id: 'a1', date: new Date('2026-01-05T09:00:00Z') }
  const smuggled = '\r\nBcc: eve@news.example\r\n\r\nbody'
  await carrier.send(
    { ...mail, subject: `Hello${smuggled}`, headers: { 'X-Story': `1${smuggled}`, [`X-Page${smuggled}`]: '2' } },
    async () => {},
  )
  const [head = '', ...bodies] = readFileSync(join(folder, 'mail', '20260105T090000Z-a1.eml'), 'utf8').split('\r\n\r\n')
  t.notMatch(head, /^bcc/im)
  t.match(head, /^Subject: Hello Bcc: eve@news\.example {2}body\r$/m)
  t.equal(bodies.length, 1)
  const { received, url, carrier: smtp } = await mailServer(t)
  for (const to of [
    `ann@news.example${smuggled}`,
    'ann@news.example, eve@news.example',
    'ann@news.example>\r\nRCPT TO:<eve@news.example',
    'Ann <eve@news.example>',
    'eve@news.example\u0000',
    '"ann eve"@news.example',
    '@news.example',
    '',
  ])
    for (const carries of [carrier, smtp])
      await t.rejects(
        carries.send({ ...mail, to }, async () => {}),
        { message: 'The address of the mail is none that a mail can be sent to.' },
        JSON.stringify(to),
      )
  t.same(received, [])

  const settings = { BROADSHEET_MAIL: `folder:${join(folder, 'mail')}`, BROADSHEET_MAIL_FROM: from }
  const said = runCommand(folder, ['mail', 'test', 'ann@news.example'], settings)
  t.match(said, /^A mail to ann@news\.example is in .*mail\.\n$/)
  const files = readdirSync(join(folder, 'mail'))
  t.equal(files.length, 2)
  t.match(readFileSync(join(folder, 'mail', files.find((name) => !name.includes('-a1.'))!), 'utf8'), /^To: ann@news\.example\r\n/m)
  for (const name of files) t.equal(statSync(join(folder, 'mail', name)).mode & 0o777, 0o600)
  const wrong = readConfig({ BROADSHEET_MAIL: url('wrong'), BROADSHEET_MAIL_FROM: from })
  await t.rejects(testMail(wrong, 'ann@news.example'), { message: /^The mail server does not let us in .* It was said: 535 / })
  await t.rejects(testMail(readConfig({}), 'ann@news.example'), { message: /^BROADSHEET_MAIL is empty/ })
})

t.test('a running server sends what was written', async (t) => {
  const folder = t.testdir()
  const db = openSqlite(join(folder, 'news.db'), { patience: 0 })
  await db.write((tx) => post(tx, greeting(), new Date()))
  await db.close()
  const { received, url } = await mailServer(t)
  const settings = { BROADSHEET_MAIL: url(), BROADSHEET_MAIL_FROM: from }
  const { child, log, stop } = await startServer(folder, { settings })
  while (!log().includes('Mail was sent')) await once(child.stdout!, 'data')
  t.same(await stop(), [0, null])
  t.equal(received.length, 1)
  t.notMatch(log(), /@|desk|four-Words|Guten/)

  const again = openSqlite(join(folder, 'news.db'), { patience: 0 })
  await again.write((tx) => post(tx, greeting({ once: 'unanswered' }), new Date()))
  await again.close()
  let heard = () => {}
  const hearing = new Promise<void>((resolve) => {
    heard = resolve
  })
  const text = () => {
    heard()
    return 'silence' as const
  }
  const silent = await mailServer(t, { text })
  const stuck = await startServer(folder, { settings: { ...settings, BROADSHEET_MAIL: silent.url() } })
  await hearing
  t.same(await stuck.stop(), [0, null], 'a mail server that says nothing holds up no stop')
  t.notOk(existsSync(join(folder, 'news.db-wal')), 'and all is in the one file')
})

t.test('settings for mail that cannot be used are told, without what is secret in them', async (t) => {
  for (const mail of [
    `smtp//desk:${password}@mail.example`,
    `smtp://desk:${password}@mail.example`,
    'mail',
    'folder:',
    'https://mail.example',
  ]) {
    const message = (() => {
      try {
        return String(readConfig({ BROADSHEET_MAIL: mail, BROADSHEET_MAIL_FROM: from }).mail)
      } catch (error) {
        return (error as Error).message
      }
    })()
    t.match(message, /^BROADSHEET_MAIL cannot be used: it /, mail)
    t.notMatch(message, /four-Words/, mail)
  }
  for (const setting of ['BROADSHEET_METRICS_TOKEN', 'BROADSHEET_SPAM_SERVICE_KEY'])
    t.throws(
      () => readConfig({ [setting]: 'four-Words: told' }),
      { message: new RegExp(`^${setting} cannot be used: it (?!.*four-Words)`) },
      'no other secret is repeated, either',
    )
  t.throws(() => readConfig({ BROADSHEET_MAIL: 'smtp://mail.example' }), {
    message: /^BROADSHEET_MAIL is set, and BROADSHEET_MAIL_FROM is not/,
  })
  for (const sender of ['news', 'The Gazette', 'a@b.example, c@d.example', 'A <a@b.example>\r\nBcc: c@d.example', 'A@B <a@b.example>'])
    t.throws(() => readConfig({ BROADSHEET_MAIL_FROM: sender }), { message: /^BROADSHEET_MAIL_FROM=/ }, sender)
  for (const mail of ['smtp://127.0.0.1:25', 'smtps://desk:a%2Fb@mail.example:465/?tls.rejectUnauthorized=false', 'folder:/var/mail'])
    for (const sender of ['news@gazette.example', from])
      t.match(readConfig({ BROADSHEET_MAIL: mail, BROADSHEET_MAIL_FROM: sender }), { mail })
})

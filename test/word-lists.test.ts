import t from 'tap'
import { networkKey, networksAround } from '../src/screening/bans.ts'
import { type ListInForce, listedWords } from '../src/screening/listed-words.ts'
import { compileWords } from '../src/screening/word-lists.ts'
import { happened } from './helpers/events.ts'
import { ban, changed, comment, commentPolicy, decided, expecting, published, wordList } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

/** What a list is made of, a text, and what of it is found: certainly, and by its looks alone. */
type Case = [words: string[], text: string, certain?: string[], doubtful?: string[]]

const cases: Record<string, Case[]> = {
  'inside other words there is nothing': [
    [['cunt'], 'The train from Scunthorpe, SCUNTHORPE and “Scunthorpe”.'],
    [['cialis'], 'A specialist, two specialists and socialist specialities.'],
    [['ass', 'cock', 'anal'], 'A class of cockatoos assesses the analysis in Essex, at first glass.'],
    [['sex'], 'Sussex_Essex', [], []],
    [
      ['rapist', 'tit', 'cum', 'shit', 'arse', 'penis', 'hell'],
      'A therapist from Penistone with a title and documents: Matsushita, arsenal, shell.',
    ],
    [['dick', 'cock', 'pen is'], 'Dickens and Hancock of Hitchcock. Penistone, a pen island.'],
  ],
  'case, width, invisible characters and punctuation hide nothing': [
    [['cialis'], 'CIALIS! Cialis, (cialis)', ['CIALIS', 'Cialis', 'cialis']],
    [['cialis'], 'c\u200Bia\u00ADlis and c\u2060i\uFEFFalis', ['c\u200Bia\u00ADlis', 'c\u2060i\uFEFFalis']],
    [['cialis'], 'ｃｉａｌｉｓ　and Ｃialis', ['ｃｉａｌｉｓ', 'Ｃialis']],
    [['cialis'], '𝐜𝐢𝐚𝐥𝐢𝐬', ['𝐜𝐢𝐚𝐥𝐢𝐬']],
    [['cheap pills'], 'Cheap\n pills, cheap-pills, cheap_pills. But cheap. Pills!', ['Cheap\n pills', 'cheap-pills', 'cheap_pills']],
    [['cheap pills', 'cheap pills online', 'pills'], 'cheap pills online and pills', ['cheap pills online', 'pills']],
    [["don't panic"], 'Don’t panic', ['Don’t panic']],
    [['c++', '$$$', '🖕'], 'c++ is $$$; c+ is not. 🖕🏿', ['c++', '$$$', '🖕']],
    [['straße'], 'STRASSE, Straße', ['STRASSE', 'Straße']],
    [['cialis'], 'ⓒⓘⓐⓛⓘⓢ 🄲🄸🄰🄻🄸🅂', ['ⓒⓘⓐⓛⓘⓢ', '🄲🄸🄰🄻🄸🅂']],
    [['cialis'], 'cialis👍 👩‍👩‍👧cialis ❤\uFE0FCIALIS', ['cialis', 'cialis', 'CIALIS']],
    [['cialis'], 'cia\u200Dlis c\uFE0Fialis cia\u{E0061}lis', ['cia\u200Dlis', 'c\uFE0Fialis', 'cia\u{E0061}lis']],
    [['👨‍👩‍👧', '🖕'], '👨 👩 👨‍👩‍👧 🖕\uFE0F', ['👨‍👩‍👧', '🖕\uFE0F']],
  ],
  'letters that only look the same, and accents, are doubtful': [
    [['cialis'], 'сiаlis, cIaIis, c1alis', [], ['сiаlis', 'cIaIis', 'c1alis']],
    [['viagra'], 'víägra v1agr@ νiagra VIAGRA', ['VIAGRA'], ['víägra', 'v1agr@', 'νiagra']],
    [['ass'], 'a$$ and @ss', [], ['a$$', '@ss']],
    [['ano'], '¡Feliz año!', [], ['año']],
    [['fail', 'ill'], 'Leaves fall and FALL in 1811; Henry III. faIl', ['faIl']],
    [['рот'], 'Рот', ['Рот']],
    [['сука'], 'cyкa СУКА', ['СУКА'], ['cyкa']],
    [
      ['cialis'],
      'c\u0336i\u0336a\u0336l\u0336i\u0336s\u0336 c\u0301ialis ᴄɪᴀʟɪs',
      [],
      ['c\u0336i\u0336a\u0336l\u0336i\u0336s\u0336', 'c\u0301ialis', 'ᴄɪᴀʟɪs'],
    ],
    [['naïve'], 'nai\u0308ve naïve naive', ['nai\u0308ve', 'naïve'], ['naive']],
    [['σκύλος'], 'σκυ\u0301λος ΣΚΎΛΟΣ ΣΚΥΛΟΣ', ['σκυ\u0301λος', 'ΣΚΎΛΟΣ'], ['ΣΚΥΛΟΣ']],
    [['địt'], 'đi\u0323t địt dit', ['đi\u0323t', 'địt']],
  ],
  'the Turkish i is the letter that it is': [
    [['sik'], 'sik SİK', ['sik', 'SİK']],
    [['sik'], 'sık sık', [], ['sık', 'sık']],
    [['ılık'], 'ılık', ['ılık']],
    [['istanbul'], 'İSTANBUL İstanbul', ['İSTANBUL', 'İstanbul']],
    [['cialis'], 'CİALİS cıalıs', ['CİALİS'], ['cıalıs']],
    [['kız'], 'Kız KIZ', ['Kız'], ['KIZ']],
  ],
  'Arabic and Hebrew are found with and without their points, by whole words': [
    [['كلب'], 'كلب كَلْب كـلـب', ['كلب', 'كَلْب', 'كـلـب']],
    [['كلب'], 'الكلبة وكلبان'],
    [['שלום'], 'שָׁלוֹם', ['שָׁלוֹם']],
    [['كلب'], '\uFEDB\uFEE0\uFE90 كلب\u200F كلب،', ['\uFEDB\uFEE0\uFE90', 'كلب\u200F', 'كلب']],
    [['كلب', 'علي'], 'کلب علی على', [], ['کلب', 'علی']],
    [['خر'], 'می\u200Cخر آخر خر', ['خر']],
  ],
  'where no spaces are written, words are found anywhere': [
    [['色情'], '这是色情网站', ['色情']],
    [['色情'], '色 情', [], ['色 情']],
    [['ばか'], 'あなたはばかです', ['ばか']],
    [['バカ'], 'お前はﾊﾞｶだ', ['ﾊﾞｶ']],
    [['โง่'], 'คนโง่มาก', ['โง่']],
    [['sex'], '看sex片', ['sex']],
    [['傻逼'], '你傻\u200B逼吗 傻。逼', ['傻\u200B逼']],
    [['ばか'], 'ば\u200Bか者 は\u3099か', ['ば\u200Bか', 'は\u3099か']],
    [['कुत्ता'], 'कुत्ता कुत्ते', ['कुत्ता']],
    [['한남'], '한남동 \u1112\u1161\u11AB\u1102\u1161\u11B7', ['한남', '\u1112\u1161\u11AB\u1102\u1161\u11B7']],
    [['바보'], '바보야, 이바보. 바보', ['바보', '바보']],
  ],
}

t.test('a corpus of words that hide, and of words that only seem to be there', async (t) => {
  let count = 0
  for (const [sentence, some] of Object.entries(cases))
    for (const [words, text, certain = [], doubtful = []] of some) {
      const found = await look(text, await list(words))
      t.same(found, { certain, doubtful }, `${sentence}: ${words} in ${text}`)
      count++
    }
  t.ok(count > 50, `${count} cases`)
})

t.test('a list of five thousand words costs a text no more than one of ten, and twice the text twice the work at most', async (t) => {
  const many = await list([...Array.from({ length: 4999 }, (_, number) => `pill ${number.toString(36)} now`), 'last word'])
  t.same(await look('The last word is a pill zzz now, pill 2u now.', many), { certain: ['last word', 'pill 2u now'], doubtful: [] })
  const same = await list(Array.from({ length: 79 }, (_, length) => '色'.repeat(length + 2)))
  const lookedUp = (length: number) => {
    let lookups = 0
    const lookUp = () => void lookups++
    const counting = new Proxy(same.words.spelt.words, { get: (map, name) => (name === 'get' ? lookUp : Reflect.get(map, name)) })
    const words = { ...same.words, spelt: { ...same.words.spelt, words: counting } }
    listedWords({ authorName: 'Ann', body: '色'.repeat(length) }, [{ ...same, words }])
    return lookups
  }
  t.ok(lookedUp(1000) <= 79 * 1000, 'as many phrases at each sign as words have lengths')
  t.ok(lookedUp(2000) <= 79 * 2000)
  const [signal] = listedWords({ authorName: 'pill 1 now', body: 'last word '.repeat(300) }, [many])
  t.match(signal, { verdict: 'reject', detail: 'On the list “Words”: “pill 1 now”, “last word” (301 times in all).' })
  t.equal(signal!.spans.length, 20, 'and no more is kept than is looked at')
})

t.test('what is on a list is rejected, held or marked, and readers are told the same', async (t) => {
  const { reader, editor, moderator, as, clock } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await wordList(moderator, { name: 'Block', words: ['cialis'] })
  await wordList(moderator, { name: 'Hold', effect: 'hold', words: ['casino'] })
  await wordList(moderator, { name: 'Flag', effect: 'flag', words: ['ferry', 'cialis'] })
  await wordList(moderator, { name: 'Off', words: ['harbour'], enabled: false })
  await commentPolicy(editor, { mode: 'pre' })
  const told = async (body: string, more: object = {}) => {
    const { status, body: answer, headers } = await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...more })
    const names = Object.keys(headers).sort()
    const token = answer.token.replace(/(?<=\.)[\w-]{43}$/, '')
    return { id: answer.id, answer: { ...answer, status, names, id: '', token, authorName: '', body: '' } }
  }
  const found = async (id: string) => {
    const { state, signals } = (await moderator('GET', `/moderation/comments/${id}`)).body
    type Found = { rule: string; verdict: string; spans: { text: string }[] }
    const listed = (signals as Found[]).filter(({ rule }) => rule === 'word_list')
    return [state, ...listed.map(({ verdict, spans }) => `${verdict} ${spans.map(({ text }) => text)}`)]
  }
  const plain = await told('The harbour is lovely.')
  const expected: [body: string, ...found: string[]][] = [
    ['Buy CIALIS', 'rejected', 'reject CIALIS', 'flag CIALIS'],
    ['Buy сialis', 'pending', 'hold сialis', 'flag сialis'],
    ['The casino again', 'pending', 'hold casino'],
    ['By ferry to Scunthorpe, says a specialist', 'pending', 'flag ferry'],
  ]
  for (const [body, ...what] of expected) {
    const one = await told(body)
    t.same(await found(one.id), what, body)
    t.same(one.answer, plain.answer)
  }
  const spam = await told('Cialis', { subject: 'filled in' })
  t.same(spam.answer, plain.answer)
  t.same((await found(spam.id))[0], 'rejected', 'reject comes before spam')
  t.same(await found((await told('Nothing', { authorName: 'Cialis Casino' })).id), [
    'rejected',
    'reject Cialis',
    'hold Casino',
    'flag Cialis',
  ])

  await commentPolicy(editor, { mode: 'post' })
  clock.pass(60)
  const own = expecting(201, await moderator('POST', `/articles/${slug}/comments`, { authorName: 'Desk', body: 'No cialis here.' })).body
  t.same(await found(own.id), ['approved', 'reject cialis', 'flag cialis'], 'the staff may name it, and it is noted')
  t.same(await found((await comment(as(), slug, { body: 'casino?' })).id), ['pending', 'hold casino'])
})

t.test('lists are kept in versions, and nobody overwrites a colleague', async (t) => {
  const { reader, editor, moderator, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const events = await happened(db, async () => {
    const made = await moderator('POST', '/moderation/word-lists', { name: 'Pills', effect: 'block', words: ['cialis', 'viagra'] })
    t.match(made, { status: 201, etag: /^"r1-/, headers: { location: `/v1/moderation/word-lists/${made.body.id}` } })
    t.match(made.body, { enabled: false, wordCount: 2, revision: 1 })
    const url = `/moderation/word-lists/${made.body.id}`
    t.equal((await moderator('PATCH', url, { enabled: true })).status, 428)
    const patched = await moderator('PATCH', url, { enabled: true }, { 'if-match': made.etag })
    t.match(patched, { status: 200, etag: /^"r2-/, body: { enabled: true, revision: 2, words: ['cialis', 'viagra'] } })
    t.match(await moderator('PATCH', url, { name: 'x' }, { 'if-match': made.etag }), { status: 412, body: { code: 'changed-meanwhile' } })
    const { id } = await comment(reader, slug, { body: 'viagra' })
    t.equal((await moderator('GET', `/moderation/comments/${id}`)).body.state, 'rejected')
    t.match(await changed(moderator, 'PATCH', url, { words: ['cialis'], effect: 'hold' }), { status: 200, body: { wordCount: 1 } })
    const next = await comment(reader, slug, { body: 'viagra again' })
    t.equal(
      (await moderator('GET', `/moderation/comments/${next.id}`)).body.state,
      'pending',
      'the next comment is screened by the new words',
    )
    t.match((await moderator('GET', '/moderation/word-lists')).body.items, [{ name: 'Pills', revision: 3, wordCount: 1 }])
    t.notOk('words' in (await moderator('GET', '/moderation/word-lists')).body.items[0])
    t.equal((await changed(moderator, 'DELETE', url)).status, 204)
    t.equal((await moderator('GET', url)).status, 404)
  })
  t.same(
    events.filter(({ type }) => type.startsWith('wordList')).map(({ type, data }) => [type, data]),
    [
      ['wordList.changed', { revision: 1, enabled: false }],
      ['wordList.changed', { revision: 2, enabled: true }],
      ['wordList.changed', { revision: 3, enabled: true }],
      ['wordList.removed', {}],
    ],
  )
  const refused = await moderator('POST', '/moderation/word-lists', { name: 'x', effect: 'flag', words: ['fine', '-', '\u3164'] })
  t.match(refused, { status: 422, body: { errors: [{ pointer: '#/words/1', code: 'blank' }, { pointer: '#/words/2' }] } })
  const words = Array.from({ length: 5001 }, (_, number) => `word ${number}`)
  t.equal((await moderator('POST', '/moderation/word-lists', { name: 'x', effect: 'flag', words })).status, 400)
  for (let count = 0; count < 20; count++) await wordList(moderator, { words: words.slice(0, 2) })
  t.match(await moderator('POST', '/moderation/word-lists', { name: 'x', effect: 'flag', words: ['y'] }), { status: 409 })
})

t.test('a dry run says what a list would have done, and does nothing', async (t) => {
  const { reader, editor, moderator, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'first_time' })
  const bodies = ['cheap pills', 'pills?', 'casino', 'A specialist', 'pills and casino']
  const ids: string[] = []
  for (const body of bodies) ids.push((await comment(reader, slug, { body })).id)
  for (let count = 0; count < 30; count++) await comment(reader, slug)
  await decided(moderator, ids[1]!, 'approve')
  const desk = expecting(201, await moderator('POST', `/articles/${slug}/comments`, { authorName: 'Desk', body: 'pills' })).body
  const casino = await wordList(moderator, { name: 'Casino', effect: 'hold', words: ['casino'] })

  const events = await happened(db, async () => {
    const tried = await moderator('POST', '/moderation/word-lists/dry-run', { effect: 'block', words: ['pills'], comments: 100 })
    t.match(tried, { status: 200, body: { comments: 35, matched: 3, rejected: 3, held: 0, flagged: 0, freed: 0 } })
    t.same(
      tried.body.items.map(({ commentId, outcome, state }: Record<string, string>) => [commentId, outcome, state]),
      [
        [ids[4], 'rejected', 'pending'],
        [ids[1], 'rejected', 'approved'],
        [ids[0], 'rejected', 'pending'],
      ],
    )
    t.notMatch(JSON.stringify(tried.body), desk.id, 'the staff is not held against it')
    t.match(tried.body.items[2].spans, [{ field: 'body', start: 6, end: 11, text: 'pills' }])
    const hold = (await moderator('POST', '/moderation/word-lists/dry-run', { effect: 'hold', words: ['pills'] })).body
    t.match(hold, { matched: 3, held: 2, rejected: 0 }, 'what another list holds already is not held by this one')
    const mark = (await moderator('POST', '/moderation/word-lists/dry-run', { effect: 'flag', words: ['pills'] })).body
    t.match(mark, { matched: 3, flagged: 3, held: 0 })
    const few = await moderator('POST', '/moderation/word-lists/dry-run', { effect: 'block', words: ['pills'], comments: 7 })
    t.match(few.body, { comments: 6, matched: 0, items: [] }, 'the newest ones only, one of them by the staff')

    const url = `/moderation/word-lists/${casino.id}/dry-run`
    t.match((await moderator('POST', url, {})).body, { matched: 2, held: 0, freed: 0, items: [] }, 'as it is it changes nothing')
    const off = (await moderator('POST', url, { enabled: false })).body
    t.match(off, { matched: 0, freed: 2, items: [{ commentId: ids[4] }, { commentId: ids[2], spans: [{ text: 'casino' }] }] })
    t.match((await moderator('POST', url, { effect: 'block', words: ['casino', 'cheap pills'] })).body, { rejected: 3, freed: 0 })
  })
  t.same(events, [])
  t.equal((await moderator('GET', `/moderation/word-lists/${casino.id}`)).body.revision, 1)
})

t.test('the banned are taken like everybody else, and never read', async (t) => {
  const { editor, moderator, as, clock, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'post' })
  const stateOf = async (caller: Call, words: Record<string, unknown> = {}) => {
    const body = `A thought ${Math.random()}`
    const answer = await caller('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...words })
    t.notMatch(JSON.stringify({ ...answer.body, token: '' }), /ban|reject/)
    const { state, signals } = (await moderator('GET', `/moderation/comments/${answer.body.id}`)).body
    const [signal] = (signals as { rule: string; detail: string }[]).filter(({ rule }) => rule === 'ban')
    return `${answer.status} ${state}${signal ? ` ${signal.detail}` : ''}`
  }
  const email = (authorEmail: string) => stateOf(as(), { authorEmail })

  await ban(moderator, { email: 'Ann@Mail.example', reason: 'Rude' })
  t.equal(await email('ann@mail.EXAMPLE'), '202 rejected The e-mail ann@mail.example is banned: Rude')
  t.equal(await email('joann@mail.example'), '201 approved')

  await ban(moderator, { domain: 'Spam.example', effect: 'hold', reason: 'Pills' })
  for (const address of ['a@spam.example', 'a@mail.spam.example', 'a@SPAM.example'])
    t.equal(await email(address), '202 pending The domain spam.example is banned: Pills', address)
  for (const address of ['a@notspam.example', 'a@spam.example.org', 'spam.example@mail.org'])
    t.equal(await email(address), '201 approved', `${address} is another domain`)
  t.match(await stateOf(as(), { authorUrl: 'https://shop.spam.example/x' }), /^202 pending The domain/, 'by the link of an author, too')
  t.equal(await stateOf(as(), { authorUrl: 'https://a%20b.example/' }), '201 approved', 'a link that leads nowhere is nobody’s')

  await ban(moderator, { network: '192.0.2.77/24' })
  await ban(moderator, { network: '2001:db8::/33' })
  for (const address of ['192.0.2.1', '192.0.2.255', '::ffff:192.0.2.9', '2001:db8:7fff::1'])
    t.match(await stateOf(as(undefined, address)), /^202 rejected The network/, address)
  for (const address of ['192.0.3.1', '192.0.1.255', '2001:db8:8000::1', '2001:db9::1'])
    t.equal(await stateOf(as(undefined, address)), '201 approved', address)

  const nuisance = as(undefined, '2001:db8:ffff:1::5')
  const said = expecting(201, await nuisance('POST', `/articles/${slug}/comments`, { authorName: 'Bo', body: 'Once' })).body
  const events = await happened(db, async () => {
    const made = (
      await moderator('POST', '/moderation/bans', { commentId: said.id, effect: 'reject', reason: 'Noise', expiresAt: clock.in(60) })
    ).body
    t.match(made, { kind: 'address', value: null, commentId: said.id, inForce: true, expiresAt: clock.in(60) })
    clock.pass(30)
    t.equal(await stateOf(as(undefined, '2001:db8:ffff:1::9')), '202 rejected The address is banned: Noise', 'the household is one')
    t.equal(await stateOf(as(undefined, '2001:db8:ffff:2::9')), '201 approved')
    clock.pass(30)
    t.equal(await stateOf(nuisance), '201 approved', 'it has run out')
    t.equal((await moderator('DELETE', `/moderation/bans/${made.id}`)).status, 204)
  })
  t.same(events.filter(({ type }) => type.startsWith('ban.')).length, 1, 'what has run out does not end')

  const { items } = (await moderator('GET', '/moderation/bans')).body
  t.match(items[0], { kind: 'address', value: null, inForce: false, staffName: 'The moderator', reason: 'Noise' })
  t.notMatch(JSON.stringify(items), /[\w-]{43}/, 'no hash of an address is shown')
  const [first] = items.slice(-1)
  for (const _ of ['once', 'twice']) t.equal((await moderator('DELETE', `/moderation/bans/${first.id}`)).status, 204)
  t.equal(await email('ann@mail.example'), '201 approved', 'the ban has ended')
  const ended = (await moderator('GET', '/moderation/bans?inForce=false')).body.items
  t.same(
    ended.map(({ kind, expiresAt }: Record<string, string>) => [kind, expiresAt]),
    [
      ['address', clock.in(0)],
      ['email', clock.in(0)],
    ],
  )
  const first2 = (await moderator('GET', '/moderation/bans?kind=network&limit=1')).body
  const next = (await moderator('GET', `/moderation/bans?kind=network&limit=1&cursor=${first2.page.next}`)).body
  t.same(
    [...first2.items, ...next.items].map(({ value }) => value),
    ['2001:db8::/33', '192.0.2.0/24'],
  )

  const refused: [ban: object, status: number, pointer: string][] = [
    [{}, 400, '#'],
    [{ email: 'a@b.example', domain: 'b.example' }, 422, '#/domain'],
    [{ domain: 'example' }, 422, '#/domain'],
    [{ domain: '192.0.2.1' }, 422, '#/domain'],
    [{ network: '10.0.0.0/7' }, 422, '#/network'],
    [{ network: '2000::/3' }, 422, '#/network'],
    [{ network: '192.0.2.0/33' }, 422, '#/network'],
    [{ commentId: (said.articleId ?? slug.length) ? '019342a0-5b00-7c1e-8000-000000000001' : '' }, 422, '#/commentId'],
    [{ domain: 'b.example', expiresAt: clock.in(0) }, 422, '#/expiresAt'],
  ]
  for (const [target, status, pointer] of refused) {
    const answer = await moderator('POST', '/moderation/bans', { effect: 'hold', reason: 'x', ...target })
    t.match(answer, { status, body: { errors: [{ pointer }] } }, JSON.stringify(target))
  }
})

t.test('a network is one however it is written, and an address is in each network around it', async (t) => {
  const same: [written: string, key: string | undefined][] = [
    ['2001:0DB8:0:0::/32', '2001:db8::/32'],
    ['2001:db8::ffff/128', '2001:db8::/64'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['fe80::1%eth0', undefined],
    ['10.1.2.3/', undefined],
    ['10.1.2.3/8/8', undefined],
    ['1.2.3', undefined],
  ]
  for (const [written, key] of same) t.equal(networkKey(written), key, written)
  for (const address of ['198.51.100.200', '2001:db8:1:2:3::4', '::1', '::ffff:198.51.100.200'])
    for (const network of networksAround(address)) t.equal(networkKey(network.replace(/^[^/]+/, address.replace('::ffff:', ''))), network)
  t.same(networksAround('no address'), [])
})

t.test('who changed what is written down, and stays', async (t) => {
  const { reader, editor, moderator, clock } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'pre' })
  await commentPolicy(editor, { mode: 'pre' })
  clock.pass(60)
  const list = await wordList(moderator, { name: 'Pills', words: ['cialis', 'viagra'] })
  expecting(200, await changed(editor, 'PATCH', `/moderation/word-lists/${list.id}`, { words: ['viagra', 'xanax'], enabled: false }))
  clock.pass(60)
  const made = await ban(moderator)
  clock.pass(60)
  const { id } = await comment(reader, slug)
  await decided(moderator, id, 'reject')
  expecting(204, await editor('DELETE', `/moderation/bans/${made.id}`))
  expecting(204, await changed(moderator, 'DELETE', `/moderation/word-lists/${list.id}`))

  const audit = async (query: string) => (await moderator('GET', `/moderation/audit?${query}`)).body.items
  const all = await audit('limit=100')
  t.match(
    all.map(({ staffName, what, action }: Record<string, string>) => `${staffName}: ${what} ${action}`),
    [
      'The moderator: wordList removed',
      'The editor: ban ended',
      'The moderator: decision reject',
      'The moderator: ban created',
      'The editor: wordList changed',
      'The moderator: wordList created',
      'The editor: site changed',
    ],
  )
  t.equal(all.length, 7, 'what changed nothing is not there')
  const [removed, , decision, , change, , site] = all
  t.same(
    [change.before, change.after],
    [
      { enabled: true, words: ['cialis'] },
      { enabled: false, words: ['xanax'] },
    ],
  )
  t.match([removed.before, removed.after], [{ name: 'Pills', words: ['viagra', 'xanax'] }, {}])
  t.match(decision, { subjectId: id, before: { state: 'pending' }, after: { state: 'rejected', reason: 'Off topic', revision: 1 } })
  t.match(site, { subjectId: 'site', before: { commentPolicy: { mode: 'first_time' } }, after: { commentPolicy: { mode: 'pre' } } })
  t.same(Object.keys(site.after), ['commentPolicy'])

  const walked = []
  for (let cursor = ''; ; ) {
    const { items, page } = expecting(200, await moderator('GET', `/moderation/audit?limit=2${cursor}`)).body
    walked.push(...items)
    if (!page.hasMore) break
    cursor = `&cursor=${page.next}`
  }
  t.same(walked, all, 'page by page, across equal times')
  t.equal((await audit(`staff=${site.staffId}`)).length, 3)
  t.equal((await audit('what=decision')).length, 1)
  t.equal((await audit('what=wordList')).length, 3)
  t.equal((await audit(`subject=${list.id}&what=wordList`)).length, 3)
  t.equal((await audit(`subject=${id}`)).length, 1)
  t.equal((await audit(`from=${clock.in(-120)}&before=${clock.in(-30)}`)).length, 3)
})

async function list(words: string[]): Promise<ListInForce> {
  return { id: '', name: 'Words', effect: 'block', words: await compileWords(words) }
}

async function look(body: string, one: ListInForce) {
  const signals = listedWords({ authorName: 'Ann', body }, [one])
  const texts = (wanted: string) =>
    signals.flatMap(({ verdict, spans }) => (verdict === wanted ? spans.map(({ start, end }) => body.slice(start, end)) : []))
  return { certain: texts('reject'), doubtful: texts('hold') }
}

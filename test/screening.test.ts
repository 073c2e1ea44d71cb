import t from 'tap'
import {
  fingerprint,
  isBlank,
  isLongerThan,
  normalise,
  normaliseWithOffsets,
  skeleton,
  skeletonWithOffsets,
} from '../src/screening/normalise.ts'
import { type Circumstances, decide, type Submission, screen } from '../src/screening/screening.ts'
import type { Rule, Verdict } from '../src/screening/signals.ts'

const comment: Submission = { authorName: 'Maud Reed', authorUrl: null, body: 'The harbour was dredged in 1987.', honeypot: '' }

const calm: Circumstances = {
  mode: 'post',
  linksHoldAt: 2,
  trusted: true,
  staff: false,
  staffNames: [
    'Anna Hill',
    'The Harbour Gazette',
    'Seán O’Brien',
    'Νίκος Ματαράς',
    'Анна Петрова',
    'Ismail Işık',
    '李明',
    'سارة علي',
    'Newsdesk',
  ],
  otherArticlesWithSameText: 0,
  bans: [],
  wordLists: [],
  learnt: undefined,
  service: undefined,
}

/** What one rule says about a submission: its verdicts, and the text of its spans. */
function verdicts(rule: Rule, submission: Partial<Submission>, circumstances: Partial<Circumstances> = {}) {
  const { signals } = screen({ ...comment, ...submission }, { ...calm, ...circumstances })
  const found = signals.filter((signal) => signal.rule === rule)
  return { verdict: found.map((signal) => signal.verdict).join(), texts: found.flatMap((signal) => signal.spans.map((span) => span.text)) }
}

const links: [body: string, ...found: string[]][] = [
  ['Nothing to see. At 10.30 a.m., e.g. 3.5 or 1.000,50 in the U.K., said Dr. Ives, Ph.D.'],
  ['Write to ann@example.com, mailto:maud.reed@example.com or jet.li@example.com. Awww.sweet!'],
  ['The dot com bubble, an apache, a url and a href.'],
  ['See https://example.com/a_(b)?c=d#e.', 'https://example.com/a_(b)?c=d#e'],
  ['see (example.com), EXAMPLE.ORG! harbour.blog', 'example.com', 'EXAMPLE.ORG', 'harbour.blog'],
  ['😀 www.example.whatever/x 👩‍👩‍👧', 'www.example.whatever/x'],
  ['пример.рф и xn--e1afmkfd.xn--p1ai', 'пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['مرحبا http://example.com/مرحبا شكرا', 'http://example.com/مرحبا'],
  ['שלום example.com תודה', 'example.com'],
  ['東京は http://example.jp/東京　です', 'http://example.jp/東京'],
  ['ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｃｏｍ 😀', 'ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｃｏｍ'],
  ['exam\u200Bple.c\u00ADom', 'exam\u200Bple.c\u00ADom'],
  ['nothttp://example.com/x', 'http://example.com/x'],
  ['Click <a\n class="x" HREF="http://example.com/x">here</a>', '<a\n class="x" HREF="http://example.com/x'],
  ['[url=example.com]here[/url] [URL]example.org[/URL]', '[url=example.com', '[URL]example.org'],
  ['<a href="/here">', '<a href="/here'],
]

t.test('links are found wherever a comment hides them, and nowhere else', async (t) => {
  for (const [body, ...found] of links) {
    t.same(verdicts('links', { body }, { linksHoldAt: 1 }), { verdict: found.length > 0 ? 'hold' : '', texts: found }, body)
  }
})

t.test('a trusted author is held from the second address on, anybody else from the first', async (t) => {
  const cases: [body: string, linksHoldAt: number, trusted: boolean, verdict: string][] = [
    ['no link', 1, false, ''],
    ['no link', 0, true, ''],
    ['a.com', 2, true, ''],
    ['a.com', 2, false, 'hold'],
    ['a.com', 1, true, 'hold'],
    ['a.com b.com', 2, true, 'hold'],
    ['a.com b.com', 3, true, ''],
    ['a.com/b a.com/c', 2, true, 'hold'],
    ['a.com http://A.com/ https://www.a.com [url=a.com]x[/url]', 2, true, ''],
  ]
  for (const [body, linksHoldAt, trusted, verdict] of cases) {
    t.equal(verdicts('links', { body }, { linksHoldAt, trusted }).verdict, verdict, `${body} at ${linksHoldAt}, trusted: ${trusted}`)
  }
  t.same(verdicts('links', { authorName: 'Cheap pills.com', body: 'I agree.' }), { verdict: 'hold', texts: ['pills.com'] })
  t.same(verdicts('links', { authorUrl: 'https://example.com', body: 'a.com' }), { verdict: '', texts: [] })
})

t.test('what only may be a link is flagged', async (t) => {
  const cases: [body: string, ...found: string[]][] = [
    ['Go to example dot com 😀 or exAmple [.] net', 'example dot com', 'exAmple [.] net'],
    ['example(dot)org hxxps://example.com h**p://x', 'example(dot)org', 'hxxps://example.com', 'h**p://x'],
    ['http : //x and ｈxxp://x', 'http : //x', 'ｈxxp://x'],
    ['I was there.So I left jet.li@example.com', 'there.So', 'jet.li'],
    ['The dot com bubble'],
    ['A polka dot dress'],
  ]
  for (const [body, ...found] of cases) {
    t.same(verdicts('obfuscated_link', { body }), { verdict: found.length > 0 ? 'flag' : '', texts: found }, body)
    t.equal(screen({ ...comment, body }, calm).state, 'approved', body)
  }
})

const names: [authorName: string, verdict: '' | 'hold' | 'flag', text?: string][] = [
  ['Maud Reed', ''],
  ['Joanna Hill', ''],
  ['Annabel Hillman', ''],
  ['Anna Churchill', ''],
  ['Hill', 'flag', 'Hill'],
  ['anna', 'flag', 'anna'],
  ['Anna Hill', 'hold', 'Anna Hill'],
  ['ANNA  HILL', 'hold', 'ANNA  HILL'],
  ['😀 Anna Hill (editor)', 'hold', 'Anna Hill'],
  ['@AnnaHill', 'hold', 'AnnaHill'],
  ['A.n.n.a_Hill', 'hold', 'A.n.n.a_Hill'],
  ['Аnnа Hіll', 'hold', 'Аnnа Hіll'],
  ['Dr. ΑΝΝΑ ΗΙLL 👑', 'hold', 'ΑΝΝΑ ΗΙLL'],
  ['Ａｎｎａ Ｈｉｌｌ', 'hold', 'Ａｎｎａ Ｈｉｌｌ'],
  ['𝓐𝓷𝓷𝓪 𝕳𝖎𝖑𝖑', 'hold', '𝓐𝓷𝓷𝓪 𝕳𝖎𝖑𝖑'],
  ['4nn@ H1||', 'hold', '4nn@ H1||'],
  ['Ánnä Hïll', 'hold', 'Ánnä Hïll'],
  ['A\u200Bnna H\u00ADill', 'hold', 'A\u200Bnna H\u00ADill'],
  ['Harbour Gazette', 'hold', 'Harbour Gazette'],
  ['Gazette', 'flag', 'Gazette'],
  ["Sean O'Brien", 'hold', "Sean O'Brien"],
  ['sean obrien', 'hold', 'sean obrien'],
  ['ΝΙΚΟΣ ΜΑΤΑΡΑΣ', 'hold', 'ΝΙΚΟΣ ΜΑΤΑΡΑΣ'],
  ['AННА ПEТPОBА', 'hold', 'AННА ПEТPОBА'],
  ['İSMAİL IŞIK', 'hold', 'İSMAİL IŞIK'],
  ['李 明', 'hold', '李 明'],
  ['李明华', ''],
  ['سَارَة علـي', 'hold', 'سَارَة علـي'],
  ['سارة علی', 'hold', 'سارة علی'],
  ['The newsdesk team', 'hold', 'newsdesk'],
  ['👍', ''],
]

t.test('a name that can be taken for one of the newsroom is held, a first name alone is not', async (t) => {
  for (const [authorName, verdict, text] of names) {
    t.same(verdicts('staff_name', { authorName }), { verdict, texts: text ? [text] : [] }, authorName)
  }
  t.equal(verdicts('staff_name', { authorName: 'Anna Hill' }, { staff: true }).verdict, '', 'Anna Hill may be called so herself')
  t.equal(verdicts('staff_name', { authorName: 'Anna' }, { staffNames: ['Anna Hill', 'Anna'] }).verdict, 'hold')
  t.equal(verdicts('staff_name', { authorName: '!!!' }, { staffNames: ['', '!!!'] }).verdict, '')
})

const hidden: [text: string, ...found: string[]][] = [
  ['vi\u200Ba\u2060gra', '\u200B', '\u2060'],
  ['при\u200Dвет 赌\u200B博', '\u200D', '\u200B'],
  ['😀 abc\u202Edef\u202C', '\u202E', '\u202C'],
  ['שלום \u2067abc\u2069', '\u2067', '\u2069'],
  ['a\u{E0041}\u{E0042}b', '\u{E0041}\u{E0042}'],
  ['می\u200Cخواهم क्\u200Dष 👩\u200D👩\u200D👧 ❤\uFE0F 1\uFE0F\u20E3'],
  ['שלום\u200F! Bund\u00ADes\u00ADtag \u200B end\uFEFF'],
  ['🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
]

t.test('invisible characters are flagged in a text and held in a name, but joiners may join', async (t) => {
  for (const [text, ...texts] of hidden) {
    t.same(verdicts('invisible', { body: text }), { verdict: texts.length > 0 ? 'flag' : '', texts }, text)
    t.same(verdicts('invisible', { authorName: text }), { verdict: texts.length > 0 ? 'hold' : '', texts }, text)
  }
  const [signal] = screen({ ...comment, body: hidden[0]![0] }, calm).signals
  t.match(signal?.detail, /U\+200B, U\+2060/)
})

t.test('the same text on two articles is held, on three it is spam', async (t) => {
  const verdict = (body: string, otherArticlesWithSameText: number) =>
    verdicts('duplicate', { body }, { otherArticlesWithSameText }).verdict
  t.same(
    [0, 1, 2, 40].map((others) => verdict('Buy now', others)),
    ['', 'hold', 'spam', 'spam'],
  )
  t.equal(verdict('👍 !!!', 40), '')
})

t.test('a filled honeypot is spam that a moderator can still free', async (t) => {
  t.match(screen({ ...comment, honeypot: 'maud@example.com' }, calm), {
    state: 'spam',
    signals: [{ rule: 'honeypot', verdict: 'spam', score: null }],
  })
})

t.test('the mode decides what is left, and never about staff', async (t) => {
  const holds = { pre: 'mode', first_time: 'first_time', post: undefined } as const
  for (const mode of ['pre', 'first_time', 'post'] as const) {
    for (const trusted of [true, false]) {
      for (const staff of [true, false]) {
        const held = !staff && (mode === 'pre' || (mode === 'first_time' && !trusted))
        const told = trusted ? [{ rule: 'trusted', verdict: 'allow', spans: [] }] : []
        const signals = [...told, ...(held ? [{ rule: holds[mode], verdict: 'hold', spans: [] }] : [])]
        const outcome = screen(comment, { ...calm, mode, trusted, staff })
        t.match(outcome, { state: held ? 'pending' : 'approved', signals }, `${mode}, trusted: ${trusted}, staff: ${staff}`)
        t.equal(outcome.signals.length, signals.length)
      }
    }
  }
})

const worst: Submission = {
  authorName: 'Anna\u200BHill spam.com',
  authorUrl: 'https://spam.com',
  body: 'a.com b.com exam\u200Bple dot com',
  honeypot: 'x',
}

t.test('every rule leaves its signals, whatever the others found', async (t) => {
  const circumstances: Circumstances = { ...calm, mode: 'first_time', trusted: false, otherArticlesWithSameText: 5 }
  const { state, signals } = screen(worst, circumstances)
  t.equal(state, 'spam')
  const all: Rule[] = ['duplicate', 'first_time', 'honeypot', 'invisible', 'links', 'obfuscated_link', 'staff_name']
  t.same(signals.map((signal) => signal.rule).sort(), all)
  t.ok(signals.every((signal) => /^[A-Z].*\.$/.test(signal.detail)))

  const byStaff = screen(worst, { ...circumstances, staff: true })
  t.equal(byStaff.state, 'approved')
  t.same(byStaff.signals.map((signal) => signal.rule).sort(), ['duplicate', 'honeypot', 'invisible', 'links', 'obfuscated_link'])
})

t.test('reject comes before spam, spam before hold, and a flag changes nothing', async (t) => {
  const order: [Verdict[], string][] = [
    [[], 'approved'],
    [['allow', 'flag'], 'approved'],
    [['flag', 'hold', 'allow'], 'pending'],
    [['hold', 'spam', 'flag'], 'spam'],
    [['spam', 'hold', 'reject', 'allow'], 'rejected'],
  ]
  for (const [found, state] of order) t.equal(decide(found.map((verdict) => ({ verdict }))), state, found.join())
})

t.test('a span is exactly the text it names', async (t) => {
  const texts = [...links, ...names, ...hidden].map(([text]) => text)
  const submissions = [
    worst,
    ...texts.map((text) => ({ ...comment, body: text })),
    ...texts.map((text) => ({ ...comment, authorName: text })),
  ]
  let spans = 0
  for (const submission of submissions) {
    for (const signal of screen(submission, { ...calm, linksHoldAt: 1 }).signals) {
      for (const { field, start, end, text } of signal.spans) {
        spans += 1
        if (text === '' || submission[field]?.slice(start, end) !== text) t.fail(`${signal.rule} of ${JSON.stringify(submission[field])}`)
      }
    }
  }
  t.ok(spans > 80, `${spans} spans`)
})

const spellings: [text: string, normalised: string, skeleton?: string][] = [
  ['  Two\u00A0\t\nwords\u3000here ', 'two words here'],
  ['STRASSE Straße GROẞ ﬁn', 'strasse strasse gross fin'],
  ['İIıi', 'iiii', 'llll'],
  ['Ｆｕｌｌ ｗｉｄｔｈ ①', 'full width 1', 'full wldth 1'],
  ['v\u200Bi\u00ADa\u202Eg\uFEFFr\u{E0061}a\uFE0F', 'viagra', 'vlagra'],
  ['é e\u0301 Ångström Z\u0336a\u0489lgo', 'e e angstrom zalgo'],
  ['Σίσυφος ΣΊΣΥΦΟΣ ᾳ α\u0345', 'σισυφοσ σισυφοσ α α'],
  ['Йод йод', 'иод иод'],
  ['हिन्दी कि की ไทย ที่', 'हिन्दी कि की ไทย ที่'],
  ['مُحَمَّد مـحـمـد أب', 'محمد محمد أب', 'محمد محمد أب'],
  ['שָׁלוֹם', 'שלום'],
  ['がカ\u3099ｶﾞ かが', 'がガガ かが'],
  ['가각 \u1100\u1161\u11A8 ㄱㅏ 가\u11A8', '가각 각 가 각'],
  ['東京 都', '東京 都'],
  ['b0r1ng 5th 2010 @ $5 50%', 'b0r1ng 5th 2010 @ $5 50%', 'borlng sth 2010 @ $5 50%'],
  ['Scunthorpe specialist', 'scunthorpe specialist', 'scunthorpe speclallst'],
  ['сɑѕіɴо ΚΑΖΙΝΟ', 'сɑѕіɴо καζινο', 'caslno kazlno'],
  ['Łódź Đorđe Ærø', 'łodz đorđe ærø', 'lodz dorde aero'],
  ['', ''],
  [' \u200B ', ''],
]

t.test('a text has one normal form and one skeleton, however it is typed', async (t) => {
  for (const [text, normalised, looks] of spellings) {
    t.equal(normalise(text), normalised.normalize(), text)
    t.equal(normalise(normalise(text)), normalise(text), `${text}, twice`)
    t.equal(normalise(text.normalize('NFD')), normalise(text), `${text}, decomposed`)
    if (looks !== undefined) t.equal(skeleton(text), looks, `the skeleton of ${text}`)
  }
  t.equal(fingerprint('Buy  NOW, at "Ｈarbour Café"!! 👍'), 'buynowatharbourcafe')
  t.equal(fingerprint('कि?'), 'कि')
  t.not(fingerprint('कि'), fingerprint('की'))
  t.equal(fingerprint('👍 …!'), '')
})

t.test('every place in a copy leads back to its place in the original', async (t) => {
  for (const [text] of [...spellings, ...links, ...names, ...hidden]) {
    for (const [copyOf, read] of [
      [normaliseWithOffsets, normalise],
      [skeletonWithOffsets, skeleton],
    ] as const) {
      const copy = copyOf(text)
      let before = 0
      for (let unit = 0; unit < copy.text.length; unit++) {
        const { start, end } = copy.original(unit, unit + 1)
        if (start < before || end <= start || end > text.length) t.fail(`${unit} of ${JSON.stringify(text)}`)
        before = start
      }
      if (copy.text === '') continue
      const { start, end } = copy.original(0, copy.text.length)
      t.equal(read(text.slice(start, end)), copy.text, text)
    }
  }
  t.same(normaliseWithOffsets('👍 Stra\u200Bße 👍').original(3, 10), { start: 3, end: 10 })
  t.same(normaliseWithOffsets('aßb').original(1, 2), { start: 1, end: 2 })
})

t.test('a comment of nothing but invisible characters is blank', async (t) => {
  for (const text of [
    '',
    ' \n\t\u00A0\u3000',
    '\u200B',
    '\u2800',
    '\u3164\uFFA0',
    '\u00AD',
    '\uFEFF',
    '\u202E \u2066',
    '\uFE0F',
    '\u{E0041}',
    '\0',
  ]) {
    t.equal(isBlank(text), true, JSON.stringify(text))
  }
  for (const text of ['.', '👍', ' \u200Ba', 'ا', '\u0301']) t.equal(isBlank(text), false, JSON.stringify(text))
})

t.test('length is counted in graphemes', async (t) => {
  for (const grapheme of ['a', 'e\u0301', '\r\n', '👩‍❤️‍💋‍👨', '👩🏽‍❤️‍💋‍👨🏿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'क्षि', '가'.normalize('NFD')]) {
    t.equal(isLongerThan(grapheme.repeat(3000), 3000), false, grapheme)
    t.equal(isLongerThan(grapheme.repeat(3001), 3000), true, grapheme)
  }
  t.equal(isLongerThan(`a${'\u0301'.repeat(100_000)}`, 3000), true, 'one grapheme that hides a novel')
})

t.test('a comment of the worst shape and the full length is screened like any other', async (t) => {
  const shapes = [
    'a',
    'a.',
    'a-',
    '((',
    '//',
    'http://',
    'http://a/(',
    'www.',
    '[url=',
    '<a ',
    'h**',
    'a(',
    'dot ',
    '\u200B',
    '\u202E',
    'ﷺ',
    '㏇',
    '👩‍👩‍👧',
    '\u1100',
    'e\u0316\u0301',
  ]
  for (const shape of shapes) {
    const graphemes = [...new Intl.Segmenter('und').segment(shape)].length
    const body = `${shape.repeat(Math.floor(2980 / graphemes))} https://example.com`
    t.equal(isLongerThan(body, 3000), false, shape)
    const { state, signals } = screen({ ...comment, body }, { ...calm, linksHoldAt: 1 })
    t.equal(state, 'pending', shape)
    t.equal(signals.find((signal) => signal.rule === 'links')?.spans.at(-1)?.text, 'https://example.com', shape)
  }
  const marks = '\u0E38\u0301'.repeat(400_000)
  t.ok(normalise(`a${marks}`) === `a${'\u0E38'.repeat(400_000)}`, 'marks that take quadratic time to sort')
})

/** A word as it is looked for, and the stretch of the text that it was made of, in UTF-16 offsets. */
export interface FoundWord {
  word: string
  start: number
  end: number
  /** One or two signs of a script without spaces. */
  isSign?: true
}

/**
 * The words of a text, folded: what readers type alike is alike, whatever the case, the accents, the width and the form of its letters (in Persian
 * and Arabic, too). Of scripts without spaces, where no rule says where a word ends, each sign stands with the next one, so that any part of such a
 * text is found as a row of pairs; a sign that stands alone is a word. The same text has the same words wherever it stands.
 */
export function wordsIn(text: string): FoundWord[] {
  const found: FoundWord[] = []
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (spaceless.test(run)) found.push(...pairsIn(run, index))
    else {
      const word = folded(run).slice(0, longestWord)
      if (word !== '') found.push({ word, start: index, end: index + run.length })
    }
  }
  return found
}

/** The signs of scripts without spaces in a text, each by itself. */
export function signsIn(text: string): FoundWord[] {
  return [...text.matchAll(runs)].filter(([run]) => spaceless.test(run)).flatMap(({ 0: run, index }) => signsOf(run, index))
}

/** What is kept of a text to find it by: its words in order, and behind them its signs, each once, for whoever looks for a single one. */
export function searchText(text: string): string {
  const looked = text.slice(0, longestText)
  const words = wordsIn(looked).map(({ word }) => word)
  const signs = spaceless.test(looked) ? new Set(signsIn(looked).map(({ word }) => word)) : []
  return [...words, ...signs].join(' ')
}

/** What something is filed under, as a word that no text has: found beside the words of texts, and never among them. */
export function filingWord(name: string): string {
  return `\u{e000}${name.toLowerCase().replaceAll('-', '')}`
}

/** UTF-16 units: no word is told from another by what comes behind, nor found by what stands behind in a text. */
const [longestWord, longestText] = [48, 300_000]

const signs =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々〆〇\\uff70\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
/** What is drawn as nothing, or only makes a word longer, and stands inside of words. */
const unseen = '\\u00ad\\u034f\\u0640\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff'
const marks = '\\p{M}\\uff9e\\uff9f'

const spaceless = new RegExp(`[${signs}]`, 'u')
const runs = new RegExp(
  `(?:(?=[${signs}])[\\p{L}\\p{N}][${marks}${unseen}]*)+|(?:(?![${signs}])[\\p{L}\\p{N}\\p{M}][${marks}${unseen}]*)+`,
  'gu',
)
const oneSign = new RegExp(`[\\p{L}\\p{N}][${marks}${unseen}]*`, 'gu')
/** Signs of one unit each, which nothing is to be folded of. */
const plain = /^[\u3041-\u3096\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff]+$/
const ignored = new RegExp(`[${unseen}]+`, 'gu')

function pairsIn(run: string, at: number): FoundWord[] {
  const single = signsOf(run, at)
  if (single.length < 2) return single
  return single.slice(1).map(({ word, end }, before) => {
    const first = single[before]!
    return { word: first.word + word, start: first.start, end, isSign: true }
  })
}

function signsOf(run: string, at: number): FoundWord[] {
  if (plain.test(run)) return Array.from(run, (word, index) => ({ word, start: at + index, end: at + index + 1, isSign: true }))
  return [...run.matchAll(oneSign)].map(({ 0: sign, index }) => ({
    word: sign.replace(ignored, '').normalize('NFKC').toLowerCase(),
    start: at + index,
    end: at + index + sign.length,
    isSign: true,
  }))
}

/** Accents of alphabets, and the points that Arabic and Hebrew leave out as a rule; not the vowels of Indian scripts. */
const latinAccents = '\\u0300-\\u036f\\u0483-\\u0487\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff'
const hebrewPoints = '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7'
const arabicPoints = '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed'
const accents = new RegExp(`[${latinAccents}${hebrewPoints}${arabicPoints}]+`, 'gu')

function folded(run: string): string {
  if (/^[a-z0-9]+$/.test(run)) return run
  return run
    .replace(ignored, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .normalize('NFC')
    .replace(/[^a-z0-9]/gu, (letter) => alike.get(letter) ?? digit(letter) ?? (/[\p{L}\p{N}\p{M}]/u.test(letter) ? letter : ''))
}

/** Letters that no decomposition takes apart. */
const alike = new Map(
  Object.entries({
    ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ŧ: 't', ŋ: 'n', ı: 'i', ĸ: 'k', ς: 'σ', ɂ: 'ʔ' },
    ...{ ی: 'ي', ى: 'ي', ې: 'ي', ک: 'ك', ە: 'ه', ہ: 'ه', ھ: 'ه', ة: 'ه', ٱ: 'ا', ے: 'ي' },
  }),
)

/** The zero of each row of digits that is written beside the usual ones. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66]

function digit(letter: string) {
  const code = letter.codePointAt(0)!
  const zero = zeros.find((first) => code >= first && code < first + 10)
  return zero === undefined ? undefined : String(code - zero)
}

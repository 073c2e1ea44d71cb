/** A copy of a text made for matching, and the way back to the text itself. */
export interface MatchingCopy {
  text: string
  /** The smallest stretch of the original that holds this stretch of the copy, which must not be empty; all are UTF-16 offsets. */
  original: (start: number, end: number) => { start: number; end: number }
}

/** What two spellings of the same words share: compatibility forms, case, accents, invisible characters and white space are folded away. */
export function normalise(text: string) {
  return normaliseWithOffsets(text).text
}

/** `normalise`, with the way back for spans. */
export function normaliseWithOffsets(text: string) {
  return matchingCopy(text, (letter) => letter)
}

/** What two texts share that look the same to a hurried reader (after the idea of Unicode TR39): the Latin letters they resemble. i and l become one. */
export function skeleton(text: string) {
  return skeletonWithOffsets(text).text
}

/** `skeleton`, with the way back for spans. */
export function skeletonWithOffsets(text: string): MatchingCopy {
  const copy = matchingCopy(text, (letter) => lookalikes.get(letter) ?? letter)
  return { ...copy, text: copy.text.replace(/[\p{L}\p{M}\p{N}@$|]+/gu, withoutDigits) }
}

/** The letters and digits of the normalised text: equal for the same text under other punctuation. Empty, and then no sign of sameness, without any. */
export function fingerprint(text: string) {
  return normalise(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}

/** Whether nothing of the text can be seen: empty, white space, controls, or characters that are drawn as nothing. */
export function isBlank(text: string) {
  return /^[\s\u2800\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u.test(text)
}

/**
 * Whether the text has more graphemes than the limit, or hides more than 16 UTF-16 units in each on average.
 *
 * The longest emoji has 15; without the second bound a single grapheme could hold a megabyte of combining marks.
 */
export function isLongerThan(text: string, limit: number) {
  if (text.length <= limit) return false
  if (text.length > limit * 16) return true
  let graphemes = 0
  for (const _ of segmenter.segment(text)) if (++graphemes > limit) return true
  return false
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

function matchingCopy(text: string, draw: (letter: string) => string): MatchingCopy {
  const starts: number[] = []
  const ends: number[] = []
  let copy = ''
  let last = ' '
  for (const { 0: written, index } of text.matchAll(stretches)) {
    for (const letter of written.length === 1 ? (ascii[written.charCodeAt(0)] ?? fold(written, draw)) : fold(written, draw)) {
      if (letter === ' ' && last === ' ') continue
      copy += letter
      last = letter
      for (let unit = 0; unit < letter.length; unit++) {
        starts.push(index)
        ends.push(index + written.length)
      }
    }
  }
  return { text: copy.trimEnd(), original: (start, end) => ({ start: starts[start]!, end: ends[end - 1]! }) }
}

/**
 * What may compose with each other and has to be normalised together: Hangul jamo, or a character and its marks.
 *
 * No more than 30 marks at a time (the Stream-Safe Text Format of UAX #15), because sorting them takes quadratic time.
 */
const stretches =
  /[가-힣]?[\u1100-\u11FF\u3131-\u318E\uA960-\uA97F\uD7B0-\uD7FF\uFFA1-\uFFDC\p{Default_Ignorable_Code_Point}]+|.[\p{M}\uFF9E\uFF9F\p{Default_Ignorable_Code_Point}]{0,30}/gsu

function fold(written: string, draw: (letter: string) => string) {
  const bare = written.replace(ignored, '').normalize('NFKD').replace(accents, '').replace(gaps, ' ')
  return Array.from(bare, draw).join('').toLowerCase().toUpperCase().toLowerCase().normalize('NFC')
}

const ignored = /\p{Default_Ignorable_Code_Point}/gu
const gaps = /[\s\u2800\p{Cc}]+/gu

/** Accents of Latin, Greek and Cyrillic, points of Hebrew, harakat and tatweel of Arabic: left out in writing without a change of the word. No Indic or Thai vowel. */
const accents =
  /[\u0300-\u036F]|[\u0483-\u0489]|[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]|[\u0640\u064B-\u0652\u0670]|[\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/gu

/** What each sign of ASCII folds to, which is drawn as itself: most of most comments. */
const ascii = Array.from({ length: 128 }, (_, code) => fold(String.fromCharCode(code), (letter) => letter))

/** Digits and signs stand for letters only in a word that has a letter, so that 2010 stays a number. */
function withoutDigits(word: string) {
  return /\p{L}/u.test(word) ? word.replace(/[0134578@$|i]/g, (sign) => signs[sign]!) : word
}

const signs: Record<string, string> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', '@': 'a', $: 's', '|': 'l', i: 'l' }

/** Before case is folded, because Η looks like H and η like n: Cyrillic, Greek, Armenian, Cherokee, Latin with a stroke, small capitals; and the letters of Persian and Urdu for those of Arabic. */
const lookalikes = new Map(
  Object.entries({
    a: 'АаΑαᎪɑᴀ',
    ae: 'ӔӕÆæᴁᴂ',
    b: 'ВвЬьΒβᏴʙɓƅ',
    c: 'СсᏟᴄↄ',
    d: 'ԀԁᎠᏧđĐðÐɗᴅ',
    e: 'ЕеЭэЗзΕεЄєᎬᴇɛə',
    f: 'Ϝϝꜰƒ',
    g: 'ԌԍցᏀɡɢ',
    h: 'НнҺһΗհᎻʜħĦɦ',
    i: 'ІіΙιӀӏוᎥıɪɩɨ',
    j: 'ЈјϳᎫȷᴊ',
    k: 'КкΚκᏦᴋ',
    l: 'ᏞłŁʟ',
    m: 'МмΜϺᎷᴍ',
    n: 'ПпΝηոᏁɴŋ',
    o: 'ОоΟοσՕօסᏫøØᴏɔө',
    oe: 'Œœɶ',
    p: 'РрΡρᏢᴘþÞ',
    q: 'ԚԛգզϘ',
    r: 'ГгЯяᎡʀɾ',
    s: 'ЅѕՏᏚꜱʂ',
    t: 'ТтΤτᎢᴛŧŦ',
    u: 'ՍսυμԱᴜʊ',
    v: 'ѴѵνᏙᴠ',
    w: 'ШшԜԝωѡաᎳᴡɯ',
    x: 'ХхΧχ×',
    y: 'УуҮүΥγᎽʏɣ',
    z: 'ΖᏃᴢʐƶ',
    ك: 'ک',
    ي: 'ی',
    ه: 'ہ',
  }).flatMap(([latin, letters]) => Array.from(letters, (letter) => [letter, latin] as const)),
)

/** The longest slug, in UTF-16 units. */
const longest = 120

/** A slug made of any text: its letters and digits in lower case and NFC, joined by hyphens; `fallback` when it has none. */
export function slugOf(text: string, fallback: string): string {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const whole = words.join('-')
  if (whole.length <= longest) return whole || fallback
  const kept = whole.slice(0, longest + 1)
  const end = kept.lastIndexOf('-')
  return end > 0 ? kept.slice(0, end) : kept.slice(0, longest).replace(/[\p{M}\p{Cs}]+$/u, '')
}

/** The same slug with a number behind it, within the length. */
export function numbered(slug: string, number: number): string {
  const ending = `-${number}`
  return slug.slice(0, longest - ending.length).replace(/-+$/, '') + ending
}

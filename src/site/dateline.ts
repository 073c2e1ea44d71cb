const formats = new Map<string, Intl.DateTimeFormat>()

/** The date written out, as under a newspaper’s name: in its language (BCP 47) and time zone (IANA). */
export function datelineOf(at: Date, language: string, timeZone: string): string {
  const key = `${language} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone })
  formats.set(key, format)
  return format.format(at)
}

/** No answer is kept longer than this; milliseconds. */
const horizon = 660_000

/** When the date under the newspaper’s name changes, if it does within eleven minutes, which is as far as any cache looks; else null. */
export function datelineEnds(at: Date, language: string, timeZone: string): string | null {
  const today = datelineOf(at, language, timeZone)
  const isToday = (milliseconds: number) => datelineOf(new Date(at.getTime() + milliseconds), language, timeZone) === today
  if (isToday(horizon)) return null
  let [last, next] = [0, horizon]
  while (next - last > 1) {
    const middle = Math.floor((last + next) / 2)
    if (isToday(middle)) last = middle
    else next = middle
  }
  return new Date(at.getTime() + next).toISOString()
}

/** Whether dates can be written in this language. */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1
  } catch {
    return false
  }
}

/** Whether this names a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

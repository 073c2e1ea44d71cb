const formats = new Map<string, Intl.DateTimeFormat>()

/** The date written out, as under a newspaper’s name: in its language (BCP 47) and time zone (IANA). */
export function datelineOf(at: Date, language: string, timeZone: string): string {
  const key = `${language} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone })
  formats.set(key, format)
  return format.format(at)
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

import type { Failure } from '../problem.ts'

/** A language tag as it is kept and compared (BCP 47, in the case of RFC 5646: `pt-BR`); undefined for one that cannot be. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

/** What is said of a language that is none. */
export function unknownLanguage(tag: string): Failure {
  return { pointer: '#/language', code: 'unknown-language', detail: `“${tag}” is no language tag. Such as: en, pt-BR, fa.` }
}

import { createHmac } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { sameText } from '../http/same-text.ts'
import { Problem } from '../problem.ts'
import { pageForReaders } from '../readers/links.ts'
import type { Services } from '../services.ts'

/** What readers are told of. */
export const kinds = { approval: 'approved comments', rejection: 'rejected comments', replies: 'answers to your comments' } as const

export type Kind = keyof typeof kinds

/** How the token in a link is written: what is not to be told any more, to whom, and our signature. It opens nothing else, and has no end. */
export const tokenPattern = `^(${Object.keys(kinds).join('|')})\\.[0-9a-f-]{36}\\.[\\w-]{43}$`

/** A mail with the way to get no more of its kind: below its text, and in the headers that mail programs make a button of (RFC 8058). */
export function enclosed<Mail extends { text: string }>(
  mail: Mail,
  kind: Kind,
  readerId: string,
  { config, keys }: Pick<Services, 'config' | 'keys'>,
) {
  const url = `${config.baseUrl}/v1/unsubscriptions/${kind}.${readerId}.${sign(keys, kind, readerId)}`
  return {
    ...mail,
    text: `${mail.text}
You are told because you have confirmed your e-mail address. No more mails about ${kinds[kind]}:

  ${url}

All that is kept under your address, and what you are told:

  ${pageForReaders(config)}
`,
    headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  }
}

/** Who is not to be told of what any more. Throws `not-found` for a token that is forged. */
export function unsubscriptionOf(keys: Keys, token: string): { kind: Kind; readerId: string } {
  const [kind = '', readerId = '', signature = ''] = token.split('.')
  if (!sameText(signature, sign(keys, kind, readerId))) throw new Problem('not-found', 'This link is not whole, or not one of ours.')
  return { kind: kind as Kind, readerId }
}

/** By a key that is never replaced: the way out of a mail is open as long as somebody keeps the mail. */
function sign({ text }: Keys, kind: string, readerId: string) {
  return createHmac('sha256', text)
    .update(JSON.stringify(['unsubscribe', kind, readerId]))
    .digest('base64url')
}

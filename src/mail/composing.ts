import type { SendMailOptions } from 'nodemailer'
import { type Dispatch, MailFailure } from './mail.ts'

/** One address of RFC 5321 without quotes, such as `ann@news.example`: what cannot be taken for two, or for anything else. */
const plainAddress = /^[^\s\p{C}<>()[\]\\,;:@"]+@[^\s\p{C}<>()[\]\\,;:@"]+$/u

/**
 * A mail in the words of Nodemailer, which writes it down as RFC 5322 wants it and keeps line breaks out of its headers. Programs that answer by
 * themselves are told not to. Throws a permanent `MailFailure` for what is not one plain address.
 */
export function composed({ id, to, subject, text, headers = {}, date }: Dispatch, from: string): SendMailOptions {
  if (!plainAddress.test(to)) throw new MailFailure('permanent', 'The address of the mail is none that a mail can be sent to.')
  const sender = senderOf(from)
  return {
    from: sender,
    to: { name: '', address: to },
    subject,
    text,
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    messageId: `<${id}@${sender.address.slice(sender.address.indexOf('@') + 1)}>`,
    date,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** `The Gazette <news@gazette.example>`, or an address alone. */
function senderOf(from: string) {
  const [, name = '', address = from] = from.match(/^(.*?)\s*<(.+)>$/) ?? []
  return { name, address }
}

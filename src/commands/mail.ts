import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import { folderIn, mailCarrier } from '../mail/carrier.ts'
import { MailFailure } from '../mail/mail.ts'

/** Sends one mail by the settings, at once, and says what became of it. Throws a sentence when mail is off, and when it was not taken. */
export async function testMail(config: Config, address: string) {
  if (config.mail === '') throw new Error('BROADSHEET_MAIL is empty, so no mail is sent. Set it, and BROADSHEET_MAIL_FROM.')
  const carrier = mailCarrier(config)
  try {
    const text = `This mail was asked for on the command line of the newspaper at ${config.siteUrl}. What it tells: mail arrives.\n`
    const mail = { id: randomBytes(16).toString('hex'), to: address, subject: 'Broadsheet sends mail', text, date: new Date() }
    await carrier.send(mail, async () => {})
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error
    throw new Error([error.message, error.said].filter((part) => part !== '').join(' It was said: '))
  } finally {
    carrier.close()
  }
  const folder = folderIn(config.mail)
  process.stdout.write(folder === undefined ? `The mail server took a mail to ${address}.\n` : `A mail to ${address} is in ${folder}.\n`)
}

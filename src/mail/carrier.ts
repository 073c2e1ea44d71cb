import type { Config } from '../config.ts'
import { folderCarrier } from './folder.ts'
import type { MailCarrier } from './mail.ts'
import { smtpCarrier } from './smtp.ts'

/** The carrier of the settings, which must say that mail is sent. Throws when a folder for it cannot be made. */
export function mailCarrier({ mail, mailFrom }: Pick<Config, 'mail' | 'mailFrom'>): MailCarrier {
  const folder = folderIn(mail)
  return folder === undefined ? smtpCarrier(mail, mailFrom) : folderCarrier(folder, mailFrom)
}

/** The folder that the settings have mail put into, if they do. */
export function folderIn(mail: string): string | undefined {
  return mail.match(/^folder:(.+)$/)?.[1]
}

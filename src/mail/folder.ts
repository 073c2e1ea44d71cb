import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { composed } from './composing.ts'
import { type MailCarrier, MailFailure } from './mail.ts'

/** Puts mail into a folder, made if need be, each a file that mail programs open and only this user can read. Throws when it cannot be made. */
export function folderCarrier(folder: string, from: string): MailCarrier {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

  return {
    async send(mail, leaving) {
      const { message } = await transport.sendMail(composed(mail, from))
      const name = `${mail.date.toISOString().replace(/[-:]|\.\d+/g, '')}-${mail.id}.eml`
      await leaving()
      try {
        await writeFile(join(folder, name), message, { mode: 0o600 })
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        throw new MailFailure('temporary', `The folder for mail takes no file (${code}).`, message)
      }
    },
    close: () => {},
  }
}

import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { composed } from './composing.ts'
import { type MailCarrier, MailFailure, type Standing } from './mail.ts'

/** Milliseconds; the connection URL may say otherwise. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, dnsTimeout: 10_000, socketTimeout: 30_000 }

/** What Nodemailer would print, passwords among it, if the connection URL asked for it. */
const talkative = ['logger', 'debug', 'transactionLog']

/** Hands mail to the mail server of a connection URL, over a few connections that are kept. */
export function smtpCarrier(connection: string, from: string): MailCarrier {
  const url = new URL(connection)
  for (const option of talkative) url.searchParams.delete(option)
  const transport = createTransport({ url: url.href, pool: true, ...patience })
  /** The mails that are on their way, by their Message-ID: what is called before their first word leaves, and whether it has. */
  const underWay = new Map<unknown, { leaving: () => Promise<void>; hasBegun: boolean }>()
  transport.use('stream', ({ data, message }, done) => {
    const mail = underWay.get(data.messageId)!
    message.processFunc((words) =>
      Readable.from(
        (async function* () {
          await mail.leaving()
          mail.hasBegun = true
          yield* words
        })(),
      ),
    )
    done()
  })

  return {
    async send(mail, leaving) {
      const options = composed(mail, from)
      const standing = { leaving, hasBegun: false }
      underWay.set(options.messageId, standing)
      try {
        await transport.sendMail(options)
      } catch (error) {
        throw failureOf(error as SmtpError, standing.hasBegun)
      } finally {
        underWay.delete(options.messageId)
      }
    },
    close: () => transport.close(),
  }
}

interface SmtpError extends Error {
  code?: string
  command?: string
  response?: string
  responseCode?: number
}

/** What a failure says. Once words of the mail have left, only an answer to them tells that they were not taken. */
function failureOf({ code, command, response, responseCode, message }: SmtpError, hasBegun: boolean) {
  const how = [code, command, responseCode].filter((part) => part !== undefined).join(', ')
  const failure = (standing: Standing, sentence: string) => new MailFailure(standing, `${sentence} (${how}).`, response ?? message)
  const isAboutThisMail = command === 'RCPT TO' || command === 'DATA'
  const refused = responseCode !== undefined && responseCode >= 400
  if (hasBegun && !(refused && command === 'DATA'))
    return failure('uncertain', 'The mail server went away before it said whether it took the mail')
  if (!refused && (code === 'EENVELOPE' || code === 'EMESSAGE')) return failure('permanent', 'The mail cannot be sent as it is')
  if (!refused) return failure('temporary', 'The mail server cannot be reached')
  if (!isAboutThisMail) return failure('temporary', 'The mail server does not let us in')
  return responseCode >= 500
    ? failure('permanent', 'The mail server refuses the mail')
    : failure('temporary', 'The mail server does not take the mail now')
}

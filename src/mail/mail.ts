/** A mail as it is written, in plain text. */
export interface Mail {
  /** One address, without a name. */
  to: string
  subject: string
  text: string
  /** Further headers, by their names. */
  headers?: Readonly<Record<string, string>>
}

/** A mail on its way. */
export interface Dispatch extends Mail {
  /** Letters and digits that are the same however often it is tried. */
  id: string
  date: Date
}

/** What takes mail to where it is going. */
export interface MailCarrier {
  /** Answers once the mail was taken from us for good. Throws a `MailFailure`; whatever else it throws counts as uncertain. */
  send(mail: Dispatch): Promise<void>
  /** Lets connections go. */
  close(): void
}

/**
 * What is known of a mail that was not taken: `temporary`, it was certainly not delivered, and may be tried again; `permanent`, nor was it, and
 * never will be; `uncertain`, it may have been delivered.
 */
export type Standing = 'temporary' | 'permanent' | 'uncertain'

/** A mail was not taken. The message holds no address and nothing secret: what a mail server said is not in it. */
export class MailFailure extends Error {
  readonly standing: Standing

  constructor(standing: Standing, message: string, options?: ErrorOptions) {
    super(message, options)
    this.standing = standing
  }
}

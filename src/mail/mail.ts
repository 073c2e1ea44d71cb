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
  /** What or whom it is about. */
  subjectId?: string | null
}

/** What takes mail to where it is going. */
export interface MailCarrier {
  /**
   * Answers once the mail was taken from us for good. Before the first word leaves, with which it may be delivered, it awaits `leaving`, whose failure
   * keeps it back; a carrier that may deliver twice need not. Throws a `MailFailure`; whatever else it throws counts as uncertain.
   */
  send(mail: Dispatch, leaving: () => Promise<void>): Promise<void>
  /** Lets connections go. */
  close(): void
}

/**
 * What is known of a mail that was not taken: `temporary`, it was certainly not delivered, and another try may go through; `permanent`, it was
 * not, and will never be; `uncertain`, it may have been delivered.
 */
export type Standing = 'temporary' | 'permanent' | 'uncertain'

/** A mail was not taken. The message is fit for a log: it holds no address, no secret, and nothing that a mail server said. */
export class MailFailure extends Error {
  readonly standing: Standing
  /** What the mail server or the system said, which may hold addresses: for whoever asked, never for the log. */
  readonly said: string

  constructor(standing: Standing, message: string, said = '') {
    super(message)
    this.standing = standing
    this.said = said
  }
}

/** What a mail says. */
export interface Words {
  subject: string
  text: string
}

/** Asks whether a comment is theirs. Nothing that its author wrote is in it: otherwise anybody could have us send their words to anybody. */
export function askingWhoseComment(newspaper: string, headline: string, link: string): Words {
  return {
    subject: `${newspaper}: is this comment yours?`,
    text: `Somebody has left a comment with your e-mail address under

  ${headline}

If it was you, please confirm it within a day:

  ${link}

The page asks before it does anything. There you can also see and erase all that is kept under your address.

If it was not you, you need do nothing. Your address is shown to no reader, and the comment is not counted as yours.
`,
  }
}

/** Brings the link to all that is kept under an address. */
export function bringingLink(newspaper: string, link: string): Words {
  return {
    subject: `${newspaper}: your comments`,
    text: `This link leads to all comments under your e-mail address, once and within a day:

  ${link}

There you can read them, take a copy of all that is kept about you, and erase it.

If you have not asked for it, you need do nothing.
`,
  }
}

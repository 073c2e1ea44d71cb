import { addressOf } from '../articles/summary.ts'
import type { Statement } from '../comments/statement.ts'
import type { Config } from '../config.ts'
import { inOneLine, momentOf, type Newspaper } from './words.ts'

interface Article {
  type: 'article' | 'page'
  slug: string
  headline: string
}

/** A decision of a person about a comment, as its author is told. */
interface Decided {
  comment: { id: string; createdAt: string }
  article: Article
  /** What was decided about, in the author's own words. */
  words: string
  at: string
  fromState: string
  /** Whether it was about the change of a comment that stays. */
  isOfEdit: boolean
}

/** What is told of an approval. */
export function mailOfApproval({ comment, article, words }: Decided, newspaper: Newspaper, config: Config) {
  return {
    subject: `${newspaper.name}: your comment can be read`,
    text: `Your comment of ${momentOf(comment.createdAt, newspaper)} under

  ${headlineOf(article)}

can be read now:

  ${placeOf(config, article, comment.id)}

It begins: “${inOneLine(words, 200)}”
`,
  }
}

/** The statement of reasons: what was decided, why, what it is based on, and how to object. */
export function mailOfRejection(decided: Decided & { statement: Statement }, newspaper: Newspaper, config: Config) {
  const { comment, article, words, at, statement } = decided
  return {
    subject: `${newspaper.name}: ${decided.isOfEdit ? 'the change of your comment was not taken' : 'your comment is not shown'}`,
    text: `You wrote a comment on ${momentOf(comment.createdAt, newspaper)} under

  ${headlineOf(article)}
  ${addressOf(config, article)}

It begins: “${inOneLine(words, 200)}”

A moderator of ${newspaper.name} decided on ${momentOf(at, newspaper)}: ${outcomeOf(decided)}

The reason:

  ${reasonsIn(statement).join('\n\n  ')}

What this is based on: your words themselves, and the rules of our conversations. ${occasionOf(statement)} The decision was taken by a person.

If you think that it is wrong: ${inOneLine(statement.objection ?? 'answer this mail and say why.', 2000)} The number of your comment is ${comment.id}. Other ways to have it looked at, such as a court, are open to you as well.
`,
  }
}

/** The reason, and what the newsroom says about it to authors. */
function reasonsIn({ reason, explanation }: Statement) {
  return [inOneLine(reason, 300), ...(explanation === null ? [] : [inOneLine(explanation, 2000)])]
}

function occasionOf({ foundByMachine, reportedByReaders }: Statement) {
  const report = reportedByReaders ? 'Readers had reported it to us.' : 'No reader had reported it to us.'
  return foundByMachine ? `${report} A program had marked it for a closer look.` : `${report} No program had marked it.`
}

function outcomeOf({ isOfEdit, fromState }: Decided) {
  if (isOfEdit) return 'the change that you made to it is not taken. It is shown as it was before.'
  return fromState === 'approved' ? 'it is not shown any more.' : 'it is not shown.'
}

/** So many answers are linked to. */
const linked = 20

/** What is told of answers. Nothing that others wrote is in it: nobody can send somebody words through us, and there is nothing to call back. */
export function mailOfReplies(replies: readonly { id: string; article: Article }[], newspaper: Newspaper, config: Config) {
  const shown = replies.slice(0, linked).sort((one, other) => (one.article.slug < other.article.slug ? -1 : 1))
  const lines = shown.flatMap(({ id, article }, position) => [
    ...(shown[position - 1]?.article.slug === article.slug ? [] : ['', `  ${headlineOf(article)}`]),
    `  ${placeOf(config, article, id)}`,
  ])
  const more = replies.length > linked ? ['', '  … and more.'] : []
  return {
    subject: `${newspaper.name}: ${replies.length === 1 ? 'an answer to your comment' : 'answers to your comments'}`,
    text: `There ${replies.length === 1 ? 'is an answer' : 'are answers'} to what you wrote under
${[...lines, ...more].join('\n')}
`,
  }
}

function headlineOf({ headline }: Article) {
  return inOneLine(headline, 200)
}

/** Where a comment stands on the page of its article. */
function placeOf(config: Config, article: Article, id: string) {
  return `${addressOf(config, article)}#comment-${id}`
}

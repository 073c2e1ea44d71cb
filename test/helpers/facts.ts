import Sqlite from 'better-sqlite3'
import type { Acknowledged } from './writers.ts'

/** Everything the writers care about that is in a database, a sentence each. */
export function factsIn(file: string): Set<string> {
  return reading(file, (connection) => {
    const facts = Object.values(sentences).flatMap((statement) => connection.prepare(statement).pluck().all() as string[])
    return new Set(facts)
  })
}

/** Throws when something acknowledged is not in the database, or the database is not whole. */
export function insistOnPromises(file: string, acknowledged: readonly Acknowledged[]) {
  const missing = missingFrom(factsIn(file), acknowledged)
  if (missing.length > 0) throw new Error(`${missing.length} acknowledged facts are lost, such as: ${missing[0]}`)
  insistOnWholeness(file)
}

/** The acknowledged facts that are not there. */
export function missingFrom(facts: ReadonlySet<string>, acknowledged: readonly Acknowledged[]): string[] {
  return acknowledged.flatMap((write) => write.facts.filter((fact) => !facts.has(fact)))
}

/** Throws when a page, a reference or a count is wrong, or when one half of a change is there without the other. */
export function insistOnWholeness(file: string) {
  reading(file, (connection) => {
    const integrity = connection.pragma('integrity_check', { simple: true })
    if (integrity !== 'ok') throw new Error(`integrity_check says: ${integrity}`)
    const dangling = connection.pragma('foreign_key_check') as unknown[]
    if (dangling.length > 0) throw new Error(`foreign_key_check finds ${JSON.stringify(dangling[0])}`)
    for (const [sentence, statement] of Object.entries(halves)) {
      const found = connection.prepare(statement).pluck().all()
      if (found.length > 0) throw new Error(`${sentence}: ${found.length} times, such as ${found[0]}`)
    }
  })
}

const sentences = {
  revisions: `select 'revision ' || article_id || ' ' || number || ' ' || headline || ' ' || body_source from revisions`,
  slugs: `select 'public ' || article_id || ' ' || slug from slugs where public_since is not null`,
  events: `select 'event ' || type || ' ' || subject_id || ' ' || coalesce(data ->> 'revision', '') from events`,
  comments: `select 'comment ' || comment_id || ' ' || body from comment_revisions`,
  readable: `select 'readable ' || id from comments where state = 'approved'`,
  decisions: `select 'decision ' || comment_id || ' ' || action from decisions`,
}

/** What finds a half of a change without the other. Each answers with nothing. */
const halves = {
  'An article has another number of events than of changes': `
    select id from articles where version <> (
      select count(*) from events where subject_id = articles.id and type not in ('article.appeared', 'article.disappeared'))`,
  'An event tells of an article that is not there': `
    select subject_id from events where type like 'article.%' and subject_id not in (select id from articles)`,
  'An article lacks a revision': `
    select id from articles where draft_revision <> (select count(*) from revisions where article_id = articles.id)`,
  'An article lacks its slug': `
    select id from articles where not exists (select 1 from slugs where article_id = articles.id and slugs.slug = articles.slug)`,
  'A comment has no words': `
    select id from comments where revision <> (select count(*) from comment_revisions where comment_id = comments.id)`,
  'A comment has no event of its coming': `
    select id from comments where 1 <> (select count(*) from events where subject_id = comments.id and type = 'comment.submitted')`,
  'A comment has another number of events than of decisions': `
    select id from comments where (select count(*) from decisions where comment_id = comments.id)
      <> (select count(*) from events where subject_id = comments.id and type = 'comment.decided')`,
  'A decided comment is not where its decision left it': `
    select id from comments where version <> 1 + (select count(*) from decisions where comment_id = comments.id)`,
  'An event tells of a comment that is not there': `
    select subject_id from events where type like 'comment.%' and subject_id not in (select id from comments)`,
  'A count of comments is not their number': `
    select id from articles where comment_count <> (select count(*) from comments where article_id = articles.id and state = 'approved')`,
}

function reading<Result>(file: string, read: (connection: Sqlite.Database) => Result): Result {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true })
  try {
    return read(connection)
  } finally {
    connection.close()
  }
}

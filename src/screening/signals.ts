export type Verdict = 'allow' | 'flag' | 'hold' | 'spam' | 'reject'
export type Rule =
  | 'honeypot'
  | 'ban'
  | 'staff_name'
  | 'word_list'
  | 'invisible'
  | 'links'
  | 'obfuscated_link'
  | 'duplicate'
  | 'spam_score'
  | 'spam_service'
  | 'provider_error'
  | 'trusted'
  | 'mode'
  | 'first_time'
  | 'reports'

/** A stretch of what is stored, in UTF-16 offsets: `stored[field].slice(start, end) === text`. */
export interface Span {
  field: 'body' | 'authorName' | 'authorUrl'
  start: number
  end: number
  text: string
}

/** What one rule found, with a sentence for the moderator. */
export interface Signal {
  rule: Rule
  verdict: Verdict
  score: number | null
  spans: Span[]
  detail: string
}

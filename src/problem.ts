/** Every way a call can fail: status, title, and what the caller can do about it. The code is a promise to clients: add freely, never rename. */
export const problems = {
  'invalid-request': [
    400,
    'The request does not fit its description',
    'Each entry of `errors` names a member, parameter or header, and says what it takes.',
  ],
  'bad-cursor': [
    400,
    'The cursor does not belong to this list',
    'Follow `page.next` or the `Link` header as given; begin again without `cursor` after changing a filter or the sort.',
  ],
  'token-needed': [
    401,
    'This needs an access token',
    'Send `Authorization: Bearer bs_…`. An operator makes tokens with `broadsheet token create`.',
  ],
  'token-unknown': [
    401,
    'This access token is not valid',
    'It is mistyped, expired or revoked. Ask for a new one; public addresses answer without any.',
  ],
  'reader-token-unknown': [
    401,
    'This reader’s token is not valid',
    'It is mistyped, expired or ended. Leave `Reader-Token` out, or ask for a new link by `POST /v1/reader-links` and open that.',
  ],
  'not-allowed': [
    403,
    'This token does not allow that',
    'The detail names the scope that is missing; a token of a role that has it will do.',
  ],
  'not-found': [404, 'There is nothing here', 'Check the address. What is not published looks exactly like what never existed.'],
  'method-not-allowed': [405, 'This address does not take that method', 'The `Allow` header lists the methods that it takes.'],
  'request-timeout': [408, 'The request took too long to arrive', 'Send it again, in one go.'],
  'slug-taken': [
    409,
    'This slug belongs to something else',
    'Choose another. A slug that was once public stays with its article, so that old links never lead astray.',
  ],
  'state-forbids': [409, 'Its state does not allow that', 'The detail says which state it is in, and what would have to come first.'],
  'in-use': [409, 'It is still in use', 'Move or change what uses it first; the detail says how much there is.'],
  'comments-closed': [
    409,
    'This article takes no more comments',
    'Nothing was stored. `comments` of an article says whether it takes any, and until when.',
  ],
  'edit-closed': [
    409,
    'The comment can no longer be changed',
    'Nothing was changed. A comment may be edited for a few minutes, and not without end; it can be withdrawn at any time.',
  ],
  'decided-meanwhile': [409, 'The comment has changed since you looked', 'Read it again: the detail says who decided what, and when.'],
  claimed: [
    409,
    'A colleague is working on this comment',
    'The detail says who, and until when. Send `despiteClaim: true` with the decision if it cannot wait.',
  ],
  'none-decided': [
    409,
    'One of the decisions could not be made, so none was',
    'Each entry of `errors` points at a decision and says why; take those out, or send it without `atomic`.',
  ],
  'none-changed': [
    409,
    'One of the operations could not be done, so none was',
    'Each entry of `errors` points at an operation and says why; take those out, or send it without `atomic`.',
  ],
  'link-used': [
    409,
    'This link was opened before',
    'Each opens once. Go on with the token that it was answered with, or ask for a new link by `POST /v1/reader-links`.',
  ],
  'still-running': [
    409,
    'The first request with this Idempotency-Key is still running',
    'Send it again after as many seconds as `Retry-After` says: it is answered with what became of the first.',
  ],
  withdrawn: [
    410,
    'This was withdrawn',
    'It will not come back under this address unless the newspaper says so; `tombstone` says when it was withdrawn, and why. Take links to it away.',
  ],
  'slug-retired': [410, 'This address was given up', 'It leads nowhere any more. Take links to it away.'],
  'changed-meanwhile': [
    412,
    'It has changed since you read it',
    'Read it again, apply your change to what is there now, and send the new `ETag` in `If-Match`.',
  ],
  'too-large': [413, 'The body is too large', 'The detail names the limit.'],
  'address-too-long': [414, 'The address is too long', 'Shorten the path or the query; the query may hold 4 KiB.'],
  'media-type': [415, 'This media type is not taken here', 'Send JSON as `application/json`.'],
  'expectation-failed': [417, 'That expectation cannot be met', 'Leave `Expect` out; nothing but `100-continue` is understood.'],
  unprocessable: [422, 'The request is well formed, but breaks a rule', 'Each entry of `errors` points at the member that breaks it.'],
  'link-unknown': [
    422,
    'This link opens nothing',
    'It is mistyped, older than a day, or of something that was erased. Ask for a new one by `POST /v1/reader-links`.',
  ],
  'key-reused': [
    422,
    'This Idempotency-Key was sent with another body',
    'Send the body of the first request to have its answer again, or a new key for what is a new request.',
  ],
  'if-match-needed': [
    428,
    'This change needs If-Match',
    'Send the `ETag` that you read as `If-Match`, so that nobody’s work is overwritten.',
  ],
  'too-many-requests': [429, 'Too many requests', 'Wait for as many seconds as `Retry-After` says.'],
  'headers-too-large': [431, 'The headers are too large', 'Send fewer or shorter headers; 100 of them, and 16 KiB, are taken.'],
  broken: [500, 'Something broke on our side', 'Nothing of the request was kept. Tell the operator the `requestId`.'],
  unavailable: [
    503,
    'Busy for the moment',
    'Try again after as many seconds as `Retry-After` says; nothing of the request was kept, unless the detail says that this is not known.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, remedy: string]>

export type ProblemCode = keyof typeof problems

/** One failing place of a request: where (a JSON pointer as URI fragment, a parameter or a header), and what is wrong with it. */
export interface Failure {
  pointer?: string
  parameter?: string
  header?: string
  code: string
  detail: string
}

/** Throw it from anywhere; it is answered as application/problem+json (RFC 9457). `headers` go out with it, and `members` in its body (section 3.2). */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly statusCode: number
  readonly errors: readonly Failure[]
  readonly headers: Readonly<Record<string, string>>
  readonly members: Readonly<Record<string, unknown>>

  constructor(
    code: ProblemCode,
    detail?: string,
    errors: readonly Failure[] = [],
    headers: Readonly<Record<string, string>> = {},
    members: Readonly<Record<string, unknown>> = {},
  ) {
    const [status, , remedy] = problems[code]
    super(detail ?? remedy)
    this.name = 'Problem'
    this.code = code
    this.statusCode = status
    this.errors = errors
    this.headers = headers
    this.members = members
  }
}

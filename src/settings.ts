import { Type } from 'typebox'

/** A web origin (RFC 6454): scheme, host, and port where it is not the usual one. */
const origin = 'https?://(?:[\\w.-]+|\\[[0-9a-fA-F:.]+\\])(?::\\d{1,5})?'

/** One address for mail, without quotes. */
const mailbox = '[^\\s<>()\\[\\]\\\\,;:@"]+@[^\\s<>()\\[\\]\\\\,;:@"]+'

/** A host as it stands in an address, with its port. */
const target = '(?:[\\w.-]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}'

/** How long something is kept. */
const days = (usual: number, description: string) => Type.Integer({ default: usual, minimum: 1, maximum: 36500, description })

/** Every setting, with its default and its meaning. `config.ts` reads them, and nothing else the environment. */
export const Settings = Type.Object(
  {
    host: Type.String({
      default: '127.0.0.1',
      minLength: 1,
      description: 'The one address to listen on; `0.0.0.0` for every network, `::` for those of IPv6 too',
    }),
    port: Type.Integer({ default: 3000, minimum: 0, maximum: 65535, description: 'Port to listen on' }),
    database: Type.String({ default: 'broadsheet.db', minLength: 1, description: 'The SQLite file' }),
    baseUrl: Type.String({
      default: '',
      examples: ['https://api.news.example'],
      pattern: `^(?:${origin})?$`,
      description:
        'Where readers’ frontends reach this API, without a trailing slash; links are built on it. Empty: `http://localhost:<port>`',
    }),
    siteUrl: Type.String({
      default: '',
      examples: ['https://news.example', 'https://example.org/news'],
      pattern: `^(?:${origin}(?:/[\\w.~%-]+)*)?$`,
      description: 'Where the newspaper itself stands; the `url` of an article is built on it. Empty: the base URL',
    }),
    deskUrl: Type.String({
      default: '',
      examples: ['https://desk.news.example/comments'],
      pattern: `^(?:${origin}(?:/[\\w.~%#/-]*)?)?$`,
      description: 'Where moderators work: notices that comments wait lead there. Empty: the address of the queue in this API',
    }),
    readerPage: Type.String({
      default: '',
      examples: ['https://news.example/my-comments'],
      pattern: `^(?:${origin}(?:/[\\w.~%-]+)*/?)?$`,
      description:
        'The page that mailed links lead readers to, who confirm their comments there; behind `#` it gets what opens the link. Empty: a plain one of ours, at `/reader` of the base URL',
    }),
    previewPage: Type.String({
      default: '',
      examples: ['https://news.example/preview'],
      pattern: `^(?:${origin}(?:/[\\w.~%-]+)*/?)?$`,
      description:
        'The page that links to previews lead to, which shows what `/v1/previews/{token}` answers; it gets the token behind `#preview=`. Empty: that address of this API itself',
    }),
    logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      default: 'info',
      description: 'How much is logged',
    }),
    sample: Type.Boolean({ default: true, description: 'Whether the first start of an empty database brings the sample newspaper' }),
    showToken: Type.Boolean({
      default: false,
      description: 'Whether the owner’s first token is printed even when nobody watches the terminal',
    }),
    commentOrigins: Type.String({
      default: '*',
      examples: ['*', 'https://news.example, https://m.news.example'],
      pattern: `^(?:\\*|${origin}(?:\\s*,\\s*${origin})*)?$`,
      description: 'Web origins whose pages may leave, change and report comments, separated by commas; `*` for any',
    }),
    deskOrigins: Type.String({
      default: '',
      examples: ['https://desk.news.example, http://localhost:5173'],
      pattern: `^(?:${origin}(?:\\s*,\\s*${origin})*)?$`,
      description: 'Web origins whose pages may use the editorial, moderation and admin trees; separated by commas',
    }),
    trustedProxies: Type.String({
      default: '',
      description: 'Addresses or networks of the proxies in front, separated by commas; their `X-Forwarded-For` is believed',
    }),
    trustedTargets: Type.String({
      default: '',
      examples: ['hooks.internal:8080, 10.0.0.7:443'],
      pattern: `^(?:${target}(?:\\s*,\\s*${target})*)?$`,
      description: 'Hosts with their ports, separated by commas, that may be called though they are not on the public internet',
    }),
    metricsToken: Type.String({
      default: '',
      examples: ['twenty-letters-and-digits-at-least'],
      pattern: '^(?:[\\w.~+/-]{20,200})?$',
      description: 'The token that reads `/metrics`, at least 20 letters and digits. Empty: only an owner’s token does',
    }),
    connections: Type.Integer({
      default: 1000,
      minimum: 1,
      maximum: 60000,
      description: 'Connections that are served at once; whoever comes beyond is answered 503',
    }),
    writesPerMinute: Type.Integer({ default: 300, minimum: 1, description: 'Writing requests that one address may send in a minute' }),
    maxAge: Type.Integer({
      default: 10,
      minimum: 0,
      maximum: 60,
      description: 'Seconds that caches may keep what readers get; what is planned for sooner shortens them, what is done by hand does not',
    }),
    staleWhileRevalidate: Type.Integer({
      default: 20,
      minimum: 0,
      maximum: 600,
      description: 'Seconds after that in which caches may still answer with it while they ask for the newer one',
    }),
    mail: Type.String({
      default: '',
      examples: ['smtp://user:password@mail.example:587', 'smtps://user:password@mail.example', 'folder:mail'],
      pattern: '^(?:smtps?://[^\\s/]+/?(?:\\?\\S*)?|folder:.+)?$',
      description: 'The mail server; or a folder that mail is put into as files, for trying things out. Empty: no mail is sent',
    }),
    mailFrom: Type.String({
      default: '',
      examples: ['news@news.example', 'The Gazette <news@news.example>'],
      pattern: `^(?:${mailbox}|[^\\p{C}<>@"]+<${mailbox}>)?$`,
      description: 'Whom mail is from; needed where mail is sent',
    }),
    addressKeyDays: days(30, 'Days after which the key of the hashes of network addresses is replaced by itself'),
    spamServiceKey: Type.String({
      default: '',
      examples: ['0123456789ab'],
      pattern: '^[\\w.-]{0,200}$',
      description: 'The key of the spam service (Akismet) that comments are shown to. Empty: they are shown to nobody',
    }),
    spamServiceUrl: Type.String({
      default: 'https://rest.akismet.com/1.1',
      examples: ['https://rest.akismet.com/1.1'],
      pattern: `^${origin}(?:/[\\w.~%-]+)*$`,
      description: 'Where the spam service is asked: Akismet, or one that understands the same calls',
    }),
    spamServiceTimeout: Type.Integer({
      default: 1500,
      minimum: 1,
      maximum: 10_000,
      description: 'Milliseconds that the spam service has to answer in; what it has not judged waits for a moderator',
    }),
    keepSendersDays: days(
      30,
      'Days that the hashed network address of a comment or report, the browser’s name and what a spam service was shown of the sender are kept',
    ),
    keepSpamDays: days(30, 'Days that the text and the author of spam are kept, from the last decision about it'),
    keepRejectedDays: days(365, 'Days that the text and the author of a rejected comment are kept, from the last decision about it'),
    keepDecisionsDays: days(
      730,
      'Days that decisions of moderators, other entries of the audit, bans that have ended and reports that were answered are kept',
    ),
    keepRevisionsDays: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 36_500,
      description:
        'Days that a revision is kept after another has taken its place; what was ever published stays. 0: all of them, for ever',
    }),
    backupFolder: Type.String({
      default: '',
      description: 'Where a running server puts backups, in a folder that this newspaper has for itself. Empty: none are made',
    }),
    backupEvery: Type.Integer({ default: 24, minimum: 1, maximum: 8760, description: 'Hours from one of these backups to the next' }),
    backupsKept: Type.Integer({ default: 7, minimum: 1, description: 'How many of these backups are kept; the oldest go first' }),
    mediaFolder: Type.String({
      default: '',
      description: 'The folder of uploaded pictures, this newspaper’s own. Empty: one beside the database, named like it with `.media`',
    }),
    mediaLargest: Type.Integer({
      default: 20_971_520,
      minimum: 1024,
      maximum: 1_073_741_824,
      description: 'Bytes of the largest picture that is taken',
    }),
    mediaUrl: Type.String({
      default: '',
      examples: ['https://pictures.news.example', 'https://cdn.example/news'],
      pattern: `^(?:${origin}(?:/[\\w.~%-]+)*)?$`,
      description:
        'Where readers get pictures from, such as a CDN or a public bucket that has them by their names. Empty: `/media` of the base URL',
    }),
    s3Endpoint: Type.String({
      default: '',
      examples: ['https://s3.eu-west-1.amazonaws.com', 'http://minio.internal:9000'],
      pattern: `^(?:${origin})?$`,
      description:
        'An S3-compatible store that keeps the pictures instead of the folder; it is called wherever it stands. Empty: the folder',
    }),
    s3Bucket: Type.String({
      default: '',
      examples: ['news-pictures'],
      pattern: '^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
      description: 'The bucket of that store',
    }),
    s3Region: Type.String({ default: 'auto', pattern: '^[\\w-]{1,40}$', examples: ['eu-west-1'], description: 'The region of that store' }),
    s3KeyId: Type.String({ default: '', description: 'The id of the key that opens that store' }),
    s3SecretKey: Type.String({ default: '', description: 'The secret of that key' }),
  },
  { additionalProperties: false },
)

import { sql } from 'drizzle-orm'
import { counter, flag, index, integer, json, moment, never, primaryKey, table, text, uniqueIndex } from './columns.ts'

/** Keys made once per newspaper. */
export const secrets = table('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
})

/** Keys of the hashes of readers' addresses: one that new hashes are made with, and those that it has replaced, while they are needed for comparing. */
export const addressKeys = table(
  'address_keys',
  {
    id: text().primaryKey(),
    value: text().notNull(),
    madeAt: moment().notNull(),
    /** Never: it is the newest. */
    replacedAt: moment().notNull(),
  },
  (t) => [index('address_keys_by_end').on(t.replacedAt)],
)

/** What happened, in order; written with the change itself. */
export const events = table(
  'events',
  {
    sequence: counter(),
    type: text().notNull(),
    subjectId: text().notNull(),
    data: json().$type<Record<string, unknown>>().notNull(),
    at: moment().notNull(),
  },
  (t) => [index('events_by_subject').on(t.subjectId, t.sequence)],
)

/** The first answers to requests with an `Idempotency-Key`, as they were sent; written with their effect. */
export const answers = table(
  'answers',
  {
    /** Keyed hash of who asked what under which key: none of them is kept. */
    id: text().primaryKey(),
    /** Keyed hash of the body that was sent. */
    bodyHash: text().notNull(),
    status: integer().notNull(),
    headers: json().$type<Record<string, string>>().notNull(),
    body: text().notNull(),
    /** What the answer tells of, where that can be erased, and the answer with it. */
    subjectId: text(),
    at: moment().notNull(),
  },
  (t) => [index('answers_by_age').on(t.at), index('answers_by_subject').on(t.subjectId)],
)

/** How far those who follow the events have come: each tells what it has not told, once. */
export const bookmarks = table('bookmarks', {
  name: text().primaryKey(),
  sequence: integer().notNull(),
})

/**
 * Mail and calls of webhooks, written with the change they tell of, and what became of them. Once nothing more is to come of one, nobody's
 * address and no word is left in its row, which stays for a while so that the same is not told twice.
 */
export const outbox = table(
  'outbox',
  {
    /** What it tells, such as `comment.approved:<id>:<version>`: it is told once. */
    once: text().primaryKey(),
    channel: text({ enum: ['mail', 'webhook'] }).notNull(),
    state: text({ enum: ['waiting', 'sending', 'leaving', 'sent', 'failed', 'uncertain', 'dropped'] }).notNull(),
    to: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    headers: json().$type<Record<string, string>>().notNull(),
    /** What it tells of, where that can be erased, and the mail with it. */
    subjectId: text(),
    /** How often it was tried. */
    attempts: integer().notNull(),
    /** When it was last tried. */
    triedAt: moment(),
    /** Why the last try failed: a sentence without anybody's address. */
    failure: text(),
    /** When it is tried next; of what is being sent, when it was due; else never. */
    dueAt: moment().notNull(),
    /** When it was to be sent at the earliest. */
    at: moment().notNull(),
  },
  (t) => [
    index('outbox_due').on(t.channel, t.dueAt, t.state),
    index('outbox_by_state').on(t.channel, t.state),
    index('outbox_by_age').on(t.at),
    index('outbox_by_subject').on(t.subjectId, t.channel, t.state, t.triedAt),
    index('outbox_failed').on(t.subjectId, t.channel, t.triedAt).where(sql`failure is not null`),
  ],
)

// The newspaper

export const menuTargets = ['section', 'tag', 'article', 'page'] as const

/** An entry of a menu as it is kept: with an address of its own, or the id of what it leads to. */
export interface MenuEntry {
  label?: string
  href?: string
  target?: { kind: (typeof menuTargets)[number]; id: string }
  children?: MenuEntry[]
}

/** One row: the newspaper itself. */
export const site = table('site', {
  id: text({ enum: ['site'] }).primaryKey(),
  name: text().notNull(),
  tagline: text().notNull(),
  language: text().notNull(),
  timeZone: text().notNull(),
  place: json().$type<{ name: string; latitude: number | null; longitude: number | null } | null>(),
  /** The main menu. */
  navigation: json().$type<MenuEntry[]>().notNull(),
  /** What is set for comments everywhere; what is not there is as in a new newspaper. */
  commentPolicy: json().$type<Record<string, unknown>>().notNull(),
  weather: json().$type<{ temperature: { value: number; unit: 'C' | 'F' }; condition: string | null; observedAt: string } | null>(),
  revision: integer().notNull(),
  updatedAt: moment().notNull(),
  /** What a picture needs before it is published; what is not there is optional. */
  imageRules: json().$type<{ alt?: 'required' | 'optional'; credit?: 'required' | 'optional' }>().notNull().default({}),
})

export const staff = table('staff', {
  id: text().primaryKey(),
  name: text().notNull(),
  kind: text({ enum: ['person', 'service'] }).notNull(),
  role: text({ enum: ['owner', 'editor', 'author', 'moderator', 'reader'] }).notNull(),
  createdAt: moment().notNull(),
})

export const tokens = table(
  'tokens',
  {
    /** The public part, by which a token is found. */
    id: text().primaryKey(),
    staffId: text()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    label: text().notNull(),
    /** SHA-256 of the whole token. */
    hash: text().notNull(),
    scopes: json().$type<string[]>().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (t) => [index('tokens_by_staff').on(t.staffId)],
)

/** How people on the staff want to be told that comments wait. Who has none is told nothing. */
export const staffNotices = table(
  'staff_notices',
  {
    staffId: text()
      .primaryKey()
      .references(() => staff.id, { onDelete: 'cascade' }),
    when: text({ enum: ['never', 'atOnce', 'digest'] }).notNull(),
    digestHours: integer().notNull(),
    email: text(),
    webhook: text(),
    /** What calls of the webhook are signed with: its receiver has the same. */
    webhookSecret: text(),
    /** The last event that they were told of, or that was nothing to tell. */
    seen: integer().notNull(),
    toldAt: moment(),
    /** When there is to be a look for what is new, at the earliest. */
    dueAt: moment().notNull(),
  },
  (t) => [index('staff_notices_due').on(t.dueAt)],
)

// Taxonomy

/** Sections, tags and authors: what stories are filed under. */
export const terms = table(
  'terms',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['section', 'tag', 'author'] }).notNull(),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    /** The section above a section. */
    parentId: text(),
    position: integer().notNull(),
    /** What is set for comments under the stories of a section; what is not there is inherited. */
    commentSettings: json().$type<Record<string, unknown>>().notNull().default({}),
    revision: integer().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('terms_by_slug').on(t.kind, t.slug),
    index('terms_in_order').on(t.kind, t.position, t.name, t.id),
    index('terms_by_parent').on(t.parentId),
  ],
)

// Media

/** Pictures that were uploaded. */
export const media = table(
  'media',
  {
    id: text().primaryKey(),
    /** SHA-256 of the file as it came: the same one is kept once. */
    digest: text().notNull(),
    /** What the names of its files begin with: 128 bits of chance. */
    stem: text().notNull(),
    alt: text().notNull(),
    caption: text(),
    credit: text(),
    /** What must stay in sight however it is cropped, as parts of width and height. */
    focalPoint: json().$type<{ x: number; y: number } | null>(),
    /** What was made of it: the whole picture, then its smaller copies. */
    files: json().$type<{ name: string; type: string; width: number; height: number; bytes: number }[]>().notNull(),
    createdBy: text(),
    createdAt: moment().notNull(),
    revision: integer().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('media_by_digest').on(t.digest),
    uniqueIndex('media_by_stem').on(t.stem),
    index('media_latest').on(t.createdAt, t.id),
  ],
)

/** Files without a picture, or not yet with one: they are removed when they are due, and leave this list with the writing of their picture. */
export const strayFiles = table('stray_files', { name: text().primaryKey(), dueAt: moment().notNull() }, (t) => [
  index('stray_files_due').on(t.dueAt),
])

// Articles

export const articleTypes = ['article', 'page'] as const
export const articleKinds = ['news', 'analysis', 'opinion', 'interview', 'live', 'photo'] as const
export const articleStates = ['draft', 'inReview', 'published', 'archived', 'trashed', 'withdrawn'] as const
export const relations = ['related', 'background', 'follow-up', 'series', 'correction-of'] as const
export const correctionKinds = ['correction', 'clarification', 'update', 'retraction'] as const
export const withdrawalReasons = ['error', 'legal', 'privacy', 'duplicate', 'other'] as const

/** A story or a static page: where it stands, and what of it is public. Its words are in its revisions. */
export const articles = table(
  'articles',
  {
    id: text().primaryKey(),
    type: text({ enum: articleTypes }).notNull(),
    state: text({ enum: articleStates }).notNull(),
    /** Counts every change of any kind; If-Match compares it. */
    version: integer().notNull(),
    draftRevision: integer().notNull(),
    publishedRevision: integer(),
    /** When it appeared, or is to appear, kept when it is taken off. */
    publishedAt: moment(),
    embargo: moment(),
    /** Its place in time in public lists: `publishedAt` while published or scheduled, else never. */
    listedAt: moment().notNull().default(never),
    /** Public from here … */
    publicFrom: moment().notNull().default(never),
    /** … to here. */
    publicUntil: moment().notNull().default(never),
    /** When the public copy last changed. */
    republishedAt: moment(),
    // Of the published revision, for lists; of the draft while it is not published.
    slug: text().notNull(),
    sectionId: text(),
    kind: text({ enum: articleKinds }).notNull(),
    language: text().notNull(),
    pinned: flag().notNull(),
    commentsOpen: flag().notNull(),
    /** Null: as the site's policy says. Never: never. */
    commentsCloseAt: moment(),
    /** What else is set for its comments; what is not there is inherited. */
    commentSettings: json().$type<Record<string, unknown>>().notNull().default({}),
    /** Counts the changes of `commentSettings`: moderators make them, and whoever writes the story is not disturbed. */
    commentSettingsRevision: integer().notNull().default(1),
    commentCount: integer().notNull(),
    createdBy: text(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    // What readers get of its corrections, the latest first: a copy, so that reading them costs no statement.
    corrections: json()
      .$type<
        { id: string; kind: (typeof correctionKinds)[number]; note: string; before: string | null; after: string | null; at: string }[]
      >()
      .notNull()
      .default([]),
    /** When it was last put right; what only tells more (`update`) does not count. */
    correctedAt: moment(),
    retracted: flag().notNull().default(false),
    // Its tombstone: there while it is withdrawn, in the trash, too.
    withdrawnAt: moment(),
    withdrawnBy: text(),
    withdrawalReason: text({ enum: withdrawalReasons }),
    withdrawalNote: text(),
    /** What tells one story in several languages has the same; null: nothing else tells it. */
    storyId: text(),
    /** Counts the changes of what it is a translation of: they are not changes of its words. */
    translationsRevision: integer().notNull().default(1),
    /** The end that was asked for, where the rights end sooner; null: `publicUntil` is what was asked for. */
    askedUntil: moment(),
    /** What the newspaper may show it between, by the terms of whoever it is from. */
    rightsFrom: moment(),
    rightsUntil: moment(),
    rightsNote: text(),
    /** The `publicFrom` that is done with: it was told that it appeared, or there was nothing to tell. */
    toldFrom: moment().notNull().default(never),
    /** The `publicUntil` that is done with, in the same way. */
    toldUntil: moment(),
  },
  (t) => [
    index('articles_latest').on(t.type, t.listedAt, t.id),
    index('articles_by_kind').on(t.type, t.kind, t.listedAt, t.id),
    index('articles_by_language').on(t.type, t.language, t.listedAt, t.id),
    index('articles_by_maker').on(t.type, t.createdBy, t.updatedAt, t.id),
    index('articles_by_section').on(t.sectionId),
    index('articles_ahead').on(t.id).where(sql`draft_revision <> published_revision`),
    index('articles_by_state').on(t.type, t.state, t.updatedAt, t.id),
    index('articles_by_update').on(t.type, t.updatedAt, t.id),
    index('articles_by_story').on(t.storyId).where(sql`story_id is not null`),
    index('articles_to_appear').on(t.publicFrom, t.id).where(sql`told_from <> public_from`),
    index('articles_to_disappear').on(t.publicUntil, t.id).where(sql`told_until is null and public_until < '9999-12-31T23:59:59.999Z'`),
    index('articles_by_rights').on(t.rightsUntil, t.id).where(sql`rights_until is not null`),
  ],
)

/** What an article said at one save. Never changed; the oldest are let go where a setting says so. */
export const revisions = table(
  'revisions',
  {
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    createdAt: moment().notNull(),
    createdBy: text(),
    slug: text().notNull(),
    kind: text({ enum: articleKinds }).notNull(),
    language: text().notNull(),
    headline: text().notNull(),
    standfirst: text().notNull(),
    dateline: text().notNull(),
    excerpt: text().notNull(),
    wordCount: integer().notNull(),
    pinned: flag().notNull(),
    sectionId: text(),
    tagIds: json().$type<string[]>().notNull(),
    bylines: json().$type<{ authorId: string; role: string | null }[]>().notNull(),
    source: json().$type<{ name: string; url: string | null; licence: string | null; usageTerms: string | null } | null>(),
    leadImage: json().$type<{
      url: string
      alt: string
      caption: string | null
      credit: string | null
      width: number | null
      height: number | null
      /** The rest is not there in revisions from before there were media: `wholeImage` fills it in. */
      mediaId: string | null
      focalPoint: { x: number; y: number } | null
      variants: { url: string; type: string; width: number; height: number }[]
    } | null>(),
    seo: json().$type<{ title: string | null; description: string | null; canonicalUrl: string | null; noIndex: boolean }>().notNull(),
    related: json().$type<{ articleId: string; relation: (typeof relations)[number]; note: string | null }[]>().notNull(),
    // The long ones last: a list does not read them.
    bodyHeadings: json().$type<{ level: number; id: string; text: string }[]>().notNull(),
    bodyFormat: text({ enum: ['markdown', 'html'] }).notNull(),
    bodyHtml: text().notNull(),
    bodyText: text().notNull(),
    bodySource: text().notNull(),
    /** The version of the article that this save made. 0 in old ones, of which it is not known. */
    version: integer().notNull().default(0),
    /** What the editor says of this save. */
    note: text(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.number] })],
)

/** The pictures that a revision shows, above the story or in it. */
export const mediaUses = table(
  'media_uses',
  {
    mediaId: text()
      .notNull()
      .references(() => media.id, { onDelete: 'cascade' }),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.mediaId, t.articleId, t.revision] }), index('media_uses_by_article').on(t.articleId)],
)

/** Every slug that belongs to an article: the current ones, and those it was ever public under. */
export const slugs = table(
  'slugs',
  {
    type: text({ enum: articleTypes }).notNull(),
    slug: text().notNull(),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    /** Null while only a draft has it. */
    publicSince: moment(),
    /** An address on purpose: it stays though no revision has it. */
    alias: flag().notNull().default(false),
    /** When it was given up: it leads nowhere since, and is nobody else’s. */
    retiredAt: moment(),
    retiredBy: text(),
    /** When the article got it, and through whom; not known of those from before this was kept. */
    createdAt: moment(),
    createdBy: text(),
  },
  (t) => [primaryKey({ columns: [t.type, t.slug] }), index('slugs_by_article').on(t.articleId)],
)

/** The public lists that a published article stands in: its section and those above it, its tags, its authors. */
export const listings = table(
  'listings',
  {
    termId: text()
      .notNull()
      .references(() => terms.id, { onDelete: 'cascade' }),
    listedAt: moment().notNull(),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.termId, t.listedAt, t.articleId] }), index('listings_by_article').on(t.articleId, t.termId)],
)

/** The related links of published articles, in order. */
export const links = table(
  'links',
  {
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    targetId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    relation: text({ enum: relations }).notNull(),
    note: text(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.position] }), index('links_by_target').on(t.targetId, t.articleId)],
)

/** The changes of articles: which version each made, by whom, and which members it touched. Only ever added to, and the oldest are let go. */
export const articleChanges = table(
  'article_changes',
  {
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    at: moment().notNull(),
    staffId: text(),
    fields: json().$type<string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.version] }), index('article_changes_by_age').on(t.at)],
)

/** What was put right in public articles. None is ever lost: what was taken back stays, and readers do not get it. */
export const corrections = table(
  'corrections',
  {
    id: text().primaryKey(),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    kind: text({ enum: correctionKinds }).notNull(),
    note: text().notNull(),
    /** What it said before, and since. */
    before: text(),
    after: text(),
    revision: integer().notNull(),
    at: moment().notNull(),
    createdBy: text(),
    removedAt: moment(),
    removedBy: text(),
  },
  (t) => [index('corrections_by_article').on(t.articleId, t.at, t.id)],
)

/** Links by which somebody outside may read one revision. Their tokens are made anew from these rows, and are not kept. */
export const previewLinks = table(
  'preview_links',
  {
    id: text().primaryKey(),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    /** For whom it is, say. */
    note: text().notNull(),
    createdBy: text().notNull(),
    createdByName: text().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    revokedAt: moment(),
  },
  (t) => [index('preview_links_by_article').on(t.articleId, t.id), index('preview_links_by_end').on(t.expiresAt)],
)

/** What the newest words of each article link to, whatever has become of it; the links themselves are in its revision. */
export const draftLinks = table(
  'draft_links',
  {
    targetId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.targetId, t.articleId] }), index('draft_links_by_article').on(t.articleId)],
)

/** Whose words are in an index beside, and under which number. */
const texts = <Name extends string>(name: Name) =>
  table(
    name,
    {
      row: integer().primaryKey(),
      articleId: text()
        .notNull()
        .references(() => articles.id, { onDelete: 'cascade' }),
      /** The words of the headline, and of standfirst, tags and authors, as they are looked for: what is found there comes first. */
      headline: text().notNull(),
      front: text().notNull(),
    },
    (t) => [uniqueIndex(`${name}_by_article`).on(t.articleId)],
  )

/** Whose public words are in the full-text index (`text-index.ts`), of what is published or scheduled: the number of the row there grows with time. */
export const publicTexts = texts('public_texts')

/** Whose newest words are in the index beside: they are not, or not yet, the public ones. */
export const deskTexts = texts('desk_texts')

/** One row: how far the index has been built; what is saved meanwhile is in it at once. */
export const textIndex = table('text_index', {
  id: text({ enum: ['text-index'] }).primaryKey(),
  /** Of the rules that texts are folded and kept by. */
  version: integer().notNull(),
  /** The last article that was reached, in the order of ids. */
  doneTo: text().notNull(),
  complete: flag().notNull(),
})

// Layout

/** The front pages that somebody has arranged: the site's, and those of sections. */
export const fronts = table('fronts', {
  /** `site`, or the id of the section. */
  place: text().primaryKey(),
  sectionId: text().references(() => terms.id, { onDelete: 'cascade' }),
  /** The newest arrangement. */
  revision: integer().notNull(),
})

/** A slot of a front page, its pins in order. */
export interface FrontSlot {
  kind: string
  places: number
  fill: boolean
  pins: { articleId: string; from: string | null; until: string | null; headline: string | null; kicker: string | null }[]
}

/** What was arranged on a front page at one save. Never changed; the oldest are let go. */
export const frontArrangements = table(
  'front_arrangements',
  {
    place: text()
      .notNull()
      .references(() => fronts.place, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    slots: json().$type<FrontSlot[]>().notNull(),
    arrangedAt: moment().notNull(),
    arrangedBy: text(),
  },
  (t) => [primaryKey({ columns: [t.place, t.revision] })],
)

/** The pins of the newest arrangements, by their times. */
export const frontPins = table(
  'front_pins',
  {
    place: text()
      .notNull()
      .references(() => fronts.place, { onDelete: 'cascade' }),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    startsAt: moment().notNull(),
    endsAt: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.place, t.articleId] }),
    index('front_pins_by_article').on(t.articleId),
    index('front_pins_by_start').on(t.startsAt),
    index('front_pins_by_end').on(t.endsAt),
  ],
)

/** The menus beside the main one, which stands in the masthead. */
export const menus = table('menus', {
  name: text().primaryKey(),
  items: json().$type<MenuEntry[]>().notNull(),
  revision: integer().notNull(),
  updatedAt: moment().notNull(),
})

// Readers

/** Whoever has shown that an e-mail address is theirs. */
export const readers = table(
  'readers',
  {
    id: text().primaryKey(),
    /** In lower case, as comments have it. */
    email: text().notNull(),
    verifiedAt: moment().notNull(),
    /** When they last opened a link or left a comment as themselves. */
    seenAt: moment().notNull(),
    /** Tokens of earlier ones open nothing any more. */
    generation: integer().notNull(),
    // What they want to be told by mail about their comments.
    tellApproval: flag().notNull(),
    tellRejection: flag().notNull(),
    tellReplies: flag().notNull(),
    /** When they last withdrew what was rejected or spam, which would be forgotten otherwise; else long ago. */
    refusedAt: moment().notNull(),
  },
  (t) => [uniqueIndex('readers_by_email').on(t.email), index('readers_by_use').on(t.seenAt)],
)

/** The links that were mailed, each of which shows once that whoever opens it reads the mail of an address. */
export const readerLinks = table(
  'reader_links',
  {
    /** SHA-256 of what stands in the link. */
    hash: text().primaryKey(),
    purpose: text({ enum: ['comment', 'reader'] }).notNull(),
    /** Empty once it opens nothing any more. */
    email: text().notNull(),
    /** Keyed hash of the address, by which mail to it is counted for some days. */
    emailHash: text().notNull(),
    /** The comment that it shows to be of that address. */
    commentId: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    /** Never, while it was not. */
    usedAt: moment().notNull(),
  },
  (t) => [
    index('reader_links_by_address').on(t.emailHash, t.createdAt),
    index('reader_links_by_comment').on(t.commentId),
    index('reader_links_by_age').on(t.createdAt),
  ],
)

// Comments

/** What waits for a moderator: a comment, or the edit of one that can be read meanwhile. `is true` keeps SQLite from looking for each by itself. */
const waits = sql`(state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true`

/** What can be read, or could be until its author withdrew it. */
const stands = sql`(state = 'approved' or (state = 'deleted' and approved_revision is not null)) is true`

export const comments = table(
  'comments',
  {
    id: text().primaryKey(),
    articleId: text()
      .notNull()
      .references(() => articles.id, { onDelete: 'cascade' }),
    /** The comment that begins the thread; itself for a root. */
    rootId: text().notNull(),
    /** The comment it hangs on; at the deepest level not always the one it answers. */
    parentId: text(),
    inReplyTo: text(),
    depth: integer().notNull(),
    state: text({ enum: ['pending', 'approved', 'rejected', 'spam', 'deleted'] }).notNull(),
    version: integer().notNull(),
    /** The newest words; while they wait, those of `approvedRevision` are what readers see. */
    revision: integer().notNull(),
    approvedRevision: integer(),
    /** How many reports by readers no moderator has answered; null for none. */
    reports: integer(),
    /** The minute of 1970 in which it came, and earlier the more there is to look at: what waits is sorted by it, upwards. 0 in old ones, which come first. */
    priority: integer().notNull().default(0),
    authorName: text().notNull(),
    authorUrl: text(),
    authorEmail: text(),
    /** Whose comment this certainly is: they have shown that the e-mail is theirs, and that they wrote it. */
    readerId: text(),
    badge: text({ enum: ['staff'] }),
    addressHash: text(),
    /** Hash of the text as it is compared, for finding the same text again. */
    fingerprint: text().notNull(),
    userAgent: text(),
    createdAt: moment().notNull(),
  },
  (t) => [
    index('comments_public').on(t.articleId, t.depth, t.state, t.createdAt, t.id),
    index('comments_thread').on(t.rootId, t.state, t.createdAt, t.id),
    index('comments_roots').on(t.articleId, t.createdAt, t.id).where(sql`depth = 1 and ${stands}`),
    index('comments_waiting').on(t.createdAt, t.id, t.state, t.revision, t.approvedRevision).where(waits),
    index('comments_waiting_of_article').on(t.articleId, t.createdAt, t.id).where(waits),
    index('comments_reported').on(t.reports, t.createdAt, t.id).where(sql`reports > 0`),
    index('comments_reported_in_order').on(t.createdAt, t.id).where(sql`reports > 0`),
    index('comments_by_priority').on(t.priority, t.id).where(sql`(${waits} or reports > 0) is true`),
    index('comments_queue').on(t.state, t.createdAt, t.id),
    index('comments_queue_of_article').on(t.articleId, t.state, t.createdAt, t.id),
    index('comments_by_address').on(t.addressHash, t.createdAt),
    index('comments_by_email').on(t.authorEmail, t.state, t.createdAt, t.id),
    index('comments_under_email').on(t.authorEmail, t.createdAt, t.id).where(sql`author_email is not null`),
    index('comments_by_reader').on(t.readerId, t.createdAt, t.id).where(sql`reader_id is not null`),
    index('comments_of_address').on(t.addressHash, t.state, t.createdAt, t.id),
    index('comments_by_text').on(t.fingerprint, t.articleId),
    index('comments_with_sender').on(t.createdAt, t.id).where(sql`address_hash is not null or user_agent is not null`),
  ],
)

/** Answers that a reader is to be told of, or was. */
export const replyNotices = table(
  'reply_notices',
  {
    replyId: text()
      .primaryKey()
      .references(() => comments.id, { onDelete: 'cascade' }),
    answeredId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    readerId: text().notNull(),
    at: moment().notNull(),
    /** When to tell them, at the earliest; never once that is done. */
    dueAt: moment().notNull(),
  },
  (t) => [
    index('reply_notices_due').on(t.dueAt, t.readerId),
    index('reply_notices_by_reader').on(t.readerId, t.dueAt),
    index('reply_notices_by_answered').on(t.answeredId),
    index('reply_notices_by_age').on(t.at),
  ],
)

/** The words of a comment at one save. Never changed, but erased in the end. */
export const commentRevisions = table(
  'comment_revisions',
  {
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    body: text().notNull(),
    /** As in `comments`, where the words came as an edit or were edited. */
    fingerprint: text(),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.number] })],
)

/** What the screening found in one revision of a comment. */
export const commentSignals = table(
  'comment_signals',
  {
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    position: integer().notNull(),
    rule: text().notNull(),
    verdict: text({ enum: ['allow', 'flag', 'hold', 'spam', 'reject'] }).notNull(),
    score: integer(),
    detail: text().notNull(),
    spans: json().$type<{ field: 'body' | 'authorName' | 'authorUrl'; start: number; end: number; text: string }[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.revision, t.position] }), index('comment_signals_by_rule').on(t.rule, t.commentId)],
)

/** What readers have against a comment that they can read. One each, by the network they come from, for each revision. */
export const commentReports = table(
  'comment_reports',
  {
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    /** A text of its own that begins with `~` once it is forgotten. */
    reporterHash: text().notNull(),
    reason: text({ enum: ['spam', 'abuse', 'off-topic', 'other'] }).notNull(),
    note: text(),
    /** Until a moderator has decided. */
    open: flag().notNull(),
    /** The decision that ended it, or that opened it again. */
    answeredBy: text(),
    at: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.revision, t.reporterHash] }),
    index('comment_reports_in_order').on(t.commentId, t.at),
    index('comment_reports_by_reporter').on(t.reporterHash, t.at),
    index('comment_reports_with_reporter').on(t.at).where(sql`substr(reporter_hash, 1, 1) <> '~'`),
    index('comment_reports_answered').on(t.at).where(sql`not open`),
  ],
)

/** Who decided what about a comment, when. Only ever added to; reason and note go with a comment that is withdrawn, and the oldest are let go. */
export const decisions = table(
  'decisions',
  {
    id: text().primaryKey(),
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    at: moment().notNull(),
    staffId: text(),
    staffName: text().notNull(),
    action: text({ enum: ['approve', 'reject', 'spam', 'hold', 'undo'] }).notNull(),
    fromState: text().notNull(),
    toState: text().notNull(),
    revision: integer().notNull(),
    reason: text(),
    /** What its author is told besides, as it stood among the reasons then. */
    statement: text(),
    note: text(),
    /** Those that were made by one filter have the same, and so have those that took them back. */
    batch: text(),
    /** The version of the comment that it made. Null in old ones, which cannot be undone. */
    version: integer(),
    /** The revision that readers saw before it. */
    approvedBefore: integer(),
    /** The decision that it took back. */
    undoes: text(),
  },
  (t) => [
    index('decisions_by_comment').on(t.commentId, t.at),
    index('decisions_by_time').on(t.at, t.id),
    index('decisions_by_staff').on(t.staffId, t.at, t.id),
    index('decisions_of_batch').on(t.batch, t.action, t.id).where(sql`batch is not null`),
  ],
)

/**
 * What the spam service was shown about one revision of a comment, beside what stands in the comment itself, and what became of it. Only while
 * a service is set, for as long as senders are kept.
 */
export const spamChecks = table(
  'spam_checks',
  {
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    /** The version of the comment that this revision made. */
    version: integer().notNull(),
    address: text().notNull(),
    userAgent: text(),
    referrer: text(),
    permalink: text().notNull(),
    /** What the service said; null when it has said nothing yet. */
    verdict: text({ enum: ['ham', 'spam', 'discard'] }),
    /** What it is to be told, because people have decided otherwise. */
    lesson: text({ enum: ['ham', 'spam'] }),
    /** What it was told last. */
    told: text({ enum: ['ham', 'spam'] }),
    /** How often it has failed to answer. */
    attempts: integer().notNull(),
    /** When it is asked again or told; never when there is nothing more to say. */
    dueAt: moment().notNull(),
    at: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.revision] }), index('spam_checks_due').on(t.dueAt), index('spam_checks_by_time').on(t.at)],
)

/** Words that comments are looked through for. */
export const wordLists = table('word_lists', {
  id: text().primaryKey(),
  name: text().notNull(),
  effect: text({ enum: ['block', 'hold', 'flag'] }).notNull(),
  words: json().$type<string[]>().notNull(),
  wordCount: integer().notNull(),
  /** Hash of the words: who has them ready knows by it that they are still the same. */
  digest: text().notNull(),
  enabled: flag().notNull(),
  revision: integer().notNull(),
  createdAt: moment().notNull(),
  updatedAt: moment().notNull(),
})

/** Who may not comment, or only in vain. What has ended stays for some time. */
export const bans = table(
  'bans',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['email', 'domain', 'network', 'address'] }).notNull(),
    /** What is banned, as a comment is looked up by it; of an address its keyed hash. */
    value: text().notNull(),
    /** Whose address it is. */
    commentId: text(),
    effect: text({ enum: ['reject', 'hold'] }).notNull(),
    reason: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull(),
    staffId: text(),
    staffName: text().notNull(),
    /** The decisions that it was made along with. */
    batch: text(),
  },
  (t) => [
    index('bans_by_value').on(t.value, t.expiresAt),
    index('bans_by_end').on(t.expiresAt),
    index('bans_of_batch').on(t.batch).where(sql`batch is not null`),
  ],
)

/** What moderators have noted about whoever writes from an e-mail or an address; it goes with the last comment from there. What is removed stays as an empty row. */
export const authorNotes = table(
  'author_notes',
  {
    id: text().primaryKey(),
    email: text(),
    addressHash: text(),
    body: text().notNull(),
    at: moment().notNull(),
    staffId: text(),
    staffName: text().notNull(),
  },
  (t) => [
    index('author_notes_by_email').on(t.email, t.id),
    index('author_notes_by_address').on(t.addressHash, t.id),
    index('author_notes_with_address').on(t.at).where(sql`address_hash is not null`),
  ],
)

/** Who changed which settings, list or ban, when, from what to what: the members that differ. Only ever added to, and the oldest are let go. */
export const auditEntries = table(
  'audit_entries',
  {
    id: text().primaryKey(),
    at: moment().notNull(),
    staffId: text(),
    staffName: text().notNull(),
    what: text({ enum: ['site', 'settings', 'wordList', 'ban', 'authorNote', 'correction', 'withdrawal', 'slug', 'menu'] }).notNull(),
    action: text({ enum: ['created', 'changed', 'removed', 'ended'] }).notNull(),
    subjectId: text().notNull(),
    before: json().$type<Record<string, unknown>>().notNull(),
    after: json().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('audit_by_time').on(t.at, t.id), index('audit_by_staff').on(t.staffId, t.at, t.id)],
)

/** Who works on which comment, and until when: past that moment, or taken back, it is nobody's. */
export const claims = table(
  'claims',
  {
    commentId: text()
      .primaryKey()
      .references(() => comments.id, { onDelete: 'cascade' }),
    /** Those that were handed out together have the same. */
    claimId: text().notNull(),
    staffId: text().notNull(),
    staffName: text().notNull(),
    until: moment().notNull(),
  },
  (t) => [index('claims_by_id').on(t.claimId), index('claims_by_end').on(t.until)],
)

/** One row, once the site has its own list: what moderators are offered when they reject. */
export const rejectionReasons = table('rejection_reasons', {
  id: text({ enum: ['reasons'] }).primaryKey(),
  items: json().$type<{ text: string; statement?: string | null }[]>().notNull(),
  /** How an author may object to a rejection. */
  objection: text(),
  revision: integer().notNull(),
  updatedAt: moment().notNull(),
})

/** In how many comments that somebody approved or called spam something stood. It is known by a hash: no word of a comment is in here. */
export const spamMarks = table(
  'spam_marks',
  {
    /** The hash; there is one for the row that counts the comments themselves. */
    mark: text().primaryKey(),
    spam: integer().notNull(),
    ham: integer().notNull(),
    /** When it was last counted. */
    lastAt: moment().notNull(),
  },
  (t) => [index('spam_marks_rare').on(t.lastAt).where(sql`spam + ham < 2`)],
)

/** What the decision about a comment has taught, and with which of its revisions: each comment teaches once. */
export const spamExamples = table('spam_examples', {
  commentId: text()
    .primaryKey()
    .references(() => comments.id, { onDelete: 'cascade' }),
  lesson: text({ enum: ['spam', 'ham'] }).notNull(),
  revision: integer().notNull(),
})

// Imports

/** What an export of another system has become here, so that importing it again changes nothing. */
export const imports = table(
  'imports',
  {
    /** Such as `wordpress:https://news.example`. */
    source: text().notNull(),
    kind: text().notNull(),
    externalId: text().notNull(),
    targetId: text(),
    data: json().$type<Record<string, unknown>>(),
  },
  (t) => [primaryKey({ columns: [t.source, t.kind, t.externalId] })],
)

/** What the addresses of the former site have become. */
export const formerAddresses = table('former_addresses', {
  /** Path, with the query where it names the story; without a trailing slash. */
  path: text().primaryKey(),
  kind: text({ enum: ['article', 'page', 'section', 'tag', 'author'] }).notNull(),
  targetId: text().notNull(),
})

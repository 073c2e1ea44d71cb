/** What the masthead says. The place lies in open water, so that it is nobody’s town. */
export type SampleSite = {
  name: string
  tagline: string
  language: string
  timeZone: string
  place: { name: string; latitude: number; longitude: number }
}

/** A section of the paper; a nested one follows its parent in the list. */
export type SampleSection = {
  slug: string
  name: string
  description: string
  parent: string | null
  /** What is set there for comments; all else is inherited. */
  comments?: { mode: 'pre'; closeAfterDays: number }
}

/** A subject that stories from several sections share. */
export type SampleTag = { slug: string; name: string }

/** Somebody who writes for the paper. */
export type SampleAuthor = { slug: string; name: string; bio: string }

/** A static page; its body is Markdown. */
export type SamplePage = { slug: string; headline: string; body: string }

/** What the town’s weather station last said. */
export type SampleWeather = { temperature: { value: number; unit: 'F' | 'C' }; condition: string }

/** A story in any state; its section, tags and bylines must exist below, and its body is Markdown. */
export type SampleStory = {
  key: string
  slug: string
  kind: 'news' | 'analysis' | 'opinion' | 'interview' | 'live' | 'photo'
  headline: string
  standfirst: string
  /** Where it was written, in capitals, or ''. */
  dateline: string
  body: string
  source: { name: string; url: string | null; licence: string | null; usageTerms: string | null } | null
  leadImage: { url: string; alt: string; caption: string; credit: string; width: number; height: number } | null
  section: (typeof sections)[number]['slug']
  tags: readonly (typeof tags)[number]['slug'][]
  bylines: readonly { author: (typeof authors)[number]['slug']; role: string | null }[]
  state: 'draft' | 'inReview' | 'scheduled' | 'published' | 'archived' | 'trashed'
  /** Hours from publication to the first start, negative if it is to come; for what never ran, hours since it was last worked on. */
  hoursAgo: number
  related: readonly { story: string; relation: 'related' | 'background' | 'follow-up' | 'series'; note: string | null }[]
  pinned?: true
}

/** A reader’s comment; `story` and `inReplyTo` are keys. */
export type SampleComment = {
  key: string
  story: string
  inReplyTo: string | null
  authorName: string
  authorEmail: string | null
  authorUrl: string | null
  body: string
  state: 'approved' | 'pending' | 'rejected' | 'spam'
  minutesAfterStory: number
}

/** The sample newspaper’s masthead. */
export const site = {
  name: 'The Harbour Gazette',
  tagline: 'News from Ellermouth and the coast around it',
  language: 'en',
  timeZone: 'Europe/Lisbon',
  place: { name: 'Ellermouth', latitude: 40.6, longitude: -9.4 },
} as const satisfies SampleSite

/** The weather beside the masthead. */
export const weather = { temperature: { value: 68.8, unit: 'F' }, condition: 'Light rain' } as const satisfies SampleWeather

/** The sections, parents before their children. */
export const sections = [
  { slug: 'harbour', name: 'Harbour', description: 'Boats, berths, ferries and the people who work on the water.', parent: null },
  { slug: 'town', name: 'Town', description: 'The council, the schools, the streets behind the Strand.', parent: null },
  { slug: 'culture', name: 'Culture', description: 'What Ellermouth makes, keeps and remembers.', parent: null },
  {
    slug: 'opinion',
    name: 'Opinion',
    description: 'Arguments, signed by whoever makes them.',
    parent: null,
    comments: { mode: 'pre', closeAfterDays: 7 },
  },
  { slug: 'sport', name: 'Sport', description: 'Results and reports, on land and in the water.', parent: null },
  { slug: 'sailing', name: 'Sailing', description: 'Regattas, boats and their crews.', parent: 'sport' },
] as const satisfies readonly SampleSection[]

/** The tags. No published story has `lifeboat` yet: it appears with the story that is scheduled. */
export const tags = [
  { slug: 'lighthouses', name: 'Lighthouses' },
  { slug: 'fishing', name: 'Fishing' },
  { slug: 'ferries', name: 'Ferries' },
  { slug: 'council', name: 'Council' },
  { slug: 'flood-defences', name: 'Flood defences' },
  { slug: 'weather', name: 'Weather' },
  { slug: 'heritage', name: 'Heritage' },
  { slug: 'regatta', name: 'Regatta' },
  { slug: 'swimming', name: 'Swimming' },
  { slug: 'lifeboat', name: 'Lifeboat' },
] as const satisfies readonly SampleTag[]

/** The newsroom. */
export const authors = [
  {
    slug: 'ines-marrable',
    name: 'Ines Marrable',
    bio: 'Ines Marrable covers the harbour. She spent nine years as deck crew on the Skerrin ferry before she joined the Gazette.',
  },
  {
    slug: 'tobias-wrackham',
    name: 'Tobias Wrackham',
    bio: 'Tobias Wrackham reports on the council and its budget, and writes a column about getting from one side of the river to the other.',
  },
  {
    slug: 'oona-larkspur',
    name: 'Oona Larkspur',
    bio: 'Oona Larkspur takes the Gazette’s photographs and edits the series “Working lives”.',
  },
  {
    slug: 'davit-sorrel',
    name: 'Davit Sorrel',
    bio: 'Davit Sorrel writes about sport. He has finished the Skerrin Round eleven times and won it once.',
  },
] as const satisfies readonly SampleAuthor[]

/** The static pages. */
export const pages = [
  {
    slug: 'about',
    headline: 'About the Gazette',
    body: `
The Harbour Gazette reports on Ellermouth, the villages on the river Eller and the island of Skerrin. Four people write it. Our office is
at 3 Chandlers’ Steps, above the sailmaker; the door is open from nine to five, Monday to Friday.

## Write to us

- News and corrections: [desk@harbour-gazette.example](mailto:desk@harbour-gazette.example)
- Photographs and permissions: [pictures@harbour-gazette.example](mailto:pictures@harbour-gazette.example)

## When we are wrong

We correct the story, say at its foot what was wrong, and leave the note there. We do not change a published fact in silence.

## Where this paper comes from

The Gazette, its town and everybody in it are invented. This is the sample paper that Broadsheet shows on its first start.
`.trim(),
  },
  {
    slug: 'comment-rules',
    headline: 'How we moderate comments',
    body: `
A moderator reads the first comments under any new name before they appear. That takes a few hours by day and longer at night.

## What we ask of you

1. Write about the story.
2. Argue with what somebody said, not with who they are.
3. Leave out addresses, telephone numbers and anything else that is private to another person.
4. Use a name you would answer to. It need not be your own, but it must not be somebody else’s.

## What holds a comment back

Several links, a word on our lists, or a name that could be taken for one of ours. Being held is not a verdict: most held comments
appear. A moderator never changes your words; a comment is published as you wrote it or not at all.

## Afterwards

Conversations close fourteen days after the story. Your e-mail address is never shown. If you think that we decided wrongly, write to
[desk@harbour-gazette.example](mailto:desk@harbour-gazette.example) and a second person will look.
`.trim(),
  },
] as const satisfies readonly SamplePage[]

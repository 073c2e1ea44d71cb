import type { SampleStory } from './newspaper.ts'

/** The published stories that are more than the news of the day: a column, an analysis and the series “Working lives”. */
export const features = [
  {
    key: 'early-ferry',
    slug: 'keep-the-early-ferry',
    kind: 'opinion',
    headline: 'Keep the ten-to-six boat',
    standfirst: 'Thirty-one people are few for a ferry and a great many for a hospital.',
    dateline: '',
    body: `
The ferry company wants to drop the first boat from Low Ferrow to Ellermouth, the one at ten to six. It carries 31 people on an ordinary
morning and has seats for 120. On the company’s arithmetic that is an empty boat.

I took it four times last month and asked who was on it. Twelve worked at the hospital. Six were on their way to the fish market. Four
baked the bread that the other 27 would eat at noon. Two were pupils with a long way still to go by bus. The next boat would bring none
of them to work on time, and the road around the estuary is 38 kilometres.

The company loses money on this crossing; nobody disputes it. But there are answers between a large ferry and none:

- send the launch, which has 40 seats and burns a quarter of the fuel;
- let the hospital and the market buy a block of season tickets;
- run the boat on working days only.

The council pays for street lamps that shine on empty streets, because somebody may have to walk there. It should look at the early boat
in the same way, and put its question to the company before [the consultation](https://ellermouth-council.example/ferry) closes.
`.trim(),
    source: null,
    leadImage: null,
    section: 'opinion',
    tags: ['ferries', 'council'],
    bylines: [{ author: 'tobias-wrackham', role: 'Columnist' }],
    state: 'published',
    hoursAgo: 31,
    related: [{ story: 'fog', relation: 'related', note: 'A morning when the crossing ran late' }],
  },
  {
    key: 'berth-fees',
    slug: 'berth-fees-explained',
    kind: 'analysis',
    headline: 'Berth fees: six large boats will carry nearly half the rise',
    standfirst: 'The harbour needs money after the repair of its lights. We worked out who will pay it, and for how long.',
    dateline: '',
    body: `
The smallest boats in Ellermouth will pay a little less for their berths and the largest a good deal more. The harbour board has approved
new fees, in crowns a year:

| Length | Boats | Now | New | Change for each |
|---|---|---|---|---|
| under 8 m | 58 | 400 | 380 | −20 |
| 8 to 12 m | 41 | 700 | 760 | +60 |
| 12 to 20 m | 17 | 1,500 | 1,800 | +300 |
| over 20 m | 6 | 3,200 | 4,100 | +900 |

If nobody leaves, the board will take 108,400 crowns a year instead of 96,600. The six largest boats account for 5,400 of the 11,800
crowns between the two.

## Why now

The new lights cost 86,000 crowns and left 31,000 in the reserve. From the higher fees alone it would take a little more than seven
years to put the money back. The board is also claiming the sum from the insurers of the coaster whose anchor cut the cable, but expects
no answer for months.

## What could go wrong

Two of the six large boats could move to Port Saltry, where a berth of their size costs 3,900 crowns. If both did, the harbour would lose
8,200 crowns a year and keep only 3,600 of the rise.
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/inner-basin.jpg',
      alt: 'Rows of small boats moored in a stone basin, seen from above, with three large trawlers along the far quay',
      caption: 'The inner basin. Most of Ellermouth’s 122 berths are shorter than twelve metres.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 1067,
    },
    section: 'harbour',
    tags: ['fishing'],
    bylines: [
      { author: 'ines-marrable', role: null },
      { author: 'tobias-wrackham', role: 'Figures' },
    ],
    state: 'published',
    hoursAgo: 50,
    related: [],
  },
  {
    key: 'keeper',
    slug: 'last-keeper-of-the-south-mole',
    kind: 'interview',
    headline: '“You learn to hear when the lamp is wrong”',
    standfirst: 'Bram Ostley kept the south mole light for 22 years. He tells us about sleep, oil and the one night that it went out.',
    dateline: 'ELLERMOUTH',
    body: `
Bram Ostley is 79 and lives within sight of the tower that he kept until it was made automatic.

**What does a keeper do all night?**

He listens. There was a clockwork that turned the lens, and it ticked. You learn to hear when the lamp is wrong before you can see it. I
slept in pieces, forty minutes at a time. My wife says I still do.

**Did it ever go out?**

Once, for eleven minutes. Water in the oil. I lit a hand lamp and stood on the gallery with it, swinging it by count. A boat came in by
that. The skipper thought we had a new lamp and that it was a poor one.

**Do you miss it?**

> I miss being the only one awake. I do not miss the stairs. There are 94 of them and the oil was heavy.

**What did you think when both lights failed this time?**

That it took an anchor to do it. A cable across a harbour mouth is asking to be caught. Each tower should look after itself.

**And the old lens?**

It is the best thing in this town. I polished it every day and never found a scratch that was mine.
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/bram-ostley.jpg',
      alt: 'An elderly man in a dark jersey at a window, with a small stone lighthouse out of focus behind him',
      caption: 'Bram Ostley at home.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1067,
      height: 1600,
    },
    section: 'culture',
    tags: ['lighthouses', 'heritage'],
    bylines: [{ author: 'oona-larkspur', role: 'Interview' }],
    state: 'published',
    hoursAgo: 74,
    related: [{ story: 'net-loft', relation: 'series', note: 'Working lives, part 1' }],
  },
  {
    key: 'net-loft',
    slug: 'a-day-in-the-net-loft',
    kind: 'photo',
    headline: 'A day in the net loft',
    standfirst: 'Three women mend the nets of forty boats, in a room that smells of tar and tea. Five photographs.',
    dateline: 'ELLERMOUTH',
    body: `
The loft above the ice house has no heating, because warm cord stretches. Ottilie Crane has worked here for 36 years. Her daughter Bea
came 12 years ago, and Josune Arrel last autumn.

## The pictures

1. **The hoist.** A wet trawl comes up through the floor. It weighs as much as a small car and drips for an hour.
2. **The reading.** Ottilie walks the length of the net and ties a red thread at every tear. She found 41 in this one.
3. **The needle.** Josune fills it with cord. It is made of whalebone and is older than anybody in the room.
4. **The knot.** The same one every time: over, round, under, tight. Bea ties about eleven a minute.
5. **The window.** Four o’clock, tea. The boat that owns the net is waiting below with its engine running.

## How they are paid

By the tear, not by the hour. “It keeps us honest and it keeps them careful,” Ottilie says. A net that comes back with the same tear in
it is mended for nothing.

The loft has room for a fourth mender and would teach one. It has been asking for two years.
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/net-loft-hoist.jpg',
      alt: 'A green trawl net hanging from a hoist in a long wooden attic, with three women looking up at it',
      caption: 'The hoist, early in the morning.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 1067,
    },
    section: 'culture',
    tags: ['fishing', 'heritage'],
    bylines: [{ author: 'oona-larkspur', role: 'Words and photographs' }],
    state: 'published',
    hoursAgo: 98,
    related: [{ story: 'keeper', relation: 'series', note: 'Working lives, part 2' }],
  },
] as const satisfies readonly SampleStory[]

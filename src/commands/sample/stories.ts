import { deskStories } from './desk.ts'
import { features } from './features.ts'
import type { SampleStory } from './newspaper.ts'

/** Every story of the sample newspaper: the news here, the features, then what readers do not see. The first is the richest. */
export const stories: readonly SampleStory[] = [
  {
    key: 'harbour-lights',
    slug: 'harbour-lights-return',
    kind: 'news',
    headline: 'Both harbour lights shine again after eleven weeks',
    standfirst: 'A dragged anchor had cut the cable that fed them. Each mole now makes its own power.',
    dateline: 'ELLERMOUTH',
    body: `
The red light on the north mole and the green light on the south mole came on together at dusk last night, for the first time since an
anchor cut their cable eleven weeks ago. About two hundred people watched from the Strand. Outside the bar, six boats had waited for the
dark so that they could come in by them.

> “I have steered by those two since I was fourteen,” said Nuala Tidsworth, skipper of the *Second Wind*. “You do not know how hard you
> lean on a thing until it is gone.”

## What has changed

One cable under the harbour mouth used to feed both towers. Each now has a solar panel and a battery that lasts nine nights. The lamps are
new. The glass lens in the south tower, ground more than a century ago, was cleaned and put back.

| Light | Colour | Flash | Visible for |
|---|---|---|---|
| North mole | red | every 5 seconds | 9 nautical miles |
| South mole | green | every 5 seconds | 9 nautical miles |

## What is still missing

- The fog signal stays silent while the harbour decides on a new compressor.
- The path along the north mole stays shut while its railing is mended.
- The two temporary buoys will be lifted in a fortnight.

The repair cost 86,000 crowns, which the harbour took from its reserve. Masters will find the details in the
[notice to mariners](https://harbour-office.example/notices/mole-lights).
`.trim(),
    source: {
      name: 'Ellermouth Harbour Office',
      url: 'https://harbour-office.example/notices/mole-lights',
      licence: 'CC BY 4.0',
      usageTerms: 'Name the Harbour Office. Not for navigation.',
    },
    leadImage: {
      url: 'https://images.example/harbour-gazette/mole-lights-at-dusk.jpg',
      alt: 'Two squat stone towers at the ends of two moles, one with a red lamp and one with a green, and a fishing boat passing between them',
      caption: 'The Second Wind was the first boat in by the new lamps.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 1067,
    },
    section: 'harbour',
    tags: ['lighthouses', 'heritage', 'fishing'],
    bylines: [
      { author: 'ines-marrable', role: 'Report' },
      { author: 'oona-larkspur', role: 'Photographs' },
    ],
    state: 'published',
    hoursAgo: 6,
    related: [
      { story: 'keeper', relation: 'background', note: 'The last keeper on how the south tower was kept' },
      { story: 'berth-fees', relation: 'background', note: 'How the harbour means to refill its reserve' },
      { story: 'fog', relation: 'related', note: 'Fog on the morning after' },
    ],
    pinned: true,
  },
  {
    key: 'fog',
    slug: 'fog-stops-ferries',
    kind: 'news',
    headline: 'Fog stops the coast’s ferries for four hours',
    standfirst: 'Some 430 passengers waited in Port Saltry. In Ellermouth the river ferry ran late, but it ran.',
    dateline: 'PORT SALTRY',
    body: `
Fog stopped every ferry out of Port Saltry for four hours early today. About 430 passengers waited in the terminal and in a school hall
that the town opened for them. Nobody was hurt.

Visibility at the harbour mouth fell below 80 metres shortly after the first boat had left for Skerrin. That boat anchored off the island
for two hours and landed its 64 passengers when the pier came into sight. The port captain, Lorcan Tidewell, said that he would close the
channel again tonight if the fog came back.

## The delays

- Port Saltry to Skerrin: five sailings cancelled, the sixth left full.
- Port Saltry to Ellermouth: two sailings cancelled.
- Ellermouth to Low Ferrow: all sailings ran, the longest delay was 50 minutes.

Tickets for the cancelled sailings are valid on any boat this week. Passengers who travelled by road instead can claim the fare back at
the ticket office; they need the ticket, not the receipt.

The coast weather office expects the fog to thin from the west. It warned masters that banks may linger in the Eller estuary until the
wind rises.
`.trim(),
    source: {
      name: 'Longshore Press Agency',
      url: null,
      licence: 'Subscribers only',
      usageTerms: 'May not be passed on to other publications. The agency must be named.',
    },
    leadImage: null,
    section: 'harbour',
    tags: ['ferries', 'weather'],
    bylines: [],
    state: 'published',
    hoursAgo: 3,
    related: [{ story: 'early-ferry', relation: 'related', note: null }],
  },
  {
    key: 'skerrin-round',
    slug: 'skerrin-round-leg-by-leg',
    kind: 'live',
    headline: 'Skerrin Round, leg by leg: Merrily wins by nine seconds',
    standfirst: 'Fourteen boats, 24 miles around the island, and a finish that the committee watched three times. Latest first.',
    dateline: 'SKERRIN ROADS',
    body: `
## Finish: 4 h 12 min

*Merrily* takes it. Sanne Averill’s crew cross nine seconds before *Kittiwake*, close enough for the committee to look at the film three
times. *Dry Land* is third, six minutes back.

## Third leg: 3 h 05 min

*Kittiwake* goes inshore to get out of the tide and gains two hundred metres. *Merrily* stays out for the wind. Both helms believe that
they are right, and there are seven miles left to find out.

> “We could hear their winches before we could see their sail,” Averill said afterwards. “Nobody on board said a word for an hour.”

## Second leg: 1 h 50 min

All fourteen have rounded the North Stack. *Patient Aunt* has torn her spinnaker and is sailing on without it. The wind is steady at
14 knots from the south-west.

## First leg: 0 h 40 min

A clean start. The order at the first mark:

1. *Kittiwake*
2. *Dry Land*
3. *Merrily*
4. *Patient Aunt*

Ten boats are within a minute behind them. The course and the crew lists are on the
[race board](https://skerrin-round.example/board).
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/skerrin-round-finish.jpg',
      alt: 'Two sailing boats heeled hard over, bow to bow, a few metres from an orange finishing buoy',
      caption: 'Merrily, left, and Kittiwake at the line.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 900,
    },
    section: 'sailing',
    tags: ['regatta'],
    bylines: [{ author: 'davit-sorrel', role: 'On the committee boat' }],
    state: 'published',
    hoursAgo: 20,
    related: [],
  },
  {
    key: 'strand-wall',
    slug: 'strand-wall-vote',
    kind: 'news',
    headline: 'Council votes to raise the Strand wall by 60 centimetres',
    standfirst: 'Nine councillors were for it, six against. The work will take fourteen months and start at the harbour end.',
    dateline: 'ELLERMOUTH',
    body: `
The wall along the Strand will be 60 centimetres higher. The town council decided it by nine votes to six last night, after three hours
and 22 speakers from the public benches.

The wall is 740 metres long. Water has come over it four times in three years; the last time it stood knee-deep in eleven houses in
Cooper’s Row.

## What will be built

- A concrete cap with a stone face, in four stages, beginning at the harbour.
- Five steel gates, so that the steps to the beach can stay.
- A raised footpath on the sea side of the road, so that walkers can still see over.

## For and against

> “I would rather explain a wall to visitors than a flood to Cooper’s Row,” said Agnes Hollinsea, who leads the council.

Ivo Pellam, who voted against, fears for the shops on the Strand. “Fourteen months of fencing is two summers,” he said. He wanted
the pumps in Cooper’s Row renewed first.

The council puts the cost at 2.4 million crowns. The coast fund has promised two thirds; the town must find 800,000 crowns. The
[plans](https://ellermouth-council.example/strand-wall) hang in the library for six weeks.
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/strand-wall.jpg',
      alt: 'A low stone sea wall beside a wet road, with seaweed lying on the pavement behind it',
      caption: 'The wall at the harbour end, the morning after it was last overtopped.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 1067,
    },
    section: 'town',
    tags: ['council', 'flood-defences'],
    bylines: [{ author: 'tobias-wrackham', role: null }],
    state: 'published',
    hoursAgo: 27,
    related: [
      { story: 'wall-bill', relation: 'follow-up', note: 'What it will cost each household' },
      { story: 'berth-fees', relation: 'related', note: null },
    ],
  },
  {
    key: 'tide-pool',
    slug: 'tide-pool-ramp',
    kind: 'news',
    headline: 'Tide pool reopens, with a ramp down into the water',
    standfirst: 'Swimmers who could not manage the eleven steps can now get in. The water passed all 26 of its tests.',
    dateline: 'ELLERMOUTH',
    body: `
The tide pool under Gannet Head is open again after five months, and for the first time nobody has to take its eleven steps. A ramp of
ribbed concrete runs along the landward wall to a depth of a metre. Two chairs with wide wheels stand at the top; they cost nothing to
borrow.

Maud Ennis, who is 81, was the first one down it. She swam here every week until her hip was replaced.

> “Four years I have sat up there with the towels,” she said. “It is as cold as I remember.”

## The water

The Coastal Water Laboratory took 26 samples in the weeks before the pool opened. It rated 24 of them excellent and two good;
both of those were taken after heavy rain. It publishes every result [on its site](https://coastal-water.example/ellermouth).

## Before you go

The pool floods at high water and is closed for two hours on either side of it. The times are painted on the hut each morning. There is
no lifeguard. Dogs wait outside.
`.trim(),
    source: {
      name: 'Coastal Water Laboratory',
      url: 'https://coastal-water.example/ellermouth',
      licence: 'CC BY 4.0',
      usageTerms: null,
    },
    leadImage: {
      url: 'https://images.example/harbour-gazette/tide-pool-ramp.jpg',
      alt: 'A rectangular sea pool below a cliff, with a pale new ramp leading down into the water along one side',
      caption: 'The ramp at half tide.',
      credit: 'Davit Sorrel / The Harbour Gazette',
      width: 1200,
      height: 900,
    },
    section: 'sport',
    tags: ['swimming'],
    bylines: [{ author: 'davit-sorrel', role: null }],
    state: 'published',
    hoursAgo: 55,
    related: [],
  },
  ...features,
  ...deskStories,
]

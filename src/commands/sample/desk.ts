import type { SampleStory } from './newspaper.ts'

/** What readers do not see: one story scheduled, one in review, two drafts, one archived, one in the trash. */
export const deskStories = [
  {
    key: 'lifeboat-day',
    slug: 'lifeboat-open-day',
    kind: 'news',
    headline: 'Lifeboat station opens its doors, and its boat',
    standfirst: 'Visitors can go aboard, try the line gun and ask the crew what they would rather you stopped doing.',
    dateline: 'ELLERMOUTH',
    body: `
The lifeboat station on the south quay opens to visitors on the last Saturday of the month, from ten to four. Admission is free. There is
a bucket at the door, and it is meant to be noticed.

## What there is to see

- The *Agatha Rook* on her slip, with a ladder up to the deck. Children need somebody with them.
- The line gun, fired at noon and at three over the empty end of the basin.
- A drysuit to try on. The crew will time you; their own record is 48 seconds.

The boat went out 37 times in the past year and brought in 52 people. Fourteen of those calls came from paddle boards, which is more than
came from fishing boats.

> “Take a whistle and tell somebody when you will be back,” said Hanne Orrest, the coxswain. “Those two would have saved us half of them.”

If there is a call during the day the boat will launch and the visit will end. Stand behind the yellow line: the slip is steep and she
does not wait.
`.trim(),
    source: null,
    leadImage: {
      url: 'https://images.example/harbour-gazette/lifeboat-slip.jpg',
      alt: 'An orange and blue lifeboat at the top of a steep slip inside a boathouse with its doors open to the sea',
      caption: 'The Agatha Rook on her slip.',
      credit: 'Oona Larkspur / The Harbour Gazette',
      width: 1600,
      height: 1067,
    },
    section: 'town',
    tags: ['lifeboat'],
    bylines: [{ author: 'ines-marrable', role: null }],
    state: 'scheduled',
    hoursAgo: -18,
    related: [{ story: 'skerrin-round', relation: 'related', note: null }],
  },
  {
    key: 'market-bell',
    slug: 'fish-market-bell',
    kind: 'news',
    headline: 'Fish market to ring its bell half an hour earlier',
    standfirst: 'Buyers from inland asked for it. The crews are divided.',
    dateline: 'ELLERMOUTH',
    body: `
The bell that opens the fish market will ring at half past five instead of six, if the market’s members agree at their next meeting. The
buyers asked for it: a lorry that leaves before seven reaches the inland towns before their shops open.

The crews are divided. Of the 28 skippers whom the Gazette asked, 13 were for it, 11 against and four did not mind.

## For

Fish that is sold earlier is a day fresher on the slab, says the co-operative’s chair, Edda Mossop. She expects to get “a few crowns more
a crate, and every crate counts”.

## Against

Boats that work the far grounds cannot be back by then in every tide. They would have to leave their best hours or sell to the second
bell, when half the buyers have gone.

Mossop has offered a trial of three months, with a later bell on the eight mornings when the tide is worst. The members vote by show of
hands, one for each boat.
`.trim(),
    source: null,
    leadImage: null,
    section: 'harbour',
    tags: ['fishing'],
    bylines: [{ author: 'ines-marrable', role: null }],
    state: 'inReview',
    hoursAgo: 2,
    related: [{ story: 'early-ferry', relation: 'background', note: 'Six of its passengers work at the market' }],
  },
  {
    key: 'wall-bill',
    slug: 'who-pays-for-the-strand-wall',
    kind: 'analysis',
    headline: 'Who pays for the Strand wall',
    standfirst: 'The town’s share is 800,000 crowns. There are three ways to find it, and none of them is free.',
    dateline: '',
    body: `
The council has voted for the wall. It has not said where its third of the money will come from. The treasurer’s paper, which the Gazette
has read, names three ways.

## A loan

Spread over ten years among the town’s 5,200 households, 800,000 crowns come to about 15 crowns a household a year, before interest.
[Interest rate: ask the treasurer again. She promised a figure.]

## The parking fund

It holds 310,000 crowns and was meant for the car park at the station. Using all of it would halve neither the loan nor the anger.

## A levy on the Strand

Those who are protected would pay more. There are 164 buildings behind the wall. If they alone paid, each would owe 4,878 crowns, which is
why nobody expects it.

> “It is not the houses in Cooper’s Row that draw the visitors the wall is for,” one owner told us. [On the record? Check.]

The council decides in two months. [Add: what Port Saltry did. Tobias to call.]
`.trim(),
    source: null,
    leadImage: null,
    section: 'town',
    tags: ['council', 'flood-defences'],
    bylines: [{ author: 'tobias-wrackham', role: null }],
    state: 'draft',
    hoursAgo: 8,
    related: [{ story: 'strand-wall', relation: 'background', note: 'The vote' }],
  },
  {
    key: 'fog-signal',
    slug: 'the-silent-fog-signal',
    kind: 'news',
    headline: 'Does the harbour still need its fog signal?',
    standfirst: 'It has been silent for eleven weeks. Some sleep better; some steer worse.',
    dateline: 'ELLERMOUTH',
    body: `
The horn on the north mole has sounded every thirty seconds in every fog for 61 years. Its compressor failed on the night when the cable
was cut. A new one costs 19,000 crowns, and the harbour office is asking whether to buy it.

## Who wants it back

Skippers of small boats without radar, of whom there are about seventy in the basin. So do the rowers, who are out before light.

> “A light in fog is a rumour,” said one of them. “A horn is a fact.”

## Who does not

The houses on the north side, where the horn is as loud as a lorry passing the bed. Nineteen residents have written to ask for a signal that
a boat can switch on by radio when it needs one.

Such a signal exists and costs less than the compressor. [How many boats carry the radio for it? Ines is asking the coxswain.]

The office takes letters until the end of the month and will decide after that.
`.trim(),
    source: null,
    leadImage: null,
    section: 'harbour',
    tags: ['lighthouses', 'weather'],
    bylines: [{ author: 'ines-marrable', role: null }],
    state: 'draft',
    hoursAgo: 4,
    related: [
      { story: 'harbour-lights', relation: 'background', note: null },
      { story: 'fog', relation: 'background', note: null },
    ],
  },
  {
    key: 'lights-out',
    slug: 'anchor-cuts-harbour-cable',
    kind: 'news',
    headline: 'Anchor cuts cable, both harbour lights dark',
    standfirst: 'Large boats are asked to come in by day until the moles can be lit again.',
    dateline: 'ELLERMOUTH',
    body: `
Both lights at the harbour mouth went out last night when a coaster dragged her anchor in the gale and tore the cable that feeds them.
Nobody was hurt. The coaster was brought alongside by two tugs and has been told to stay.

The harbour office has laid two lit buoys outside the bar. They can be seen for two miles; the lights on the moles could be seen for nine.

## Until further notice

- Boats over 20 metres are asked to enter and leave by daylight only.
- The channel is closed to everyone when visibility falls below half a mile.
- The path along the north mole is shut, because the anchor also took eight metres of its railing.

Divers will look at the cable as soon as the swell allows. The office would not say how long a repair might take. “Weeks rather than days,”
said the harbour master, Corin Dask. “It lies under the busiest forty metres of water that we have.”
`.trim(),
    source: null,
    leadImage: null,
    section: 'harbour',
    tags: ['lighthouses', 'weather'],
    bylines: [{ author: 'ines-marrable', role: null }],
    state: 'archived',
    hoursAgo: 1848,
    related: [{ story: 'harbour-lights', relation: 'follow-up', note: 'The lights are back' }],
  },
  {
    key: 'quay-concert',
    slug: 'quay-concert-moves-indoors',
    kind: 'news',
    headline: 'Concert on the quay moves into the sail loft',
    standfirst: 'The brass band will play whatever the weather does, but for 150 listeners instead of 400.',
    dateline: 'ELLERMOUTH',
    body: `
The harbour brass band will not play on the quay this week. The forecast is for wind, and the band has lost music to it before: last time
the second half of a march was found in the basin.

The concert moves to the sail loft on Chandlers’ Steps. The loft seats 150, the quay had been laid out for 400, so those who come first
will hear it best. The doors open at six and the band plays at seven.

The programme stays as it was: two marches, three sea songs with the children of the harbour school, and a new piece by the band’s cornet
player, Lisbet Vane, called *Slack Water*. It lasts four minutes, and for one of them nobody plays.

Tickets that were bought for the quay are good for the loft. Whoever does not get in will have the money back at the door.
`.trim(),
    source: null,
    leadImage: null,
    section: 'culture',
    tags: ['weather'],
    bylines: [{ author: 'oona-larkspur', role: null }],
    state: 'trashed',
    hoursAgo: 120,
    related: [],
  },
] as const satisfies readonly SampleStory[]

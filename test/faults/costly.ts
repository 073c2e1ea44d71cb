import { idOf, rareTag } from './archive.ts'

/** The most that a client may legally ask of an operation; urls are below the address of the server. */
export interface Costly {
  operation: string
  method: string
  url: string
  body?: unknown
  /** What makes it costly, where an operation has several. */
  because?: string
}

const articles = '/v1/editorial/articles'
const [oldest, busiest] = [idOf('article', 1), idOf('article', 2)]
const [long, hundred] = [500_000, Array.from({ length: 100 }, (_, index) => index)]
const fill = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
const far = 'section=term-1,term-2,term-3,term-4,term-5,term-6,term-7,term-8,term-9,term-10'
const terms = (from: number) => hundred.slice(0, 10).map((index) => `term-${from + index}`)
const read = (operation: string, url: string, because?: string): Costly => ({ operation, method: 'GET', url, ...(because && { because }) })
const bodies = {
  headings: `# a\n${'b '.repeat(250)}\n`,
  emphasis: '**a*',
  lists: '- a\n',
  prose: 'The council met on *Tuesday* in the [harbour](https://a.example/).\n\n',
}
const cells = { cells: '<td>a', tables: '<table><tr><td>a</table>', open: '<b><i><p>a', references: '&amp;', signs: '<' }

/** At least one request for each operation of the document, at the limits of its schema. `round` tells repetitions apart. */
export function costlyRequests(round: number): Costly[] {
  const words = { headline: fill('Ä ', 300), standfirst: fill('é', 1000), tagIds: hundred.map((index) => idOf('term', index + 101)) }
  const comment = (body: string, because: string): Costly => ({
    ...{ operation: 'submitArticleComment', method: 'POST', url: `/v1/articles/story-${round + 10}/comments`, because },
    body: { authorName: fill('Ꭺⅾ', 80), body: `${round} ${body}`.slice(0, 16_384), authorUrl: 'https://a.example/' },
  })
  const navigation = hundred
    .slice(0, 50)
    .map((index) => ({ label: `Part ${index}`, href: '/', children: hundred.slice(0, 50).map(() => ({ label: 'a', href: '/' })) }))
  const targets = hundred.slice(0, 49).map((index) => ({ target: { kind: 'article', id: idOf('article', index + 200) } }))
  const entry = { label: 'Part', href: '/', children: targets }
  return [
    { operation: 'updateSite', method: 'PATCH', url: '/v1/site', body: { navigation } },
    read('getSite', '/v1/site'),
    { operation: 'putWeather', method: 'PUT', url: '/v1/site/weather', body: { temperature: { value: 1, unit: 'C' } } },
    read('listTokens', '/v1/admin/tokens?limit=100'),
    { operation: 'createToken', method: 'POST', url: '/v1/admin/tokens', body: { name: fill('a', 80), role: 'reader' } },
    { operation: 'revokeToken', method: 'DELETE', url: '/v1/admin/tokens/aaaaaaaaaaaaaaaa' },
    ...(['Section', 'Tag', 'Author'] as const).flatMap((kind, index): Costly[] => {
      const [plural, one] = [`${kind.toLowerCase()}s`, idOf('term', [1, 101, 401][index]!)]
      const [desk, description] = [`/v1/editorial/${plural}`, fill('ä', 5000)]
      return [
        read(`listDesk${kind}s`, `${desk}?limit=100`),
        { operation: `create${kind}`, method: 'POST', url: desk, body: { name: `Name ${round}`, description } },
        read(`getDesk${kind}`, `${desk}/${one}`),
        {
          operation: `update${kind}`,
          method: 'PATCH',
          url: `${desk}/${one}`,
          body: { description, ...(index === 0 && { parentId: null, position: round }) },
        },
        { operation: `delete${kind}`, method: 'DELETE', url: `${desk}/${idOf('term', [9, 300, 499][index]!)}` },
        read(`list${kind}s`, `/v1/${plural}?limit=100`),
        read(`get${kind}`, `/v1/${plural}/term-${[1, 101, 401][index]}`),
      ]
    }),
    ...['scheduled', 'archived', 'draft', 'published'].map((state) =>
      read('listDeskArticles', `${articles}?limit=100&state=${state}`, state),
    ),
    read('listDeskArticles', `${articles}?limit=100&term=${idOf('term', rareTag)}`, 'a rare term'),
    read('listDeskArticles', `${articles}?limit=100&state=scheduled&term=${idOf('term', 1)}`, 'a rare state of a frequent term'),
    ...Object.entries(bodies).map(([because, unit]): Costly => {
      const body = { ...words, body: { format: 'markdown', source: fill(unit, long) } }
      return { operation: 'createArticle', method: 'POST', url: articles, because, body }
    }),
    ...Object.entries(cells).map(([because, unit]): Costly => {
      return {
        operation: 'updateArticle',
        method: 'PATCH',
        url: `${articles}/${oldest}`,
        because,
        body: { body: { format: 'html', source: fill(unit, long) } },
      }
    }),
    read('getDeskArticle', `${articles}/${oldest}`),
    ...['publication', 'archive'].map((place): Costly => {
      return {
        operation: place === 'archive' ? 'archiveArticle' : 'publishArticle',
        method: 'PUT',
        url: `${articles}/${busiest}/${place}`,
        body: place === 'archive' ? undefined : {},
      }
    }),
    { operation: 'handInArticle', method: 'PUT', url: `${articles}/${idOf('article', 40 + round)}/review` },
    { operation: 'publishArticle', method: 'PUT', url: `${articles}/${busiest}/publication`, body: {}, because: 'again' },
    { operation: 'unpublishArticle', method: 'DELETE', url: `${articles}/${idOf('article', 60 + round)}/publication` },
    { operation: 'trashArticle', method: 'DELETE', url: `${articles}/${idOf('article', 80 + round)}` },
    { operation: 'restoreArticle', method: 'PUT', url: `/v1/editorial/trash/${idOf('article', 80 + round)}/restoration` },
    {
      operation: 'setCommentSettings',
      method: 'PUT',
      url: `${articles}/${busiest}/comment-settings`,
      body: { open: true, closesAt: 'never' },
    },
    {
      operation: 'putRelated',
      method: 'PUT',
      url: `${articles}/${busiest}/related`,
      body: { items: hundred.slice(0, 50).map((index) => ({ articleId: idOf('article', index + 200), note: fill('ä', 300) })) },
    },
    ...['', `/sections/${idOf('term', 1)}`].flatMap((place): Costly[] => {
      const [Front, front] = [place ? 'SectionFront' : 'Front', `/v1/editorial/front${place}`]
      const pins = (row: number) =>
        hundred.slice(row * 20, row * 20 + 20).map((index) => ({ articleId: idOf('article', index + 200), headline: fill('ä', 300) }))
      return [
        {
          operation: `put${Front}`,
          method: 'PUT',
          url: front,
          body: { slots: [0, 1, 2, 3, 4].map((row) => ({ kind: 'row', places: 20, pins: pins(row) })) },
        },
        read(`getDesk${Front}`, front),
        read(`list${Front}Arrangements`, `${front}/arrangements`),
        read(`get${Front}`, `/v1/front${place && '/term-1'}`),
        { operation: `restore${Front}`, method: 'PUT', url: `${front}/arrangements/1/restoration` },
      ]
    }),
    { operation: 'putMenu', method: 'PUT', url: '/v1/editorial/menus/main', body: { items: hundred.slice(0, 10).map(() => entry) } },
    read('listDeskMenus', '/v1/editorial/menus'),
    read('getDeskMenu', '/v1/editorial/menus/main'),
    read('getMenu', '/v1/menus/main'),
    { operation: 'deleteMenu', method: 'DELETE', url: '/v1/editorial/menus/none' },
    read('getRelated', `${articles}/${busiest}/related`),
    read('suggestRelated', `${articles}/${busiest}/related/suggestions`),
    read('listBacklinks', `${articles}/${idOf('article', 200)}/backlinks`),
    read('listArticleComments', '/v1/articles/story-2/comments?limit=100'),
    read('listArticleComments', '/v1/articles/story-2/comments?limit=100&sort=newest', 'newest'),
    comment(fill('e\u0301\u0327\u0323', 9000), 'marks upon marks'),
    comment(fill('раураl ', 3000), 'look-alikes'),
    comment(fill('a.co ', 3000), 'links'),
    comment(fill('http://', 3000), 'half links'),
    comment(fill('😀\u200d', 9000), 'joined signs'),
    read('listPageComments', '/v1/pages/none/comments?limit=100'),
    { operation: 'submitPageComment', method: 'POST', url: '/v1/pages/none/comments', body: { authorName: 'Ann', body: fill('ä ', 3000) } },
    read('listReplies', `/v1/comments/${idOf('comment', 1)}/replies?limit=100`),
    read('countComments', `/v1/comment-counts?article=${hundred.map((index) => idOf('article', index + 1))}`),
    read('listQueue', '/v1/moderation/comments?limit=100&sort=newest'),
    read('listQueue', '/v1/moderation/comments?limit=100&rule=nothing', 'a rare rule'),
    read(
      'listQueue',
      `/v1/moderation/comments?limit=100&state=approved&article=${hundred.slice(0, 20).map((index) => idOf('article', index + 1))}`,
      'articles',
    ),
    read('getQueuedComment', `/v1/moderation/comments/${idOf('comment', 10)}`),
    {
      operation: 'decideComment',
      method: 'PUT',
      url: `/v1/moderation/comments/${idOf('comment', 10 * (round + 1))}/decision`,
      body: { action: 'approve', revision: 1, version: 1, note: fill('ä', 2000) },
      because: 'under the busiest article',
    },
    read('lookUp', `/v1/lookup?path=/${fill('%C3%A4', 1900)}`),
    read('listArticles', '/v1/articles?limit=20&view=full', 'whole'),
    read('listArticles', `/v1/articles?limit=100&${far}&tag=${terms(101)}&author=${terms(401)}`, 'ten of each'),
    read('listArticles', '/v1/articles?limit=100&kind=live', 'a rare kind'),
    read('listArticles', '/v1/articles?limit=100&kind=live,photo,analysis,opinion,interview', 'several rare kinds'),
    read('listArticles', '/v1/articles?limit=100&kind=live,photo&language=gl', 'rare kinds of a rare language'),
    read('listArticles', '/v1/articles?limit=100&language=gl', 'a rare language'),
    read('listArticles', `/v1/articles?limit=100&${far}&language=gl&kind=live`, 'rare ones of frequent sections'),
    read('listArticles', `/v1/articles?limit=100&tag=term-${rareTag}&${far}`, 'a rare tag'),
    read('listArticles', `/v1/articles?id=${hundred.map((index) => idOf('article', index + 1))}`, 'a hundred ids'),
    read('getArticle', '/v1/articles/story-2?include=related,comments,latest'),
    read('listRelated', '/v1/articles/story-2/related'),
    read('listPages', '/v1/pages?limit=100'),
    read('getPage', '/v1/pages/none'),
    ...[
      'isAlive /health/live',
      'isReady /health/ready',
      'explainProblem /problems/unprocessable',
      'welcome /',
      'welcomeToVersion1 /v1',
    ].map((pair) => {
      const [operation = '', url = ''] = pair.split(' ')
      return read(operation, url)
    }),
  ]
}

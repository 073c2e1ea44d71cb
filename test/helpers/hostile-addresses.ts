/** Addresses that a lax reader would take for this one, or for another beside it: in case, slashes, dots, encodings, and whole. */
export function mutationsOf(path: string): string[] {
  const segments = path.slice(1).split('/')
  const joined = (sign: string) => `/${segments.join(sign)}`
  const each = (change: (segment: string) => string) =>
    segments.map((_, at) => `/${segments.map((segment, index) => (index === at ? change(segment) : segment)).join('/')}`)
  const encoded = (sign: string) => `%${sign.charCodeAt(0).toString(16)}`
  const mutations = [
    ...each((segment) => segment.toUpperCase()),
    path.toUpperCase(),
    ...each((segment) => `${segment}/`),
    ...each((segment) => `./${segment}`),
    ...each((segment) => `x/../${segment}`),
    ...each((segment) => `x/%2e%2e/${segment}`),
    ...each((segment) => `${segment};a`),
    ...each((segment) => encoded(segment[0]!) + segment.slice(1)),
    ...['//', '/./', '/%2e/', '%2f', '%2F', '%5c', '\\', '%252f', '%c0%af', '%e0%80%af', '%ef%bc%8f', '/;/', '/%00', '%2f%2e%2e%2f'].map(
      joined,
    ),
    ...[
      '/',
      '//',
      '/.',
      '/..',
      '/./',
      '/%2e',
      '/%2e%2e',
      ';a',
      ';a=b',
      '%3ba',
      '%00',
      '%00.json',
      '.json',
      '%20',
      '+',
      '%0a',
      '%09',
      '%',
      '%zz',
    ].map((end) => path + end),
    ...['#', '#/../../site', '?', '?/../../site', '?__proto__', '?_method=GET', '??', '&a=1', '%3f', '%23'].map((end) => path + end),
    ...['/', '/.', '/..', '/%2e', '\\', '/%2f', '/v1', '/v1/site/..', '/health/..', '/docs/..', '/v1/site;/..', '/v1/site%2f..'].map(
      (start) => start + path,
    ),
    ...['http://news.example', 'HTTP://news.example', 'https://reader@news.example:80', '//news.example', 'http:/'].map(
      (start) => start + path,
    ),
    path.replaceAll('e', '%65'),
    path.replaceAll('e', '%c1%a5'),
    path.replaceAll('e', '\u00e9'),
    path.replaceAll('i', '%ef%bd%89'),
    path.replaceAll('s', '%c5%bf'),
    path.slice(1),
    path.slice(0, -1),
    `${path}/..${path.slice(path.lastIndexOf('/'))}`,
  ]
  return [...new Set(mutations)]
}

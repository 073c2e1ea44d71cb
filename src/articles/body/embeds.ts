import type { Element, Properties } from 'hast'

interface Provider {
  name: string
  host: string
  path: string
}

/** Whose players, maps and charts may stand in an article: this very host, and a path that begins so. */
const providers: readonly Provider[] = [
  { name: 'YouTube', host: 'www.youtube.com', path: '/embed/' },
  { name: 'YouTube', host: 'www.youtube-nocookie.com', path: '/embed/' },
  { name: 'Vimeo', host: 'player.vimeo.com', path: '/video/' },
  { name: 'SoundCloud', host: 'w.soundcloud.com', path: '/player' },
  { name: 'Spotify', host: 'open.spotify.com', path: '/embed/' },
  { name: 'Dailymotion', host: 'www.dailymotion.com', path: '/embed/' },
  { name: 'Dailymotion', host: 'geo.dailymotion.com', path: '/player' },
  { name: 'Datawrapper', host: 'datawrapper.dwcdn.net', path: '/' },
  { name: 'Flourish', host: 'flo.uri.sh', path: '/' },
  { name: 'OpenStreetMap', host: 'www.openstreetmap.org', path: '/export/embed.html' },
  { name: 'Apple Podcasts', host: 'embed.podcasts.apple.com', path: '/' },
]

export const embedSandbox = ['allow-scripts', 'allow-same-origin', 'allow-popups', 'allow-presentation']
export const embedReferrerPolicy = 'strict-origin-when-cross-origin'

/**
 * The iframe with these attributes as we would have written it; nothing when its provider is not on the list. An address
 * that leaves the scheme to the page is taken as https.
 */
export function embedOf({ src, title, width, height, allowFullScreen }: Properties): Element | undefined {
  const url = plainUrl(src)
  const provider = url?.protocol === 'https:' && providers.find(({ host, path }) => url.hostname === host && url.pathname.startsWith(path))
  if (!url || !provider) return undefined
  return iframe(url.href, { title: title || provider.name, width, height, allowFullScreen })
}

/** The player for the address of a YouTube or Vimeo page, as a reader copies it from the browser; else nothing. */
export function playerOf(address: string): Element | undefined {
  const url = /^https?:\/\//i.test(address) && plainUrl(address)
  if (!url) return undefined
  const youtube = youtubeVideo(url)
  if (youtube) return iframe(`https://www.youtube-nocookie.com/embed/${youtube}`, { title: 'YouTube', allowFullScreen: true })
  const vimeo = /^(www\.)?vimeo\.com$/.test(url.hostname) && /^\/(\d+)\/?$/.exec(url.pathname)?.[1]
  if (vimeo) return iframe(`https://player.vimeo.com/video/${vimeo}`, { title: 'Vimeo', allowFullScreen: true })
  return undefined
}

function youtubeVideo(url: URL) {
  const id = youtubeId(url)
  if (!id || !/^[\w-]{11}$/.test(id)) return undefined
  const start = /^(\d+)s?$/.exec(url.searchParams.get('t') ?? '')?.[1]
  return start ? `${id}?start=${start}` : id
}

function youtubeId({ hostname, pathname, searchParams }: URL) {
  if (hostname === 'youtu.be') return pathname.slice(1)
  if (!/^((www|m)\.)?youtube\.com$/.test(hostname)) return undefined
  return pathname === '/watch' ? searchParams.get('v') : /^\/shorts\/([^/]+)\/?$/.exec(pathname)?.[1]
}

/** An http or https address that names neither a user nor a port; a relative one ends at a host that does not exist. */
function plainUrl(address: unknown) {
  if (typeof address !== 'string' || !URL.canParse(address, 'https://relative.invalid')) return undefined
  const url = new URL(address, 'https://relative.invalid')
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.port ? url : undefined
}

function iframe(src: string, properties: Properties): Element {
  return {
    type: 'element',
    tagName: 'iframe',
    properties: { src, ...properties, loading: 'lazy', referrerPolicy: embedReferrerPolicy, sandbox: embedSandbox },
    children: [],
  }
}

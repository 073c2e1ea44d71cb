import type { Services } from '../services.ts'
import { version } from '../version.ts'
import type { SpamChecker, SpamContext } from './spam-service.ts'

/**
 * Akismet, or a service that is asked in the same way: `comment-check`, `submit-ham` and `submit-spam` below `spamServiceUrl`, each a form
 * that is posted (akismet.com/developers).
 */
export function akismet(services: Pick<Services, 'config' | 'fetch'>): SpamChecker {
  const { spamServiceUrl: service, spamServiceKey: key, spamServiceTimeout: within, siteUrl } = services.config
  const post = (call: string, context: SpamContext, stopping?: AbortSignal) =>
    services.fetch(`${service}/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'user-agent': `Broadsheet/${version}` },
      body: String(new URLSearchParams({ api_key: key, blog: siteUrl, ...asForm(context) })),
      within,
      ...(stopping && { stopping }),
    })

  return {
    async check(context, stopping) {
      try {
        const { status, headers, text } = await post('comment-check', context, stopping)
        if (status === 200 && text.trim() === 'false') return { verdict: 'ham' }
        if (status === 200 && text.trim() === 'true') return { verdict: headers['x-akismet-pro-tip'] === 'discard' ? 'discard' : 'spam' }
        const help = headers['x-akismet-debug-help']
        return { error: unlike(status), ...(typeof help === 'string' && { help }) }
      } catch (error) {
        return { error: (error as Error).message }
      }
    },
    async learn(context, lesson, stopping) {
      const { status, text } = await post(`submit-${lesson}`, context, stopping)
      if (status !== 200 || text.trim() === 'invalid') throw new Error(unlike(status))
    },
  }
}

function unlike(status: number) {
  return `it answered ${status}, and not as a spam service does.`
}

function asForm({ address, userAgent, referrer, permalink, authorName, authorEmail, authorUrl, body, at, again }: SpamContext) {
  return {
    user_ip: address,
    ...(userAgent !== null && { user_agent: userAgent }),
    ...(referrer !== null && { referrer }),
    permalink,
    comment_type: 'comment',
    comment_author: authorName,
    ...(authorEmail !== null && { comment_author_email: authorEmail }),
    ...(authorUrl !== null && { comment_author_url: authorUrl }),
    comment_content: body,
    comment_date_gmt: at,
    blog_charset: 'UTF-8',
    ...(again && { recheck_reason: again }),
  }
}

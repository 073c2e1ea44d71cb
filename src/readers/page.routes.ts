import type { Routes } from '../services.ts'
import { readerPage, readerPagePolicy } from './page.ts'

/** The page that mailed links lead to where the newspaper has none of its own. */
export const readerPageRoutes: Routes = async (app, { config }) => {
  if (config.readerPage !== '') return
  app.get('/reader', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', readerPagePolicy).send(readerPage),
  )
}

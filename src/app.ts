import type { TSchema } from 'typebox'
import { slugRoutes } from './articles/addresses/slugs.routes.ts'
import * as slugSchemas from './articles/addresses/slugs.schema.ts'
import { bulkRoutes } from './articles/desk/bulk.routes.ts'
import * as bulkSchemas from './articles/desk/bulk.schema.ts'
import * as deskSchemas from './articles/desk/desk.schema.ts'
import { publicationRoutes } from './articles/publication.routes.ts'
import { rightsRoutes } from './articles/rights.routes.ts'
import * as rightsSchemas from './articles/rights.schema.ts'
import { articleRoutes } from './articles/routes.ts'
import * as articleSchemas from './articles/schema.ts'
import { withdrawalRoutes } from './articles/withdrawal.routes.ts'
import { readerCommentRoutes } from './comments/by-reader.routes.ts'
import * as readerCommentSchemas from './comments/by-reader.schema.ts'
import { ownCommentRoutes } from './comments/own.routes.ts'
import * as ownCommentSchemas from './comments/own.schema.ts'
import { reportRoutes } from './comments/reports.routes.ts'
import * as reportSchemas from './comments/reports.schema.ts'
import { commentRoutes } from './comments/routes.ts'
import * as commentSchemas from './comments/schema.ts'
import { correctionRoutes } from './corrections/routes.ts'
import * as correctionSchemas from './corrections/schema.ts'
import { articleReads } from './front/articles.routes.ts'
import { layoutReads } from './front/layout.routes.ts'
import { pageReads } from './front/pages.routes.ts'
import * as frontSchemas from './front/schema.ts'
import { siteReads } from './front/site.routes.ts'
import { termReads } from './front/terms.routes.ts'
import { metricsRoutes } from './health/metrics.routes.ts'
import { measure } from './health/metrics.ts'
import { monitorOf } from './health/monitor.ts'
import { healthRoutes } from './health/routes.ts'
import * as healthSchemas from './health/schema.ts'
import { guard } from './http/access.ts'
import { describeApi } from './http/openapi.ts'
import { Page } from './http/schema.ts'
import { createServer, type ServerOptions } from './http/server.ts'
import { frontRoutes } from './layout/fronts.routes.ts'
import * as frontLayoutSchemas from './layout/fronts.schema.ts'
import { menuRoutes } from './layout/menus.routes.ts'
import * as menuSchemas from './layout/menus.schema.ts'
import { linkReports } from './links/reports.routes.ts'
import { linkRoutes } from './links/routes.ts'
import * as linkSchemas from './links/schema.ts'
import { mediaFileRoutes } from './media/files.routes.ts'
import { mediaRoutes } from './media/routes.ts'
import * as mediaSchemas from './media/schema.ts'
import { auditRoutes } from './moderation/audit.routes.ts'
import * as auditSchemas from './moderation/audit.schema.ts'
import { commentAuthorRoutes } from './moderation/authors.routes.ts'
import * as commentAuthorSchemas from './moderation/authors.schema.ts'
import { batchRoutes } from './moderation/batches.routes.ts'
import * as batchSchemas from './moderation/batches.schema.ts'
import { claimRoutes } from './moderation/claims.routes.ts'
import * as claimSchemas from './moderation/claims.schema.ts'
import { decisionRoutes } from './moderation/decisions.routes.ts'
import * as decisionSchemas from './moderation/decisions.schema.ts'
import { liveRoutes } from './moderation/live.routes.ts'
import * as liveSchemas from './moderation/live.schema.ts'
import { type LivePace, liveQueue } from './moderation/live.ts'
import { numberRoutes } from './moderation/numbers.routes.ts'
import * as numberSchemas from './moderation/numbers.schema.ts'
import { moderationRoutes } from './moderation/routes.ts'
import * as moderationSchemas from './moderation/schema.ts'
import { noticeRoutes } from './notices/routes.ts'
import * as noticeSchemas from './notices/schema.ts'
import { unsubscriptionRoutes } from './notices/unsubscriptions.routes.ts'
import * as unsubscriptionSchemas from './notices/unsubscriptions.schema.ts'
import { previewReads } from './previews/reading.routes.ts'
import { previewLinkRoutes } from './previews/routes.ts'
import * as previewSchemas from './previews/schema.ts'
import { readerPageRoutes } from './readers/page.routes.ts'
import { readerRoutes } from './readers/routes.ts'
import * as readerSchemas from './readers/schema.ts'
import { revisionRoutes } from './revisions/routes.ts'
import * as revisionSchemas from './revisions/schema.ts'
import { banRoutes } from './rules/bans.routes.ts'
import * as banSchemas from './rules/bans.schema.ts'
import { reasonRoutes } from './rules/reasons.routes.ts'
import * as reasonSchemas from './rules/reasons.schema.ts'
import { settingsRoutes } from './rules/settings.routes.ts'
import * as settingsSchemas from './rules/settings.schema.ts'
import { wordListRoutes } from './rules/word-lists.routes.ts'
import * as wordListSchemas from './rules/word-lists.schema.ts'
import * as screeningSchemas from './screening/schema.ts'
import { searchRoutes } from './search/routes.ts'
import * as searchSchemas from './search/schema.ts'
import type { Services } from './services.ts'
import { siteRoutes } from './site/routes.ts'
import * as siteSchemas from './site/schema.ts'
import { staffRoutes } from './staff/routes.ts'
import * as staffSchemas from './staff/schema.ts'
import { callerOf, noteUse } from './staff/store.ts'
import { taxonomyRoutes } from './taxonomy/routes.ts'
import * as taxonomySchemas from './taxonomy/schema.ts'
import { translationRoutes } from './translations/routes.ts'
import * as translationSchemas from './translations/schema.ts'

/** What an app is made with beside its services. */
export interface AppOptions extends ServerOptions {
  /** How the moderators’ queue is followed, where not as usual. */
  live?: Partial<LivePace>
}

/** The table of contents: what a newspaper can do here, in the order it is mounted. */
export async function createApp(services: Services, { live, ...options }: AppOptions = {}) {
  const { config, db, now } = services
  const app = await createServer(config, options)
  guard(app, {
    identify: async (token) => monitorOf(config, token) ?? callerOf(db, token, now()),
    noteUse: ({ tokenId }) => db.write((tx) => noteUse(tx, tokenId, now())),
  })
  const figures = measure(app, services)
  await describeApi(app, schemas, chapters)

  const v1 = { ...services, prefix: '/v1' }
  await app.register(siteRoutes, v1)
  await app.register(staffRoutes, v1)
  await app.register(taxonomyRoutes, v1)
  await app.register(mediaRoutes, v1)
  await app.register(articleRoutes, v1)
  await app.register(publicationRoutes, v1)
  await app.register(bulkRoutes, v1)
  await app.register(searchRoutes, v1)
  await app.register(revisionRoutes, v1)
  await app.register(withdrawalRoutes, v1)
  await app.register(slugRoutes, v1)
  await app.register(correctionRoutes, v1)
  await app.register(rightsRoutes, v1)
  await app.register(linkRoutes, v1)
  await app.register(linkReports, v1)
  await app.register(translationRoutes, v1)
  await app.register(previewLinkRoutes, v1)
  await app.register(previewReads, v1)
  await app.register(frontRoutes, v1)
  await app.register(menuRoutes, v1)
  await app.register(readerRoutes, v1)
  await app.register(commentRoutes, v1)
  await app.register(ownCommentRoutes, v1)
  await app.register(readerCommentRoutes, v1)
  await app.register(reportRoutes, v1)
  await app.register(moderationRoutes, v1)
  await app.register(wordListRoutes, v1)
  await app.register(banRoutes, v1)
  await app.register(commentAuthorRoutes, v1)
  await app.register(auditRoutes, v1)
  await app.register(decisionRoutes, v1)
  await app.register(batchRoutes, v1)
  await app.register(claimRoutes, v1)
  await app.register(liveRoutes(liveQueue(app, services, live)), v1)
  await app.register(numberRoutes, v1)
  await app.register(reasonRoutes, v1)
  await app.register(settingsRoutes, v1)
  await app.register(noticeRoutes, v1)
  await app.register(unsubscriptionRoutes, v1)
  await app.register(siteReads, v1)
  await app.register(articleReads, v1)
  await app.register(layoutReads, v1)
  await app.register(pageReads, v1)
  await app.register(termReads, v1)
  await app.register(readerPageRoutes, services)
  await app.register(mediaFileRoutes, services)
  await app.register(healthRoutes, services)
  await app.register(metricsRoutes(figures), services)
  return app
}

/** The chapters of the reference. */
const chapters = [
  { name: 'Site', description: 'The masthead: name, date, place, weather, menu' },
  { name: 'Articles', description: 'What readers read' },
  { name: 'Pages', description: 'Static pages' },
  { name: 'Taxonomy', description: 'Sections, tags and authors' },
  { name: 'Comments', description: 'The conversation under a story' },
  { name: 'Readers', description: 'What is kept under an e-mail address, for whoever has shown that it is theirs' },
  { name: 'Editorial: articles', description: 'Writing, publishing and linking stories' },
  { name: 'Editorial: layout', description: 'Arranging front pages and menus' },
  { name: 'Editorial: media', description: 'Pictures: uploading them, and the words with them' },
  { name: 'Editorial: taxonomy', description: 'Keeping sections, tags and authors' },
  { name: 'Moderation', description: 'The queue of comments and deciding about them; word lists, bans and the audit' },
  { name: 'Admin', description: 'Tokens' },
  { name: 'Service', description: 'Health, and what problems mean' },
]

/** Every schema that has a name. */
const schemas = [
  Page,
  ...[
    siteSchemas,
    staffSchemas,
    taxonomySchemas,
    mediaSchemas,
    articleSchemas,
    deskSchemas,
    revisionSchemas,
    slugSchemas,
    correctionSchemas,
    rightsSchemas,
    bulkSchemas,
    searchSchemas,
    linkSchemas,
    translationSchemas,
    previewSchemas,
    frontLayoutSchemas,
    menuSchemas,
    readerSchemas,
    commentSchemas,
    ownCommentSchemas,
    readerCommentSchemas,
    reportSchemas,
    screeningSchemas,
    moderationSchemas,
    wordListSchemas,
    banSchemas,
    commentAuthorSchemas,
    auditSchemas,
    decisionSchemas,
    batchSchemas,
    claimSchemas,
    liveSchemas,
    numberSchemas,
    reasonSchemas,
    settingsSchemas,
    noticeSchemas,
    unsubscriptionSchemas,
    frontSchemas,
    healthSchemas,
  ].flatMap(namedIn),
]

function namedIn(module: object): TSchema[] {
  return Object.values(module).filter((value) => typeof value === 'object' && value !== null && '$id' in value)
}

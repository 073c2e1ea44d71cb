import { Registry } from 'prom-client'
import type { Routes } from '../services.ts'

/** The figures for Prometheus, to whoever holds a token for them. They are no part of the newspaper's contract: not in its document. */
export const metricsRoutes =
  (figures: () => Promise<string>): Routes =>
  async (app) => {
    app.get('/metrics', { config: { access: 'metrics:read' }, schema: { hide: true } }, async (_request, reply) =>
      reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await figures()),
    )
  }

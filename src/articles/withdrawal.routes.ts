import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { DeskArticle, NewWithdrawal } from './desk/desk.schema.ts'
import { answerChange } from './desk/desk-answer.ts'
import { endWithdrawal, withdrawArticle } from './withdrawal.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** Taking back what readers have read, and saying so. */
export const withdrawalRoutes: Routes = async (app, services) => {
  const { now, newId } = services

  app.put(
    '/editorial/articles/:id/withdrawal',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'withdrawArticle',
        tags,
        summary: 'Withdraw what was public',
        description:
          'From then on every address it had answers 410 with a `tombstone`: when, the reason, and the note. It is in no list, links to it are hidden, and it takes no comments. A second time it changes reason and note. What was never public cannot be withdrawn (409).',
        params: byId,
        body: ref(NewWithdrawal),
        response: { 200: whole },
      },
    },
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) =>
        withdrawArticle(tx, found, request.body, expected, { caller: request.caller!, entryId: newId() }, now()),
      ),
  )

  app.delete(
    '/editorial/articles/:id/withdrawal',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'endWithdrawal',
        tags,
        summary: 'Take a withdrawal back',
        description: 'It is a draft again, without a tombstone; readers get it when it is published.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) =>
        endWithdrawal(tx, found, expected, { caller: request.caller!, entryId: newId() }, now()),
      ),
  )
}

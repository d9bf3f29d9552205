// The routes of the documentation: the control API's document, and a page to browse both APIs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { fail } from '../../domain/failures/failures.ts'
import { firstCustomer } from '../../domain/messaging/first-customer.ts'
import { controlDocument } from '../control/openapi.ts'
import { type Desk, nextRequestId, sendFailure } from '../control/replies.ts'
import { guard } from '../door.ts'
import { CONTROL_PREFIX, DOCS_PREFIX } from '../prefixes.ts'
import { docsFile } from './files.ts'
import { docsPage, PAGE_HEADERS } from './page.ts'

/** All of it stands behind the control API's door, for the page knows a key. */
export function addDocs(app: FastifyInstance, desk: Desk): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      guard(desk.door, request, reply, { needsToken: true })
    })
    scope.setErrorHandler((error, _request, reply) => sendFailure(desk, reply, error))
    addControlDocument(scope, desk)
    scope.get(DOCS_PREFIX, (_request, reply) => sendPage(desk, reply))
    scope.get(`${DOCS_PREFIX}/*`, (request, reply) => {
      const { '*': name } = request.params as { '*': string }
      return name === '' ? sendPage(desk, reply) : sendFile(desk, name, request, reply)
    })
  })
}

function addControlDocument(scope: FastifyInstance, desk: Desk): void {
  let document: Promise<string> | undefined
  scope.get(`${CONTROL_PREFIX}/openapi.json`, async (_request, reply) => {
    document ??= controlDocument(desk.api, CONTROL_PREFIX)
    const headers = { 'X-Request-Id': nextRequestId(desk), 'Content-Type': 'application/json' }
    return reply.headers(headers).send(await document)
  })
}

function sendPage(desk: Desk, reply: FastifyReply): FastifyReply {
  return reply.headers(PAGE_HEADERS).send(docsPage(desk, DOCS_PREFIX))
}

/** What the page loads. */
function sendFile(
  { api, sandbox }: Desk,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const customer = firstCustomer(sandbox.defaultOrganization.world)
  const file = docsFile(api, name, `http://${request.headers.host}`, customer)
  if (file === null) {
    const path = request.url.replace(/\?.*$/, '').slice(0, 100)
    fail('resource_not_found', undefined, `There is nothing at ${path}. See ${DOCS_PREFIX}.`)
  }
  return reply.header('Content-Type', file.type).send(file.content)
}

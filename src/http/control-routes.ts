// The control API's routes: the stage crew's door, closed to web pages.
import type { FastifyInstance, FastifyRequest } from 'fastify'

import { parseBody } from '../api/request-body.ts'
import { runAction } from '../control/actions.ts'
import { readParameters, readPath } from '../control/reads/parameters.ts'
import type { AnyReadRow } from '../control/reads/read.ts'
import { CONTROL_READS } from '../control/reads.ts'
import { fail } from '../domain/world/failures.ts'
import { askedFor, type Desk, sendData, sendFailure, stageOf } from './control-replies.ts'
import { guard } from './door.ts'
import { addEventStream } from './event-stream.ts'
import { addInboxRoutes, isArrival } from './inbox-routes.ts'

export const CONTROL_PREFIX = '/_sandbox'

/** All of it stands behind one door: whatever is added here is guarded. */
export function addControlRoutes(app: FastifyInstance, desk: Desk): void {
  app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        guard(desk.door, request, reply, { needsToken: !isArrival(request) })
      })
      scope.setErrorHandler((error, _request, reply) => sendFailure(desk, reply, error))
      addActionRoute(scope, desk)
      for (const row of CONTROL_READS) addReadRoute(scope, desk, row)
      addEventStream(scope, desk)
      scope.register(async (inner) => addInboxRoutes(inner, desk))
      scope.all('', refuseUnknown)
      scope.all('/*', refuseUnknown)
    },
    { prefix: CONTROL_PREFIX },
  )
}

function addActionRoute(scope: FastifyInstance, desk: Desk): void {
  scope.post('/actions/:name', async (request, reply) => {
    refuseForms(request)
    const { sandbox } = desk
    const organization = askedFor(desk, request)
    const { name } = request.params as { name: string }
    const data = await runAction({ sandbox, organization }, name, inputOf(request.body))
    return sendData(desk, reply, data)
  })
}

/** A page elsewhere can make a browser send a form, or an empty body; but not JSON, unasked. */
function refuseForms({ headers, body }: FastifyRequest): void {
  const isJson = /^application\/json *(;|$)/i.test(headers['content-type'] ?? '')
  if (isJson && (body === undefined || typeof body === 'string')) return
  const message =
    'Send JSON with "Content-Type: application/json", also where there is nothing to say.'
  fail('invalid_request', 'Content-Type', message)
}

function inputOf(body: unknown): unknown {
  return parseBody(body as string | undefined) ?? {}
}

/** The last segment takes all that is left, for Meta's ids may have slashes. */
function addReadRoute(scope: FastifyInstance, desk: Desk, row: AnyReadRow): void {
  const name = /\{(\w+)\}$/.exec(row.path)?.[1]
  const path = name === undefined ? row.path : row.path.replace(`{${name}}`, '*')
  scope.get(path, (request, reply) => {
    const stage = stageOf(desk, request)
    const rest = (request.params as Record<string, string>)['*']
    const params = readPath(row.params, name === undefined ? {} : { [name]: rest })
    const query = readParameters(row.query, request.query as Record<string, unknown>)
    const data = row.run(stage, { params: params as never, query: query as never })
    return sendData(desk, reply, data)
  })
}

function refuseUnknown(request: FastifyRequest): never {
  const { method } = request
  const path = request.url.replace(/\?.*$/, '').slice(0, 100)
  const reads = ['/events', '/openapi.json', ...CONTROL_READS.map((row) => row.path)].join(', ')
  const message = `There is nothing at ${method} ${path}. POST: ${CONTROL_PREFIX}/actions/{name}, ${CONTROL_PREFIX}/inbox/{name}. GET below ${CONTROL_PREFIX}: ${reads}.`
  fail('resource_not_found', undefined, message)
}

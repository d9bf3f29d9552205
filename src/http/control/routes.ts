// The control API's routes: for tests and people, closed to web pages.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { type BodyLimits, bodyFailure, parseBody } from '../../api/request-body.ts'
import { runAction } from '../../control/actions/index.ts'
import { readParameters } from '../../control/reads/asked.ts'
import { CONTROL_READS } from '../../control/reads/index.ts'
import type { AnyReadRow } from '../../control/reads/read.ts'
import { fail } from '../../domain/failures/failures.ts'
import { UnreadBody } from '../api/routes.ts'
import { guard } from '../door.ts'
import { CONTROL_PREFIX } from '../prefixes.ts'
import { addEventStream } from './event-stream.ts'
import { addInboxRoutes, isArrival } from './inbox-routes.ts'
import { askedFor, type Desk, sendData, sendFailure, sendMarkdown, stageOf } from './replies.ts'
import { addStopRoute, STOP_DOOR } from './stop-route.ts'

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
      addStopRoute(scope, desk, (request) => {
        refuseForms(request)
        return inputOf(request.body)
      })
      addEventStream(scope, desk)
      scope.register(async (inner) => addInboxRoutes(inner, desk))
      scope.all('', refuseUnknown)
      scope.all('/*', refuseUnknown)
    },
    { prefix: CONTROL_PREFIX },
  )
}

/** The only action whose input may be a whole organisation. */
const WHOLE_INPUT = {
  name: 'load-snapshot',
  bodyLimit: 64 * 1024 * 1024,
  // A snapshot holds what came in bodies some levels down.
  limits: { nesting: 96, values: Number.POSITIVE_INFINITY },
} as const

function addActionRoute(scope: FastifyInstance, desk: Desk): void {
  const act = async (
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    input: unknown,
  ) => {
    const { sandbox } = desk
    const organization = askedFor(desk, request)
    const data = await runAction({ api: desk.api, sandbox, organization }, name, input)
    return sendData(desk, reply, data)
  }
  scope.post('/actions/:name', async (request, reply) => {
    refuseForms(request)
    const { name } = request.params as { name: string }
    return act(request, reply, name, inputOf(request.body))
  })
  const { name, bodyLimit, limits } = WHOLE_INPUT
  scope.post(`/actions/${name}`, { bodyLimit }, async (request, reply) => {
    refuseForms(request)
    return act(request, reply, name, inputOf(request.body, limits))
  })
}

/** A page elsewhere can make a browser send a form, or an empty body; but not JSON, unasked. */
function refuseForms({ headers, body }: FastifyRequest): void {
  if (body instanceof UnreadBody && body.problem !== 'media-type') throw bodyFailure(body.problem)
  const isJson = /^application\/json *(;|$)/i.test(headers['content-type'] ?? '')
  if (isJson && (body === undefined || typeof body === 'string')) return
  const message =
    'Send JSON with "Content-Type: application/json", also where there is nothing to say.'
  fail('invalid_request', 'Content-Type', message)
}

function inputOf(body: unknown, limits?: BodyLimits): unknown {
  return parseBody(body as string | undefined, limits) ?? {}
}

/** The last segment takes all that is left, for Meta's ids may have slashes. */
function addReadRoute(scope: FastifyInstance, desk: Desk, row: AnyReadRow): void {
  const name = /\{(\w+)\}$/.exec(row.path)?.[1]
  const path = name === undefined ? row.path : row.path.replace(`{${name}}`, '*')
  scope.get(path, async (request, reply) => {
    const stage = stageOf(desk, request)
    const rest = (request.params as Record<string, string>)['*']
    const params = readParameters(row.params, name === undefined ? {} : { [name]: rest })
    const query = readParameters(row.query, request.query as Record<string, unknown>)
    const data = await row.run(stage, { params: params as never, query: query as never })
    if (row.page !== undefined && wantsMarkdown(request.headers.accept, query)) {
      return sendMarkdown(desk, reply, row.page(data as never))
    }
    return sendData(desk, reply, data)
  })
}

/** What `format` says; else what the Accept header names first of the two. */
function wantsMarkdown(accept = '', query: { readonly format?: unknown }): boolean {
  if (query.format !== undefined) return query.format === 'markdown'
  const types = accept.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase())
  return (
    types.find((type) => type === 'text/markdown' || type === 'application/json') ===
    'text/markdown'
  )
}

function refuseUnknown(request: FastifyRequest): never {
  const { method } = request
  const path = request.url.replace(/\?.*$/, '').slice(0, 100)
  const reads = ['/events', '/openapi.json', ...CONTROL_READS.map((row) => row.path)].join(', ')
  const message = `There is nothing at ${method} ${path}. POST: ${CONTROL_PREFIX}/actions/{name}, ${CONTROL_PREFIX}/inbox/{name}, ${CONTROL_PREFIX}${STOP_DOOR.path}. GET below ${CONTROL_PREFIX}: ${reads}.`
  fail('resource_not_found', undefined, message)
}

// The long way of a request: through Fastify, to whatever the port has.
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { BODY_MAX_BYTES, textOfBody } from '../api/request-body.ts'
import { Failure } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import { shownPath } from '../domain/world/journal.ts'
import { masked } from '../domain/world/secret.ts'
import { note } from '../engine/sandbox.ts'
import { nearMiss } from './api/near-misses.ts'
import { addApiRoutes, methodsOf, UnreadBody } from './api/routes.ts'
import type { Desk } from './control/replies.ts'
import { addControlRoutes } from './control/routes.ts'
import { addDocs } from './docs/docs.ts'
import { PARAM_MAX } from './limits.ts'
import { addMedia } from './media.ts'
import { NO_SCHEMAS } from './no-schemas.ts'
import { CONTROL_PREFIX, DOCS_PREFIX } from './prefixes.ts'
import { addPage } from './web/page.ts'

export type LongWay = {
  readonly answer: RequestListener
  /** Ends what streams; resolves when nothing is being answered any more. */
  close(): Promise<void>
}

/** Opens the way. The connections on which a request was answered before it had arrived are noted. */
export async function openLongWay(desk: Desk, answeredEarly: WeakSet<Socket>): Promise<LongWay> {
  const app = Fastify({
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: PARAM_MAX },
    genReqId: () => '',
    schemaController: NO_SCHEMAS,
    // Who comes over a connection that is still open while the server stops is answered.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      const message = `The request could not be read: ${error.message}`
      void refuse(desk, request, reply, 400, new Failure('invalid_request', undefined, message))
    },
  })
  readBodiesAsText(app, answeredEarly)
  addApiRoutes(app, desk.api, desk.sandbox)
  addControlRoutes(app, desk)
  addDocs(app, desk)
  addPage(app, desk)
  addMedia(app, desk)
  app.setNotFoundHandler((request, reply) => refuseUnknown(desk, request, reply))
  app.setErrorHandler((error, request, reply) => refuseBroken(desk, request, reply, error))
  await app.ready()
  return { answer: app.routing, close: () => app.close() }
}

/**
 * Bodies are read here and parsed later: whose key it is comes before what is in the body. One that
 * is not JSON is not waited for; should it break off later, its request has been answered already.
 */
function readBodiesAsText(app: FastifyInstance, answeredEarly: WeakSet<Socket>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const read = textOfBody(body as Buffer, request.headers)
    done(null, 'text' in read ? read.text : new UnreadBody(read.problem))
  })
  app.addContentTypeParser('*', ({ raw: { socket } }, payload, done) => {
    answeredEarly.add(socket)
    payload.resume().once('end', () => answeredEarly.delete(socket))
    done(null, new UnreadBody('media-type'))
  })
}

function refuseUnknown(desk: Desk, request: FastifyRequest, reply: FastifyReply) {
  const path = (request.raw.url ?? '').split('?')[0] ?? ''
  const { api } = desk
  const methods = methodsOf(api, path)
  if (methods.length > 0) reply.header('Allow', methods.join(', '))
  const message =
    methods.length > 0
      ? `${shortened(path)} does not take ${request.method}; it takes ${methods.join(', ')}.`
      : (nearMiss(api, path) ??
        `There is nothing at ${shortened(path)}. The API is at ${api.prefix}, the sandbox's own controls are at ${CONTROL_PREFIX}, both are described at ${DOCS_PREFIX}.`)
  return refuse(desk, request, reply, 404, new Failure('resource_not_found', undefined, message))
}

/** Whatever Fastify refuses outside of the operations, in the envelope of all other failures. */
function refuseBroken(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  if (request.is404) return refuseUnknown(desk, request, reply)
  const message = `The request could not be read: ${(error as Error).message}`
  return refuse(desk, request, reply, 400, new Failure('invalid_request', undefined, message))
}

function shortened(path: string): string {
  const shown = masked(path)
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}

/** Refuses a request that belongs to no operation. */
function refuse(
  { api, sandbox }: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  failure: Failure,
): FastifyReply {
  const organization = sandbox.defaultOrganization
  const { world } = organization
  const requestId = makeId('request', world.seed, ++world.requestCount)
  note(organization, {
    kind: 'request',
    requestId,
    operation: '',
    method: request.method,
    path: shownPath(request.raw.url ?? ''),
    status,
    durationMs: reply.elapsedTime,
    code: failure.code,
    message: failure.message,
  })
  return reply
    .code(status)
    .header('X-Request-Id', requestId)
    .header('Content-Type', 'application/json')
    .send(JSON.stringify(api.errorBody(failure, requestId)))
}

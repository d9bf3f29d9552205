// The HTTP server: both APIs behind one port, and the same error envelope for whatever goes wrong.
import type { Socket } from 'node:net'

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { pathShown } from '../api/reply.ts'
import { BODY_MAX_BYTES } from '../api/request-body.ts'
import { Failure } from '../domain/world/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import type { Sandbox } from '../engine/sandbox.ts'
import { note } from '../engine/sandbox.ts'
import { errorBody } from '../wire/error-body.ts'
import { API_PREFIX, addApiRoutes, methodsOf, OTHER_MEDIA_TYPE } from './api-routes.ts'
import { newDesk } from './control-replies.ts'
import { addControlRoutes, CONTROL_PREFIX } from './control-routes.ts'
import { addDocs, DOCS_PREFIX } from './docs.ts'

/** As much as the headers may hold: how long a name may be is the contract's to say. */
const PARAM_MAX = 16_384
/** A client that sends its request slower than this is cut off. */
const REQUEST_TIMEOUT_MS = 30_000
/** How long a stop waits for requests that are being answered. */
const CLOSE_WAIT_MS = 500

export type Server = {
  /** `http://127.0.0.1:3000`, without a path. */
  readonly origin: string
  close(): Promise<void>
}

export type ServerOptions = {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** Starts to listen. Rejects with the system's error when the port is taken. */
export async function startServer(sandbox: Sandbox, options: ServerOptions): Promise<Server> {
  const answeredEarly = new WeakSet<Socket>()
  const app = Fastify({
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: PARAM_MAX },
    genReqId: () => '',
    // A request without a Host header is answered like any other.
    http: { requireHostHeader: false },
    clientErrorHandler: (error, socket) => {
      if (answeredEarly.has(socket)) socket.destroy()
      else refuseBrokenRequest(error, socket)
    },
    frameworkErrors: (error, request, reply) => {
      const message = `The request could not be read: ${error.message}`
      void refuse(sandbox, request, reply, 400, new Failure('invalid_request', undefined, message))
    },
  })
  readBodiesAsText(app, answeredEarly)
  // No operation declares a 417: what a client expects beyond 100-continue is passed over.
  app.server.on('checkExpectation', (...exchange) => app.server.emit('request', ...exchange))
  addApiRoutes(app, sandbox)
  const desk = newDesk(sandbox)
  addControlRoutes(app, desk)
  addDocs(app, desk)
  app.setNotFoundHandler((request, reply) => refuseUnknown(sandbox, request, reply))
  app.setErrorHandler((error, request, reply) => refuseBroken(sandbox, request, reply, error))
  await app.listen({ host: options.host, port: options.port })
  return { origin: originOf(app, options.host), close: () => close(app) }
}

/**
 * Bodies are read here and parsed later: whose key it is comes before what is in the body. One that
 * is not JSON is not waited for; should it break off later, its request has been answered already.
 */
function readBodiesAsText(app: FastifyInstance, answeredEarly: WeakSet<Socket>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  app.addContentTypeParser('*', ({ raw: { socket } }, payload, done) => {
    answeredEarly.add(socket)
    payload.resume().once('end', () => answeredEarly.delete(socket))
    done(null, OTHER_MEDIA_TYPE)
  })
}

function originOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${typeof address === 'object' ? address?.port : ''}`
}

async function close(app: FastifyInstance): Promise<void> {
  const closed = app.close()
  const impatience = setTimeout(() => app.server.closeAllConnections(), CLOSE_WAIT_MS)
  await closed
  clearTimeout(impatience)
}

function refuseUnknown(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply) {
  const path = (request.raw.url ?? '').split('?')[0] ?? ''
  const methods = path.startsWith(`${API_PREFIX}/`) ? methodsOf(path) : []
  if (methods.length > 0) reply.header('Allow', methods.join(', '))
  const message =
    methods.length > 0
      ? `${shortened(path)} does not take ${request.method}; it takes ${methods.join(', ')}.`
      : `There is nothing at ${shortened(path)}. The API is at ${API_PREFIX}, the sandbox's own controls are at ${CONTROL_PREFIX}, both are described at ${DOCS_PREFIX}.`
  return refuse(sandbox, request, reply, 404, new Failure('resource_not_found', undefined, message))
}

/** Whatever Fastify refuses outside of the operations, in the envelope of all other noes. */
function refuseBroken(
  sandbox: Sandbox,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  if (request.is404) return refuseUnknown(sandbox, request, reply)
  const message = `The request could not be read: ${(error as Error).message}`
  return refuse(sandbox, request, reply, 400, new Failure('invalid_request', undefined, message))
}

function shortened(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path
}

/** A no to a request that belongs to no operation. */
function refuse(
  sandbox: Sandbox,
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
    path: pathShown(request.raw.url ?? ''),
    status,
    durationMs: reply.elapsedTime,
    code: failure.code,
    message: failure.message,
  })
  return reply
    .code(status)
    .header('X-Request-Id', requestId)
    .header('Content-Type', 'application/json')
    .send(JSON.stringify(errorBody(failure, requestId)))
}

/** What arrived is not HTTP, or its headers are too large: there is no request to answer properly. */
function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const [status, text] = isLarge
    ? [431, 'The request headers are larger than 16 KiB.']
    : [400, `The request is not HTTP as it should be: ${error.message}`]
  const body = JSON.stringify(errorBody(new Failure('invalid_request', undefined, text), BROKEN_ID))
  socket.end(
    `HTTP/1.1 ${status} ${isLarge ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
      `Content-Type: application/json\r\nX-Request-Id: ${BROKEN_ID}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Requests that cannot be read have no number. */
const BROKEN_ID = makeId('request', 0, 0)

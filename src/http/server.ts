// The HTTP server: both APIs behind one port, and the same error envelope for whatever goes wrong.
import type { Server as HttpServer, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import type { Api } from '../api/api.ts'
import { BODY_MAX_BYTES, textOfBody } from '../api/request-body.ts'
import { Failure } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import { shownPath } from '../domain/world/journal.ts'
import { masked } from '../domain/world/secret.ts'
import type { Sandbox } from '../engine/sandbox.ts'
import { note } from '../engine/sandbox.ts'
import { nearMiss } from './api/near-misses.ts'
import { addApiRoutes, methodsOf, UnreadBody } from './api/routes.ts'
import { shortWay } from './api/short-way.ts'
import { strangersRefused } from './callers.ts'
import { type Desk, newDesk } from './control/replies.ts'
import { addControlRoutes, CONTROL_PREFIX } from './control/routes.ts'
import { addDocs, DOCS_PREFIX } from './docs/docs.ts'
import type { Door } from './door.ts'
import { limitedServer } from './limited-server.ts'
import { HEADERS_MAX_BYTES, PARAM_MAX, SERVER_LIMITS, type ServerLimits } from './limits.ts'
import { NO_SCHEMAS } from './no-schemas.ts'
import { addPage } from './web/page.ts'

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
  readonly door: Door
  /** Limits other than the usual ones, for tests. */
  readonly limits?: Partial<ServerLimits> | undefined
}

/** Starts to listen. Rejects with the system's error when the port is taken. */
export async function startServer(
  api: Api,
  sandbox: Sandbox,
  options: ServerOptions,
): Promise<Server> {
  const desk = newDesk(api, sandbox, options.door)
  const servers = newServers(desk, { ...SERVER_LIMITS, ...options.limits })
  const answeredEarly = new WeakSet<Socket>()
  const app = Fastify({
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: PARAM_MAX },
    genReqId: () => '',
    schemaController: NO_SCHEMAS,
    serverFactory: servers.start,
    clientErrorHandler: (error, socket) => {
      if (answeredEarly.has(socket)) socket.destroy()
      else refuseBrokenRequest(api, error, socket)
    },
    // Who comes over a connection that is still open while the server stops is answered.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      const message = `The request could not be read: ${error.message}`
      void refuse(desk, request, reply, 400, new Failure('invalid_request', undefined, message))
    },
  })
  readBodiesAsText(app, answeredEarly)
  // No operation declares a 417: what a client expects beyond 100-continue is passed over.
  app.server.on('checkExpectation', (...exchange) => app.server.emit('request', ...exchange))
  addApiRoutes(app, api, sandbox)
  addControlRoutes(app, desk)
  addDocs(app, desk)
  addPage(app, desk)
  app.setNotFoundHandler((request, reply) => refuseUnknown(desk, request, reply))
  app.setErrorHandler((error, request, reply) => refuseBroken(desk, request, reply, error))
  await app.listen({ host: options.host, port: options.port })
  return { origin: originOf(app, options.host), close: () => close(app, servers) }
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

function originOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${typeof address === 'object' ? address?.port : ''}`
}

type Servers = {
  readonly start: (answer: RequestListener) => HttpServer
  /** From now on Fastify sees every request, for it tells clients that the server stops. */
  readonly stop: () => void
  readonly cutAll: () => void
}

/** The servers of the machine behind ours: `localhost` has one for each of its addresses. */
function newServers(desk: Desk, limits: ServerLimits): Servers {
  const { api, sandbox } = desk
  const greet = strangersRefused(desk)
  let isOpen = true
  const shorten = shortWay(api, sandbox, () => isOpen)
  const all: HttpServer[] = []
  const start = (answer: RequestListener) => {
    const server = limitedServer(limits, greet(shorten(answer)), () => {
      const message = `More than ${limits.connections} connections are open: further ones are closed at once.`
      note(sandbox.defaultOrganization, { kind: 'notice', message })
    })
    // Fastify does this for the first one only.
    if (all.length > 0) {
      server.on('clientError', (error, socket) => refuseBrokenRequest(api, error, socket as Socket))
    }
    all.push(server)
    return server
  }
  return {
    start,
    stop: () => {
      isOpen = false
    },
    cutAll: () => {
      for (const server of all) server.closeAllConnections()
    },
  }
}

async function close(app: FastifyInstance, servers: Servers): Promise<void> {
  servers.stop()
  const closed = app.close()
  const impatience = setTimeout(servers.cutAll, CLOSE_WAIT_MS)
  await closed
  clearTimeout(impatience)
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

/** A no to a request that belongs to no operation. */
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

/** By Node's code: what is wrong with a request that could not be read, and what it is answered. */
const BROKEN: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The path or the headers are larger than ${HEADERS_MAX_BYTES / 1024} KiB.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'The request did not arrive in time; nothing was done.',
  ],
}

/** What arrived is not HTTP, is too large or too slow: there is no request to answer properly. */
function refuseBrokenRequest(api: Api, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, text] = BROKEN[error.code ?? ''] ?? [
    '400 Bad Request',
    `The request is not HTTP as it should be: ${error.message}`,
  ]
  const failure = new Failure('invalid_request', undefined, text)
  const body = JSON.stringify(api.errorBody(failure, BROKEN_ID))
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nX-Request-Id: ${BROKEN_ID}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    // Who goes on sending is not listened to.
    () => socket.destroy(),
  )
}

/** Requests that cannot be read have no number. */
const BROKEN_ID = makeId('request', 0, 0)

// The API's routes: one for each operation of the contract, and the contract itself.
import type { ServerResponse } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Api } from '../../api/api.ts'
import { dispatch } from '../../api/dispatch.ts'
import type { ApiReply } from '../../api/exchange.ts'
import type { BodyProblem } from '../../api/request-body.ts'
import type { OperationKey } from '../../contract/operation-types.ts'
import { makeId } from '../../domain/world/ids.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Sandbox } from '../../engine/sandbox.ts'
import { sendOddly } from './odd-replies.ts'

/** A body that is no text of JSON is not read; this stands in its place. */
export class UnreadBody {
  readonly problem: BodyProblem

  constructor(problem: BodyProblem) {
    this.problem = problem
  }
}

/** Fastify's codes for bodies that did not arrive, and what they mean to the API. */
const BODY_PROBLEMS: Readonly<Record<string, BodyProblem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
}

export function addApiRoutes(app: FastifyInstance, api: Api, sandbox: Sandbox): void {
  const served = { api, sandbox }
  for (const { key, method, path } of Object.values(api.operations)) {
    app.route({
      method,
      url: api.prefix + path.replace(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) =>
        isCutShort(request) ? reply.callNotFound() : answer(served, key, request, reply),
      // A body that could not be read is still answered in order: first the key, then the body.
      errorHandler: (error, request, reply) => {
        const code = (error as { code?: string }).code ?? ''
        void answer(served, key, request, reply, BODY_PROBLEMS[code] ?? 'unreadable')
      },
    })
  }
  app.get(api.prefix, (_request, reply) => reply.send(contentOf(api)))
  let document: string | undefined
  app.get(`${api.prefix}/openapi.json`, (_request, reply) => {
    document ??= api.document()
    const { world } = sandbox.defaultOrganization
    const requestId = makeId('request', world.seed, ++world.requestCount)
    return reply
      .header('X-Request-Id', requestId)
      .header('Content-Type', 'application/json')
      .send(document)
  })
}

/** `/v1/messages/`: where an id should be, there is nothing. */
function isCutShort({ params }: FastifyRequest): boolean {
  for (const name in params as object)
    if ((params as Record<string, string>)[name] === '') return true
  return false
}

/** What stands at the prefix itself: production has nothing there, a person wants to know. */
function contentOf({ about, prefix, operations }: Api) {
  const paths = Object.values(operations).map(({ method, path }) => `${method} ${prefix}${path}`)
  return { data: { about, document: `${prefix}/openapi.json`, operations: paths } }
}

function answer(
  { api, sandbox }: { readonly api: Api; readonly sandbox: Sandbox },
  operation: OperationKey,
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: BodyProblem,
): FastifyReply | Promise<FastifyReply> {
  const { body } = request
  const made = dispatch(api, sandbox, {
    operation,
    method: request.method,
    path: request.raw.url ?? '',
    params: request.params as Record<string, string>,
    query: request.query as Record<string, unknown>,
    headers: request.headers,
    body: typeof body === 'string' ? body : undefined,
    bodyProblem: problem ?? (body instanceof UnreadBody ? body.problem : undefined),
  })
  const { clock } = sandbox.ports
  return made instanceof Promise
    ? made.then((late) => send(reply, late, clock))
    : send(reply, made, clock)
}

function send(reply: FastifyReply, answer: ApiReply, clock: Clock): FastifyReply {
  if (answer.sending !== undefined) {
    reply.hijack()
    sendOddly(reply.raw, answer, answer.sending, clock)
    return reply
  }
  // First the head: if it cannot be written, Fastify still answers for us.
  writeHead(reply.raw, answer)
  reply.hijack()
  reply.raw.end(answer.body)
  return reply
}

/**
 * Writes a reply's head straight to the socket. Fastify's own way looks at every header and payload
 * again, which costs a list page a tenth of its time; here both are known to be whole.
 */
export function writeHead(response: ServerResponse, { status, headers, body }: ApiReply): void {
  const lines: string[] = []
  for (const name in headers) lines.push(name, headers[name] as string)
  if (body !== undefined) lines.push('Content-Type', 'application/json; charset=utf-8')
  lines.push('Content-Length', String(body === undefined ? 0 : Buffer.byteLength(body)))
  response.writeHead(status, lines)
}

/** Which methods a path knows; empty when no operation has the path. */
export function methodsOf({ prefix, operations }: Api, path: string): string[] {
  if (!path.startsWith(`${prefix}/`)) return []
  const segments = path.slice(prefix.length).split('/')
  return Object.values(operations)
    .filter((operation) => {
      const pattern = operation.path.split('/')
      return (
        pattern.length === segments.length &&
        pattern.every((part, i) =>
          part.startsWith('{') ? segments[i] !== '' : part === segments[i],
        )
      )
    })
    .map(({ method }) => method)
}

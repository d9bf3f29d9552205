// The short way of a plain request: a fixed path of the API, and a body that is whole on arrival.
//
// Nearly all calls are such, and they need nothing of what Fastify does: its routes, its requests and
// replies and its reading of bodies cost a POST an eighth of its time. All others go the long way.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { parse as parseQuery } from 'node:querystring'

import type { Api } from '../../api/api.ts'
import { dispatch } from '../../api/dispatch.ts'
import type { ApiReply, ApiRequest } from '../../api/exchange.ts'
import { BODY_MAX_BYTES, textOfBody } from '../../api/request-body.ts'
import type { OperationKey } from '../../contract/operation-types.ts'
import type { Clock } from '../../engine/ports.ts'
import { note, type Sandbox } from '../../engine/sandbox.ts'
import { sendOddly } from './odd-replies.ts'
import { writeHead } from './routes.ts'

/** What a plain request asks for. */
type Plain = { readonly operation: OperationKey; readonly query: ApiRequest['query'] }

/** Texts of which nobody doubts how they are read; with anything else a query goes the long way. */
const PLAIN_QUERY = /^[a-z_]+=[\w.:-]+(?:&[a-z_]+=[\w.:-]+)*$/

const PLAIN_TYPES: ReadonlySet<unknown> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
])

/**
 * What waits for it goes on as soon as all that came together with a head has been read. It is a promise
 * because `queueMicrotask` makes a resource of its own for whoever traces calls, each time.
 */
const HEAD_READ = Promise.resolve()

const NO_PARAMS = {}
const NO_QUERY = {}

/** Answers plain requests; the others are answered by `longWay`. */
export function shortWay(
  api: Api,
  sandbox: Sandbox,
): (longWay: RequestListener) => RequestListener {
  const operations = fixedPaths(api)
  return (longWay) => (request, response) => {
    const plain = plainRequest(operations, request)
    if (plain === undefined) return longWay(request, response)
    if (request.method === 'GET') return answer(api, sandbox, plain, request, response)
    const size = plainSize(request)
    if (size === undefined) return longWay(request, response)
    void HEAD_READ.then(() => {
      if (request.readableLength !== size) return longWay(request, response)
      answer(api, sandbox, plain, request, response, request.read() as Buffer)
    })
  }
}

/** The operations whose path has no parameter, by method and path; none of them answers with a place to go to. */
function fixedPaths({ prefix, operations }: Api): ReadonlyMap<string, OperationKey> {
  const fixed = Object.values(operations).filter(
    ({ path, method }) => !path.includes('{') && (method === 'GET' || method === 'POST'),
  )
  return new Map(fixed.map(({ key, method, path }) => [`${method} ${prefix}${path}`, key]))
}

function plainRequest(
  operations: ReadonlyMap<string, OperationKey>,
  { method, url = '', headers }: IncomingMessage,
): Plain | undefined {
  const queryAt = url.indexOf('?')
  const path = queryAt === -1 ? url : url.slice(0, queryAt)
  const operation = operations.get(`${method} ${path}`)
  if (operation === undefined || headers['transfer-encoding'] !== undefined) return undefined
  if (queryAt === -1) return { operation, query: NO_QUERY }
  const query = url.slice(queryAt + 1)
  return PLAIN_QUERY.test(query) ? { operation, query: parseQuery(query) } : undefined
}

/** How many bytes the JSON body of a POST has; undefined for one that is not plain. */
function plainSize({ headers }: IncomingMessage): number | undefined {
  if (!PLAIN_TYPES.has(headers['content-type'])) return undefined
  const size = Number(headers['content-length'])
  return size > 0 && size <= BODY_MAX_BYTES ? size : undefined
}

function answer(
  api: Api,
  sandbox: Sandbox,
  { operation, query }: Plain,
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  bytes?: Buffer,
): void {
  const read = bytes === undefined ? undefined : textOfBody(bytes, headers)
  const { clock } = sandbox.ports
  try {
    const made = dispatch(api, sandbox, {
      operation,
      method,
      path: url,
      params: NO_PARAMS,
      query,
      headers,
      body: read !== undefined && 'text' in read ? read.text : undefined,
      bodyProblem: read !== undefined && 'problem' in read ? read.problem : undefined,
    })
    if (made instanceof Promise) {
      made
        .then((late) => send(response, late, clock))
        .catch((error: unknown) => giveUp(sandbox, response, operation, error))
    } else send(response, made, clock)
  } catch (error) {
    giveUp(sandbox, response, operation, error)
  }
}

function send(response: ServerResponse, reply: ApiReply, clock: Clock): void {
  if (reply.sending === undefined) {
    writeHead(response, reply)
    response.end(reply.body)
  } else sendOddly(response, reply, reply.sending, clock)
}

/** What throws here is our bug; whoever waits hears at least that nothing will come. */
function giveUp(
  { defaultOrganization }: Sandbox,
  response: ServerResponse,
  operation: OperationKey,
  error: unknown,
): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note(defaultOrganization, { kind: 'breach', message: `${operation}: ${reason}` })
  response.destroy()
}

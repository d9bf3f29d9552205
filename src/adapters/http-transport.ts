// Posts webhooks over HTTP: one pool for each receiver, with the egress guard at every connection.
// Timers from `node:timers`, not the globals: a test that fakes those would stop the sandbox as well.
import { clearTimeout, setTimeout } from 'node:timers'

import { Pool } from 'undici'

import type { Outcome } from '../domain/webhooks/retry.ts'
import { shapesMasked } from '../domain/world/secret.ts'
import type { Transport, WebhookRequest } from '../engine/ports.ts'
import { checkHost, type Egress, guardedLookup } from './egress.ts'
import { failedExchange, TimeoutError } from './failed-exchange.ts'

/** Connections to one receiver at the same time; the dispatcher has no more attempts than these. */
const CONNECTIONS_MAX = 64
/** How much of a response is kept for the delivery log. */
export const SNIPPET_BYTES = 1_024
/** How much of a response is read at all; the rest is cut off with the connection. */
export const RESPONSE_MAX_BYTES = 64 * 1_024
/** Receivers whose connections are kept open; beyond these the one unused longest is closed. */
const POOLS_MAX = 100

export type HttpTransportOptions = {
  readonly egress: Egress
  /** Whether any certificate of a receiver will do, a self-signed one too. */
  readonly takesAnyCertificate?: boolean
  /** Milliseconds on a clock that never goes back. */
  readonly stopwatch: () => number
}

export function httpTransport(options: HttpTransportOptions): Transport {
  const pools = new Map<string, Pool>()
  return {
    post: (request) => post(pools, options, request),
    close: async () => {
      // Attempts in flight are cut off, and end as connections that broke.
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}

async function post(
  pools: Map<string, Pool>,
  options: HttpTransportOptions,
  request: WebhookRequest,
): Promise<Outcome> {
  const startedAt = options.stopwatch()
  const durationMs = () => Math.round(options.stopwatch() - startedAt)
  try {
    const url = new URL(request.url)
    checkHost(options.egress, url)
    const answer = await exchangeAnew(pools, options, url, {
      ...withCredentials(request, url),
      startedAt,
    })
    return { kind: 'answered', ...answer, durationMs: durationMs() }
  } catch (error) {
    return { ...failedExchange(error, request.timeoutMs), durationMs: durationMs() }
  }
}

/** What stands before the @ of a URL goes into a header, as with any client. */
function withCredentials(request: WebhookRequest, { username, password }: URL): WebhookRequest {
  if (username === '' && password === '') return request
  const pair = `${decoded(username)}:${decoded(password)}`
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  return { ...request, headers: { Authorization: authorization, ...request.headers } }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * One request. A receiver may close an idle connection at the moment when the next request is on its
 * way; then nothing was answered, and the request is sent again at once on a connection of its own.
 */
async function exchangeAnew(
  pools: Map<string, Pool>,
  options: HttpTransportOptions,
  url: URL,
  request: WebhookRequest & { readonly startedAt: number },
): Promise<Answer> {
  const pool = poolFor(pools, options, url.origin)
  try {
    return await exchange(pool, url, request)
  } catch (error) {
    if (!wasIdle(error)) throw error
    const timeoutMs = Math.max(1, request.timeoutMs - (options.stopwatch() - request.startedAt))
    const fresh = newPool(options, url.origin)
    try {
      return await exchange(fresh, url, { ...request, timeoutMs })
    } finally {
      void fresh.close()
    }
  }
}

/** Whether a connection that had answered before was closed before it answered this time. */
function wasIdle(error: unknown): boolean {
  return error instanceof ClosedEarly && error.hadAnswered
}

/** The connection broke before anything was answered. */
class ClosedEarly extends Error {
  override readonly name = 'ClosedEarly'
  readonly code: string
  readonly hadAnswered: boolean

  constructor(code: string, message: string, hadAnswered: boolean) {
    super(message)
    this.code = code
    this.hadAnswered = hadAnswered
  }
}

/** Connections that broke, by undici's code and the system's. */
const BROKEN: readonly string[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']

function broken(error: Error, status: number, pool: Pool): Error {
  const { code = '', socket } = error as { code?: string; socket?: { bytesRead?: number } }
  if (status !== 0 || !BROKEN.includes(code)) return error
  // What was read may be the beginning of this answer: a receiver must have answered before as well.
  const hadAnswered = ANSWERED.has(pool) && (socket?.bytesRead ?? 1) > 0
  return new ClosedEarly(code, error.message, hadAnswered)
}

/** Pools whose receiver has answered. */
const ANSWERED = new WeakSet<Pool>()

function newPool(
  { egress, takesAnyCertificate = false }: HttpTransportOptions,
  origin: string,
): Pool {
  return new Pool(origin, {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    connect: { lookup: guardedLookup(egress), rejectUnauthorized: !takesAnyCertificate },
  })
}

function poolFor(pools: Map<string, Pool>, options: HttpTransportOptions, origin: string): Pool {
  const known = pools.get(origin)
  // Taken out and put back, so that the map's order is that of last use.
  pools.delete(origin)
  const pool = known ?? newPool(options, origin)
  pools.set(origin, pool)
  const [oldest] = pools
  if (pools.size > POOLS_MAX && oldest !== undefined) {
    pools.delete(oldest[0])
    void oldest[1].close()
  }
  return pool
}

type Answer = {
  readonly status: number
  readonly snippet: string
  readonly retryAfter: string | null
}

/** One request on the pool. The low-level interface is used: streams cost as much as the request. */
function exchange(pool: Pool, url: URL, request: WebhookRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0
    let retryAfter: string | null = null
    const chunks: Buffer[] = []
    let bytes = 0
    let given: Error | undefined
    let stop = (reason: Error) => {
      given = reason
      reject(reason)
    }
    const timer = setTimeout(() => stop(new TimeoutError()), request.timeoutMs)
    const settle = (settled: () => void) => {
      clearTimeout(timer)
      settled()
    }
    const finish = () => {
      // A receiver that echoes what it got must not bring our signature into the delivery log.
      const start = textOfStart(Buffer.concat(chunks).subarray(0, SNIPPET_BYTES))
      const snippet = shapesMasked(start).slice(0, SNIPPET_BYTES)
      settle(() => resolve({ status, snippet, retryAfter }))
    }
    pool.dispatch(
      {
        method: (request.method ?? 'POST') as 'POST',
        path: `${url.pathname}${url.search}`,
        headers: request.headers as Record<string, string>,
        body: request.method === 'GET' ? null : request.body,
      },
      {
        onRequestStart: (controller) => {
          // Time ran out while the request waited for a connection: it must not be sent any more.
          if (given !== undefined) return controller.abort(given)
          stop = (reason) => {
            controller.abort(reason)
            settle(() => reject(reason))
          }
        },
        onResponseStart: (_controller, code, headers) => {
          status = code
          ANSWERED.add(pool)
          const asked = headers['retry-after']
          retryAfter = typeof asked === 'string' ? asked : null
        },
        onResponseData: (controller, chunk) => {
          if (bytes < SNIPPET_BYTES) chunks.push(chunk)
          bytes += chunk.length
          if (bytes <= RESPONSE_MAX_BYTES) return
          finish()
          controller.abort(new Error('The response is longer than is read.'))
        },
        onResponseEnd: finish,
        onResponseError: (_controller, error) => settle(() => reject(broken(error, status, pool))),
      },
    )
  })
}

/** The text of bytes that may end in the middle of a character, which is left out. */
function textOfStart(bytes: Buffer): string {
  if (bytes.length === 0) return ''
  return new TextDecoder().decode(bytes, { stream: true })
}

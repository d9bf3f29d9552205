// The limits of the server: how much, how long and how many, each with its reason.
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'

import { SECOND_MS } from '../domain/world/time.ts'

/** What a request's path, or its headers' names and values, may hold: as Node and most servers. */
export const HEADERS_MAX_BYTES = 16 * 1024

/** As much as the headers may hold: how long a name may be is the contract's to say. */
export const PARAM_MAX = HEADERS_MAX_BYTES

/** What can be set otherwise by tests, which have no seconds to wait. */
export type ServerLimits = {
  /** Until the headers must be there. Local clients take milliseconds; trickling ones are cut off. */
  readonly headersMs: number
  /** Until the whole request must be there: a mebibyte over a slow line takes seconds. */
  readonly requestMs: number
  /** How often is looked for requests that are too slow. */
  readonly checkEveryMs: number
  /** How long a connection may stay idle between two requests; longer than test suites pause. */
  readonly keepAliveMs: number
  /** How long a client may read nothing of an answer that waits for it. */
  readonly stalledMs: number
  /** Connections at the same time: more than load tests open, fewer than systems have file handles. */
  readonly connections: number
}

export const SERVER_LIMITS: ServerLimits = {
  headersMs: 10 * SECOND_MS,
  requestMs: 30 * SECOND_MS,
  checkEveryMs: 2 * SECOND_MS,
  keepAliveMs: 60 * SECOND_MS,
  stalledMs: 30 * SECOND_MS,
  connections: 1_000,
}

/**
 * A server of Node with these limits. Whoever is turned away because there are too many connections
 * hears nothing, so `onFull` is told: once, until there is room again.
 */
export function limitedServer(
  limits: ServerLimits,
  answer: RequestListener,
  onFull: () => void,
): HttpServer {
  const { headersMs, requestMs, checkEveryMs, keepAliveMs, stalledMs, connections } = limits
  const server = createServer(
    {
      // A request without a Host header is answered like any other; the control API refuses it.
      requireHostHeader: false,
      maxHeaderSize: HEADERS_MAX_BYTES,
      headersTimeout: Math.min(headersMs, requestMs),
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: checkEveryMs,
    },
    answer,
  )
  // Node would leave further headers out without a word, and among them might be Host or Origin.
  // What they may hold together is limited all the same.
  server.maxHeadersCount = 0
  server.maxConnections = connections
  tellWhenFull(server, connections, onFull)
  // Silence alone is no reason: faults hold requests, and streams wait for something to happen.
  // Between two requests, Node sets another time-out: that of keeping alive.
  server.setTimeout(stalledMs, (socket) => {
    if (socket.writableLength > 0 || socket.timeout !== stalledMs) socket.destroy()
  })
  return server
}

function tellWhenFull(server: HttpServer, connections: number, onFull: () => void): void {
  let open = 0
  let isTold = false
  server.on('connection', (socket) => {
    open++
    socket.once('close', () => {
      open--
      // Where one comes as soon as another one goes, once is enough.
      if (open < connections / 2) isTold = false
    })
  })
  server.on('drop', () => {
    if (!isTold) onFull()
    isTold = true
  })
}

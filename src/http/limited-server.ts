// A server of Node that keeps the limits.
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'

import { HEADERS_MAX_BYTES, type ServerLimits } from './limits.ts'

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

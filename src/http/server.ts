// The HTTP server: both APIs behind one port, and the same error envelope for whatever goes wrong.
import type { Server as HttpServer, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'

import type { Api } from '../api/api.ts'
import type { Served } from '../control/reads/read.ts'
import type { Sandbox } from '../engine/sandbox.ts'
import { note } from '../engine/sandbox.ts'
import { shortWay } from './api/short-way.ts'
import { refuseBrokenRequest } from './broken-requests.ts'
import { strangersRefused } from './callers.ts'
import { type Desk, newDesk } from './control/replies.ts'
import type { Door } from './door.ts'
import { limitedServer } from './limited-server.ts'
import { SERVER_LIMITS, type ServerLimits } from './limits.ts'
import { listenOn, portOf } from './listening.ts'
import type { LongWay } from './long-way.ts'

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
  readonly served: Served
  /** Ends the process in order, when the control API is told to; without it, that is refused. */
  readonly stop: (() => void) | undefined
  /** Limits other than the usual ones, for tests. */
  readonly limits?: Partial<ServerLimits> | undefined
}

/** Starts to listen. Rejects with the system's error when the port is taken. */
export async function startServer(
  api: Api,
  sandbox: Sandbox,
  options: ServerOptions,
): Promise<Server> {
  const desk = newDesk(api, sandbox, options)
  const answeredEarly = new WeakSet<Socket>()
  const longWay = longWayWhenAsked(desk, answeredEarly)
  let isClosing = false
  const answer = strangersRefused(desk)(shortWay(api, sandbox)(longWay.answer))
  const greet: RequestListener = (request, response) => {
    // The answer tells the client that there will be no other one.
    if (isClosing) response.shouldKeepAlive = false
    answer(request, response)
  }
  const limits = { ...SERVER_LIMITS, ...options.limits }
  const servers = await listenOn(
    () => newServer(desk, limits, greet, answeredEarly),
    options.host,
    options.port,
  )
  return {
    origin: `http://${nameOf(options.host)}:${portOf(servers[0])}`,
    close: async () => {
      isClosing = true
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      const impatience = setTimeout(() => {
        for (const server of servers) server.closeAllConnections()
      }, CLOSE_WAIT_MS)
      await longWay.close()
      // Those over which streams went until now.
      for (const server of servers) server.closeIdleConnections()
      await Promise.all(closed)
      clearTimeout(impatience)
    },
  }
}

/** By which name a server is called that listens on this host. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function newServer(
  { api, sandbox }: Desk,
  limits: ServerLimits,
  greet: RequestListener,
  answeredEarly: WeakSet<Socket>,
): HttpServer {
  const server = limitedServer(limits, greet, () => {
    const message = `More than ${limits.connections} connections are open: further ones are closed at once.`
    note(sandbox.defaultOrganization, { kind: 'notice', message })
  })
  server.on('clientError', (error, socket) => {
    if (answeredEarly.has(socket as Socket)) socket.destroy()
    else refuseBrokenRequest(api, error, socket as Socket)
  })
  // No operation declares a 417: what a client expects beyond 100-continue is passed over.
  server.on('checkExpectation', (...exchange) => server.emit('request', ...exchange))
  return server
}

/**
 * The long way, opened when somebody first asks for what the short one has not. A start needs neither
 * Fastify nor the control API's shapes, and to load them would cost it a third of its time.
 */
function longWayWhenAsked(desk: Desk, answeredEarly: WeakSet<Socket>): LongWay {
  let opening: Promise<LongWay> | undefined
  let open: LongWay | undefined
  const opened = async () => {
    const { openLongWay } = await import('./long-way.ts')
    open = await openLongWay(desk, answeredEarly)
    return open
  }
  return {
    answer: (request, response) => {
      if (open !== undefined) {
        open.answer(request, response)
        return
      }
      opening ??= opened()
      opening
        .then(({ answer }) => answer(request, response))
        .catch((error: unknown) => {
          const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
          note(desk.sandbox.defaultOrganization, { kind: 'breach', message: reason })
          response.destroy()
        })
    },
    close: async () => (await opening)?.close(),
  }
}

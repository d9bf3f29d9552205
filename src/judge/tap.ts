// A tap between a program under test and the sandbox: everything passes unchanged, and every call is kept.
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

import { parsedJson } from './json.ts'

/** A call of the program under test, as it passed. */
export type TappedCall = {
  /** Counts the calls, from 1. */
  readonly number: number
  /** Milliseconds on the stopwatch that the tap was given. */
  readonly at: number
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Names in lower case. Without the API key. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The number that a message goes to. */
  readonly to: string | undefined
  /** The HTTP status; null while there is no answer, and when the connection broke. */
  status: number | null
  /** What Retry-After said, if it was there. */
  retryAfter: string | undefined
  /** Whether the answer, or the lack of one, has come to its end. */
  isOver: boolean
  reply: string
}

export type Tap = {
  /** `http://127.0.0.1:41234/v1`: what the program gets as `KIRIM_BASE_URL`. */
  readonly url: string
  readonly calls: readonly TappedCall[]
  close(): Promise<void>
}

/** How much of a body is kept; it passes whole. */
const KEPT_MAX_BYTES = 64 * 1_024
/** Calls that are kept; a program that loops must not fill the memory. */
const CALLS_MAX = 20_000

/** Opens a tap in front of an API. Broken answers break off here as well. */
export async function openTap(options: {
  /** The API, with `/v1`. */
  readonly apiUrl: string
  readonly stopwatch: () => number
  /** 0 takes any free port. */
  readonly port?: number
}): Promise<Tap> {
  const { apiUrl, stopwatch, port = 0 } = options
  const calls: TappedCall[] = []
  const server = createServer((incoming, outgoing) => {
    void pass(new URL(apiUrl), incoming, outgoing, (body) => {
      const call = callOf(calls.length + 1, stopwatch(), incoming, body)
      if (calls.length < CALLS_MAX) calls.push(call)
      return call
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}${new URL(apiUrl).pathname}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function callOf(number: number, at: number, incoming: IncomingMessage, body: Buffer): TappedCall {
  const { method = 'GET', url: path = '/', headers } = incoming
  const { authorization: _, ...shown } = headers
  const text = body.subarray(0, KEPT_MAX_BYTES).toString()
  const { to } = (parsedJson(text) ?? {}) as { to?: unknown }
  return {
    number,
    at,
    method,
    path,
    headers: Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, `${value}`])),
    body: text,
    to: typeof to === 'string' ? to : undefined,
    status: null,
    retryAfter: undefined,
    isOver: false,
    reply: '',
  }
}

/** The body goes on in one piece, whatever way it came. */
function onwardHeaders({ headers, method }: IncomingMessage, api: URL, body: Buffer) {
  const { 'transfer-encoding': _, 'content-length': __, ...kept } = headers
  const hasBody = body.length > 0 || (method !== 'GET' && method !== 'HEAD')
  const length = hasBody ? { 'content-length': String(body.length) } : {}
  return { ...kept, ...length, host: api.host }
}

async function pass(
  api: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  keep: (body: Buffer) => TappedCall,
): Promise<void> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
  } catch {
    // The program went away in the middle of its request.
    return
  }
  const body = Buffer.concat(chunks)
  const call = keep(body)
  const { hostname, port } = api
  const { method, url: path } = incoming
  const headers = onwardHeaders(incoming, api, body)
  const breakOff = () => {
    call.isOver = true
    incoming.socket.destroy()
  }
  const onward = forward({ hostname, port, method, path, headers, agent: false }, (answer) => {
    call.status = answer.statusCode ?? null
    call.retryAfter = answer.headers['retry-after']
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('data', (chunk: Buffer) => {
      if (call.reply.length < KEPT_MAX_BYTES) call.reply += chunk.toString()
      outgoing.write(chunk)
    })
    answer.once('end', () => {
      call.isOver = true
      outgoing.end()
    })
    answer.once('error', breakOff)
  })
  onward.once('error', breakOff)
  // A program that has lost its patience hangs up on the sandbox as well.
  outgoing.once('close', () => {
    if (!call.isOver) onward.destroy()
  })
  onward.end(body)
}

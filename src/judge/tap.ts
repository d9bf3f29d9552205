// A tap between a program under test and the sandbox: everything passes unchanged, and every call is kept.
import { EventEmitter } from 'node:events'
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

import { pause } from '../client/waiting.ts'
import { parsedJson } from './json.ts'

/** A call of the program under test, as it passed. */
export type TappedCall = {
  /** Counts the calls, from 1. */
  readonly number: number
  /** Whose it is, where several are behind one tap: what `route` said. */
  readonly owner: string | undefined
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
  /** When that was; null before. */
  endedAt: number | null
  /** Whether the answer came whole; one that broke off did not. */
  isWhole: boolean
  reply: string
}

/** Where a call goes on to: whose it is, and the key that it goes on with. */
export type Route = { readonly owner: string; readonly key: string }

export type Tap = {
  /** `http://127.0.0.1:41234/v1`: what the program gets as `KIRIM_BASE_URL`. */
  readonly url: string
  readonly calls: readonly TappedCall[]
  /** Forgets the calls of an owner: nobody asks for them any more. */
  forget(owner: string): void
  /** Ends when a call begins or ends, or after so many real milliseconds. */
  nextChange(ms: number): Promise<void>
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
  /** Whose a call to this number is, which came with this key; without one, the key stays. */
  readonly route?: (to: string | undefined, key: string) => Route | undefined
}): Promise<Tap> {
  const { apiUrl, stopwatch, port = 0, route } = options
  const api = new URL(apiUrl)
  const calls: TappedCall[] = []
  const changes = new EventEmitter().setMaxListeners(0)
  let count = 0
  const server = createServer((incoming, outgoing) => {
    const keep = (body: Buffer): Passing => {
      const to = numberIn(body)
      const routed = route?.(to, keyOf(incoming))
      const call = callOf(incoming, body, { number: ++count, at: stopwatch(), to, routed })
      if (calls.length < CALLS_MAX) calls.push(call)
      changes.emit('change')
      const end = (isWhole: boolean) => {
        Object.assign(call, { isOver: true, isWhole, endedAt: stopwatch() })
        changes.emit('change')
      }
      return { call, key: routed?.key, end }
    }
    void pass(api, incoming, outgoing, keep)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}${new URL(apiUrl).pathname}`,
    calls,
    forget: (owner) => {
      const kept = calls.filter((one) => one.owner !== owner)
      calls.splice(0, calls.length, ...kept)
    },
    nextChange: async (ms) => {
      const heard = new AbortController()
      const hear = () => heard.abort()
      changes.once('change', hear)
      await pause(ms, heard.signal)
      changes.off('change', hear)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The number that a message goes to. */
function numberIn(body: Buffer): string | undefined {
  const { to } = (parsedJson(body.subarray(0, KEPT_MAX_BYTES).toString()) ?? {}) as { to?: unknown }
  return typeof to === 'string' ? to : undefined
}

function keyOf({ headers: { authorization = '' } }: IncomingMessage): string {
  return authorization.replace(/^Bearer /, '')
}

type Begun = Pick<TappedCall, 'number' | 'at' | 'to'> & { readonly routed: Route | undefined }

function callOf(incoming: IncomingMessage, body: Buffer, begun: Begun): TappedCall {
  const { method = 'GET', url: path = '/', headers } = incoming
  const { authorization: _, ...shown } = headers
  const { routed, ...facts } = begun
  return {
    ...facts,
    owner: routed?.owner,
    method,
    path,
    headers: Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, `${value}`])),
    body: body.subarray(0, KEPT_MAX_BYTES).toString(),
    status: null,
    retryAfter: undefined,
    isOver: false,
    endedAt: null,
    isWhole: false,
    reply: '',
  }
}

/** A call on its way, with the key that it goes on with, if that is another one. */
type Passing = {
  readonly call: TappedCall
  readonly key: string | undefined
  readonly end: (isWhole: boolean) => void
}

/** The body goes on in one piece, whatever way it came. */
function onwardHeaders(
  { headers, method }: IncomingMessage,
  { host }: URL,
  body: Buffer,
  key: string | undefined,
) {
  const { 'transfer-encoding': _, 'content-length': __, ...kept } = headers
  const hasBody = body.length > 0 || (method !== 'GET' && method !== 'HEAD')
  const length = hasBody ? { 'content-length': String(body.length) } : {}
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  return { ...kept, ...length, ...authorization, host }
}

async function pass(
  api: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  keep: (body: Buffer) => Passing,
): Promise<void> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
  } catch {
    // The program went away in the middle of its request.
    return
  }
  const body = Buffer.concat(chunks)
  const { call, key, end } = keep(body)
  const { hostname, port } = api
  const { method, url: path } = incoming
  const headers = onwardHeaders(incoming, api, body, key)
  const breakOff = () => {
    if (!call.isOver) end(false)
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
      end(true)
      outgoing.end()
    })
    answer.once('error', breakOff)
  })
  onward.once('error', breakOff)
  // A program that waits no longer hangs up on the sandbox as well.
  outgoing.once('close', () => {
    if (!call.isOver) onward.destroy()
  })
  onward.end(body)
}

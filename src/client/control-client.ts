// The control API from outside: actions, reads, and the stream of what happens, over HTTP.
import type { ActionInput, ActionName } from '../contract/input-types.ts'
import type { DataAt } from '../control/reads/index.ts'
import type { Gap } from '../control/reads/journal/journal.ts'
import type { ShownEntry } from '../control/reads/shown-entry.ts'
import { type Addresses, API_PREFIX, DEFAULT_URL, readAddresses } from './addresses.ts'
import { ControlError, NoSandboxError, notASandbox, notReachable } from './control-errors.ts'
import { readEvents, type StreamedEvent } from './event-stream.ts'

export type { ActionInput, ActionName } from '../contract/input-types.ts'
export type { ReadData } from '../control/reads/index.ts'

/** An entry of the journal, or that some are gone that were asked for. */
export type Entry = ShownEntry | (Gap & { readonly kind: 'gap' })

export type ControlClient = Addresses & {
  /** Does something; gives back the reply's `data`. */
  act<Name extends ActionName>(name: Name, input: ActionInput<Name>): Promise<unknown>
  /** Ends the sandbox in order; it answers before it ends. */
  stop(): Promise<Stopping>
  /** Asks the API itself, as a program of the business does: `call('POST', '/messages', {…})`. */
  call(method: ApiMethod, path: string, body?: unknown): Promise<Reply>
  /** Looks at something: `read('journal', { limit: 20 })`, or `read('/v1/health')` of the API. */
  read<Place extends string>(
    path: Place,
    query?: Query,
    signal?: AbortSignal,
  ): Promise<Reply<DataAt<Place>>>
  /** Looks at something that is a JSON text by itself: gives back the text. */
  text(path: string, query?: Query): Promise<string>
  /**
   * What happens from now on, or since the entry with the number `after`. A line that is cut is
   * taken up again; when nobody answers any more, it throws. Ends when the signal is aborted.
   */
  events(options?: EventOptions): AsyncGenerator<Entry, void>
}

export type Stopping = { readonly pid: number; readonly kept_in: string | null }

export type ApiMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The reply as it came: beside `data` a list has the place of its next page. */
export type Reply<Data = unknown> = { readonly data: Data; readonly [member: string]: unknown }

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export type EventOptions = { readonly after?: number; readonly signal?: AbortSignal }

export type ControlClientOptions = {
  /** The sandbox's base URL, with or without `/_sandbox` or `/v1`. */
  readonly url?: string
  /** Picks the organisation; without it, the default one answers. */
  readonly apiKey?: string | undefined
  /** For a sandbox that was started with one. */
  readonly controlToken?: string | undefined
}

type Request = {
  readonly url: string
  readonly method: ApiMethod
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * A client of one sandbox. Its calls throw ControlError when the sandbox says no, NoSandboxError
 * when there is none, and the signal's reason when the signal is aborted.
 *
 * @throws NoSandboxError when the URL is none, or the key or the token cannot be sent.
 */
export function controlClient(options: ControlClientOptions): ControlClient {
  const { url = DEFAULT_URL, apiKey, controlToken } = options
  const addresses = readAddresses(url)
  if (addresses === null) {
    throw new NoSandboxError(`${url} is no address of a sandbox; expected one like ${DEFAULT_URL}.`)
  }
  const keyHeaders =
    apiKey === undefined ? {} : { authorization: `Bearer ${sendable(apiKey, 'API key')}` }
  const token = controlToken && sendable(controlToken, 'control token')
  const headers = { ...keyHeaders, ...(token && { 'x-kirim-sandbox-token': token }) }
  const tell = async (path: string, input: unknown) => {
    const reply = await answerTo({
      url: addresses.controlUrl + path,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return reply.data
  }
  return {
    ...addresses,
    act: (name, input) => tell(`/actions/${encodeURIComponent(name)}`, input),
    stop: async () => (await tell('/stop', {})) as Stopping,
    call: (method, path, body) => {
      const url = addresses.apiUrl + path
      if (body === undefined) return answerTo({ url, method, headers: keyHeaders })
      const typed = { ...keyHeaders, 'content-type': 'application/json' }
      return answerTo({ url, method, headers: typed, body: JSON.stringify(body) })
    },
    read: <Place extends string>(path: Place, query: Query = {}, signal?: AbortSignal) =>
      answerTo<DataAt<Place>>({
        url: placeOf(addresses, path, query),
        method: 'GET',
        // The API has no use for the token.
        headers: isOfApi(path) ? keyHeaders : headers,
        signal,
      }),
    text: async (path, query = {}) => {
      const request = { url: placeOf(addresses, path, query), method: 'GET', headers } as const
      return (await readText(request, await send(request))).text
    },
    events: (options = {}) => follow(`${addresses.controlUrl}/events`, headers, options),
  }
}

/** What cannot stand in a header is refused here: `fetch` would repeat it in its message. */
function sendable(text: string, what: string): string {
  if (/^[\x21-\x7E]+$/.test(text)) return text
  throw new NoSandboxError(
    `The ${what} cannot be sent: expected letters, digits and punctuation marks without spaces.`,
  )
}

function isOfApi(path: string): boolean {
  return path.startsWith(`${API_PREFIX}/`)
}

function placeOf({ apiUrl, controlUrl }: Addresses, path: string, query: Query): string {
  const url = new URL(
    isOfApi(path)
      ? apiUrl + path.slice(API_PREFIX.length)
      : `${controlUrl}/${path.replace(/^\//, '')}`,
  )
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url.href
}

/** A redirect is not followed: what redirects is something else on the same port. */
async function send({ url, signal, ...request }: Request): Promise<Response> {
  try {
    return await fetch(url, { ...request, redirect: 'manual', ...(signal && { signal }) })
  } catch (error) {
    signal?.throwIfAborted()
    throw notReachable(new URL(url).origin, error)
  }
}

async function answerTo<Data = unknown>(request: Request): Promise<Reply<Data>> {
  return (await readReply(request, await send(request))) as Reply<Data>
}

async function readReply(request: Request, response: Response): Promise<Reply> {
  return (await readText(request, response)).body
}

/** An answer as it came, and what it says. */
async function readText({ url, signal }: Request, response: Response) {
  const { origin } = new URL(url)
  let text: string
  try {
    text = await response.text()
  } catch {
    signal?.throwIfAborted()
    throw new NoSandboxError(`The sandbox at ${origin} broke off its answer to ${url}.`)
  }
  const body = parseObject(text)
  const error = body?.error as EnvelopeError | undefined
  if (typeof error?.code === 'string') throw refusal(response.status, error)
  if (response.ok && body !== null) return { text, body: body as Reply }
  throw notASandbox(origin, describeStranger(url, response, text))
}

type EnvelopeError = {
  readonly code: string
  readonly message: string
  readonly param?: string
  readonly request_id?: string
}

function refusal(status: number, error: EnvelopeError): ControlError {
  const { code, message, param, request_id: requestId } = error
  return new ControlError({ code, message, param, status, requestId })
}

function describeStranger(url: string, { status, headers }: Response, text: string): string {
  const type = headers.get('content-type')?.split(';')[0]
  const what = text === '' ? 'nothing' : type === 'application/json' ? 'broken JSON' : `${type}`
  return `${new URL(url).pathname} gave ${status} and ${what}`
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Connections in a row that bring nothing before they end: whoever hangs up at once is let go. */
const EMPTY_CONNECTIONS_MAX = 3

async function* follow(
  url: string,
  headers: Readonly<Record<string, string>>,
  { after, signal }: EventOptions,
): AsyncGenerator<Entry, void> {
  let lastId = after === undefined ? '' : String(after)
  for (let empty = 0; empty < EMPTY_CONNECTIONS_MAX; empty++) {
    try {
      const resume = lastId === '' ? {} : { 'last-event-id': lastId }
      for await (const event of listen({ url, headers: { ...headers, ...resume }, signal })) {
        lastId = event.id
        empty = -1
        yield entryOf(url, event)
      }
    } catch (error) {
      if (signal?.aborted === true) return
      if (error instanceof ControlError || error instanceof NoSandboxError) throw error
      // Anything else means that the line was cut: it is taken up behind the last event.
    }
    if (signal?.aborted === true) return
  }
  throw notASandbox(new URL(url).origin, 'its event stream ends at once')
}

async function* listen(request: Omit<Request, 'method'>): AsyncGenerator<StreamedEvent, void> {
  const headers = { ...request.headers, accept: 'text/event-stream' }
  const response = await send({ ...request, method: 'GET', headers })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  if (response.ok && isStream && response.body !== null) return yield* readEvents(response.body)
  await readReply({ ...request, method: 'GET' }, response)
  throw notASandbox(
    new URL(request.url).origin,
    `${new URL(request.url).pathname} is no event stream`,
  )
}

function entryOf(url: string, { name, data }: StreamedEvent): Entry {
  const entry = parseObject(data)
  if (entry === null) throw notASandbox(new URL(url).origin, 'its event stream holds broken JSON')
  return { kind: name, ...entry } as Entry
}

// One exchange as the control API shows it: what was sent, what was answered, and the call as a curl command.
import { fail } from '../../../domain/failures/failures.ts'
import {
  EXCHANGES_MAX,
  EXCHANGES_MAX_CHARACTERS,
  shownBody,
  shownHeaders,
} from '../../../domain/world/exchanges.ts'
import { type Entry, entriesAfter, entryWithNumber } from '../../../domain/world/journal.ts'
import { toIso } from '../../../domain/world/time.ts'
import type { World } from '../../../domain/world/world.ts'
import { byName, integer, object, orNull, said, type ValueOf } from '../../../schema/shapes.ts'
import { exchangeOfAttempt } from '../deliveries.ts'
import { ENTRY } from '../journal-entries.ts'
import { entryNumber } from '../lists.ts'
import { read } from '../read.ts'
import { showEntry } from '../shown-entry.ts'

const HEADERS = byName('The headers; what opens something is covered.', said('A value.'))
const BODY = orNull(said('The body, with secrets covered; null when there was none.'))

const MEGABYTES = EXCHANGES_MAX_CHARACTERS / 1024 / 1024

/** What was sent and answered. */
export const EXCHANGE = object('What was sent, and what was answered.', {
  number: integer('The number of the entry in the journal.'),
  request: object('What was sent.', {
    method: said('The HTTP method.'),
    url: said('Where it was sent to.'),
    headers: HEADERS,
    body: BODY,
  }),
  response: object('What was answered.', {
    status: orNull(integer('The HTTP status; null when there was no answer.')),
    headers: HEADERS,
    body: orNull(said('The body, with secrets covered; of a receiver, its beginning.')),
  }),
  curl: orNull(said('The call to the API as a command, whose key is $KIRIM_API_KEY.')),
})

type RequestEntry = Extract<Entry, { readonly kind: 'request' }>

export type ShownExchange = ValueOf<typeof EXCHANGE>

/** What an entry's call, or attempt, sent and got; null when there is none, or it is forgotten. */
export function exchangeOf(world: World, origin: string, entry: Entry): ShownExchange | null {
  if (entry.kind === 'attempt') return exchangeOfAttempt(world, entry)
  return entry.kind === 'request' ? exchangeOfCall(world, origin, entry) : null
}

function exchangeOfCall(world: World, origin: string, entry: RequestEntry): ShownExchange | null {
  const exchange = world.journal.exchanges.byNumber.get(entry.number)
  if (exchange === undefined) return null
  const body = shownBody(exchange.requestBody)
  const headers = shownHeaders(exchange.requestHeaders)
  const request = { method: entry.method, url: origin + entry.path, headers, body }
  return {
    number: entry.number,
    request,
    response: {
      status: entry.status,
      headers: shownHeaders(exchange.responseHeaders),
      body: shownBody(exchange.responseBody),
    },
    curl: curlOf(request),
  }
}

/** A call as tests and scenarios look at it: its entry, and what was sent and answered while that is remembered. */
export type CallView = {
  /** The number of its entry in the journal. */
  readonly number: number
  /** ISO 8601, world time. */
  readonly at: string
  readonly operation: string
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** What was sent: JSON as a value, anything else as text, undefined when nothing was. */
  readonly body: unknown
  readonly status: number
  readonly code: string | undefined
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
}

/** The call of an entry; without what was sent and answered when that is forgotten. */
export function callView(world: World, entry: Entry & RequestEntry): CallView {
  const exchange = world.journal.exchanges.byNumber.get(entry.number)
  const { number, at, operation, method, path, status, code } = entry
  const headers = inLowerCase(shownHeaders(exchange?.requestHeaders ?? {}))
  const response = {
    headers: inLowerCase(shownHeaders(exchange?.responseHeaders ?? {})),
    body: asValue(shownBody(exchange?.responseBody)),
  }
  const body = asValue(shownBody(exchange?.requestBody))
  return { number, at: toIso(at), operation, method, path, headers, body, status, code, response }
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

/** JSON as a value, anything else as it is. */
function asValue(text: string | null): unknown {
  if (text === null || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Headers that a command needs; what the client's own library adds is left out. */
const CURL_HEADERS: readonly string[] = ['content-type', 'idempotency-key']

/** The call as a command that can be pasted. */
function curlOf({ method, url, headers, body }: ShownExchange['request']): string {
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`]
  if (headers.authorization !== undefined) lines.push('-H "Authorization: Bearer $KIRIM_API_KEY"')
  for (const [name, value] of Object.entries(headers)) {
    if (CURL_HEADERS.includes(name.toLowerCase())) lines.push(`-H ${quoted(`${name}: ${value}`)}`)
  }
  if (body !== null && body !== '') lines.push(`--data-raw ${quoted(body)}`)
  return lines.join(' \\\n  ')
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`
}

/** The call that sent a message, as long as it is remembered. */
export function callThatSent(world: World, origin: string, id: string): ShownExchange | null {
  for (const entry of entriesAfter(world.journal, 0)) {
    const isIt = entry.kind === 'request' && entry.subject === id
    if (isIt && entry.operation === 'POST /messages') return exchangeOf(world, origin, entry)
  }
  return null
}

export const JOURNAL_ENTRY_READ = read({
  path: '/journal/{number}',
  what: `One entry of the journal, and what was sent and answered: of the newest ${EXCHANGES_MAX.toLocaleString('en')} calls, as far as their bodies take up ${MEGABYTES} million characters, and of every webhook.`,
  params: {
    number: entryNumber('The number of the entry.', 1),
  },
  query: {},
  reply: object('An entry.', {
    entry: ENTRY,
    exchange: orNull(EXCHANGE),
  }),
  run: ({ organization: { world }, origin }, { params }) => {
    const entry = entryWithNumber(world.journal, params.number)
    if (entry === undefined) {
      const message = `The journal has no entry ${params.number}: it is too old, or has not happened.`
      fail('resource_not_found', 'number', message)
    }
    return { entry: showEntry(entry), exchange: exchangeOf(world, origin, entry) }
  },
})

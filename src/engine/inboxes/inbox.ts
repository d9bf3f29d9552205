// The inboxes of an organisation as data: what arrived at its built-in receivers, and how they answer.
import { isUtf8 } from 'node:buffer'

import type { Instant } from '../../domain/world/time.ts'
import type { SignatureCheck } from '../../wire/v1/signature.ts'

/** Inboxes of one organisation; beyond these the one that has been quiet longest is forgotten. */
export const INBOXES_MAX = 100
/** Requests of one inbox; the oldest go first. Enough for a long test. */
export const INBOX_REQUESTS_MAX = 1_000
/** Bytes of all requests of one inbox: a thousand webhooks have about two million. */
export const INBOX_BYTES_MAX = 16 * 1024 * 1024
/** Bytes of all inboxes of one organisation: anybody may fill them who can reach the server. */
export const INBOXES_BYTES_MAX = 64 * 1024 * 1024
/** Scripts of one inbox whose place is remembered: one for each query string that it was called with. */
const SCRIPTS_MAX = 100

export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request as it arrived. */
export type Arrival = {
  readonly method: string
  /** With the query, as it was written. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: HeaderValues
  readonly body: Uint8Array
}

/** How an inbox was told to answer: the statuses in order, the last one for ever. */
export type InboxScript = {
  readonly answers: readonly number[]
  /** Real milliseconds until the answer is given. */
  readonly delayMs: number
  readonly retryAfter: string | null
  readonly body: string
}

export type InboxAnswer = Omit<InboxScript, 'answers'> & { readonly status: number }

export type InboxRequest = Omit<Arrival, 'body'> & {
  /** Counts the requests of its inbox, from 1. */
  readonly number: number
  readonly at: Instant
  /** The text of the body; base64 when its bytes are not UTF-8. */
  readonly body: string
  readonly encoding: 'utf8' | 'base64'
  readonly bytes: number
  /** What keeping it takes, headers and all. */
  readonly weight: number
  readonly deliveryId: string | null
  readonly signature: SignatureCheck
  readonly answer: InboxAnswer
}

export type Inbox = {
  readonly name: string
  requests: InboxRequest[]
  /** The number of the next request. Emptying does not set it back, so that readers miss nothing. */
  next: number
  bytes: number
  /** By query string: how many requests its script has answered. */
  readonly scripts: Map<string, number>
}

export type Inboxes = {
  /** In the order of their last request, the one that has been quiet longest first. */
  readonly byName: Map<string, Inbox>
  readonly listeners: Set<(inbox: Inbox, request: InboxRequest) => void>
}

export function newInboxes(): Inboxes {
  return { byName: new Map(), listeners: new Set() }
}

/** What an arrival becomes, beside its number and its answer, which the inbox gives. */
export type Judged = Pick<InboxRequest, 'at' | 'deliveryId' | 'signature'>

/** Writes a request down with the answer that the script gives it, and tells the listeners. */
export function keepRequest(
  inboxes: Inboxes,
  name: string,
  arrival: Arrival,
  judged: Judged,
  script: InboxScript,
): InboxRequest {
  const inbox = openInbox(inboxes, name)
  const { method, path, headers, body } = arrival
  const encoding = isUtf8(body) ? 'utf8' : 'base64'
  const request: InboxRequest = {
    number: inbox.next++,
    ...judged,
    method,
    path,
    headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(encoding),
    encoding,
    bytes: body.byteLength,
    weight: weightOf(arrival),
    answer: nextAnswer(inbox, path, script),
  }
  inbox.requests.push(request)
  inbox.bytes += request.weight
  while (inbox.requests.length > INBOX_REQUESTS_MAX || inbox.bytes > INBOX_BYTES_MAX) {
    forgetOldest(inbox)
  }
  forgetQuietest(inboxes)
  for (const listener of inboxes.listeners) listener(inbox, request)
  return request
}

/** The memory that a request takes, which its headers may outweigh its body in. */
function weightOf({ path, headers, body }: Arrival): number {
  let weight = path.length + body.byteLength
  for (const [name, value] of Object.entries(headers)) weight += name.length + `${value}`.length
  return weight
}

function forgetOldest(inbox: Inbox): void {
  inbox.bytes -= inbox.requests.shift()?.weight ?? inbox.bytes
}

/** The inboxes that have been quiet longest lose their requests first. */
function forgetQuietest({ byName }: Inboxes): void {
  let all = 0
  for (const { bytes } of byName.values()) all += bytes
  for (const inbox of byName.values()) {
    while (all > INBOXES_BYTES_MAX && inbox.requests.length > 0) {
      all -= inbox.requests[0]?.weight ?? 0
      forgetOldest(inbox)
    }
  }
}

/** Taken out and put back, so that the map's order is that of last use. */
function openInbox({ byName }: Inboxes, name: string): Inbox {
  const inbox = byName.get(name) ?? {
    name,
    requests: [],
    next: 1,
    bytes: 0,
    scripts: new Map<string, number>(),
  }
  byName.delete(name)
  byName.set(name, inbox)
  const [quietest] = byName.keys()
  if (byName.size > INBOXES_MAX && quietest !== undefined) byName.delete(quietest)
  return inbox
}

function nextAnswer({ scripts }: Inbox, path: string, script: InboxScript): InboxAnswer {
  const { answers, ...rest } = script
  const query = path.slice(path.indexOf('?') + 1)
  const given = scripts.get(query) ?? 0
  scripts.delete(query)
  scripts.set(query, given + 1)
  const [oldest] = scripts.keys()
  if (scripts.size > SCRIPTS_MAX && oldest !== undefined) scripts.delete(oldest)
  return { status: answers[Math.min(given, answers.length - 1)] ?? 200, ...rest }
}

/** Forgets what an inbox received and begins its scripts anew; how many requests there were. */
export function emptyInbox({ byName }: Inboxes, name: string): number {
  const inbox = byName.get(name)
  if (inbox === undefined) return 0
  const { length } = inbox.requests
  inbox.requests = []
  inbox.bytes = 0
  inbox.scripts.clear()
  return length
}

/** Empties all inboxes of an organisation that starts over. */
export function emptyInboxes(inboxes: Inboxes): void {
  for (const name of inboxes.byName.keys()) emptyInbox(inboxes, name)
}

/** Deeper bodies count as no JSON: every recursive function over a body is safe below this. */
const NESTING_MAX = 64

/** The value of a body that is JSON, whatever its media type says; undefined for any other. */
export function jsonOf({ body, encoding }: InboxRequest): unknown {
  if (encoding !== 'utf8') return undefined
  try {
    const value: unknown = JSON.parse(body)
    return isShallow(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isShallow(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth <= NESTING_MAX; depth++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
    if (level.length === 0) return true
  }
  return false
}

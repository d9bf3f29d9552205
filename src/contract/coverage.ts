// Counts what was seen in use: replies by operation and status, webhook events, types of message.
import {
  DECLARED_PAIRS,
  EVENT_TYPES,
  type EventType,
  OPERATION_KEYS,
  OPERATIONS,
  type OperationKey,
} from './spec.ts'

/** Hits of one pair; replies made by a fault prove little, so they are counted apart. */
type PairCount = { hits: number; faultHits: number }

/** Attempts to deliver one event; those that a fault changed are counted apart. */
type EventCount = { attempts: number; delivered: number; faultAttempts: number }

/** Breaches that are kept word for word; they are bugs of the sandbox, so a few say enough. */
export const BREACHES_KEPT_MAX = 20

/** One counter for each thing that can be seen, all there from the start: it never grows. */
export type Coverage = {
  readonly pairs: { readonly [Key in OperationKey]: { readonly [status: number]: PairCount } }
  readonly events: { readonly [Type in EventType]: EventCount }
  /** By the type of a message: how many were accepted, and how many came from customers. */
  readonly sent: Map<string, number>
  readonly received: Map<string, number>
  readonly breaches: { count: number; readonly messages: string[] }
  /** Members of bodies that the contract does not know: each once, with how often it came. */
  readonly ignored: Map<string, number>
}

/** Which pairs of operation and status have been seen, of those that the vendor's file declares. */
export type CoverageSummary = {
  readonly total: number
  /** Pairs seen in real traffic. */
  readonly seen: number
  /** Pairs seen only because a fault made the reply. */
  readonly seenByFaultOnly: number
  readonly operations: readonly {
    readonly key: OperationKey
    readonly statuses: readonly {
      readonly status: number
      readonly seen: boolean
      readonly hits: number
      readonly faultHits: number
    }[]
  }[]
}

export function newCoverage(): Coverage {
  const pairs = OPERATION_KEYS.map((key) => {
    const counts = OPERATIONS[key].vendorStatuses.map((status) => [
      status,
      { hits: 0, faultHits: 0 },
    ])
    return [key, Object.fromEntries(counts)]
  })
  const events = EVENT_TYPES.map((type) => [type, { attempts: 0, delivered: 0, faultAttempts: 0 }])
  return {
    pairs: Object.fromEntries(pairs),
    events: Object.fromEntries(events),
    sent: new Map(),
    received: new Map(),
    breaches: { count: 0, messages: [] },
    ignored: new Map(),
  }
}

/** Counts one reply. A status that only the overlay declares is no pair of the vendor's file. */
export function countReply(
  coverage: Coverage,
  key: OperationKey,
  status: number,
  byFault: boolean,
): void {
  const pair = coverage.pairs[key][status]
  if (pair === undefined) return
  if (byFault) pair.faultHits += 1
  else pair.hits += 1
}

/** Counts one try to deliver an event. */
export function countAttempt(
  coverage: Coverage,
  type: EventType,
  { isDelivered, byFault }: { readonly isDelivered: boolean; readonly byFault: boolean },
): void {
  const count = coverage.events[type]
  if (byFault) count.faultAttempts += 1
  else count.attempts += 1
  if (isDelivered && !byFault) count.delivered += 1
}

/** Counts one message. The types are those that were checked, so that there are only a few. */
export function countMessage(
  coverage: Coverage,
  direction: 'sent' | 'received',
  type: string,
  times = 1,
): void {
  const counts = coverage[direction]
  counts.set(type, (counts.get(type) ?? 0) + times)
}

export function countBreach({ breaches }: Coverage, message: string): void {
  breaches.count += 1
  if (breaches.messages.length < BREACHES_KEPT_MAX) breaches.messages.push(message)
}

/** Different unknown members that are kept; who has more has a wrong client, and sees that from these. */
export const IGNORED_KEPT_MAX = 50

/** Counts a member that was ignored. */
export function countIgnored({ ignored }: Coverage, message: string, times = 1): void {
  const before = ignored.get(message)
  if (before === undefined && ignored.size >= IGNORED_KEPT_MAX) return
  ignored.set(message, (before ?? 0) + times)
}

/** Adds what another coverage has counted. */
export function addCoverage(to: Coverage, from: Coverage): void {
  for (const key of OPERATION_KEYS) {
    for (const status of OPERATIONS[key].vendorStatuses) {
      addCounts(to.pairs[key][status], from.pairs[key][status])
    }
  }
  for (const type of EVENT_TYPES) addCounts(to.events[type], from.events[type])
  for (const direction of ['sent', 'received'] as const) {
    for (const [type, times] of from[direction]) countMessage(to, direction, type, times)
  }
  for (const [message, times] of from.ignored) countIgnored(to, message, times)
  const room = BREACHES_KEPT_MAX - to.breaches.messages.length
  to.breaches.messages.push(...from.breaches.messages.slice(0, room))
  to.breaches.count += from.breaches.count
}

type Counts = Record<string, number>

function addCounts(to: Counts | undefined, from: Counts | undefined): void {
  if (to === undefined || from === undefined) return
  for (const [name, count] of Object.entries(from)) to[name] = (to[name] ?? 0) + count
}

export function coverageSummary({ pairs: counts }: Coverage): CoverageSummary {
  const operations = OPERATION_KEYS.map((key) => ({
    key,
    statuses: OPERATIONS[key].vendorStatuses.map((status) => {
      const { hits, faultHits } = counts[key][status] ?? { hits: 0, faultHits: 0 }
      return { status, seen: hits > 0, hits, faultHits }
    }),
  }))
  const pairs = operations.flatMap(({ statuses }) => statuses)
  return {
    total: DECLARED_PAIRS,
    seen: pairs.filter(({ seen }) => seen).length,
    seenByFaultOnly: pairs.filter(({ seen, faultHits }) => !seen && faultHits > 0).length,
    operations,
  }
}

/** A share in percent, rounded down, so that only a whole coverage is called 100 %. */
export function percentText(part: number, whole: number): string {
  return `${Math.floor((1_000 * part) / whole) / 10} %`
}

// What happened in a world, for people: the newest entries, bounded, with a number each.
import { type Exchange, type Exchanges, keepExchange, newExchanges } from './exchanges.ts'
import { masked } from './secret.ts'
import type { Instant } from './time.ts'

/** How many entries a world remembers; the oldest go first. Enough for a long test, small in memory. */
export const JOURNAL_MAX = 5_000

export type RequestEntry = {
  readonly kind: 'request'
  readonly requestId: string
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly code?: string | undefined
  readonly param?: string | undefined
  readonly message?: string | undefined
  readonly replayed?: boolean | undefined
  /** The id of the resource that the reply shows, if it shows one. */
  readonly subject?: string | undefined
  /** The fault that made or changed the reply. */
  readonly fault?: string | undefined
  /** The members of the body that the contract does not know, a sentence each. */
  readonly ignored?: readonly string[] | undefined
}

export type StatusEntry = {
  readonly kind: 'status'
  readonly messageId: string
  readonly status: string
  readonly to: string
  readonly code?: string
  readonly detail?: string
}

export type InboundEntry = {
  readonly kind: 'inbound'
  readonly messageId: string
  readonly from: string
  readonly type: string
  readonly detail?: string
}

export type AttemptEntry = {
  readonly kind: 'attempt'
  readonly deliveryId: string
  readonly subscriptionId: string
  readonly event: string
  readonly attempt: number
  readonly url: string
  readonly outcome: string
  readonly status: number | null
  readonly durationMs: number
  readonly result: 'succeeded' | 'failed' | 'dead'
  readonly nextAttemptAt: Instant | null
  /** The fault that changed the attempt. */
  readonly fault?: string
}

/** Something worth knowing that is nobody's fault. */
export type NoticeEntry = { readonly kind: 'notice'; readonly message: string }

/** A bug of the sandbox: a broken contract, or a rule that threw. */
export type BreachEntry = { readonly kind: 'breach'; readonly message: string }

export type EntryBody =
  | RequestEntry
  | StatusEntry
  | InboundEntry
  | AttemptEntry
  | NoticeEntry
  | BreachEntry

export type Entry = EntryBody & { readonly number: number; readonly at: Instant }

export type Journal = {
  /** A ring: the entry with number n stands at n modulo its size. */
  readonly ring: Entry[]
  /** The number of the first entry that this journal wrote: one that goes on from another has fewer. */
  readonly first: number
  next: number
  /** What was sent and answered in the newest calls. */
  readonly exchanges: Exchanges
  readonly listeners: Set<(entry: Entry) => void>
}

/** An empty journal, whose first entry has this number. */
export function newJournal(first = 1): Journal {
  return { ring: [], first, next: first, exchanges: newExchanges(), listeners: new Set() }
}

/** The number of the oldest entry that is still known; that of the next one when there is none. */
export function oldestKnown({ first, next }: Journal): number {
  return Math.max(first, next - JOURNAL_MAX)
}

type FreeText = 'path' | 'url' | 'param' | 'message' | 'detail' | 'outcome'

/** By kind, the members whose texts come from outside, or speak of what came from there. */
const FREE_TEXTS: { readonly [Kind in EntryBody['kind']]: readonly FreeText[] } = {
  request: ['path', 'param', 'message'],
  status: ['detail'],
  inbound: ['detail'],
  attempt: ['url', 'outcome'],
  notice: ['message'],
  breach: ['message'],
}

/**
 * Writes an entry down and tells the listeners. The body becomes the entry: it must be new. What
 * looks like a secret in it is covered, for entries are shown, streamed and logged. What a call sent
 * and got is kept beside its entry; it is covered when it is shown.
 */
export function record(journal: Journal, at: Instant, body: EntryBody, exchange?: Exchange): void {
  coverSecrets(body as { [Name in FreeText]?: string | undefined }, FREE_TEXTS[body.kind])
  const entry = body as EntryBody & { -readonly [Name in 'number' | 'at']: Entry[Name] }
  entry.number = journal.next++
  entry.at = at
  journal.ring[entry.number % JOURNAL_MAX] = entry
  if (exchange !== undefined) keepExchange(journal.exchanges, entry.number, exchange)
  for (const listener of journal.listeners) listener(entry)
}

function coverSecrets(
  texts: { [Name in FreeText]?: string | undefined },
  names: readonly FreeText[],
): void {
  for (const name of names) {
    const text = texts[name]
    if (text !== undefined) texts[name] = masked(text)
  }
}

/** The entry of a number; undefined when it is no longer known, or not yet. */
export function entryWithNumber(journal: Journal, number: number): Entry | undefined {
  if (number < oldestKnown(journal) || number >= journal.next) return undefined
  return journal.ring[number % JOURNAL_MAX]
}

/** The entries behind a number, oldest first, as far as they are still known. */
export function entriesAfter(journal: Journal, number: number): Entry[] {
  const entries: Entry[] = []
  const from = Math.max(number + 1, oldestKnown(journal))
  for (let n = from; n < journal.next; n++) entries.push(journal.ring[n % JOURNAL_MAX] as Entry)
  return entries
}

/** How much of a path the journal keeps. */
const PATH_SHOWN_MAX = 1_000

/**
 * The path as the journal keeps it. What is cut is covered before, for half a secret looks like none;
 * and it is copied, for a mere slice would hold on to the whole text.
 */
export function shownPath(path: string): string {
  if (path.length <= PATH_SHOWN_MAX) return path
  return Buffer.from(masked(path).slice(0, PATH_SHOWN_MAX), 'latin1').toString('latin1')
}

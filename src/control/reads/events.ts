// The journal as a stream of events: what stands in it, and its form on the wire.
import type { Entry } from '../../domain/world/journal.ts'
import { integer, type Members, object, optional, orNull, type Shape } from '../../schema/shapes.ts'
import type { Gap } from './journal/journal.ts'
import { ENTRIES } from './journal-entries.ts'
import { entryNumber } from './lists.ts'
import { showEntry } from './shown-entry.ts'

const GAP = object('Entries are gone: the journal is bounded, or the sandbox began anew.', {
  after: integer('The number that was asked for.'),
  lost: orNull(integer('How many are gone; null when the number is of an earlier run.')),
  resumes: integer('The entries behind this number follow.'),
})

/** What the pages say about the stream, as about a read. */
export const EVENT_STREAM = {
  path: '/events',
  what: 'The journal as server-sent events, as it happens. Resumes behind the `Last-Event-ID` header, or behind `after`; without either, begins with what happens next.',
  query: {
    after: optional(
      entryNumber('Begin behind this number; 0 begins with the oldest entry that is kept.'),
    ),
  },
  /** By event: what its data holds. */
  events: {
    gap: GAP,
    ...ENTRIES,
  },
} as const satisfies {
  readonly path: string
  readonly what: string
  readonly query: Members
  readonly events: Readonly<Record<string, Shape>>
}

/** How soon a client that was cut off may come back. */
export const STREAM_OPENING = 'retry: 1000\n\n'

/** A comment: keeps connections alive that are closed when they are silent. */
export const STREAM_HEARTBEAT = ': heartbeat\n\n'

export function entryEvent(entry: Entry): string {
  return event(entry.number, entry.kind, showEntry(entry))
}

/** A gap moves the place to resume at, too. */
export function gapEvent(gap: Gap): string {
  return event(gap.resumes, 'gap', gap)
}

function event(id: number, name: string, data: unknown): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

// The journal as a stream of events: what stands in it, and its form on the wire.
import type { Entry } from '../../domain/world/journal.ts'
import type { Schema } from '../schema.ts'
import type { Gap } from './journal/journal.ts'
import { ENTRY_KIND_NAMES, ENTRY_SCHEMA, showEntry } from './journal-entries.ts'
import type { Parameters } from './parameters.ts'
import { NUMBER_MAX, orNull, shape, whole } from './shapes.ts'

const GAP: Schema = shape('Entries are gone: the journal is bounded, or the sandbox began anew.', {
  after: whole('The number that was asked for.'),
  lost: orNull(whole('How many are gone; null when the number is of an earlier run.')),
  resumes: whole('The entries behind this number follow.'),
})

/** What is told of the stream, as of a read. */
export const EVENT_STREAM = {
  path: '/events',
  what: 'The journal as server-sent events, as it happens. Resumes behind the `Last-Event-ID` header, or behind `after`; without either, begins with what happens next.',
  query: {
    after: {
      description: 'Begin behind this number; 0 begins with the oldest entry that is kept.',
      type: 'integer',
      minimum: 0,
      maximum: NUMBER_MAX,
    },
  },
  /** By event: what its data holds. */
  events: {
    gap: GAP,
    ...Object.fromEntries(ENTRY_KIND_NAMES.map((kind) => [kind, ENTRY_SCHEMA])),
  },
} as const satisfies {
  readonly path: string
  readonly what: string
  readonly query: Parameters
  readonly events: Readonly<Record<string, Schema>>
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

// Reading the journal: what happened, oldest first, and where to read on.
import {
  entriesAfter,
  JOURNAL_MAX,
  type Journal,
  oldestKnown,
} from '../../../domain/world/journal.ts'
import { ENTRY_KIND_NAMES, ENTRY_SCHEMA, showEntry } from '../journal-entries.ts'
import { read } from '../read.ts'
import { AFTER_NUMBER, list, pageSize, shape, whole } from '../shapes.ts'
import { isWanted } from './filter.ts'

/** Entries that are gone: behind a number, and before the oldest one that is still known. */
export type Gap = {
  /** The number that was asked for. */
  readonly after: number
  /** How many are gone; null when the number is of another journal. */
  readonly lost: number | null
  /** The number behind which reading goes on. */
  readonly resumes: number
}

/** What is missing behind a number; null when nothing is. */
export function gapAfter(journal: Journal, after: number): Gap | null {
  const resumes = oldestKnown(journal) - 1
  if (after >= journal.next || after < journal.first - 1) return { after, lost: null, resumes }
  return after < resumes ? { after, lost: resumes - after, resumes } : null
}

export const JOURNAL_READ = read({
  path: '/journal',
  what: `What happened: requests, statuses, inbound messages, webhook attempts. The newest ${JOURNAL_MAX} entries are kept.`,
  params: {},
  query: {
    after: AFTER_NUMBER,
    limit: pageSize(1_000, 100),
    kind: {
      description: 'Only entries of these kinds.',
      type: 'array',
      items: { type: 'string', enum: ENTRY_KIND_NAMES },
    },
    method: { description: 'Only calls by this method.', type: 'string', maxLength: 20 },
    path: { description: 'Only calls whose path has this in it.', type: 'string', maxLength: 200 },
    status: {
      description: 'Only what came to this status: `404`, `4xx`, or of a message, `read`.',
      type: 'string',
      pattern: '^([1-5]\\d\\d|[1-5][xX][xX]|[a-z]+)$',
      maxLength: 20,
    },
    event: { description: 'Only attempts to tell of this event.', type: 'string', maxLength: 100 },
  },
  reply: shape('A stretch of the journal.', {
    entries: list('Oldest first.', ENTRY_SCHEMA),
    next: whole('Give this as `after` to read on.'),
    lost: whole('Entries behind `after` that are no longer kept.'),
  }),
  run: ({ organization }, { query }) => {
    const { journal } = organization.world
    const gap = query.after === undefined ? null : gapAfter(journal, query.after)
    const known = entriesAfter(journal, gap?.resumes ?? query.after ?? 0)
    const { kind: kinds, limit } = query
    const wanted = known.filter(
      (entry) => (kinds === undefined || kinds.includes(entry.kind)) && isWanted(entry, query),
    )
    const entries = query.after === undefined ? wanted.slice(-limit) : wanted.slice(0, limit)
    const isWhole = query.after === undefined || wanted.length <= limit
    const next = isWhole ? journal.next - 1 : (entries.at(-1)?.number ?? 0)
    return { entries: entries.map(showEntry), next, lost: gap?.lost ?? 0 }
  },
})

// Reading the journal: what happened, oldest first, and where to read on.
import {
  entriesAfter,
  JOURNAL_MAX,
  type Journal,
  oldestKnown,
} from '../../../domain/world/journal.ts'
import { choice, integer, list, object, optional, rows } from '../../../schema/shapes.ts'
import { ENTRY, ENTRY_KIND_NAMES } from '../journal-entries.ts'
import { AFTER_NUMBER, pageSize } from '../lists.ts'
import { read } from '../read.ts'
import { showEntry } from '../shown-entry.ts'
import { isWanted, JOURNAL_FILTERS } from './filter.ts'

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
    kind: optional(
      list('Only entries of these kinds.', choice('A kind of entry.', ENTRY_KIND_NAMES)),
    ),
    ...JOURNAL_FILTERS,
  },
  reply: object('A stretch of the journal.', {
    entries: rows('Oldest first.', ENTRY),
    next: integer('Give this as `after` to read on.'),
    lost: integer('Entries behind `after` that are no longer kept.'),
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

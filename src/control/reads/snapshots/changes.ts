// Reading what has changed: since a checkpoint, or between two snapshots.
import { toIso } from '../../../domain/world/time.ts'
import type { Difference } from '../../../engine/comparing.ts'
import { type Organization, rowKey, type Sandbox } from '../../../engine/sandbox.ts'
import type { Checkpoint, Snapshot } from '../../../engine/snapshots/format.ts'
import { INSTANT, SNAPSHOT_NAME } from '../../../schema/formats.ts'
import {
  anything,
  byName,
  choice,
  flag,
  integer,
  object,
  optional,
  rows,
  said,
} from '../../../schema/shapes.ts'
import { pageSize } from '../lists.ts'
import { read } from '../read.ts'
import { snakeCase } from '../shown-entry.ts'

const CHECKPOINT = {
  mark: said('What `rewind` and `changes` take.'),
  now: INSTANT.shape('What time it was for the organisation.'),
  rows: integer('How many rows it holds.'),
  entry: integer('The newest entry of the journal when it was taken, or last gone back to.'),
}

export function showCheckpoint({ mark, snapshot: { head }, entry }: Checkpoint) {
  return { mark, now: toIso(head.counters.now), rows: head.rows, entry }
}

export const CHECKPOINTS_READ = read({
  path: '/checkpoints',
  what: 'The checkpoints of the organisation, oldest first.',
  params: {},
  query: {},
  reply: object('Checkpoints.', {
    checkpoints: rows('Oldest first.', object('A checkpoint.', CHECKPOINT)),
  }),
  run: ({ organization: { checkpoints } }) => ({
    checkpoints: [...checkpoints.values()].map(showCheckpoint),
  }),
})

/** Members of one row that are shown; a row that came or went is not taken apart. */
const MEMBERS_MAX = 50

/** A text that is longer is cut. */
const TEXT_MAX = 200

const CHANGES = {
  total: integer('How many rows differ.'),
  more: integer('How many of them are left out here.'),
  counts: byName(
    'By table, how many.',
    object('How many rows.', {
      added: integer('That are there only later.'),
      changed: integer('That differ.'),
      removed: integer('That were there only before.'),
    }),
  ),
  changes: rows(
    'Table by table, each in the order of its rows. Secrets are covered.',
    object('A row that differs.', {
      table: said('The table; organization for what it is beside its rows.'),
      id: said('The id of the row.'),
      change: choice('What became of it.', ['added', 'changed', 'removed']),
      by_call: flag('Whether a call of the API had a part in it; false between snapshots.'),
      members: rows(
        `Which members differ, at most ${MEMBERS_MAX}; of a row that was added or removed, all.`,
        object('A member.', {
          path: said('Its name, with dots.'),
          before: anything('Its value before; null when there was none.'),
          after: anything('Its value later; null when there is none.'),
        }),
      ),
    }),
  ),
}

const LIMIT = pageSize(1_000, 100)

export const CHANGES_READ = read({
  path: '/changes',
  what: 'What has changed since a checkpoint: rows that were added, changed and removed, member by member; only those that calls of the API made, if wanted.',
  params: {},
  query: {
    since: optional(SNAPSHOT_NAME.shape('The mark; the newest one when left out.')),
    by: optional(
      choice(
        'call: only rows that a call of the API had a part in, not time and customers alone.',
        ['call'],
      ),
    ),
    limit: LIMIT,
  },
  reply: object('What has changed.', {
    since: said('The mark.'),
    from: INSTANT.shape('World time at the mark.'),
    to: INSTANT.shape('World time now.'),
    ...CHANGES,
  }),
  failures: ['resource_not_found'],
  run: async ({ sandbox, organization }, { query: { since, by, limit } }) => {
    const { checkpointOf } = await import('../../../engine/checkpoints.ts')
    const { mark, snapshot, entry } = checkpointOf(organization, since)
    const now = await presentOf(sandbox, organization)
    const isByCall = ({ table, id }: Difference) =>
      (organization.calledRows.get(rowKey(table, id)) ?? 0) > entry
    const compared = await compare(snapshot, now, {
      isByCall,
      isWanted: by === undefined ? () => true : isByCall,
      limit,
    })
    return { since: mark, from: timeAt(snapshot), to: timeAt(now), ...compared }
  },
})

export const DIFF_READ = read({
  path: '/diff',
  what: 'What differs between two snapshots, or between a snapshot and now: rows that were added, changed and removed, member by member.',
  params: {},
  query: {
    from: SNAPSHOT_NAME.shape('The snapshot that comes before.'),
    to: optional(SNAPSHOT_NAME.shape('The snapshot that comes later; now when left out.')),
    limit: LIMIT,
  },
  reply: object('What differs.', {
    from: INSTANT.shape('World time of the first.'),
    to: INSTANT.shape('World time of the second.'),
    ...CHANGES,
  }),
  failures: ['resource_not_found'],
  run: async ({ sandbox, organization }, { query: { from, to, limit } }) => {
    const { readSnapshot } = await import('../../../engine/snapshots/snapshots.ts')
    const kept = async (name: string) => (await readSnapshot(sandbox, { name })).snapshot
    const before = await kept(from)
    const after = to === undefined ? await presentOf(sandbox, organization) : await kept(to)
    const compared = await compare(before, after, {
      isByCall: () => false,
      isWanted: () => true,
      limit,
    })
    return { from: timeAt(before), to: timeAt(after), ...compared }
  },
})

function timeAt({ head }: Snapshot): string {
  return toIso(head.counters.now)
}

async function presentOf(sandbox: Sandbox, organization: Organization): Promise<Snapshot> {
  const { takeSnapshot } = await import('../../../engine/snapshots/writing.ts')
  return takeSnapshot(sandbox, organization)
}

type Asked = {
  readonly isByCall: (difference: Difference) => boolean
  readonly isWanted: (difference: Difference) => boolean
  readonly limit: number
}

/** All differences are counted; those that are shown are taken apart. */
async function compare(before: Snapshot, after: Snapshot, { isByCall, isWanted, limit }: Asked) {
  const { differencesOf, memberDifferences } = await import('../../../engine/comparing.ts')
  const { newCover } = await import('../../../engine/snapshots/redaction.ts')
  const { cover } = newCover(before.head)
  const counts: Record<string, { added: number; changed: number; removed: number }> = {}
  const changes = []
  let total = 0
  for (const difference of differencesOf(before, after)) {
    if (!isWanted(difference)) continue
    total++
    const table = snakeCase(difference.table)
    const change = changeOf(difference)
    const count = counts[table] ?? { added: 0, changed: 0, removed: 0 }
    counts[table] = count
    count[change]++
    if (changes.length === limit) continue
    const covered = (row: Difference['before']) =>
      row === null ? {} : cover(difference.table as never, row)
    const members = memberDifferences(covered(difference.before), covered(difference.after))
    changes.push({
      table,
      id: difference.id,
      change,
      by_call: isByCall(difference),
      members: members.slice(0, MEMBERS_MAX).map(({ path: [first = '', ...rest], ...values }) => ({
        path: [snakeCase(first), ...rest].join('.'),
        before: shown(values.before),
        after: shown(values.after),
      })),
    })
  }
  return { total, more: total - changes.length, counts, changes }
}

function changeOf({ before, after }: Difference): 'added' | 'changed' | 'removed' {
  if (before === null) return 'added'
  return after === null ? 'removed' : 'changed'
}

/** A value as it is shown: long texts are cut, also of lists and objects. */
function shown(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'string') return cut(value)
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value)
  return text.length > TEXT_MAX ? cut(text) : value
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text
}

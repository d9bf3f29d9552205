// Reading snapshots: those that are kept, and the organisation as it is now as the text of one.
import { toIso } from '../../domain/world/time.ts'
import type { SnapshotHead } from '../../engine/snapshots/format.ts'
import { modeOf } from '../../schema/clocks.ts'
import { read, WholeText } from './read.ts'
import { foreign, instant, list, orNull, shape, text, whole, yes } from './shapes.ts'

export const SNAPSHOTS_READ = read({
  path: '/snapshots',
  what: 'The snapshots that were saved, of whatever organisation.',
  params: {},
  query: {},
  reply: shape('All of them.', {
    snapshots: list(
      'By name.',
      shape('A snapshot. What its file does not tell is null: it is not one that was saved here.', {
        name: text('What `load-snapshot` takes.'),
        bytes: whole('How large its text is.'),
        organization_id: orNull(text('Whose it is.')),
        organization_name: orNull(text('The name of that organisation.')),
        now: orNull(instant('What time it was for the organisation.')),
        clock: orNull(text('How its time passed: real, virtual or x60.')),
        rows: orNull(whole('How many rows it holds.')),
        redacted: orNull(yes('Whether its secrets are stand-ins.')),
      }),
    ),
  }),
  run: async ({ sandbox }) => {
    const { listSnapshots } = await import('../../engine/snapshots/snapshots.ts')
    const snapshots = await listSnapshots(sandbox)
    return {
      snapshots: snapshots.map(({ name, bytes, head }) => {
        return { name, bytes, ...(head === null ? NOTHING : showHead(head)) }
      }),
    }
  },
})

const NOTHING = {
  organization_id: null,
  organization_name: null,
  now: null,
  clock: null,
  rows: null,
  redacted: null,
}

/** What is told of a snapshot. */
export function showHead({ organization, counters, rows, redacted }: SnapshotHead) {
  return {
    organization_id: organization.id,
    organization_name: organization.name,
    now: toIso(counters.now),
    clock: modeOf(organization.rate),
    rows,
    redacted,
  }
}

export const SNAPSHOT_READ = read({
  path: '/snapshot',
  what: 'The organisation as it is now, as the text of a snapshot: to be kept as a file and loaded again.',
  params: {},
  query: {
    redact: {
      description: 'true: stand-ins in the place of keys, secrets and passwords.',
      type: 'string',
      enum: ['true', 'false'],
    },
  },
  isWholeText: true,
  reply: shape('The snapshot itself, without `data` around it.', {
    kind: text('`kirim-sandbox-snapshot`.'),
    format: whole('The format it is written in.'),
    redacted: yes('Whether its secrets are stand-ins.'),
    organization: foreign('What the organisation is beside its rows.'),
    counters: foreign('Where its time and its numbering stand.'),
    rows: whole('How many rows all tables hold together.'),
    tables: foreign('By table its rows, by sequence number.'),
  }),
  run: async ({ sandbox, organization }, { query }) => {
    const { presentTexts } = await import('../../engine/snapshots/snapshots.ts')
    return new WholeText(presentTexts(sandbox, organization, query.redact === 'true').texts)
  },
})

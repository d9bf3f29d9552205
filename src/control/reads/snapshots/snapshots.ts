// Reading snapshots: those that are kept, and the organisation as it is now as the text of one.
import { toIso } from '../../../domain/world/time.ts'
import type { SnapshotHead } from '../../../engine/snapshots/format.ts'
import { modeOf } from '../../../schema/clocks.ts'
import { INSTANT } from '../../../schema/formats.ts'
import {
  anyObject,
  flag,
  integer,
  object,
  optional,
  orNull,
  rows,
  said,
} from '../../../schema/shapes.ts'
import { read, readText, WholeText } from '../read.ts'

export const SNAPSHOTS_READ = read({
  path: '/snapshots',
  what: 'The snapshots that were saved, of whatever organisation.',
  params: {},
  query: {},
  reply: object('All of them.', {
    snapshots: rows(
      'By name.',
      object(
        'A snapshot. What its file does not tell is null: it is not one that was saved here.',
        {
          name: said('What `load-snapshot` takes.'),
          bytes: integer('How large its text is.'),
          organization_id: orNull(said('Whose it is.')),
          organization_name: orNull(said('The name of that organisation.')),
          now: orNull(INSTANT.shape('What time it was for the organisation.')),
          clock: orNull(said('How its time passed: real, virtual or x60.')),
          rows: orNull(integer('How many rows it holds.')),
          redacted: orNull(flag('Whether its secrets are stand-ins.')),
        },
      ),
    ),
  }),
  run: async ({ sandbox }) => {
    const { listSnapshots } = await import('../../../engine/snapshots/snapshots.ts')
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

/** What is shown of a snapshot. */
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

export const SNAPSHOT_READ = readText({
  path: '/snapshot',
  what: 'The organisation as it is now, as the text of a snapshot: to be kept as a file and loaded again.',
  params: {},
  query: {
    redact: optional(flag('true: stand-ins in the place of keys, secrets and passwords.')),
  },
  isWholeText: true,
  reply: object('The snapshot itself, without `data` around it.', {
    kind: said('`kirim-sandbox-snapshot`.'),
    format: integer('The format it is written in.'),
    redacted: flag('Whether its secrets are stand-ins.'),
    organization: anyObject('What the organisation is beside its rows.'),
    counters: anyObject('Where its time and its numbering stand.'),
    rows: integer('How many rows all tables hold together.'),
    tables: anyObject('By table its rows, by sequence number.'),
  }),
  run: async ({ sandbox, organization }, { query }) => {
    const { presentTexts } = await import('../../../engine/snapshots/snapshots.ts')
    return new WholeText(presentTexts(sandbox, organization, query.redact === true).texts)
  },
})

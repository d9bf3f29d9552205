// Control actions of snapshots: saving an organisation, and putting it back to what was saved.
import { fail } from '../../domain/failures/failures.ts'
import type { SnapshotHead } from '../../engine/snapshots/format.ts'
import { SNAPSHOT_NAME } from '../../schema/formats.ts'
import { anyObject, flag, optional } from '../../schema/shapes.ts'
import { showCheckpoint } from '../reads/snapshots/changes.ts'
import { showHead } from '../reads/snapshots/snapshots.ts'
import type { ActionTable } from './action.ts'
import { takes } from './input.ts'

export const SNAPSHOT_ACTIONS = {
  'save-snapshot': {
    what: 'Saves the organisation as it is at this moment; it goes on meanwhile.',
    input: takes({
      name: optional(SNAPSHOT_NAME.shape('Its name; snapshot-1, snapshot-2, … when left out.')),
      redact: optional(
        flag('Puts stand-ins in the place of keys, secrets and passwords. Default false.'),
      ),
      replace: optional(
        flag('Whether it takes the place of one that has the name already. Default false.'),
      ),
    }),
    example: { name: 'before-the-sale' },
    failures: ['snapshot_exists', 'too_many_snapshots', 'service_unavailable'],
    run: async ({ sandbox, organization }, wish) => {
      // Nobody who saves and loads nothing needs what this brings along.
      const { saveSnapshot } = await import('../../engine/snapshots/snapshots.ts')
      const { name, bytes, head } = await saveSnapshot(sandbox, organization, wish)
      return { name, bytes, ...showHead(head as SnapshotHead) }
    },
  },
  'load-snapshot': {
    what: 'Puts the organisation back to a snapshot, as a whole; one that is wrong anywhere changes nothing.',
    input: takes({
      name: optional(SNAPSHOT_NAME.shape('The name of one that was saved.')),
      snapshot: optional(anyObject('The snapshot itself, as it stands in its file.')),
    }),
    example: { name: 'before-the-sale' },
    failures: [
      'missing_required_field',
      'resource_not_found',
      'clock_already_advancing',
      'service_unavailable',
    ],
    run: async ({ sandbox, organization }, { name, snapshot }) => {
      if (name === undefined && snapshot === undefined) {
        fail('missing_required_field', 'name', 'Give name or snapshot: which one is to be loaded.')
      }
      if (name !== undefined && snapshot !== undefined) {
        fail('invalid_field_value', 'name', 'Give name or snapshot, and not both.')
      }
      const { loadSnapshot } = await import('../../engine/snapshots/snapshots.ts')
      const source = name === undefined ? { value: snapshot } : { name }
      return showHead(await loadSnapshot(sandbox, organization, source))
    },
  },
  checkpoint: {
    what: 'Marks how the organisation is now, to see what changes from here, and to go back. Up to 20 marks are held in memory; the oldest goes first.',
    input: takes({
      mark: optional(
        SNAPSHOT_NAME.shape(
          'Its name; checkpoint-1, checkpoint-2, … when left out. One that is there moves to now.',
        ),
      ),
    }),
    example: { mark: 'before-the-sale' },
    failures: ['clock_already_advancing'],
    run: async ({ sandbox, organization }, { mark }) => {
      const { takeCheckpoint } = await import('../../engine/checkpoints.ts')
      return showCheckpoint(takeCheckpoint(sandbox, organization, mark))
    },
  },
  rewind: {
    what: 'Puts the organisation back to a mark: rows, schedule, faults, ids, time, built-in receivers. The same calls then give the same bytes again; the journal goes on.',
    input: takes({
      mark: optional(SNAPSHOT_NAME.shape('Which one; the newest when left out.')),
    }),
    example: { mark: 'before-the-sale' },
    failures: ['resource_not_found', 'clock_already_advancing', 'service_unavailable'],
    run: async ({ sandbox, organization }, { mark }) => {
      const { rewind } = await import('../../engine/checkpoints.ts')
      return showCheckpoint(await rewind(sandbox, organization, mark))
    },
  },
} satisfies ActionTable<'save-snapshot' | 'load-snapshot' | 'checkpoint' | 'rewind'>

// Control actions of time: moving it, and changing how it passes.

import { fail } from '../../domain/failures/failures.ts'
import { entriesAfter } from '../../domain/world/journal.ts'
import { nextJob } from '../../domain/world/schedule.ts'
import { fromIso, toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { AdvanceTarget } from '../../engine/advance-progress.ts'
import { setPace } from '../../engine/organizations.ts'
import { syncNow } from '../../engine/sandbox.ts'
import { advance } from '../../engine/timeline.ts'
import { modeOf, rateOf } from '../../schema/clocks.ts'
import { CLOCK, DURATION, INSTANT } from '../../schema/formats.ts'
import { choice, optional } from '../../schema/shapes.ts'
import { showEntry } from '../reads/shown-entry.ts'
import { type ActionTable, durationOf, type Stage } from './action.ts'
import { takes } from './input.ts'

/** What happened is told up to so many entries; the journal has the rest. */
const TOLD_MAX = 1_000

type AdvanceInput = {
  readonly by?: string
  readonly to?: string
  readonly until?: string
}

export const CLOCK_ACTIONS = {
  'advance-clock': {
    what: 'Moves virtual time forward, runs all that becomes due in order, and waits for each outcome. DELETE /_sandbox/advance cancels it.',
    input: takes({
      by: optional(DURATION.shape('How far.')),
      to: optional(INSTANT.shape('Up to this instant.')),
      until: optional(
        choice('idle: until nothing is scheduled. next-job: to the next thing that happens.', [
          'idle',
          'next-job',
        ]),
      ),
    }),
    example: { by: '25h' },
    failures: [
      'missing_required_field',
      'invalid_field_value',
      'clock_already_advancing',
      'clock_not_virtual',
      'clock_advance_limit',
    ],
    run: async (stage, input) => {
      const { sandbox, organization } = stage
      const { journal } = organization.world
      const before = journal.next - 1
      const advanced = await advance(sandbox, organization, targetOf(stage, input as AdvanceInput))
      const happened = entriesAfter(journal, before)
      return {
        from: toIso(advanced.from),
        to: toIso(advanced.to),
        jobs: advanced.jobs,
        ...(advanced.isCancelled === true && { cancelled: true }),
        next_job_at: toIsoOrNull(nextJob(organization.world)?.dueAt ?? null),
        happened: happened.slice(0, TOLD_MAX).map(showEntry),
        more: Math.max(0, journal.next - 1 - before - TOLD_MAX),
      }
    },
  },
  'set-clock': {
    what: 'Makes time real, virtual or scaled from now on. What is scheduled stays scheduled.',
    input: takes({
      mode: CLOCK.shape('real, virtual, or x60: sixty times as fast as the machine.'),
    }),
    example: { mode: 'virtual' },
    failures: ['clock_already_advancing'],
    run: ({ sandbox, organization }, { mode }) => {
      setPace(sandbox, organization, rateOf(mode) ?? 1)
      const now = syncNow(sandbox, organization)
      return { mode: modeOf(organization.pace.rate), now: toIso(now) }
    },
  },
} satisfies ActionTable<'advance-clock' | 'set-clock'>

function targetOf({ organization }: Stage, { by, to, until }: AdvanceInput): AdvanceTarget {
  const given = [by, to, until].filter((value) => value !== undefined).length
  if (given !== 1) {
    const code = given === 0 ? 'missing_required_field' : 'invalid_field_value'
    fail(code, 'by', `Give one of by, to and until; got ${given} of them.`)
  }
  if (until !== undefined) return { until: until as 'idle' | 'next-job' }
  const { now } = organization.world
  if (by !== undefined) return { to: now + durationOf(by, 'by') }
  const at = fromIso(to ?? '')
  if (at < now)
    fail('invalid_field_value', 'to', `Time does not go back: it is ${toIso(now)} already.`)
  return { to: at }
}

// An advance that is under way, as it is seen: where it goes to, and how far it has got.
import { toIso } from '../../domain/world/time.ts'
import type { Organization } from '../../engine/sandbox.ts'
import { INSTANT } from '../../schema/formats.ts'
import { flag, integer, object, said, type ValueOf } from '../../schema/shapes.ts'

export const ADVANCE = object('The advance that is under way; null when there is none.', {
  from: INSTANT.shape('World time when it began.'),
  target: said('The instant it goes to, or `idle`, or `next-job`.'),
  now: INSTANT.shape('World time that it has got to.'),
  jobs: integer('How many jobs it has run.'),
  cancelled: flag('Whether it ends after the job that runs just now.'),
})

/** The event of the stream that tells of it: not of the journal, so it has no id. */
export const PROGRESS_EVENT = 'progress'

/** What may be done to it. */
export const ADVANCE_DOOR = {
  path: '/advance',
  what: 'Cancels the advance that is under way. It ends after the job that runs just now, and its own reply says how far it got; time stands there.',
} as const

/** How far it has got, or null where none is under way. */
export function advanceOf({ loop, world }: Organization): ValueOf<typeof ADVANCE> | null {
  const { advancing } = loop
  if (advancing === null) return null
  const { from, target, jobs, isCancelled } = advancing
  return {
    from: toIso(from),
    target: 'to' in target ? toIso(target.to) : target.until,
    now: toIso(world.now),
    jobs,
    cancelled: isCancelled,
  }
}

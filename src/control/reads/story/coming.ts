// What happens next in a story: the jobs that are scheduled, in words.
import type { JobKind } from '../../../domain/world/job-kinds.ts'
import type { JobRow } from '../../../domain/world/rows.ts'
import { count, find, oldestFirst } from '../../../domain/world/tables.ts'
import { toIso } from '../../../domain/world/time.ts'
import type { World } from '../../../domain/world/world.ts'
import { COMING_MAX, type Story } from './shape.ts'
import { shortened } from './view.ts'

type Said = { readonly text: string; readonly see: string }

/** By kind of job: what will happen, of the row it is about. */
const COMING: { readonly [Kind in JobKind]: (world: World, subject: string) => Said } = {
  'progress-message': (world, id) => {
    const message = find(world.messages, id)
    const step = message?.fate[message.fateTaken]
    return {
      text: `${id} to +${message?.customerPhone} becomes ${step?.status ?? 'what is planned'}`,
      see: `messages/${id}`,
    }
  },
  'echo-message': (world, id) => ({
    text: `+${find(world.messages, id)?.customerPhone} writes back what ${id} says`,
    see: `messages/${id}`,
  }),
  'download-media': (_world, id) => ({
    text: `the media of ${id} becomes ready`,
    see: `messages/${id}`,
  }),
  'attempt-delivery': (world, id) => {
    const delivery = find(world.deliveries, id)
    const url = find(world.subscriptions, delivery?.subscriptionId ?? '')?.url ?? 'nobody'
    const attempt = (delivery?.attemptCount ?? 0) + 1
    return {
      text: `attempt ${attempt} to deliver ${delivery?.eventType} to ${shortened(url, 80)}`,
      see: `deliveries/${id}`,
    }
  },
  // Housekeeping is not shown: it goes on for ever.
  'purge-deliveries': () => ({ text: 'old deliveries are forgotten', see: 'deliveries' }),
}

/** The next things that happen, and how many come later. */
export function comingOf(world: World): Pick<Story, 'scheduled' | 'scheduled_more'> {
  const scheduled: Story['scheduled'][number][] = []
  for (const job of oldestFirst(world.jobs, 'workByDue')) {
    if (scheduled.length === COMING_MAX) break
    scheduled.push(show(world, job))
  }
  return { scheduled, scheduled_more: count(world.jobs, 'workByDue') - scheduled.length }
}

function show(world: World, { kind, subject, dueAt }: JobRow) {
  const { text, see } = COMING[kind](world, subject)
  return {
    at: toIso(dueAt),
    in_ms: Math.max(0, dueAt - world.now),
    text: shortened(text),
    see,
  }
}

// Deliveries: one event on its way to one subscription, until it is over.

import { cancelJob, schedule } from '../world/schedule.ts'
import { find, keysOf, oldestFirst, put } from '../world/tables.ts'
import { nextMidnight, toIso } from '../world/time.ts'
import type {
  DeliveryPhase,
  DeliveryRow,
  EventRow,
  SubscriptionRow,
} from '../world/webhook-rows.ts'
import { newId, nextSeq, type World } from '../world/world.ts'

/** Shared by nearly all deliveries: no fault strikes them. */
export const UNBENT: readonly string[] = []

const PURGE_JOB = 'purge-deliveries'

/** What may happen to a delivery, and its phase afterwards. */
const MOVES = {
  scheduled: {
    begin: 'attempting',
    pause: 'held',
    delay: 'scheduled',
    detain: 'detained',
    resume: 'scheduled',
    'give-up': 'done',
  },
  attempting: { succeed: 'done', retry: 'scheduled', resume: 'scheduled', 'give-up': 'done' },
  held: { resume: 'scheduled', 'give-up': 'done' },
  detained: { resume: 'scheduled', 'give-up': 'done' },
  done: {},
} as const satisfies Record<DeliveryPhase, Partial<Record<DeliveryMove, DeliveryPhase>>>

export type DeliveryMove =
  | 'begin'
  | 'pause'
  | 'delay'
  | 'detain'
  | 'resume'
  | 'succeed'
  | 'retry'
  | 'give-up'

/** Whether this may happen to a delivery as it stands. */
export function mayMove({ phase }: DeliveryRow, move: DeliveryMove): boolean {
  return Object.hasOwn(MOVES[phase], move)
}

/** A delivery after a move. A move that its phase does not know is a bug of the sandbox. */
export function moveDelivery(
  world: World,
  delivery: DeliveryRow,
  move: DeliveryMove,
  changes: Partial<DeliveryRow>,
): DeliveryRow {
  const { id, phase, status, attemptCount, lastAttemptAt } = delivery
  const next = (MOVES[phase] as Partial<Record<DeliveryMove, DeliveryPhase>>)[move]
  if (next === undefined) {
    const last = lastAttemptAt === null ? '' : `, the last at ${toIso(lastAttemptAt)}`
    throw new Error(
      `Delivery ${id} is ${phase} (${status}, ${attemptCount} attempts${last}) and cannot ${move}.`,
    )
  }
  return put(world.deliveries, { ...delivery, ...changes, phase: next })
}

/** Sets an event on its way; the first attempt is due at once. */
export function createDelivery(
  world: World,
  subscription: SubscriptionRow,
  event: EventRow,
  replayedFrom: string | null,
): DeliveryRow {
  const id = newId(world, 'delivery')
  const seq = nextSeq(world)
  const job = schedule(world, 'attempt-delivery', id, world.now)
  schedulePurge(world)
  return put(world.deliveries, {
    id,
    seq,
    createdAt: world.now,
    subscriptionId: subscription.id,
    eventRowId: event.id,
    eventType: event.facts.type,
    eventId: event.eventId,
    status: 'pending',
    attemptCount: 0,
    lastAttemptAt: null,
    nextAttemptAt: world.now,
    responseStatus: null,
    responseSnippet: null,
    durationMs: null,
    replayedFrom,
    phase: 'scheduled',
    bentBy: UNBENT,
    jobId: job.id,
  })
}

/** Ends a delivery without success: it waits in the dead letters until it is replayed or purged. */
export function giveUp(world: World, delivery: DeliveryRow): void {
  cancelJob(world, delivery.jobId)
  moveDelivery(world, delivery, 'give-up', { status: 'dead', nextAttemptAt: null, jobId: null })
}

/**
 * Ends what is still on its way to a subscription that is disabled or gone. An attempt that is in
 * flight is judged when it comes back.
 */
export function giveUpUnfinished(world: World, subscriptionId: string): void {
  for (const row of [...oldestFirst(world.deliveries, 'unfinished', subscriptionId)]) {
    if (row.phase !== 'attempting') giveUp(world, row)
  }
}

/** Lets go of what was held while a subscription was paused: due now, in the old order. */
export function releaseHeld(world: World, subscriptionId: string): void {
  for (const row of [...oldestFirst(world.deliveries, 'unfinished', subscriptionId)]) {
    if (row.phase === 'held') rescheduleNow(world, row)
  }
}

/**
 * Takes up attempts that began, or waited for their turn, and of which nothing is known any more:
 * they are made again. `isUnderway` tells which are in good hands.
 */
export function resumeInterrupted(
  world: World,
  isUnderway: (deliveryId: string) => boolean = () => false,
): void {
  const interrupted = keysOf(world.deliveries, 'unfinished')
    .flatMap((id) => [...oldestFirst(world.deliveries, 'unfinished', id)])
    .filter((row) => !isUnderway(row.id) && (row.phase === 'attempting' || lostItsJob(world, row)))
  interrupted.sort((a, b) => a.seq - b.seq)
  for (const row of interrupted) rescheduleNow(world, row)
}

function lostItsJob(world: World, { phase, jobId }: DeliveryRow): boolean {
  return phase === 'scheduled' && (jobId === null || find(world.jobs, jobId) === undefined)
}

function rescheduleNow(world: World, row: DeliveryRow): void {
  const job = schedule(world, 'attempt-delivery', row.id, world.now)
  moveDelivery(world, row, 'resume', { nextAttemptAt: world.now, jobId: job.id })
}

/** Lets go of what a fault held back, or of all that faults held; how many deliveries. */
export function releaseDetained(world: World, faultId: string | undefined): number {
  const faultIds = faultId === undefined ? keysOf(world.deliveries, 'detained') : [faultId]
  const rows = faultIds.flatMap((id) => [...oldestFirst(world.deliveries, 'detained', id)])
  for (const row of rows) rescheduleNow(world, row)
  return rows.length
}

/** The daily purge is on the schedule exactly as long as there is something that it may forget. */
export function schedulePurge(world: World): void {
  if (find(world.jobs, PURGE_JOB) !== undefined) return
  put(world.jobs, {
    id: PURGE_JOB,
    seq: nextSeq(world),
    dueAt: nextMidnight(world.now),
    kind: 'purge-deliveries',
    subject: '',
  })
}

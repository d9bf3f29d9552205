// Deliveries: one event on its way to one subscription, from the first attempt to success or death.
import type { AttemptRow, DeliveryRow, EventRow, SubscriptionRow } from '../world/rows.ts'
import { cancelJob, schedule } from '../world/schedule.ts'
import { find, first, get, oldestFirst, put, remove } from '../world/tables.ts'
import { DAY_MS, type Instant, nextMidnight } from '../world/time.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { ATTEMPTS_MAX, judge, nextAttemptAt, type Outcome } from './retry.ts'
import { activeSecrets } from './secrets.ts'

/** How long a finished delivery is kept. Source: prose /webhooks/retry/ for dead ones. */
export const DELIVERY_KEPT_MS = 30 * DAY_MS

const PURGE_JOB = 'purge-deliveries'

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
    jobId: job.id,
  })
}

/** What one attempt needs to be sent. */
export type AttemptOrder = {
  readonly delivery: DeliveryRow
  readonly event: EventRow
  readonly url: string
  readonly number: number
  /** Newest first. */
  readonly secrets: readonly string[]
}

/**
 * Begins an attempt, or finds that there is none to make: null when the delivery is over, or when
 * its subscription is paused, which holds it until the subscription is active again.
 */
export function beginAttempt(world: World, deliveryId: string): AttemptOrder | null {
  const delivery = find(world.deliveries, deliveryId)
  if (delivery === undefined || delivery.phase === 'done') return null
  const subscription = find(world.subscriptions, delivery.subscriptionId)
  if (subscription === undefined || subscription.status === 'disabled') {
    giveUp(world, delivery)
    return null
  }
  // A replay is somebody's express wish, so its first attempt goes out although all is paused.
  const isWish = delivery.replayedFrom !== null && delivery.attemptCount === 0
  if (subscription.status === 'paused' && !isWish) {
    put(world.deliveries, { ...delivery, phase: 'held', jobId: null })
    return null
  }
  const begun = put(world.deliveries, {
    ...delivery,
    status: 'pending',
    nextAttemptAt: null,
    phase: 'attempting',
    jobId: null,
  })
  return {
    delivery: begun,
    event: get(world.events, delivery.eventRowId),
    url: subscription.url,
    number: delivery.attemptCount + 1,
    secrets: activeSecrets(world, subscription.id).map((row) => row.secret),
  }
}

/** What came of an attempt, for the journal. */
export type AttemptResult = {
  readonly result: 'succeeded' | 'failed' | 'dead'
  readonly nextAttemptAt: Instant | null
  /** True when this very attempt made the subscription disabled. */
  readonly disabled: boolean
}

/** Writes an attempt's outcome down: the delivery succeeds, is scheduled again, or is dead. */
export function finishAttempt(
  world: World,
  order: AttemptOrder,
  sent: { readonly startedAt: Instant; readonly signature: string },
  outcome: Outcome,
): AttemptResult {
  const delivery = find(world.deliveries, order.delivery.id)
  // Its contact's deletion leaves deliveries alone, but a purge or a reset may have taken it.
  if (delivery === undefined) return { result: 'dead', nextAttemptAt: null, disabled: false }
  putAttempt(world, order, sent, outcome)
  const tried: DeliveryRow = {
    ...delivery,
    attemptCount: order.number,
    lastAttemptAt: sent.startedAt,
    responseStatus: outcome.kind === 'answered' ? outcome.status : null,
    responseSnippet: outcome.kind === 'answered' ? outcome.snippet : null,
    durationMs: outcome.durationMs,
  }
  const subscription = find(world.subscriptions, delivery.subscriptionId)
  const judgement = judge(outcome)
  if (judgement === 'succeeded') return succeed(world, tried, subscription)
  const isOver = subscription === undefined || subscription.status === 'disabled'
  if (judgement === 'dead' || order.number >= ATTEMPTS_MAX || isOver) {
    giveUp(world, tried)
    return { result: 'dead', nextAttemptAt: null, disabled: countFailure(world, subscription) }
  }
  const dueAt = nextAttemptAt(world, delivery.id, order.number, outcome)
  const job = schedule(world, 'attempt-delivery', delivery.id, dueAt)
  put(world.deliveries, {
    ...tried,
    status: 'failed',
    nextAttemptAt: dueAt,
    phase: 'scheduled',
    jobId: job.id,
  })
  return { result: 'failed', nextAttemptAt: dueAt, disabled: false }
}

function succeed(
  world: World,
  tried: DeliveryRow,
  subscription: SubscriptionRow | undefined,
): AttemptResult {
  put(world.deliveries, { ...tried, status: 'succeeded', nextAttemptAt: null, phase: 'done' })
  if (subscription !== undefined && subscription.consecutiveFailures > 0) {
    put(world.subscriptions, { ...subscription, consecutiveFailures: 0 })
  }
  return { result: 'succeeded', nextAttemptAt: null, disabled: false }
}

function putAttempt(
  world: World,
  order: AttemptOrder,
  sent: { readonly startedAt: Instant; readonly signature: string },
  outcome: Outcome,
): void {
  const answered = outcome.kind === 'answered'
  const row: AttemptRow = {
    id: `${order.delivery.id}:${order.number}`,
    seq: nextSeq(world),
    createdAt: sent.startedAt,
    deliveryId: order.delivery.id,
    number: order.number,
    url: order.url,
    signature: sent.signature,
    outcome: outcome.kind,
    responseStatus: answered ? outcome.status : null,
    responseSnippet: answered ? outcome.snippet : null,
    error: answered ? null : outcome.error,
    durationMs: outcome.durationMs,
  }
  put(world.attempts, row)
}

/** Ends a delivery without success: it waits in the dead letters until it is replayed or purged. */
function giveUp(world: World, delivery: DeliveryRow): void {
  cancelJob(world, delivery.jobId)
  put(world.deliveries, {
    ...delivery,
    status: 'dead',
    nextAttemptAt: null,
    phase: 'done',
    jobId: null,
  })
}

/** Counts a delivery that died of its attempts; too many in a row disable the subscription. */
function countFailure(world: World, subscription: SubscriptionRow | undefined): boolean {
  if (subscription === undefined || subscription.status === 'disabled') return false
  const consecutiveFailures = subscription.consecutiveFailures + 1
  const disabled = consecutiveFailures >= world.settings.disableAfterFailures
  put(world.subscriptions, {
    ...subscription,
    consecutiveFailures,
    ...(disabled && {
      status: 'disabled',
      disabledReason: 'consecutive_failures',
      updatedAt: world.now,
    }),
  })
  if (disabled) giveUpUnfinished(world, subscription.id)
  return disabled
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
 * Takes up attempts that were in flight, or waiting for their turn, when the world was last stored:
 * they are made again.
 */
export function resumeInterrupted(world: World): void {
  for (const row of [...oldestFirst(world.deliveries, 'all')]) {
    const lostItsJob =
      row.phase === 'scheduled' && (row.jobId === null || find(world.jobs, row.jobId) === undefined)
    if (row.phase === 'attempting' || lostItsJob) rescheduleNow(world, row)
  }
}

function rescheduleNow(world: World, row: DeliveryRow): void {
  const job = schedule(world, 'attempt-delivery', row.id, world.now)
  put(world.deliveries, { ...row, phase: 'scheduled', nextAttemptAt: world.now, jobId: job.id })
}

/** Forgets finished deliveries 30 days after they were made, with their attempts and events. */
export function purgeDeliveries(world: World): void {
  const old: DeliveryRow[] = []
  for (const row of oldestFirst(world.deliveries, 'all')) {
    if (world.now - row.createdAt < DELIVERY_KEPT_MS) break
    if (row.phase === 'done') old.push(row)
  }
  for (const row of old) {
    for (let n = 1; n <= row.attemptCount; n++) remove(world.attempts, `${row.id}:${n}`)
    remove(world.deliveries, row.id)
  }
  purgeEvents(world)
  if (first(world.deliveries, 'all') !== undefined) schedulePurge(world)
}

/** An event is still needed by a younger delivery: a replay, or one that is held. */
function purgeEvents(world: World): void {
  const needed = new Set<string>()
  for (const row of oldestFirst(world.deliveries, 'all')) needed.add(row.eventRowId)
  const old: string[] = []
  for (const row of oldestFirst(world.events, 'all')) {
    if (world.now - row.createdAt < DELIVERY_KEPT_MS) break
    if (!needed.has(row.id)) old.push(row.id)
  }
  for (const id of old) remove(world.events, id)
}

/** The daily purge is on the schedule exactly as long as there is something that it may forget. */
function schedulePurge(world: World): void {
  if (find(world.jobs, PURGE_JOB) !== undefined) return
  put(world.jobs, {
    id: PURGE_JOB,
    seq: nextSeq(world),
    dueAt: nextMidnight(world.now),
    kind: 'purge-deliveries',
    subject: '',
  })
}

// Attempts: how one begins, and what its outcome makes of its delivery and its subscription.

import { type DeliveryVerdict, deliveryVerdict, strikeDelivery } from '../faults/delivery.ts'
import type { FaultRow } from '../world/fault-rows.ts'
import { record } from '../world/journal.ts'
import { schedule } from '../world/schedule.ts'
import type { Secret } from '../world/secret.ts'
import { find, get, oldestFirst, put } from '../world/tables.ts'
import type { Instant } from '../world/time.ts'
import type { AttemptRow, DeliveryRow, EventRow, SubscriptionRow } from '../world/webhook-rows.ts'
import { nextSeq, type World } from '../world/world.ts'
import { giveUp, giveUpUnfinished, mayMove, moveDelivery, UNBENT } from './deliveries.ts'
import { ATTEMPTS_MAX, judge, nextAttemptAt, type Outcome } from './retry.ts'
import { activeSecrets, formerSecret } from './secrets.ts'

/** What one attempt needs to be sent. */
export type AttemptOrder = {
  readonly delivery: DeliveryRow
  readonly event: EventRow
  readonly url: string
  readonly number: number
  /** Those that sign, newest first. */
  readonly secrets: readonly Secret[]
  /** A request of long ago that is sent again as it was. */
  readonly again: FormerRequest | undefined
  /** The fault that strikes it, and what that does. */
  readonly fault: FaultRow | undefined
  readonly verdict: AttemptVerdict | undefined
}

/** A request that its receiver got before. */
export type FormerRequest = {
  readonly event: EventRow
  readonly deliveryId: string
  readonly url: string
  readonly number: number
  readonly signature: string | null
}

/** What a fault may do to an attempt that is made. */
export type AttemptVerdict = Extract<DeliveryVerdict, { kind: 'send' | 'pretend' }>

/**
 * Begins an attempt, or finds that there is none to make: null when the delivery is over, or when
 * its subscription is paused, which holds it until the subscription is active again.
 */
export function beginAttempt(world: World, deliveryId: string): AttemptOrder | null {
  const delivery = find(world.deliveries, deliveryId)
  if (delivery === undefined || !mayMove(delivery, 'begin')) return null
  const subscription = find(world.subscriptions, delivery.subscriptionId)
  if (subscription === undefined || subscription.status === 'disabled') {
    giveUp(world, delivery)
    return null
  }
  // Somebody asked for a replay, so its first attempt goes out although all is paused.
  const isAskedFor = delivery.replayedFrom !== null && delivery.attemptCount === 0
  if (subscription.status === 'paused' && !isAskedFor) {
    moveDelivery(world, delivery, 'pause', { nextAttemptAt: null, jobId: null })
    return null
  }
  const fault = strikeDelivery(world, delivery)
  const verdict = fault && putOffOr(world, delivery, fault)
  if (verdict === null) return null
  const started = { status: 'pending', nextAttemptAt: null, jobId: null } as const
  const begun = moveDelivery(world, delivery, 'begin', started)
  return {
    delivery: begun,
    event: get(world.events, delivery.eventRowId),
    url: subscription.url,
    number: delivery.attemptCount + 1,
    secrets: secretsFor(world, subscription.id, verdict),
    again: verdict?.kind === 'send' && verdict.repeatsOldest ? oldest(world, begun) : undefined,
    fault,
    verdict,
  }
}

function secretsFor(world: World, subscriptionId: string, verdict: AttemptVerdict | undefined) {
  const isFormer = verdict?.kind === 'send' && verdict.signedWith === 'revoked'
  if (!isFormer) return activeSecrets(world, subscriptionId).map((row) => row.secret)
  const former = formerSecret(world, subscriptionId)
  return former === undefined ? [] : [former.secret]
}

/** The oldest request to the same subscription that is still known. */
function oldest(world: World, { subscriptionId }: DeliveryRow): FormerRequest | undefined {
  for (const row of oldestFirst(world.deliveries, 'bySubscription', subscriptionId)) {
    const first = find(world.attempts, attemptId(row.id, 1))
    if (first === undefined) continue
    const { url, number, signature } = first
    const event = get(world.events, row.eventRowId)
    return { event, deliveryId: row.id, url, number, signature }
  }
  return undefined
}

/**
 * What the fault does to the attempt; null when it lets none be made now: it comes later, when
 * somebody says so, or never.
 */
function putOffOr(world: World, delivery: DeliveryRow, fault: FaultRow): AttemptVerdict | null {
  const verdict = deliveryVerdict(fault)
  if (verdict.kind === 'send' || verdict.kind === 'pretend') return verdict
  putOff(world, delivery, fault, verdict)
  return null
}

function putOff(
  world: World,
  delivery: DeliveryRow,
  { id, fault }: FaultRow,
  verdict: Exclude<DeliveryVerdict, AttemptVerdict>,
): void {
  const struck = { ...delivery, bentBy: [...delivery.bentBy, id] }
  switch (verdict.kind) {
    case 'delay': {
      const job = schedule(world, 'attempt-delivery', delivery.id, world.now + verdict.ms)
      moveDelivery(world, struck, 'delay', { nextAttemptAt: job.dueAt, jobId: job.id })
      break
    }
    case 'detain':
      moveDelivery(world, struck, 'detain', { nextAttemptAt: null, jobId: null })
      break
    case 'lose':
      giveUp(world, struck)
      break
  }
  const message = `The fault ${fault} (${id}) struck webhook ${delivery.id} before it was sent.`
  record(world.journal, world.now, { kind: 'notice', message })
}

/** What came of an attempt, for the journal. */
export type AttemptResult = {
  readonly result: 'succeeded' | 'failed' | 'dead'
  readonly nextAttemptAt: Instant | null
  /** True when this very attempt made the subscription disabled. */
  readonly disabled: boolean
}

/** How an attempt was sent. */
export type Sent = {
  readonly startedAt: Instant
  /** The signature header; null when there was none. */
  readonly signature: string | null
}

/** Writes an attempt's outcome down: the delivery succeeds, is scheduled again, or is dead. */
export function finishAttempt(
  world: World,
  order: AttemptOrder,
  sent: Sent,
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
    bentBy: UNBENT,
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
  const next = { status: 'failed', nextAttemptAt: job.dueAt, jobId: job.id } as const
  moveDelivery(world, tried, 'retry', next)
  return { result: 'failed', nextAttemptAt: job.dueAt, disabled: false }
}

function succeed(
  world: World,
  tried: DeliveryRow,
  subscription: SubscriptionRow | undefined,
): AttemptResult {
  moveDelivery(world, tried, 'succeed', { status: 'succeeded', nextAttemptAt: null })
  if (subscription !== undefined && subscription.consecutiveFailures > 0) {
    put(world.subscriptions, { ...subscription, consecutiveFailures: 0 })
  }
  return { result: 'succeeded', nextAttemptAt: null, disabled: false }
}

function putAttempt(world: World, order: AttemptOrder, sent: Sent, outcome: Outcome): void {
  const answered = outcome.kind === 'answered'
  const row: AttemptRow = {
    id: attemptId(order.delivery.id, order.number),
    seq: nextSeq(world),
    createdAt: sent.startedAt,
    deliveryId: order.delivery.id,
    number: order.number,
    url: order.url,
    signature: sent.signature,
    fault: order.fault?.fault ?? null,
    outcome: outcome.kind,
    responseStatus: answered ? outcome.status : null,
    responseSnippet: answered ? outcome.snippet : null,
    error: answered ? null : outcome.error,
    durationMs: outcome.durationMs,
  }
  put(world.attempts, row)
}

/** A delivery's attempts, the first one first. Their ids follow from their numbers: no index is needed. */
export function attemptsOf(world: World, deliveryId: string): AttemptRow[] {
  const attempts: AttemptRow[] = []
  for (let number = 1; ; number++) {
    const attempt = find(world.attempts, attemptId(deliveryId, number))
    if (attempt === undefined) return attempts
    attempts.push(attempt)
  }
}

function attemptId(deliveryId: string, number: number): string {
  return `${deliveryId}:${number}`
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

// Replaying: a fresh delivery of an old event, one at a time or many, because somebody asked.
import { fail, failNotFound } from '../failures/failures.ts'
import { find, get, oldestFirst } from '../world/tables.ts'
import type { Instant } from '../world/time.ts'
import type { DeliveryRow, EventRow, SubscriptionRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { createDelivery } from './deliveries.ts'

/** At most so many deliveries in one bulk replay. Source: the contract's description. */
export const BULK_REPLAY_MAX = 1_000

/**
 * Sends a delivery's event again, whatever became of the first one.
 *
 * @throws Failure resource_not_found, webhook_subscription_disabled.
 */
export function replayDelivery(world: World, deliveryId: string): DeliveryRow {
  const delivery = find(world.deliveries, deliveryId)
  if (delivery === undefined) failNotFound('webhook delivery', deliveryId)
  const subscription = replayable(world, delivery.subscriptionId)
  return createDelivery(world, subscription, eventOf(world, delivery), delivery.id)
}

export type BulkReplayFilter = {
  readonly subscriptionId: string
  readonly status: 'failed' | 'dead'
  readonly eventType: string | undefined
  readonly createdAfter: Instant | undefined
  readonly createdBefore: Instant | undefined
}

/**
 * Sends what matches again, oldest first, at most 1000; `capped` says that there was more.
 *
 * @throws Failure resource_not_found, webhook_subscription_disabled.
 */
export function bulkReplay(
  world: World,
  filter: BulkReplayFilter,
): { readonly enqueued: number; readonly capped: boolean } {
  const subscription = replayable(world, filter.subscriptionId)
  const matching: DeliveryRow[] = []
  const key = `${filter.subscriptionId}:${filter.status}`
  const start =
    filter.createdAfter === undefined
      ? undefined
      : { rank: filter.createdAfter, seq: Number.MAX_SAFE_INTEGER }
  for (const row of oldestFirst(world.deliveries, 'bySubscriptionStatus', key, start)) {
    if (filter.createdBefore !== undefined && row.createdAt >= filter.createdBefore) break
    if (filter.eventType !== undefined && row.eventType !== filter.eventType) continue
    matching.push(row)
    if (matching.length > BULK_REPLAY_MAX) break
  }
  const chosen = matching.slice(0, BULK_REPLAY_MAX)
  for (const row of chosen) createDelivery(world, subscription, eventOf(world, row), row.id)
  return { enqueued: chosen.length, capped: matching.length > BULK_REPLAY_MAX }
}

function replayable(world: World, subscriptionId: string): SubscriptionRow {
  const subscription = find(world.subscriptions, subscriptionId)
  if (subscription === undefined) failNotFound('webhook subscription', subscriptionId)
  if (subscription.status === 'disabled') fail('webhook_subscription_disabled')
  return subscription
}

function eventOf(world: World, delivery: DeliveryRow): EventRow {
  return get(world.events, delivery.eventRowId)
}

// Announcing: an event becomes a row, and a delivery for each subscription that asked for it.

import { count, oldestFirst, put } from '../world/tables.ts'
import type { EventFacts, EventRow, SubscriptionRow } from '../world/webhook-rows.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { createDelivery } from './deliveries.ts'

/**
 * Tells the active subscriptions that asked for this type. Without any, nothing is kept: a
 * subscription hears only of what happens after it was made.
 */
export function announce(world: World, facts: EventFacts): void {
  const interested = interestedIn(world, facts.type)
  if (interested.length === 0) return
  const event = putEvent(world, facts)
  for (const subscription of interested) createDelivery(world, subscription, event, null)
}

/** Whether anybody would hear of such an event now: saves making facts for nobody. */
export function hasListeners(world: World): boolean {
  return count(world.subscriptions, 'byStatus', 'active') > 0
}

function interestedIn(world: World, type: EventFacts['type']): SubscriptionRow[] {
  if (!hasListeners(world)) return []
  const interested: SubscriptionRow[] = []
  for (const row of oldestFirst(world.subscriptions, 'byStatus', 'active')) {
    if (row.events.includes(type)) interested.push(row)
  }
  return interested
}

function putEvent(world: World, facts: EventFacts): EventRow {
  const id = newId(world, 'event')
  const eventId = eventIdOf(world, id, facts)
  return put(world.events, { id, seq: nextSeq(world), createdAt: world.now, eventId, facts })
}

// Meta's statuses have no id of their own, so sent, delivered and read of one message share the
// wamid: a receiver that drops duplicates by this header alone loses two of the three.
function eventIdOf(world: World, id: string, facts: EventFacts): string {
  if (facts.type === 'message.received') return facts.message.wamid
  if (facts.type !== 'message.status') return id
  return world.settings.statusEventId === 'wamid:status'
    ? `${facts.message.wamid}:${facts.status}`
    : facts.message.wamid
}

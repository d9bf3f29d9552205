// Forgetting: finished deliveries go after 30 days, with their attempts and their events.

import { first, oldestFirst, remove } from '../world/tables.ts'
import { DAY_MS } from '../world/time.ts'
import type { DeliveryRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { schedulePurge } from './deliveries.ts'

/** How long a finished delivery is kept. Source: prose /webhooks/retry/ for dead ones. */
export const DELIVERY_KEPT_MS = 30 * DAY_MS

/** Forgets finished deliveries 30 days after they were made, with their attempts and events. */
export function purgeDeliveries(world: World): void {
  const old: DeliveryRow[] = []
  for (const row of oldestFirst(world.deliveries)) {
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
  for (const row of oldestFirst(world.deliveries)) needed.add(row.eventRowId)
  const old: string[] = []
  for (const row of oldestFirst(world.events)) {
    if (world.now - row.createdAt < DELIVERY_KEPT_MS) break
    if (!needed.has(row.id)) old.push(row.id)
  }
  for (const id of old) remove(world.events, id)
}

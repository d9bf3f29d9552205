// Faults of deliveries: which one strikes an attempt.
import type { DeliveryRow, FaultRow } from '../world/webhook-rows.ts'
import type { World } from '../world/world.ts'
import { isArmed, strike } from './faults.ts'

/**
 * The fault that strikes the coming attempt of a delivery. One that delayed or held this attempt
 * before lets it pass, or it would never be made.
 */
export function strikeDelivery(world: World, delivery: DeliveryRow): FaultRow | undefined {
  if (!isArmed(world, 'delivery')) return undefined
  return strike(world, 'delivery', ({ id, match }) => {
    if (delivery.bentBy.includes(id)) return false
    if (match.event !== undefined && match.event !== delivery.eventType) return false
    if (match.attempt !== undefined && match.attempt !== delivery.attemptCount + 1) return false
    return match.subscriptionId === undefined || match.subscriptionId === delivery.subscriptionId
  })
}

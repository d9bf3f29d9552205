// Why a webhook did or did not arrive, told in lines: who asked for it, and what became of each delivery.
import type { EventType } from '../contract/operation-types.ts'
import { attemptsOf } from '../domain/webhooks/attempts.ts'
import { oldestFirst } from '../domain/world/tables.ts'
import { toIso } from '../domain/world/time.ts'
import type { DeliveryRow, SubscriptionRow } from '../domain/world/webhook-rows.ts'
import type { World } from '../domain/world/world.ts'
import { countOf } from './story.ts'

/** At most so many are told one by one. */
const TOLD_MAX = 5

/** Who would hear of an event: each subscription that asked for it, and how it stands. */
export function subscriptionLines(world: World, event: EventType | undefined): string[] {
  const all = [...oldestFirst(world.subscriptions)]
  if (all.length === 0) return ['nobody has subscribed to anything: there is no subscription']
  const asked = event === undefined ? all : all.filter(({ events }) => events.includes(event))
  if (asked.length === 0) {
    const events = [...new Set(all.flatMap((row) => row.events))].join(', ')
    return [`none of ${countOf(all.length, 'subscription')} asks for ${event}, only for ${events}`]
  }
  const told = asked.slice(0, TOLD_MAX).map(subscriptionLine)
  const more = asked.length - told.length
  const heading = `${countOf(asked.length, 'subscription')} ${asked.length === 1 ? 'asks' : 'ask'} for ${event ?? 'events'}:`
  return [heading, ...told, ...(more > 0 ? [`  and ${more} more`] : [])]
}

function subscriptionLine({ id, url, status, disabledReason }: SubscriptionRow): string {
  const states = {
    active: 'active',
    paused: 'paused, so it hears of nothing',
    disabled: `disabled (${disabledReason ?? 'no reason'}), so it hears of nothing`,
  }
  return `  ${id} at ${url} is ${states[status]}`
}

/** What became of deliveries, one line each. */
export function deliveryLines(world: World, rows: readonly DeliveryRow[]): string[] {
  const told = rows.slice(0, TOLD_MAX).map((row) => deliveryLine(world, row))
  const more = rows.length - told.length
  const heading = `${countOf(rows.length, 'delivery', 'deliveries')} of that kind, newest first:`
  return [heading, ...told, ...(more > 0 ? [`  and ${more} more`] : [])]
}

function deliveryLine(world: World, row: DeliveryRow): string {
  const last = attemptsOf(world, row.id).at(-1)
  const answer =
    last === undefined
      ? 'no attempt was made'
      : `attempt ${last.number} at ${last.url}: ${last.responseStatus === null ? `${last.outcome}, ${last.error}` : `HTTP ${last.responseStatus}`}${last.fault === null ? '' : ` (changed by the fault ${last.fault})`}`
  return `  ${row.id} is ${stateOf(row)}; ${answer}`
}

function stateOf({ status, phase, nextAttemptAt }: DeliveryRow): string {
  if (phase === 'attempting') return 'on its way: its receiver has not answered yet'
  if (phase === 'held') return 'held, because its subscription is paused'
  if (phase === 'detained') return 'held back by a fault until that is disarmed'
  if (phase === 'done' || nextAttemptAt === null) return status
  return `${status}, to be tried at ${toIso(nextAttemptAt)}`
}

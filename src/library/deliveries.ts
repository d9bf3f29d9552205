// Deliveries as a test looks at them: each with its attempts, found by what they carry, and waited for.
import type { EventType, Schemas } from '../contract/operation-types.ts'
import { attemptsOf } from '../domain/webhooks/attempts.ts'
import { find, get, newestFirst } from '../domain/world/tables.ts'
import { toIso } from '../domain/world/time.ts'
import type { AttemptRow, DeliveryRow, EventRow } from '../domain/world/webhook-rows.ts'
import type { World } from '../domain/world/world.ts'
import { deliveryResource } from '../wire/v1/resources.ts'
import type { Place } from './place.ts'
import { clockStory, faultStory, journalStory } from './story.ts'
import { type Condition, type WaitOptions, waitUntil } from './waiting.ts'
import { deliveryLines, subscriptionLines } from './webhook-story.ts'

/** One try to deliver a webhook. */
export type DeliveryAttempt = {
  readonly number: number
  /** ISO 8601, world time. */
  readonly at: string
  readonly url: string
  readonly outcome: AttemptRow['outcome']
  /** The HTTP status of the answer; null when there was none. */
  readonly status: number | null
  /** Why there was no answer. */
  readonly error: string | null
  /** The fault that changed it. */
  readonly fault: string | null
}

/** A delivery as the API lists it, with its attempts. */
export type SandboxDelivery = Schemas['WebhookDelivery'] & {
  readonly attempts: readonly DeliveryAttempt[]
}

/** Which deliveries are meant; members that are left out match everything. */
export type DeliveryFilter = {
  readonly event?: EventType | undefined
  /** The subscription's id. */
  readonly subscription?: string | undefined
  /** The id of the message that the event is about, or its wamid. */
  readonly message?: string | undefined
  /** For `message.status`: the status that is told. */
  readonly status?: 'sent' | 'delivered' | 'read' | 'failed' | undefined
}

/** succeeded: it was taken · failed: at least one attempt failed · dead: it was given up. */
export type DeliveryGoal = 'succeeded' | 'failed' | 'dead'

const REACHED: Readonly<Record<DeliveryGoal, (row: DeliveryRow) => boolean>> = {
  succeeded: ({ status }) => status === 'succeeded',
  failed: ({ status, attemptCount }) =>
    status === 'failed' || status === 'dead' || (status === 'succeeded' && attemptCount > 1),
  dead: ({ status }) => status === 'dead',
}

export function showDelivery(world: World, row: DeliveryRow): SandboxDelivery {
  const attempts = attemptsOf(world, row.id).map(showAttempt)
  return { ...deliveryResource(row), attempts }
}

function showAttempt(row: AttemptRow): DeliveryAttempt {
  const { number, url, outcome, error, fault } = row
  return {
    number,
    at: toIso(row.createdAt),
    url,
    outcome,
    status: row.responseStatus,
    error,
    fault,
  }
}

/** The deliveries that are meant, newest first. */
export function* deliveriesLike(
  world: World,
  meant: string | DeliveryFilter,
): Generator<DeliveryRow, void> {
  if (typeof meant === 'string') {
    const row = find(world.deliveries, meant)
    if (row !== undefined) yield row
    return
  }
  for (const row of newestFirst(world.deliveries)) {
    if (fits(row, get(world.events, row.eventRowId), meant)) yield row
  }
}

function fits(row: DeliveryRow, { facts }: EventRow, filter: DeliveryFilter): boolean {
  const { event, subscription, message, status } = filter
  if (event !== undefined && row.eventType !== event) return false
  if (subscription !== undefined && row.subscriptionId !== subscription) return false
  if (status !== undefined && !('status' in facts && facts.status === status)) return false
  if (message === undefined) return true
  return 'message' in facts && [facts.message.id, facts.message.wamid].includes(message)
}

/** Waits until a delivery has got so far. */
export function waitForDelivery(
  place: Place,
  meant: string | DeliveryFilter,
  goal: DeliveryGoal,
  options: WaitOptions,
): Promise<SandboxDelivery> {
  if (!Object.hasOwn(REACHED, goal)) {
    const goals = Object.keys(REACHED).join(', ')
    throw new TypeError(`A delivery can be waited for until it is one of ${goals}; got ${goal}.`)
  }
  const worldNow = () => place.organization.world
  const condition: Condition<SandboxDelivery> = {
    what: `${describe(meant)} to be ${goal}`,
    look: () => {
      for (const row of deliveriesLike(worldNow(), meant)) {
        if (REACHED[goal](row)) return showDelivery(worldNow(), row)
      }
      return undefined
    },
    hopeless: () => (typeof meant === 'string' ? whyNever(worldNow(), meant) : null),
    story: () => deliveryStory(place, meant),
  }
  return waitUntil(place, condition, options)
}

function describe(meant: string | DeliveryFilter): string {
  if (typeof meant === 'string') return `delivery ${meant}`
  const parts = Object.entries(meant).filter(([, value]) => value !== undefined)
  return ['a delivery', ...parts.map(([name, value]) => `${name} ${value}`)].join(', ')
}

/** What is asked for is not there; when nothing more happens to it, it never will be. */
function whyNever(world: World, id: string): string | null {
  const row = find(world.deliveries, id)
  if (row === undefined) return `there is no delivery ${id} in this organization.`
  return row.phase === 'done' ? `it is ${row.status}, and that is its end.` : null
}

function deliveryStory(place: Place, meant: string | DeliveryFilter): string[] {
  const { world } = place.organization
  const rows = [...deliveriesLike(world, meant)]
  const event = typeof meant === 'string' ? undefined : meant.event
  const lines =
    rows.length === 0
      ? ['there is no such delivery', ...subscriptionLines(world, event)]
      : deliveryLines(world, rows)
  return [...lines, ...faultStory(place), ...clockStory(place), ...journalStory(place)]
}

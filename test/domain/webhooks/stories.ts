// A world with one subscription and no network: events happen, and each attempt is told its outcome.
import { JOBS } from '../../../src/domain/jobs.ts'
import {
  type AttemptResult,
  beginAttempt,
  finishAttempt,
} from '../../../src/domain/webhooks/attempts.ts'
import { announce } from '../../../src/domain/webhooks/events.ts'
import type { Outcome } from '../../../src/domain/webhooks/retry.ts'
import { createSubscription } from '../../../src/domain/webhooks/subscriptions.ts'
import type { AccountRow, ContactRow } from '../../../src/domain/world/rows.ts'
import { nextJob } from '../../../src/domain/world/schedule.ts'
import { find, get, newestFirst, oldestFirst, remove } from '../../../src/domain/world/tables.ts'
import { VIRTUAL_START_AT } from '../../../src/domain/world/time.ts'
import type {
  DeliveryRow,
  EventType,
  SubscriptionRow,
} from '../../../src/domain/world/webhook-rows.ts'
import { newWorld, setNow, transact, type World } from '../../../src/domain/world/world.ts'

export { attemptsOf } from '../../../src/domain/webhooks/attempts.ts'

export const ALL_EVENTS: readonly EventType[] = [
  'message.received',
  'message.status',
  'conversation.assigned',
  'conversation.closed',
  'contact.created',
  'contact.updated',
]

export type Story = { readonly world: World; readonly subscriptionId: string }

/** A world at its start, with one subscription to everything. */
export function newStory(seed = 7): Story {
  const world = newWorld({
    seed,
    now: VIRTUAL_START_AT,
    organizationName: 'Toko',
    tier: 'unlimited',
  })
  return { world, subscriptionId: subscribe(world).id }
}

export function subscribe(
  world: World,
  url = 'http://127.0.0.1:9/hook',
  events: readonly EventType[] = ALL_EVENTS,
): SubscriptionRow {
  return transact(world, () => createSubscription(world, { url, description: null, events }))
    .subscription
}

const ACCOUNT: AccountRow = {
  id: 'wba_00000000000000000000000001',
  seq: 1,
  createdAt: VIRTUAL_START_AT,
  phone: '6281100000001',
  displayPhone: '+62 811-0000-0001',
  displayName: 'Toko',
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  teamId: 'team_00000000000000000000000001',
  connected: true,
}

const CONTACT: ContactRow = {
  id: 'ctc_00000000000000000000000001',
  seq: 1,
  createdAt: VIRTUAL_START_AT,
  updatedAt: VIRTUAL_START_AT,
  accountId: ACCOUNT.id,
  phone: '6281234567890',
  name: 'Siti',
  email: null,
  metadata: null,
}

/** Something happens that subscriptions hear of; the newest delivery, if there is any. */
export function happen(
  world: World,
  type: 'contact.created' | 'contact.updated' = 'contact.created',
): DeliveryRow {
  transact(world, () => {
    const facts = { contact: CONTACT, account: ACCOUNT }
    if (type === 'contact.created') announce(world, { type, ...facts, source: 'api' })
    else announce(world, { type, ...facts, changedFields: ['name'] })
  })
  return newestDelivery(world)
}

export function newestDelivery(world: World): DeliveryRow {
  for (const row of newestFirst(world.deliveries)) return row
  throw new Error('There is no delivery.')
}

/** A receiver's answer: a status, or the whole outcome. */
export type Told = number | Outcome

export function outcomeOf(told: Told, retryAfter: string | null = null): Outcome {
  if (typeof told !== 'number') return told
  return { kind: 'answered', status: told, snippet: '', retryAfter, durationMs: 0 }
}

export const SILENCE: Outcome = { kind: 'timed-out', error: 'no answer within 10 s', durationMs: 0 }

/** Runs the job of a delivery's next attempt now or when it is due; null when none was made. */
export function attempt(
  world: World,
  deliveryId: string,
  told: Told,
  meanwhile: () => void = () => undefined,
): AttemptResult | null {
  const { jobId } = get(world.deliveries, deliveryId)
  const job = jobId === null ? undefined : find(world.jobs, jobId)
  if (job === undefined) return null
  setNow(world, job.dueAt)
  const order = transact(world, () => {
    remove(world.jobs, job.id)
    return beginAttempt(world, deliveryId)
  })
  if (order === null) return null
  meanwhile()
  const sent = { startedAt: world.now, signature: `t=0,v1=${order.secrets.length}` }
  return transact(world, () => finishAttempt(world, order, sent, outcomeOf(told)))
}

/** Runs everything that is due until an instant; every attempt is told the same, or asks. */
export function runUntil(
  world: World,
  at: number,
  told: Told | ((delivery: DeliveryRow) => Told),
): void {
  for (let job = nextJob(world); job !== undefined && job.dueAt <= at; job = nextJob(world)) {
    const { id, kind, subject, dueAt } = job
    if (kind === 'attempt-delivery') {
      const answer = typeof told === 'function' ? told(get(world.deliveries, subject)) : told
      attempt(world, subject, answer)
      continue
    }
    setNow(world, dueAt)
    transact(world, () => {
      remove(world.jobs, id)
      JOBS[kind](world, subject)
    })
  }
  setNow(world, at)
}

/** Tells a delivery the same until it is over; how many attempts that took. */
export function exhaust(world: World, deliveryId: string, told: Told = 503): number {
  let attempts = 0
  while (attempt(world, deliveryId, told) !== null) attempts++
  return attempts
}

export function delivery(world: World, id: string): DeliveryRow {
  return get(world.deliveries, id)
}

export function subscription({ world, subscriptionId }: Story): SubscriptionRow {
  return get(world.subscriptions, subscriptionId)
}

export function deliveries(world: World): DeliveryRow[] {
  return [...oldestFirst(world.deliveries)]
}

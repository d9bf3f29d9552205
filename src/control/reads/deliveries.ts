// Reading deliveries: what was posted to whom, to the byte, and what came back.

import type { Schemas } from '../../contract/operation-types.ts'
import { failNotFound } from '../../domain/failures/failures.ts'
import { foundBesides } from '../../domain/faults/delivery.ts'
import { attemptsOf } from '../../domain/webhooks/attempts.ts'
import { activeSecrets } from '../../domain/webhooks/secrets.ts'
import { shownBody, shownHeaders } from '../../domain/world/exchanges.ts'
import type { Entry } from '../../domain/world/journal.ts'
import { masked, reveal } from '../../domain/world/secret.ts'
import { find, get } from '../../domain/world/tables.ts'
import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { AttemptRow, DeliveryRow, EventRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  anyObject,
  byName,
  choice,
  integer,
  number,
  object,
  optional,
  orNull,
  rows,
  said,
  type ValueOf,
} from '../../schema/shapes.ts'
import { deliveryResource, subscriptionResource } from '../../wire/v1/resources.ts'
import { verifySignature } from '../../wire/v1/signature.ts'
import { webhookBody } from '../../wire/v1/webhook-bodies.ts'
import { webhookHeaders } from '../../wire/v1/webhook-request.ts'
import { AFTER_ID, idText, newestPage, pageSize } from './lists.ts'
import { OUTCOME } from './message-time-line.ts'
import { read } from './read.ts'

const STATUSES = ['pending', 'succeeded', 'failed', 'dead'] as const

const SHORT_MEMBERS = {
  id: said('Its id; every attempt carries it.'),
  subscription_id: said('Who is to hear of it.'),
  event_type: said('The type of the event.'),
  event_id: said('The id of the event, as receivers get it.'),
  message_id: orNull(said('The message that it tells of; null for other events.')),
  message_status: orNull(said('The status that a message.status tells.')),
  url: orNull(said('Where it goes; null when the subscription was deleted.')),
  status: choice('failed: will be tried again. dead: given up.', STATUSES),
  phase: choice('What happens with it now.', [
    'scheduled',
    'attempting',
    'held',
    'detained',
    'done',
  ]),
  attempt_count: integer('Attempts made.'),
  next_attempt_at: orNull(INSTANT.shape('When it is tried again.')),
  response_status: orNull(integer('The HTTP status of the last answer.')),
  created_at: INSTANT.shape('When the event was announced, or the replay was asked for.'),
}

function shortDelivery(world: World, row: DeliveryRow) {
  const { facts } = get(world.events, row.eventRowId)
  const subscription = find(world.subscriptions, row.subscriptionId)
  return {
    id: row.id,
    subscription_id: row.subscriptionId,
    event_type: row.eventType,
    event_id: row.eventId,
    message_id: 'message' in facts ? facts.message.id : null,
    message_status: facts.type === 'message.status' ? facts.status : null,
    url: subscription === undefined ? null : masked(subscription.url),
    status: row.status,
    phase: row.phase,
    attempt_count: row.attemptCount,
    next_attempt_at: toIsoOrNull(row.nextAttemptAt),
    response_status: row.responseStatus,
    created_at: toIso(row.createdAt),
  }
}

export const DELIVERIES_READ = read({
  path: '/deliveries',
  what: 'The newest webhook deliveries.',
  params: {},
  query: {
    status: optional(choice('Only deliveries that stand so.', STATUSES)),
    after: AFTER_ID,
    limit: pageSize(100, 25),
  },
  reply: object('A page of deliveries.', {
    deliveries: rows('Newest first.', object('A delivery.', SHORT_MEMBERS)),
    next: orNull(said('Give this as `after` to go on; null at the end.')),
  }),
  run: ({ organization: { world } }, { query }) => {
    const { status } = query
    const through = status === undefined ? (['all', ''] as const) : (['byStatus', status] as const)
    const { rows, next } = newestPage(world.deliveries, through, query)
    return { deliveries: rows.map((row) => shortDelivery(world, row)), next }
  },
})

const ATTEMPT = object('One try.', {
  number: integer('Which try it was, from 1.'),
  at: INSTANT.shape('When it began.'),
  offset_ms: integer('How long after the delivery was made, in world time.'),
  url: said('Where it was posted to.'),
  headers: byName('The headers that it was posted with.', said('A value.')),
  signature: choice('What a careful receiver finds, with the secrets that there are now.', [
    'good',
    'stale',
    'missing',
    'mismatch',
  ]),
  outcome: OUTCOME,
  response_status: orNull(integer('The HTTP status of the answer.')),
  response_snippet: orNull(said('The beginning of the answer.')),
  error: orNull(said('Why there was no answer.')),
  duration_ms: number('How long the receiver took; 0 in virtual time.'),
  fault: orNull(said('The fault that changed it.')),
})

export const DELIVERY_READ = read({
  path: '/deliveries/{id}',
  what: 'One webhook delivery: the body to the byte, and each attempt with its headers and outcome.',
  params: { id: idText('The delivery (wbd_…).') },
  query: {},
  reply: object('A delivery.', {
    delivery: anyObject<Schemas['WebhookDelivery']>('As the API shows it.'),
    phase: SHORT_MEMBERS.phase,
    subscription: orNull(
      anyObject<Schemas['WebhookSubscription']>('As the API shows it; null when it was deleted.'),
    ),
    event: object('What is told.', {
      id: said('What X-Kirim-Event-Id carries.'),
      type: said('Its type.'),
      created_at: INSTANT.shape('When it was announced.'),
    }),
    body: said('The exact text of the request body; the same on every attempt.'),
    attempts: rows('In order.', ATTEMPT),
  }),
  run: ({ organization: { world } }, { params }) => {
    const { id } = params
    const row = find(world.deliveries, id) ?? failNotFound('webhook delivery', id)
    const subscription = find(world.subscriptions, row.subscriptionId)
    const event = get(world.events, row.eventRowId)
    const attempts = attemptsOf(world, row.id)
    return {
      delivery: deliveryResource(row),
      phase: row.phase,
      subscription: subscription === undefined ? null : subscriptionResource(world, subscription),
      event: { id: event.eventId, type: event.facts.type, created_at: toIso(event.createdAt) },
      body: JSON.stringify(webhookBody(event)),
      attempts: attempts.map((attempt) => ({
        ...attemptOf(row, event, attempt),
        signature: verdictOf(world, row, event, attempt),
      })),
    }
  },
})

/** When it was signed is not judged: the attempt does not keep the machine's time. */
function verdictOf(
  world: World,
  delivery: DeliveryRow,
  event: EventRow,
  attempt: AttemptRow,
): ValueOf<typeof ATTEMPT>['signature'] {
  const found = foundBesides(attempt.fault)
  if (found !== null) return found
  const check = verifySignature({
    header: attempt.signature,
    body: JSON.stringify(webhookBody(event)),
    secrets: activeSecrets(world, delivery.subscriptionId).map(({ secret }) => reveal(secret)),
    now: Number(/^t=(\d+)/.exec(attempt.signature ?? '')?.[1] ?? 0),
  })
  if (check.valid) return 'good'
  return check.reason === 'missing' ? 'missing' : 'mismatch'
}

/** The verdict on the signature of an attempt, in words; null when it is no longer known. */
export function signatureOfAttempt(world: World, deliveryId: string, number: number) {
  const row = find(world.deliveries, deliveryId)
  const attempt = attemptsOf(world, deliveryId).find((one) => one.number === number)
  if (row === undefined || attempt === undefined) return null
  return `signature ${verdictOf(world, row, get(world.events, row.eventRowId), attempt)}`
}

type AttemptEntry = Extract<Entry, { readonly kind: 'attempt' }>

/** One try as the journal shows it: what was posted, signature covered, and what came back. */
export function exchangeOfAttempt(world: World, entry: AttemptEntry) {
  const { deliveryId, attempt: number } = entry
  const row = find(world.deliveries, deliveryId)
  const attempt = attemptsOf(world, deliveryId).find((one) => one.number === number)
  if (row === undefined || attempt === undefined) return null
  const event = get(world.events, row.eventRowId)
  const {
    url,
    headers,
    response_status: status,
    response_snippet: snippet,
  } = attemptOf(row, event, attempt)
  const body = shownBody(JSON.stringify(webhookBody(event)))
  return {
    number: entry.number,
    request: { method: 'POST', url: masked(url), headers: shownHeaders(headers), body },
    response: { status, headers: {}, body: shownBody(snippet ?? undefined) },
    curl: null,
  }
}

function attemptOf(delivery: DeliveryRow, event: EventRow, row: AttemptRow) {
  const { number: attempt, signature } = row
  return {
    number: attempt,
    at: toIso(row.createdAt),
    offset_ms: row.createdAt - delivery.createdAt,
    url: row.url,
    headers: webhookHeaders({ event, deliveryId: delivery.id, attempt, signature }),
    outcome: row.outcome,
    response_status: row.responseStatus,
    response_snippet: row.responseSnippet,
    error: row.error,
    duration_ms: row.durationMs,
    fault: row.fault,
  }
}

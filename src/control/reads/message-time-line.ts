// The time line of a message: taken in, its statuses, and each webhook about it with each attempt.

import { attemptsOf } from '../../domain/webhooks/attempts.ts'
import { entriesAfter } from '../../domain/world/journal.ts'
import type { MessageRow, MessageStatus } from '../../domain/world/message-rows.ts'
import { get, oldestFirst } from '../../domain/world/tables.ts'
import { type Instant, toIso } from '../../domain/world/time.ts'
import type { AttemptRow, DeliveryRow, EventRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import type { Schema } from '../schema.ts'
import { instant, number, orNull, shape, text, whole } from './shapes.ts'

type Moment = { readonly at: Instant; readonly kind: string; readonly [member: string]: unknown }

/** All that is known to have happened to a message, in the order of time. */
export function timeLine(world: World, message: MessageRow) {
  const moments: Moment[] = [beginning(world, message)]
  if (message.direction === 'outbound') {
    for (const [status, at] of message.statusTimes) moments.push({ at, kind: 'status', status })
  }
  for (const { delivery, event } of deliveriesAbout(world, message)) {
    moments.push(deliveryMoment(delivery, event))
    for (const attempt of attemptsOf(world, delivery.id)) {
      moments.push(attemptMoment(attempt))
    }
  }
  // Sorting keeps the order of what happened at one instant: cause first.
  moments.sort((a, b) => a.at - b.at || rankOf(a) - rankOf(b))
  return moments.map(({ at, ...rest }) => ({ at: toIso(at), ...rest }))
}

const RANKS = ['accepted', 'received', 'status', 'delivery', 'attempt']

function rankOf({ kind }: Moment): number {
  return RANKS.indexOf(kind)
}

function beginning(world: World, { id, direction, createdAt }: MessageRow): Moment {
  if (direction === 'inbound') return { at: createdAt, kind: 'received' }
  return { at: createdAt, kind: 'accepted', request_id: requestOf(world, id) }
}

/** The request that sent it, as long as the journal still knows it. */
function requestOf({ journal }: World, messageId: string): string | null {
  for (const entry of entriesAfter(journal, 0)) {
    if (entry.kind !== 'request' || entry.subject !== messageId) continue
    if (entry.operation === 'POST /messages' && entry.replayed !== true) return entry.requestId
  }
  return null
}

type About = { readonly delivery: DeliveryRow; readonly event: EventRow }

const TOLD: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'failed']

/** By both forms that the event id of a status may have: see the setting `statusEventId`. */
function deliveriesAbout(world: World, { id, wamid }: MessageRow): About[] {
  const eventIds = [wamid, ...TOLD.map((status) => `${wamid}:${status}`)]
  return eventIds.flatMap((eventId) =>
    [...oldestFirst(world.deliveries, 'byEventId', eventId)]
      .map((delivery) => ({ delivery, event: get(world.events, delivery.eventRowId) }))
      .filter(({ event }) => 'message' in event.facts && event.facts.message.id === id),
  )
}

function deliveryMoment(delivery: DeliveryRow, { facts }: EventRow): Moment {
  return {
    at: delivery.createdAt,
    kind: 'delivery',
    delivery_id: delivery.id,
    subscription_id: delivery.subscriptionId,
    event_type: delivery.eventType,
    message_status: facts.type === 'message.status' ? facts.status : null,
    status: delivery.status,
    replayed_from: delivery.replayedFrom,
  }
}

function attemptMoment(attempt: AttemptRow): Moment {
  return {
    at: attempt.createdAt,
    kind: 'attempt',
    delivery_id: attempt.deliveryId,
    attempt: attempt.number,
    url: attempt.url,
    outcome: attempt.outcome,
    response_status: attempt.responseStatus,
    error: attempt.error,
    duration_ms: attempt.durationMs,
    fault: attempt.fault,
  }
}

const DELIVERY_STATUS = text('Where the delivery stands now.', {
  enum: ['pending', 'succeeded', 'failed', 'dead'],
})

export const OUTCOME = text('What the receiver did.', {
  enum: ['answered', 'timed-out', 'unreachable', 'refused'],
})

function moment(kind: string, what: string, members: Readonly<Record<string, Schema>>): Schema {
  return shape(what, {
    at: instant('World time.'),
    kind: { description: 'What happened.', type: 'string', const: kind },
    ...members,
  })
}

export const TIME_LINE_SCHEMA: Schema = {
  description: 'Something that happened to the message.',
  oneOf: [
    moment('accepted', 'The API took the message.', {
      request_id: orNull(text('The request that sent it; null when the journal forgot it.')),
    }),
    moment('received', 'The customer wrote the message.', {}),
    moment('status', 'WhatsApp told a status.', {
      status: text('The status.', { enum: TOLD }),
    }),
    moment('delivery', 'A subscription is to hear of it.', {
      delivery_id: text('The delivery.'),
      subscription_id: text('The subscription.'),
      event_type: text('The type of the event.'),
      message_status: orNull(text('The status that a message.status tells.')),
      status: DELIVERY_STATUS,
      replayed_from: orNull(text('The delivery that it repeats.')),
    }),
    moment('attempt', 'One try to deliver it.', {
      delivery_id: text('The delivery.'),
      attempt: whole('Which try it was, from 1.'),
      url: text('Where it was posted to.'),
      outcome: OUTCOME,
      response_status: orNull(whole('The HTTP status of the answer.')),
      error: orNull(text('Why there was no answer.')),
      duration_ms: number('How long the receiver took.'),
      fault: orNull(text('The fault that changed it.')),
    }),
  ],
}

// The time line of a message: taken in, its statuses, and each webhook about it with each attempt.

import { attemptsOf } from '../../domain/webhooks/attempts.ts'
import { entriesAfter } from '../../domain/world/journal.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import { get, oldestFirst } from '../../domain/world/tables.ts'
import { type Instant, toIso } from '../../domain/world/time.ts'
import type { AttemptRow, DeliveryRow, EventRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import { status, TOLD_STATUSES } from '../../schema/choices.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  choice,
  integer,
  kinds,
  literal,
  type Members,
  number,
  object,
  orNull,
  said,
  type ValueOf,
} from '../../schema/shapes.ts'

const DELIVERY_STATUS = choice('Where the delivery stands now.', [
  'pending',
  'succeeded',
  'failed',
  'dead',
])

export const OUTCOME = choice('What the receiver did.', [
  'answered',
  'timed-out',
  'unreachable',
  'refused',
])

function moment<const Kind extends string, const Some extends Members>(
  kind: Kind,
  what: string,
  members: Some,
) {
  const common = { at: INSTANT.shape('World time.'), kind: literal('What happened.', kind) }
  return object(what, { ...common, ...members })
}

/** Something that happened to a message. */
export const MOMENT = kinds(
  'Something that happened to the message.',
  'kind',
  moment('accepted', 'The API took the message.', {
    request_id: orNull(said('The request that sent it; null when the journal forgot it.')),
  }),
  moment('received', 'The customer wrote the message.', {}),
  moment('status', 'WhatsApp told a status.', {
    status: status('The status.'),
  }),
  moment('delivery', 'A subscription is to hear of it.', {
    delivery_id: said('The delivery.'),
    subscription_id: said('The subscription.'),
    event_type: said('The type of the event.'),
    message_status: orNull(said('The status that a message.status tells.')),
    status: DELIVERY_STATUS,
    replayed_from: orNull(said('The delivery that it repeats.')),
  }),
  moment('attempt', 'One try to deliver it.', {
    delivery_id: said('The delivery.'),
    attempt: integer('Which try it was, from 1.'),
    url: said('Where it was posted to.'),
    outcome: OUTCOME,
    response_status: orNull(integer('The HTTP status of the answer.')),
    error: orNull(said('Why there was no answer.')),
    duration_ms: number('How long the receiver took.'),
    fault: orNull(said('The fault that changed it.')),
  }),
)

type ShownMoment = ValueOf<typeof MOMENT>

type Dated<Shown> = Shown extends unknown ? Omit<Shown, 'at'> & { readonly at: Instant } : never

type Moment = Dated<ShownMoment>

/** All that is known to have happened to a message, in the order of time. */
export function timeLine(world: World, message: MessageRow) {
  const moments: Moment[] = [beginning(world, message)]
  if (message.direction === 'outbound') {
    for (const [status, at] of message.statusTimes) {
      if (status !== 'pending') moments.push({ at, kind: 'status', status })
    }
  }
  for (const { delivery, event } of deliveriesAbout(world, message)) {
    moments.push(deliveryMoment(delivery, event))
    for (const attempt of attemptsOf(world, delivery.id)) {
      moments.push(attemptMoment(attempt))
    }
  }
  // Sorting keeps the order of what happened at one instant: cause first.
  moments.sort((a, b) => a.at - b.at || rankOf(a) - rankOf(b))
  return moments.map(({ at, ...rest }): ShownMoment => ({ at: toIso(at), ...rest }))
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

/** By both forms that the event id of a status may have: see the setting `statusEventId`. */
function deliveriesAbout(world: World, { id, wamid }: MessageRow): About[] {
  const eventIds = [wamid, ...TOLD_STATUSES.map((status) => `${wamid}:${status}`)]
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

// The built-in receivers as a test sees them: where to subscribe them, and what arrived.
import type { EventType, WebhookBody } from '../contract/operation-types.ts'
import { EVENT_TYPES } from '../contract/spec.ts'
import { find, get } from '../domain/world/tables.ts'
import { toIso } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import { emptyInbox, type InboxRequest, jsonOf } from '../engine/inboxes/inbox.ts'
import { faultsOf, sentenceOf } from '../schema/check.ts'
import { INBOX_NAME } from '../schema/formats.ts'
import type { SignatureCheck } from '../wire/v1/signature.ts'
import type { Call, CallReply } from './call.ts'
import { markHandle, type Place } from './place.ts'

type Received<E extends EventType> = {
  /** Counts what arrived at this inbox, from 1. */
  readonly number: number
  /** The name of the inbox. */
  readonly inbox: string
  /** ISO 8601, world time. */
  readonly at: string
  readonly event: E
  readonly body: WebhookBody<E>
  /** The body to the byte: what the signature was made of. */
  readonly rawBody: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly eventId: string
  readonly deliveryId: string
  /** Which try it was, from 1. */
  readonly attempt: number
  readonly subscriptionId: string | null
  /** The message that the event is about. */
  readonly messageId: string | null
  /** For `message.status`: the status that is told. */
  readonly status: 'sent' | 'delivered' | 'read' | 'failed' | null
  /** What a careful receiver finds. */
  readonly signature: SignatureCheck
  /** The HTTP status that the inbox answered with. */
  readonly answer: number
}

/** A webhook as it arrived at an inbox; its `event` tells the type of its `body`. */
export type ReceivedWebhook<E extends EventType = EventType> = E extends EventType
  ? Received<E>
  : never

/** What a subscription of an inbox can be given. */
export type SubscribeOptions = {
  readonly description?: string | undefined
  /** How the inbox answers: statuses in order, the last one stays. 200 when left out. */
  readonly answers?: readonly number[] | undefined
}

/** A subscription with its first secret, which the API shows only once. */
export type NewSubscription = CallReply<'POST /webhook_subscriptions'>['data'] & {
  readonly initial_secret: string
}

/** A receiver inside of the sandbox: records what arrives and answers as it is told. */
export type Inbox = {
  readonly name: string
  /** What a subscription gives as its URL. */
  readonly url: string
  /** The URL with a script: `answering(503, 503, 200)` fails twice, then works. */
  answering(...statuses: readonly number[]): string
  /** Subscribes it, to all events when none are named. What comes back holds the first secret. */
  subscribe(events?: readonly EventType[], options?: SubscribeOptions): Promise<NewSubscription>
  /** What has arrived, oldest first. */
  readonly webhooks: readonly ReceivedWebhook[]
  /** Forgets what has arrived and begins its scripts anew; how many requests there were. */
  clear(): number
  /** Another inbox of the organisation. */
  named(name: string): Inbox
}

/** Where `KIRIM_WEBHOOK_INBOX` points to. */
export const DEFAULT_INBOX = 'default'

export function newInbox(place: Place, call: Call, name: string = DEFAULT_INBOX): Inbox {
  for (const fault of faultsOf(INBOX_NAME.shape('The name.'), name)) {
    throw new TypeError(sentenceOf(fault, 'The name of an inbox'))
  }
  const url = `${place.app.controlUrl}/inbox/${name}`
  const answering = (...statuses: readonly number[]) => `${url}?answers=${statuses.join(',')}`
  return markHandle(place, {
    name,
    url,
    answering,
    subscribe: async (events = EVENT_TYPES, { description, answers } = {}) => {
      const body = {
        url: answers === undefined ? url : answering(...answers),
        events: [...events],
        ...(description !== undefined && { description }),
      }
      const { data } = await call('POST /webhook_subscriptions', { body })
      return data as NewSubscription
    },
    get webhooks() {
      return webhooksAt(place, name)
    },
    clear: () => emptyInbox(place.organization.inboxes, name),
    named: (other) => newInbox(place, call, other),
  })
}

/** The webhooks at one inbox, oldest first; what is none is left out. */
export function webhooksAt({ organization }: Place, name: string): ReceivedWebhook[] {
  const { inboxes, world } = organization
  const requests = inboxes.byName.get(name)?.requests ?? []
  return requests.flatMap((request) => showWebhook(world, name, request) ?? [])
}

function showWebhook(world: World, inbox: string, request: InboxRequest): ReceivedWebhook | null {
  const { headers, deliveryId } = request
  const event = headers['x-kirim-event'] as EventType | undefined
  if (event === undefined || !EVENT_TYPES.includes(event) || deliveryId === null) return null
  const delivery = find(world.deliveries, deliveryId)
  const facts = delivery === undefined ? undefined : get(world.events, delivery.eventRowId).facts
  const webhook: Omit<Received<EventType>, 'body'> & { readonly body: unknown } = {
    number: request.number,
    inbox,
    at: toIso(request.at),
    event,
    body: jsonOf(request),
    rawBody: request.body,
    headers,
    eventId: String(headers['x-kirim-event-id']),
    deliveryId,
    attempt: Number(headers['x-kirim-attempt']),
    subscriptionId: delivery?.subscriptionId ?? null,
    messageId: facts !== undefined && 'message' in facts ? facts.message.id : null,
    status: facts?.type === 'message.status' ? facts.status : null,
    signature: request.signature,
    answer: request.answer.status,
  }
  return webhook as ReceivedWebhook
}

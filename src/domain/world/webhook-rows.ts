// The rows of events on their way to receivers.
import type { FateStep, MessageRow } from './message-rows.ts'
import type { AccountRow, Born, ContactRow, ConversationRow } from './rows.ts'
import type { Secret } from './secret.ts'
import type { Instant } from './time.ts'

export type SubscriptionStatus = 'active' | 'paused' | 'disabled'

export type SubscriptionRow = Born & { readonly updatedAt: Instant } & {
  readonly url: string
  readonly description: string | null
  readonly events: readonly EventType[]
  readonly status: SubscriptionStatus
  readonly disabledReason: string | null
  readonly consecutiveFailures: number
}

export type SecretRow = Born & {
  readonly subscriptionId: string
  /** `whsec_` and 43 characters; the whole text is the key of the signature. */
  readonly secret: Secret
  readonly expiresAt: Instant | null
  /** Only there when it was revoked; then it never signs again, unless a fault says so. */
  readonly revokedAt?: Instant
}

/** Something receivers may hear of, frozen when it was announced. */
export type EventRow = Born & {
  /** What `X-Kirim-Event-Id` carries: the wamid, or the `evt_` id. */
  readonly eventId: string
  readonly facts: EventFacts
}

/**
 * What an event tells. Rows never change, so holding one freezes what it said; the body's bytes are
 * a pure function of the facts and therefore the same on every attempt and every replay.
 */
export type EventFacts =
  | {
      readonly type: 'message.received'
      readonly message: MessageRow
      readonly account: AccountRow
      readonly profileName: string | null
      readonly names?: CustomerNames
    }
  | {
      readonly type: 'message.status'
      readonly message: ToldMessage
      readonly account: AccountRow
      readonly status: FateStep['status']
      readonly style: string
      readonly names?: CustomerNames
    }
  | {
      readonly type: 'conversation.assigned'
      readonly conversation: ConversationRow
      readonly teamId: string | null
      readonly previousUserId: string | null
    }
  | { readonly type: 'conversation.closed'; readonly conversation: ConversationRow }
  | {
      readonly type: 'contact.created'
      readonly contact: ContactRow
      readonly account: AccountRow
      readonly source: 'inbound' | 'api'
    }
  | {
      readonly type: 'contact.updated'
      readonly contact: ContactRow
      readonly account: AccountRow
      readonly changedFields: readonly string[]
    }

/** How a customer is named, where that is not by the number alone. */
export type CustomerNames = {
  /** The WhatsApp id, where it is not the number; null is said nowhere. */
  readonly waId?: string | null
  /** The id that only this business knows the customer by. */
  readonly userId?: string
  readonly username?: string
}

/**
 * What a status tells of its message. Three rows of each message would be held for nothing if its
 * events kept them whole: a message is a new row with every status.
 */
export type ToldMessage = Pick<
  MessageRow,
  | 'id'
  | 'wamid'
  | 'customerPhone'
  | 'failure'
  | 'failureMetaCode'
  | 'failureDetails'
  | 'pricing'
  | 'windowOpen'
  | 'statusTimes'
>

export type EventType = EventFacts['type']

export type DeliveryStatus = 'pending' | 'succeeded' | 'failed' | 'dead'

export type DeliveryRow = Born & {
  readonly subscriptionId: string
  readonly eventRowId: string
  readonly eventType: EventType
  readonly eventId: string
  readonly status: DeliveryStatus
  readonly attemptCount: number
  readonly lastAttemptAt: Instant | null
  readonly nextAttemptAt: Instant | null
  readonly responseStatus: number | null
  readonly responseSnippet: string | null
  readonly durationMs: number | null
  readonly replayedFrom: string | null
  /**
   * scheduled: a job will attempt it · attempting: on its way · held: the subscription is paused ·
   * detained: a fault holds it back · done: nothing more will happen.
   */
  readonly phase: DeliveryPhase
  /** The faults that delayed or hold the coming attempt: none strikes the same one twice. */
  readonly bentBy: readonly string[]
  /** The job that will attempt it, while it is scheduled. */
  readonly jobId: string | null
}

export type DeliveryPhase = 'scheduled' | 'attempting' | 'held' | 'detained' | 'done'

/** One try: what was sent beside the body, and what the receiver did. */
export type AttemptRow = Born & {
  readonly deliveryId: string
  readonly number: number
  readonly url: string
  /** The signature header; the other headers follow from the delivery and its event. */
  readonly signature: string | null
  /** The fault that changed it. */
  readonly fault: string | null
  readonly outcome: OutcomeKind
  readonly responseStatus: number | null
  readonly responseSnippet: string | null
  readonly error: string | null
  readonly durationMs: number
}

export type OutcomeKind = 'answered' | 'timed-out' | 'unreachable' | 'refused'

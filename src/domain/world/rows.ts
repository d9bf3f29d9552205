// The rows of a world: what each table holds. A row is plain data and is replaced, never changed.
import type { JobKind } from './job-kinds.ts'
import type { FailureKind } from './send-failures.ts'
import type { Instant } from './time.ts'

/** What a row may hold: the same that JSON can. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

type Born = { readonly id: string; readonly seq: number; readonly createdAt: Instant }
type Changing = Born & { readonly updatedAt: Instant }

/** A connected (or once connected) WhatsApp business number. */
export type AccountRow = Born & {
  /** Digits without the plus, as Meta writes numbers. */
  readonly phone: string
  /** As the API shows it: `+62 811-0000-0001`. */
  readonly displayPhone: string
  readonly displayName: string
  readonly phoneNumberId: string
  readonly businessAccountId: string
  readonly teamId: string
  readonly connected: boolean
}

export type TeamRow = Born & { readonly name: string }

/** An agent of the organisation: who conversations are assigned to. */
export type UserRow = Born & {
  readonly name: string
  readonly email: string | null
  readonly teamId: string
}

export type ApiKeyRow = Born & {
  readonly token: string
  readonly label: string
  readonly last4: string
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
}

export type LabelRow = Changing & {
  readonly teamId: string
  readonly name: string
  readonly color: LabelColor
}

export type LabelColor =
  | 'gray'
  | 'red'
  | 'orange'
  | 'amber'
  | 'yellow'
  | 'lime'
  | 'green'
  | 'emerald'
  | 'teal'
  | 'sky'
  | 'blue'
  | 'violet'
  | 'pink'

/** That a label is on a contact or on a conversation: the row of the join table. */
export type AttachmentRow = Born & {
  readonly labelId: string
  /** The id of the contact or of the conversation. */
  readonly ownerId: string
}

export type ContactRow = Changing & {
  readonly accountId: string
  /** Digits without the plus. */
  readonly phone: string
  readonly name: string | null
  readonly email: string | null
  readonly metadata: JsonObject | null
}

export type ConversationStatus = 'open' | 'resolved' | 'pending'

export type ConversationRow = Changing & {
  readonly accountId: string
  readonly contactId: string
  readonly status: ConversationStatus
  readonly assigneeId: string | null
  readonly unreadCount: number
  readonly lastMessageAt: Instant | null
  readonly lastInboundAt: Instant | null
}

/** Meta's own status of a template; the API shows three of them (see `domain/messaging/templates`). */
export type MetaTemplateStatus =
  | 'APPROVED'
  | 'PENDING'
  | 'REJECTED'
  | 'PAUSED'
  | 'DISABLED'
  | 'IN_APPEAL'
  | 'PENDING_DELETION'
  | 'DELETED'
  | 'REINSTATED'
  | 'FLAGGED'
  | 'LIMIT_EXCEEDED'
  | 'ARCHIVED'
  | 'UNARCHIVED'
  | 'LOCKED'

export type TemplateCategory = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'

export type TemplateRow = Changing & {
  readonly accountId: string
  readonly name: string
  readonly language: string
  readonly category: TemplateCategory
  readonly metaStatus: MetaTemplateStatus
  /** Meta's definition: HEADER, BODY, FOOTER, BUTTONS. */
  readonly components: readonly JsonObject[]
  readonly providerTemplateId: string | null
}

export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'
export type Direction = 'inbound' | 'outbound'

/** One planned or past move of a message's status. */
export type FateStep = {
  readonly status: Exclude<MessageStatus, 'pending'>
  /** Milliseconds after the message was accepted. */
  readonly afterMs: number
}

export type MessageRow = Born & {
  readonly direction: Direction
  readonly accountId: string
  readonly contactId: string
  readonly conversationId: string
  /** The customer's number, digits without the plus. */
  readonly customerPhone: string
  readonly type: string
  /** The typed member of the request (outbound) or of Meta's message (inbound). */
  readonly content: JsonObject
  /** What the list shows as `content`: the text, the caption, or the template's body filled in. */
  readonly summary: string | null
  readonly mediaUrl: string | null
  readonly status: MessageStatus
  /** Meta's id of the message. It exists from the start, and is told only in webhooks. */
  readonly wamid: string
  readonly failure: FailureKind | null
  /** Meta's number when the failure is one without a row of its own. */
  readonly failureMetaCode: number | null
  /** Meta's free text about the failure. */
  readonly failureDetails: string | null
  /** What will happen to an outbound message, and what has: planned once, when it is accepted. */
  readonly fate: readonly FateStep[]
  /** How many steps of the fate have been taken. */
  readonly fateTaken: number
  /** The job that will take the next step. */
  readonly jobId: string | null
  /** Meta's pricing category of an outbound message. */
  readonly pricing: PricingCategory | null
  /** Whether the customer service window was open when the message was accepted. */
  readonly windowOpen: boolean
  /** When each status was reached, in the order in which they came. */
  readonly statusTimes: readonly (readonly [MessageStatus, Instant])[]
}

export type PricingCategory = 'service' | 'utility' | 'marketing' | 'authentication'

/** How one customer's phone behaves; rules for whole ranges are in `domain/messaging/recipients`. */
export type RecipientRow = Born & {
  /** What happens to messages to this number: a row of the table of recipients. */
  readonly behaviour: string
}

export type SubscriptionStatus = 'active' | 'paused' | 'disabled'

export type SubscriptionRow = Changing & {
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
  readonly secret: string
  readonly expiresAt: Instant | null
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
    }
  | {
      readonly type: 'message.status'
      readonly message: MessageRow
      readonly account: AccountRow
      readonly status: FateStep['status']
      readonly style: string
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
  /** The fault that delayed or holds the coming attempt: it does not strike the same one twice. */
  readonly bentBy: string | null
  /** The job that will attempt it, while it is scheduled. */
  readonly jobId: string | null
}

export type DeliveryPhase = 'scheduled' | 'attempting' | 'held' | 'detained' | 'done'

/** What a fault strikes; a member that is left out matches everything. */
export type FaultMatch = {
  readonly operation?: string
  /** Digits without the plus. */
  readonly to?: string
  readonly header?: { readonly name: string; readonly value?: string }
  readonly type?: string
  readonly template?: string
  readonly event?: string
  readonly subscriptionId?: string
  readonly attempt?: number
}

/** A fault that was armed. It stays, spent, when it has struck as often as it was told to. */
export type FaultRow = Born & {
  readonly site: 'reply' | 'fate' | 'delivery'
  readonly fault: string
  readonly options: JsonObject
  readonly match: FaultMatch
  readonly times: number | null
  readonly every: number | null
  readonly after: number
  readonly probability: number | null
  readonly isArmed: boolean
  /** How often something matched, and how often it struck. */
  readonly seen: number
  readonly hits: number
}

/** One try: what was sent beside the body, and what the receiver did. */
export type AttemptRow = Born & {
  readonly deliveryId: string
  readonly number: number
  readonly url: string
  /** The signature header; the other headers follow from the delivery and its event. */
  readonly signature: string | null
  /** The fault that bent it. */
  readonly fault: string | null
  readonly outcome: OutcomeKind
  readonly responseStatus: number | null
  readonly responseSnippet: string | null
  readonly error: string | null
  readonly durationMs: number
}

export type OutcomeKind = 'answered' | 'timed-out' | 'unreachable' | 'refused'

/** The answer to a POST with an Idempotency-Key, kept to be given again. Its id is the key. */
export type IdempotencyRow = Born & {
  readonly fingerprint: string
  readonly status: number
  readonly body: string
}

/** Something that will happen. Its id is the text of its sequence number. */
export type JobRow = {
  readonly id: string
  readonly seq: number
  readonly dueAt: Instant
  readonly kind: JobKind
  /** The id of the row it is about. */
  readonly subject: string
}

// The rows of messages, and what becomes of them.

import type { FailureKind } from '../failures/send-failures.ts'
import type { Born, JsonObject } from './rows.ts'
import type { Instant } from './time.ts'

export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'
export type Direction = 'inbound' | 'outbound'

/** One planned or past move of a message's status. */
export type FateStep = {
  readonly status: Exclude<MessageStatus, 'pending'>
  /** Milliseconds after the message was accepted. */
  readonly afterMs: number
}

/** What will become of a message, as far as it is planned. */
export type PlannedFate = {
  /** In the order in which they come. A failure is the only step there is. */
  readonly steps: readonly FateStep[]
} & SendFailureFacts

/** Why a message fails; all null while it does not. */
export type SendFailureFacts = {
  readonly failure: FailureKind | null
  /** Meta's number where the failure's row has another one or none. */
  readonly failureMetaCode: number | null
  /** Meta's free text about the failure. */
  readonly failureDetails: string | null
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
  /** An address, or in what the sandbox itself serves: `sample:<MIME type>`, `file:<path>`. */
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

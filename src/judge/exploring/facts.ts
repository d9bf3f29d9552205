// What is known of a play once all is quiet: messages, deliveries, attempts, calls, and what programs remember.
import type { TappedCall } from '../tap.ts'

/** A message of the play, as the sandbox has it. */
export type PlayMessage = {
  readonly id: string
  readonly wamid: string
  readonly direction: string
  readonly status: string
  readonly customer: string
  readonly summary: string | null
}

/** One attempt of a webhook, as the journal has it. */
export type PlayAttempt = {
  readonly delivery_id: string
  readonly subscription_id: string
  readonly event: string
  readonly outcome: string
  readonly status: number | null
  readonly duration_ms: number
  readonly result: string
  readonly fault?: string
}

export type PlayDelivery = {
  readonly id: string
  readonly subscription_id: string
  readonly event_type: string
  readonly event_id: string
  readonly status: string
  /** The exact body; null while nobody has asked for it: any id may stand in it. */
  readonly body: string | null
}

/** Everything that is known once all is quiet. */
export type Facts = {
  readonly messages: readonly PlayMessage[]
  readonly attempts: readonly PlayAttempt[]
  readonly deliveries: readonly PlayDelivery[]
  readonly calls: readonly TappedCall[]
  /** How often the program was driven to send to each customer. */
  readonly driven: ReadonlyMap<string, number>
  /** By the name of the subject. */
  readonly observed: ReadonlyMap<string, unknown>
  /** Programs that ended by themselves meanwhile. */
  readonly deaths: readonly string[]
}

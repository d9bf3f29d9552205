// The headers of a webhook request, as receivers see them.
import type { EventRow } from '../../domain/world/webhook-rows.ts'
import { EVENT_SOURCES } from './webhook-bodies.ts'

/** What is posted beside the body: one event on its way to one subscription. */
export type WebhookRequest = {
  readonly event: EventRow
  /** The same on all automatic attempts; a replay has a new one. */
  readonly deliveryId: string
  /** Counted from 1. */
  readonly attempt: number
  /** The value of the header, or null to leave it out, which only a fault does. */
  readonly signature: string | null
}

/** Source: prose /webhooks/overview/; the agent's name also from a published header dump. */
export function webhookHeaders(request: WebhookRequest): Record<string, string> {
  const { event, deliveryId, attempt, signature } = request
  const { type } = event.facts
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'User-Agent': 'Kirim-Webhook/1.0',
    'X-Kirim-Source': EVENT_SOURCES[type],
    'X-Kirim-Event': type,
    'X-Kirim-Event-Id': event.eventId,
    'X-Kirim-Delivery-Id': deliveryId,
    'X-Kirim-Attempt': String(attempt),
  }
  if (signature !== null) headers['X-Kirim-Signature'] = signature
  return headers
}

// What the screen knows of webhooks: deliveries, their attempts, and who subscribed.

export type Delivery = {
  readonly id: string
  readonly subscription_id: string
  readonly event_type: string
  readonly event_id: string
  readonly status: 'pending' | 'succeeded' | 'failed' | 'dead'
  readonly phase: string
  readonly attempt_count: number
  readonly next_attempt_at: string | null
  readonly response_status: number | null
  readonly created_at: string
}

export type Attempt = {
  readonly number: number
  readonly at: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** good, stale, missing or mismatch. */
  readonly signature: string
  readonly outcome: string
  readonly response_status: number | null
  readonly response_snippet: string | null
  readonly error: string | null
  readonly duration_ms: number
  readonly fault: string | null
}

export type DeliveryDetail = {
  readonly delivery: Delivery & { readonly replayed_from: string | null }
  readonly phase: string
  readonly subscription: { readonly url: string; readonly status: string } | null
  readonly event: { readonly id: string; readonly type: string; readonly created_at: string }
  readonly body: string
  readonly attempts: readonly Attempt[]
}

export type Subscription = {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
  readonly status: string
  readonly disabled_reason: string | null
  readonly pending: number
  readonly succeeded: number
  readonly dead: number
}

// Token buckets: one for reads and one for writes of each organisation, refilled evenly.

import type { Tier } from '../../schema/tiers.ts'
import { SECOND_MS } from '../world/time.ts'
import type { World } from '../world/world.ts'

export type RateClass = 'read' | 'write'

/** Requests a minute by tier. Source: prose /concepts/rate-limits/; `unlimited` is the sandbox's. */
export const TIERS = {
  default: { write: 60, read: 600 },
  pro: { write: 600, read: 6_000 },
  unlimited: { write: 1_000_000, read: 1_000_000 },
} as const satisfies Record<Tier, Record<RateClass, number>>

/** What the three headers say, and whether there was a token. */
export type RateVerdict = {
  readonly limit: number
  readonly remaining: number
  /** Unix seconds at which the bucket would be full again. */
  readonly resetAt: number
  /** Seconds until a token is there; null when this request got one. */
  readonly retryAfter: number | null
}

/** Which bucket a method takes from. */
export function rateClassOf(method: string): RateClass {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}

/** Takes a token for one request. A refused request takes none. */
export function takeToken(world: World, rateClass: RateClass): RateVerdict {
  const limit = TIERS[world.tier][rateClass]
  if (world.tier === 'unlimited') {
    return { limit, remaining: limit, resetAt: Math.ceil(world.now / SECOND_MS), retryAfter: null }
  }
  const perMs = limit / (60 * SECOND_MS)
  const bucket = world.buckets.get(rateClass) ?? { tokens: limit, filledAt: world.now }
  bucket.tokens = Math.min(limit, bucket.tokens + (world.now - bucket.filledAt) * perMs)
  bucket.filledAt = world.now
  world.buckets.set(rateClass, bucket)
  // Refilling adds fractions; a token that is short by a rounding error is a token.
  const hasToken = bucket.tokens >= 1 - 1e-9
  if (hasToken) bucket.tokens = Math.max(0, bucket.tokens - 1)
  return {
    limit,
    remaining: Math.floor(bucket.tokens + 1e-9),
    resetAt: Math.ceil((world.now + (limit - bucket.tokens) / perMs) / SECOND_MS),
    retryAfter: hasToken
      ? null
      : Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / SECOND_MS - 1e-9)),
  }
}

// When a delivery is tried again, when it is given up, and what a receiver's answer means.
import { roll } from '../world/dice.ts'
import { DAY_MS, fromHttpDate, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../world/time.ts'
import type { World } from '../world/world.ts'

/** The wait before each attempt. Source: prose /webhooks/retry/. */
export const ATTEMPT_DELAYS_MS = [
  0,
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
] as const

export const ATTEMPTS_MAX = ATTEMPT_DELAYS_MS.length

/** A receiver may ask with Retry-After to wait, up to this. */
const RETRY_AFTER_MAX_MS = DAY_MS

/** What a receiver did with one attempt. */
export type Outcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly snippet: string
      readonly retryAfter: string | null
      readonly durationMs: number
    }
  | {
      /** timed-out: no answer in time · unreachable: no connection · refused: the egress guard said no. */
      readonly kind: 'timed-out' | 'unreachable' | 'refused'
      readonly error: string
      readonly durationMs: number
    }

export type Judgement = 'succeeded' | 'retry' | 'dead'

/**
 * What an outcome means: 2xx is success; 3xx, 408, 429, 5xx and silence are tried again; any other
 * 4xx ends the delivery at once. Source: prose /webhooks/retry/.
 */
export function judge(outcome: Outcome): Judgement {
  if (outcome.kind !== 'answered') return 'retry'
  const { status } = outcome
  if (status >= 200 && status < 300) return 'succeeded'
  if (status === 408 || status === 429) return 'retry'
  return status >= 400 && status < 500 ? 'dead' : 'retry'
}

/**
 * When the next attempt is due after attempt number `made` failed: the schedule with its jitter, or
 * later when a 429 asked for it.
 */
export function nextAttemptAt(
  world: World,
  deliveryId: string,
  made: number,
  outcome: Outcome,
): Instant {
  const jitter = world.settings.retryJitter
  const stray = 1 + jitter * (2 * roll(world.seed, 'retry-jitter', deliveryId, made) - 1)
  const scheduled = Math.round((ATTEMPT_DELAYS_MS[made] ?? DAY_MS) * stray)
  if (outcome.kind !== 'answered' || outcome.status !== 429) return world.now + scheduled
  return world.now + Math.max(scheduled, retryAfterMs(outcome.retryAfter, world.now))
}

/** The wait a Retry-After header asks for, in seconds or as a date; 0 when it asks for none. */
function retryAfterMs(header: string | null, now: Instant): number {
  if (header === null) return 0
  const text = header.trim()
  const wait = /^\d+$/.test(text) ? Number(text) * SECOND_MS : (fromHttpDate(text) ?? now) - now
  return Math.min(Math.max(0, wait), RETRY_AFTER_MAX_MS)
}

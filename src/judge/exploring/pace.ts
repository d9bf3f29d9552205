// The pace of a play: a program lives in real time, and the clock of its play moves on when it has kept up.
import type { TappedCall } from '../tap.ts'
import type { PlayAttempt } from './facts.ts'
import type { Normal } from './normal.ts'
import type { Ground, Scene } from './scene.ts'

/** What was promised to a program so far, that it may still be busy with. */
export type Load = {
  /** Deliveries of a message that it took. */
  taken: number
  /** When it took the last one, by the stopwatch. */
  takenAt: number
  /** How often it was driven to send. */
  driven: number
}

const ATTEMPTS_MAX = 1_000
/** No call takes longer than this; what does is left to itself. */
const CALL_MAX_MS = 20_000
/** A program that was never seen to try again gets so long to do it all the same. */
const RETRY_LEAST_MS = 700
/** Waits grow from try to try, mostly by less than this factor. */
const RETRY_GROWTH = 4
const RETRY_MOST_MS = 20_000
/** What a busy machine adds. */
const LATE_MS = 150

/**
 * Waits until the program has nothing to do that is known of: its calls are answered, those that failed
 * are made again or given up, and what it took has led to what it usually leads to. Gives the real
 * milliseconds that this took.
 */
export async function keepUp(scene: Scene, ground: Ground, load: Load): Promise<number> {
  const { tap, stage } = scene
  const startedAt = stage.stopwatch()
  for (;;) {
    const calls = callsOf(scene, ground)
    const now = stage.stopwatch()
    const open = calls.filter(({ isOver }) => !isOver).map(({ at }) => at + CALL_MAX_MS)
    let until = Math.max(now, ...open)
    if (until <= now) until = await expectedUntil(scene, ground, load, calls, now)
    if (until <= now) return now - startedAt
    await tap.nextChange(until - now)
  }
}

/** Until when something may come of what the program has taken, and of calls that failed. */
async function expectedUntil(
  { normal }: Scene,
  ground: Ground,
  load: Load,
  calls: readonly TappedCall[],
  now: number,
): Promise<number> {
  const retries = retriesUntil(calls, normal).filter((until) => until > now)
  const missing = missingUntil(calls, load, normal)
  if (retries.length === 0 && missing <= now) return now
  const { taken, refused } = await attemptsOf(ground)
  // Who refuses the webhook leaves it to the provider to try again.
  const own = retries.length > refused ? retries : []
  return Math.max(now, ...own, missingUntil(calls, { ...load, taken }, normal))
}

/** How many messages the program has taken by now, and how many it has refused and not taken since. */
async function attemptsOf({ client }: Ground): Promise<{ taken: number; refused: number }> {
  const query = { limit: ATTEMPTS_MAX, kind: 'attempt', event: 'message.received' }
  const { data } = await client.read('journal', query)
  const attempts = data.entries as unknown as readonly PlayAttempt[]
  const own = attempts.filter(({ fault = '' }) => !fault.endsWith('outcome'))
  const last = [...new Map(own.map((one) => [one.delivery_id, one])).values()]
  return {
    taken: last.filter(({ result }) => result === 'succeeded').length,
    refused: last.filter(({ status, result }) => status !== null && result !== 'succeeded').length,
  }
}

export function callsOf({ tap }: Scene, { id }: Ground): readonly TappedCall[] {
  return tap.calls.filter(({ owner }) => owner === id)
}

/** Calls that failed, and were not made again with success. */
function retriesUntil(calls: readonly TappedCall[], normal: Normal): number[] {
  const names = [...new Set(calls.map(sameCall))]
  return names.map((name) => {
    const all = calls.filter((one) => sameCall(one) === name)
    const failed = all.slice(all.findLastIndex((one) => one.isOver && !isFailed(one)) + 1)
    const last = failed.at(-1)
    if (last?.endedAt == null) return 0
    return last.endedAt + patienceFor(last, failed.length, normal)
  })
}

/** By its key, which is the same for each try; without one, by what it says. */
export function sameCall({ method, path, headers, body }: TappedCall): string {
  return `${method} ${path} ${headers['idempotency-key'] ?? body}`
}

/** Whether a client may make a call again: there was no answer, or one that says "later". */
export function isFailed({ isWhole, status, reply }: TappedCall): boolean {
  if (!isWhole || status === null) return true
  if (status >= 500 || status === 429 || status === 408) return true
  return status === 200 && !/[}\]]\s*$/.test(reply)
}

function patienceFor({ retryAfter }: TappedCall, tries: number, { retryMs }: Normal): number {
  const usual = retryMs === null ? 0 : 2 * retryMs * RETRY_GROWTH ** (tries - 1)
  const asked = Number(retryAfter ?? 0) * 1_200
  return Math.min(RETRY_MOST_MS, Math.max(RETRY_LEAST_MS, usual, asked) + LATE_MS)
}

/** What it took, and has not answered yet. */
function missingUntil(calls: readonly TappedCall[], load: Load, normal: Normal): number {
  const least = Math.min(normal.replies, normal.further)
  const due = load.taken * least + load.driven * normal.driven
  const done = calls.filter((one) => one.method === 'POST' && one.isOver && !isFailed(one)).length
  return done >= due ? 0 : load.takenAt + effectPatience(normal)
}

/** How long an effect may take, beyond what it takes when nothing goes wrong. */
export function effectPatience({ effectMs }: Normal): number {
  return Math.min(10_000, 4 * effectMs + LATE_MS)
}

/** How long nothing more must come until it is believed that nothing will. */
export function quietMs({ effectMs }: Normal): number {
  return Math.min(1_000, 2 * effectMs + 15)
}

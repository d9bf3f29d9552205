// Requests with an Idempotency-Key that are still running: a second one waits for the first.
import { fail } from '../domain/failures/failures.ts'
import { SECOND_MS } from '../domain/world/time.ts'
import type { Clock } from '../engine/ports.ts'
import type { Organization, RunningRequest } from '../engine/sandbox.ts'
import { endsWithin } from '../engine/within.ts'

/** How long a second request waits for the first. Source: prose /concepts/idempotency/. */
export const IN_FLIGHT_WAIT_MS = 30 * SECOND_MS

/**
 * The request that runs under this key, if there is one.
 *
 * @throws Failure idempotency_key_reuse when it is another request.
 */
export function runningUnder(
  organization: Organization,
  key: string,
  fingerprint: string,
): RunningRequest | undefined {
  const running = organization.inFlight.get(key)
  if (running === undefined) return undefined
  if (running.fingerprint !== fingerprint) fail('idempotency_key_reuse', 'Idempotency-Key')
  return running
}

/** Marks a request as running until what is given back is called, however it ends. */
export function markRunning(
  { inFlight }: Organization,
  key: string,
  fingerprint: string,
): () => void {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  inFlight.set(key, { fingerprint, ended })
  return () => {
    inFlight.delete(key)
    end()
  }
}

/**
 * Waits for the first request to end.
 *
 * @throws Failure idempotency_in_progress when it has not ended in time.
 */
export async function waitForEnd(clock: Clock, running: RunningRequest): Promise<void> {
  const isOver = await endsWithin(clock, IN_FLIGHT_WAIT_MS, running.ended)
  if (!isOver) fail('idempotency_in_progress', 'Idempotency-Key')
}

// An attempt on its way in virtual time: whoever moves the clock meanwhile may be its receiver.
import { fail } from '../domain/failures/failures.ts'
import type { Outcome } from '../domain/webhooks/retry.ts'
import type { Organization, TimelineLoop } from './sandbox.ts'

const PERHAPS_FROM_INSIDE =
  'The clock is being advanced already, and waits for the receiver of a webhook. A receiver that moves the clock from inside a webhook would wait for itself: move it after the answer.'

/** @throws Failure clock_already_advancing, which says so where the asker may be a receiver. */
export function refuseSecondAdvance({ advancing, posting }: TimelineLoop): void {
  if (advancing === null) return
  fail('clock_already_advancing', undefined, posting > 0 ? PERHAPS_FROM_INSIDE : undefined)
}

/** While its request is on its way, it is known that a receiver is being waited for. */
export async function watched(
  { loop, pace }: Organization,
  post: () => Promise<Outcome>,
): Promise<Outcome> {
  if (pace.rate !== 0) return post()
  loop.posting++
  try {
    return await post()
  } finally {
    loop.posting--
  }
}

// An attempt on its way in virtual time, and how long an advance waits for what runs by itself.
import { fail } from '../domain/failures/failures.ts'
import type { Outcome } from '../domain/webhooks/retry.ts'
import type { Organization, TimelineLoop } from './sandbox.ts'

const ASKED_FROM_INSIDE =
  'A webhook was on its way when this was asked for, and its receiver timed out. Move the clock after the answer, not from inside a webhook; if the receiver hangs, try again.'

/**
 * Lets the jobs that run by themselves end first, however many they are and however long each takes.
 * Who asks from inside a webhook has been sent it before: only the attempt that is on its way now can
 * wait for this advance while the advance waits for it, and then it times out.
 *
 * @throws Failure clock_already_advancing, at the moment of that time-out.
 */
export async function waitForLoop(loop: TimelineLoop): Promise<void> {
  const ending = await loop.posting
  if (ending === 'timed-out') fail('clock_already_advancing', undefined, ASKED_FROM_INSIDE)
  await loop.running
}

/** An advance that is asked for meanwhile waits for its end, and learns how it ended. */
export async function watched(
  { loop, pace }: Organization,
  post: () => Promise<Outcome>,
): Promise<Outcome> {
  if (pace.rate !== 0) return post()
  const posted = post()
  const posting = posted.then(
    ({ kind }) => kind,
    () => null,
  )
  loop.posting = posting
  try {
    return await posted
  } finally {
    if (loop.posting === posting) loop.posting = null
  }
}

// An attempt on its way in virtual time, and how long an advance waits for what runs by itself.
import { fail } from '../domain/failures/failures.ts'
import type { Clock } from './ports.ts'
import type { Organization, Sandbox, TimelineLoop } from './sandbox.ts'
import { endsWithin } from './within.ts'

/**
 * How long before its time-out an attempt is taken to wait for the advance that waits for it: what is
 * left must do for the refusal to arrive and for the receiver to answer.
 */
const ANSWER_MS = 1_000

const LOOP_BUSY =
  'A webhook is on its way, and its receiver will time out unless it answers now. Move the clock after the answer, not from inside a webhook; if the receiver hangs, try again.'

/**
 * Lets the jobs that run by themselves end first, however many they are. Who asks from inside a
 * webhook has been sent it before: only the attempt that is on its way now can wait for this advance
 * while the advance waits for it, and that shows when it is about to time out.
 *
 * @throws Failure clock_already_advancing.
 */
export async function waitForLoop(clock: Clock, loop: TimelineLoop): Promise<void> {
  const { posting } = loop
  if (posting !== null) {
    const leftMs = posting.startedMs + posting.timeoutMs - clock.stopwatch()
    const patienceMs = leftMs - Math.min(ANSWER_MS, posting.timeoutMs / 5)
    const isOver = await endsWithin(clock, Math.max(0, patienceMs), posting.ended)
    if (!isOver) fail('clock_already_advancing', undefined, LOOP_BUSY)
  }
  await loop.running
}

/** An advance that is asked for meanwhile knows by it how long it may wait. */
export async function watched<Result>(
  { ports }: Sandbox,
  { loop, pace }: Organization,
  timeoutMs: number,
  post: () => Promise<Result>,
): Promise<Result> {
  if (pace.rate !== 0) return post()
  const posted = post()
  const over = () => {
    loop.posting = null
  }
  const ended = posted.then(over, over)
  loop.posting = { startedMs: ports.clock.stopwatch(), timeoutMs, ended }
  return posted
}

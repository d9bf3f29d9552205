// An advance: where it goes to, how far it has got, and how it is cancelled.
import { fail } from '../domain/failures/failures.ts'
import type { Instant } from '../domain/world/time.ts'
import type { Clock } from './ports.ts'

/** Where an advance goes to. */
export type AdvanceTarget = { readonly to: Instant } | { readonly until: 'idle' | 'next-job' }

/** What an advance did. */
export type Advanced = {
  readonly from: Instant
  readonly to: Instant
  readonly jobs: number
  /** It was cancelled, and so did not get to where it was to go. */
  readonly isCancelled?: true
}

/** An advance from its beginning to its end. */
export type Advancing = {
  readonly from: Instant
  readonly target: AdvanceTarget
  jobs: number
  isCancelled: boolean
  /** Fulfilled when it is cancelled. */
  readonly cancelled: Promise<void>
  readonly cancel: () => void
}

export function newAdvancing(from: Instant, target: AdvanceTarget): Advancing {
  let resolve = () => {}
  const cancelled = new Promise<void>((done) => {
    resolve = done
  })
  const advancing: Advancing = {
    ...{ from, target, jobs: 0, isCancelled: false, cancelled },
    cancel: () => {
      advancing.isCancelled = true
      resolve()
    },
  }
  return advancing
}

/** How often those who follow an advance are told how far it has got, in real time. */
const PROGRESS_MS = 1_000

/** Tells the followers from now on, until it is ended. */
export function tellProgress(
  clock: Clock,
  listeners: ReadonlySet<(advancing: Advancing) => void>,
  advancing: Advancing,
): { end(): void } {
  const tell = () => {
    for (const listener of listeners) listener(advancing)
    alarm = clock.setAlarm(PROGRESS_MS, tell)
  }
  let alarm = clock.setAlarm(PROGRESS_MS, tell)
  return { end: () => alarm.cancel() }
}

/**
 * Ends the advance of a timeline's loop after the job that runs just now, whose receiver is still
 * waited for: time stands where it has got to. Gives back the advance as it is.
 *
 * @throws Failure clock_not_advancing.
 */
export function cancelAdvance({ advancing }: { readonly advancing: Advancing | null }): Advancing {
  if (advancing === null) fail('clock_not_advancing')
  advancing.cancel()
  return advancing
}

// Waiting until something holds: by listening, by letting virtual time pass, and never longer than told.
import { KirimSandboxError, KirimWaitError } from './errors.ts'
import { type Duration, timeoutMs } from './options.ts'
import { alarm, mayPass, passTime, timeLimit } from './passing-time.ts'
import { checkOpen, listenAt, type Place } from './place.ts'

/** What every wait can be told. */
export type WaitOptions = {
  /**
   * How long at most nothing may happen, in real time: milliseconds, or text such as `5s`; 0 looks
   * once. Time in which this process had no turn does not count.
   */
  readonly timeout?: Duration | undefined
  /**
   * Whether a virtual clock is moved on to what is scheduled while this is waited for. Default true;
   * with false, only what happens by itself is waited for.
   */
  readonly advance?: boolean | undefined
}

/** What is waited for. */
export type Condition<Found> = {
  /** `message msg_… to be delivered` */
  readonly what: string
  /** What was found; undefined as long as it is not there. */
  readonly look: () => Found | undefined
  /** Why it will never be there, however much time passes; null while it may. */
  readonly hopeless: () => string | null
  /** What happened instead, one line each. */
  readonly story: () => readonly string[]
}

/** What looks hopeless may be mended by the next line of the test: a moment is given for that. */
const MOMENT_MS = 50

/**
 * As long as scheduled things happen, the time starts over: a process that a hundred tests share is
 * busy, not silent. But at most so many times as long is waited.
 */
const BUSY_FACTOR = 10

/** Timers take no more. */
const ALARM_MAX_MS = 2 ** 31 - 1

/**
 * Waits. A rejection that nobody takes is no unhandled one: a test that fails before it comes to its
 * wait has its own error to show.
 *
 * @throws KirimWaitError, KirimClosedError; KirimStartError for a time-out that is none.
 */
export function waitUntil<Found>(
  place: Place,
  condition: Condition<Found>,
  { timeout, advance = true }: WaitOptions,
): Promise<Found> {
  const ms = timeout === undefined ? place.timeoutMs : timeoutMs(timeout)
  const caller = new Error()
  const found = search(place, condition, ms, advance).catch((error: Error) => {
    throw seenFrom(caller, error)
  })
  found.catch(() => {})
  return found
}

/** The error with the stack of whoever waits: how it came about in here helps nobody. */
function seenFrom(caller: Error, error: Error): Error {
  const frames = (caller.stack ?? '').split('\n').slice(1)
  if (error instanceof KirimSandboxError) {
    error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n')
  }
  return error
}

async function search<Found>(
  place: Place,
  condition: Condition<Found>,
  ms: number,
  mayAdvance: boolean,
): Promise<Found> {
  const ear = listenAt(place)
  const end = alarm(place, Math.min(ms * BUSY_FACTOR, ALARM_MAX_MS))
  let deadline = timeLimit(place, ms)
  try {
    for (;;) {
      checkOpen(place, `The wait for ${condition.what}`)
      const found = condition.look()
      if (found !== undefined) return found
      if (ms === 0 || deadline.hasRung() || end.hasRung()) throw timedOut(condition, ms)
      if (mayAdvance && condition.hopeless() === null && mayPass(place)) {
        const passed = await endsBefore(passTime(place), deadline.rung)
        if (!passed) continue
        deadline.cancel()
        deadline = timeLimit(place, ms)
      } else await news(place, condition, ear.news(), deadline.rung)
    }
  } finally {
    deadline.cancel()
    end.cancel()
    ear.close()
  }
}

function endsBefore(promise: Promise<void>, deadline: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), deadline.then(() => false)])
}

/** Something new, or the end; whatever can never come is not waited for. */
async function news<Found>(
  place: Place,
  condition: Condition<Found>,
  heard: Promise<void>,
  deadline: Promise<void>,
): Promise<void> {
  if (condition.hopeless() === null) return Promise.race([heard, deadline])
  const moment = timeLimit(place, MOMENT_MS)
  await Promise.race([heard, deadline, moment.rung])
  moment.cancel()
  const reason = moment.hasRung() && condition.look() === undefined ? condition.hopeless() : null
  if (reason === null) return
  throw new KirimWaitError(
    'wait_hopeless',
    `Waited for ${condition.what}, which will not happen: ${reason}`,
    condition.story(),
  )
}

function timedOut<Found>({ what, story }: Condition<Found>, ms: number): KirimWaitError {
  const headline =
    ms === 0
      ? `Looked for ${what}: it is not there.`
      : `Waited ${durationOf(ms)} for ${what}: timed out.`
  return new KirimWaitError('wait_timeout', headline, story())
}

/** `2 s`, `300 ms`: as people say it. */
export function durationOf(ms: number): string {
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(1))} s` : `${ms} ms`
}

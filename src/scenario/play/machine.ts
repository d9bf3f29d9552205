// The machine a scenario is played on: a simulated one, where even real time is reproducible, or this one.
import { VIRTUAL_START_AT } from '../../domain/world/time.ts'
import type { Clock } from '../../engine/ports.ts'

export type Machine = {
  readonly clock: Clock
  /** Whether machine time passes only when the play has nothing else to wait for. */
  readonly isSimulated: boolean
  /** Waits for a promise. @throws StuckError when nothing is left that could settle it. */
  readonly wait: <Value>(promise: Promise<Value>) => Promise<Value>
}

/** What is waited for will never come. */
export class StuckError extends Error {
  override readonly name = 'StuckError'
}

/** What goes on outside of the machine: real requests, whose end cannot be hurried. */
export type Outside = { readonly pending: ReadonlySet<Promise<unknown>> }

type SetAlarm = { readonly dueAt: number; readonly ring: () => void }

/**
 * A machine whose time stands still until what is waited for needs it to pass: then it jumps to the
 * next alarm. Latencies, time-outs and waits end at once, always in the same order.
 */
export function simulatedMachine(real: Clock, outside: Outside): Machine {
  let elapsed = 0
  const alarms = new Set<SetAlarm>()
  const clock: Clock = {
    now: () => VIRTUAL_START_AT + elapsed,
    wall: () => VIRTUAL_START_AT + elapsed,
    stopwatch: () => elapsed,
    setAlarm: (delayMs, ring) => {
      const alarm = { dueAt: elapsed + delayMs, ring }
      alarms.add(alarm)
      return { cancel: () => void alarms.delete(alarm) }
    },
    // Nothing else wants its turn here: what waits is done before time passes.
    soon: (run) => void Promise.resolve().then(run),
  }
  const ringNext = () => {
    // A set keeps the order of setting, so ties ring in that order.
    let next: SetAlarm | undefined
    for (const alarm of alarms) if (next === undefined || alarm.dueAt < next.dueAt) next = alarm
    if (next === undefined) throw new StuckError('Nothing is left that could end this wait.')
    alarms.delete(next)
    elapsed = Math.max(elapsed, next.dueAt)
    next.ring()
  }
  return { clock, isSimulated: true, wait: (promise) => drive(promise, real, outside, ringNext) }
}

async function drive<Value>(
  promise: Promise<Value>,
  real: Clock,
  outside: Outside,
  ringNext: () => void,
): Promise<Value> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  void promise.then(settle, settle)
  for (;;) {
    // A turn of the event loop: whatever can go on without time passing does so now.
    await new Promise<void>((resolve) => real.soon(resolve))
    if (isSettled) return promise
    if (outside.pending.size > 0) await Promise.race(outside.pending)
    else ringNext()
  }
}

export function realMachine(clock: Clock): Machine {
  return { clock, isSimulated: false, wait: (promise) => promise }
}

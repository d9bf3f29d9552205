// The machine's clock. Here, and in `domain/world/time`, and nowhere else, time is asked for.
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

import type { Clock } from '../engine/ports.ts'

// From `node:timers`, not the globals: a test that fakes those would stop the sandbox as well.

/** What the machine says: its wall clock, which somebody may set, and a count that only goes up. */
export type MachineTime = {
  readonly wall: () => number
  readonly count: () => number
}

const MACHINE: MachineTime = { wall: () => Date.now(), count: () => performance.now() }

/** Less than this is the daily correction of a clock, and no step. */
const STEP_MS = 1_000

/**
 * Alarms hold no process open: the server's socket does, as long as there is one.
 *
 * `now` never goes back. A wall clock that is set ahead is followed at once (a laptop that slept wakes
 * up to the right time); one that is set back is reported, and time goes on from where it was.
 */
export function realClock(
  tell: (message: string) => void = () => {},
  machine: MachineTime = MACHINE,
): Clock {
  return {
    now: steady(tell, machine),
    wall: machine.wall,
    stopwatch: machine.count,
    setAlarm: (delayMs, ring) => {
      const timer = setTimeout(ring, delayMs)
      timer.unref()
      return { cancel: () => clearTimeout(timer) }
    },
    soon: (run) => {
      setImmediate(run)
    },
  }
}

/** The wall clock without its steps back. */
function steady(tell: (message: string) => void, { wall, count }: MachineTime): () => number {
  /** What is added to the count to give the time. */
  let base = wall() - count()
  /** How far the wall clock was behind when that was told last. */
  let toldMs = 0
  return () => {
    const ahead = base + count()
    const seen = wall()
    const behindMs = ahead - seen
    if (behindMs <= 0) {
      base = seen - count()
      toldMs = 0
      return Math.floor(seen)
    }
    if (Math.abs(behindMs - toldMs) >= STEP_MS) {
      toldMs = behindMs
      tell(
        `The machine's clock was set back by ${Math.round(behindMs / 1_000)} s. Time in the sandbox goes on from where it was.`,
      )
    }
    return Math.floor(ahead)
  }
}

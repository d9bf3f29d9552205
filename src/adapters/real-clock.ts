// The machine's clock. Here, and in `domain/world/time`, and nowhere else, time is asked for.
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

import type { Clock } from '../engine/ports.ts'

// From `node:timers`, not the globals: a test that fakes those would stop the sandbox as well.

/** Alarms hold no process open: the server's socket does, as long as there is one. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    stopwatch: () => performance.now(),
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

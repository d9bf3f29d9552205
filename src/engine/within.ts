// Waiting for something, but not for ever.
import type { Clock } from './ports.ts'

/** Whether a promise settles within so many real milliseconds. It must not reject. */
export function endsWithin(clock: Clock, ms: number, ended: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const alarm = clock.setAlarm(ms, () => resolve(false))
    void ended.then(() => {
      alarm.cancel()
      resolve(true)
    })
  })
}

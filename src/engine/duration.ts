// Durations as people write them: 10s, 5m, 2h, 3d, 1h30m.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/world/time.ts'

const UNITS = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const

/** Longer ones lead out of the calendar. */
const DURATION_MAX_MS = 1_000 * 365 * DAY_MS

/** Milliseconds of a duration text; null when it is none, or longer than a thousand years. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * UNITS[unit as keyof typeof UNITS]
  }
  return total <= DURATION_MAX_MS ? Math.round(total) : null
}

// The one place that turns instants into text and back: an instant is a number of milliseconds since 1970.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** Where the clock of a virtual world starts. */
export const VIRTUAL_START_AT: Instant = Date.UTC(2026, 0, 1)

/**
 * Nothing is due later, and no advance leads beyond: the year 9892. What is a hundred years on from
 * there, as a fault may delay it, still has a year of four digits.
 */
export const TIME_ENDS_AT: Instant = 250_000_000_000_000

// A list page formats some fifty instants, and most fall on the same day: the day's text is kept
// and only the time of day is written anew. `Date.prototype.toISOString` costs ten times as much.
let dayStartsAt = Number.NaN
let dayText = ''

const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

/** ISO 8601 in UTC with milliseconds, as every REST body carries it: `2026-05-23T10:00:00.000Z`. */
export function toIso(at: Instant): string {
  const offset = at - dayStartsAt
  if (!(offset >= 0 && offset < DAY_MS)) return startDay(at)
  // A day of milliseconds fits a small integer, whose remainders are cheap.
  const small = offset | 0
  const ms = small % SECOND_MS
  const s = (small / SECOND_MS) | 0
  const minutes = (s / 60) | 0
  return `${dayText}T${TWO[(minutes / 60) | 0]}:${TWO[minutes % 60]}:${TWO[s % 60]}.${THREE[ms]}Z`
}

function startDay(at: Instant): string {
  const text = new Date(at).toISOString()
  // Years beyond 9999 have another shape; they are rare enough to be written the slow way.
  if (text.length === 24 && Number.isInteger(at)) {
    dayStartsAt = Math.floor(at / DAY_MS) * DAY_MS
    dayText = text.slice(0, 10)
  }
  return text
}

/** The text of an instant that may not have come: null stays null. */
export function toIsoOrNull(at: Instant | null): string | null {
  return at === null ? null : toIso(at)
}

/**
 * Reads a date-time that a validator has passed. `Date` knows neither offsets without minutes nor
 * leap seconds, which validators let pass; a leap second is the second after it.
 */
export function fromIso(text: string): Instant {
  const whole = text.replace(/([+-]\d\d)$/, '$1:00')
  const at = Date.parse(whole)
  return Number.isNaN(at) ? Date.parse(whole.replace(':60', ':59')) + SECOND_MS : at
}

/** The one form of an HTTP-date that is still written (RFC 9110, IMF-fixdate). */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

/** Reads an HTTP-date (`Wed, 21 Oct 2026 07:28:00 GMT`); null when it is none. */
export function fromHttpDate(text: string): Instant | null {
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** Whole seconds since 1970, as Meta's payloads and the signature's `t` count. */
export function unixSeconds(at: Instant): number {
  return Math.floor(at / SECOND_MS)
}

/** The next midnight in UTC after an instant: when daily work is due. */
export function nextMidnight(at: Instant): Instant {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS
}

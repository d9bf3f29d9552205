// Instants, durations and JSON as people read them.

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** `14:03:27`, world time in UTC, as the API writes it. */
export function timeOf(instant: string): string {
  return instant === '' ? '' : TIME.format(new Date(instant))
}

/** `28 Nov 14:03:27`. */
export function dateTimeOf(instant: string): string {
  return instant === '' ? '' : `${DAY.format(new Date(instant))} ${timeOf(instant)}`
}

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
]

/** The two largest units: `23 h 12 min`. */
export function durationOf(ms: number): string {
  const parts: string[] = []
  let rest = Math.abs(ms)
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
  }
  return parts.length === 0 ? `${Math.round(rest)} ms` : parts.join(' ')
}

/** JSON with indents; anything else as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** A text that a shell takes as one word. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

// Durations as people write them: 10s, 5m, 2h, 3d, 1h30m.

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** One amount with its unit, as often as one likes. */
const PART = '(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)'
export const DURATION_PATTERN = `^(${PART.replaceAll('(?:', '(')})+$`

const DURATION = new RegExp(`^(?:${PART})+$`)
const PARTS = new RegExp(PART, 'g')

/** Longer ones lead out of the calendar: a thousand years. */
const DAYS_MAX = 365_000
const DURATION_MAX_MS = DAYS_MAX * UNITS.d

/** The longest one, as it is written. */
export const LONGEST_DURATION = `${DAYS_MAX}d`

/** Milliseconds of a duration text; null when it is none, or longer than a thousand years. */
export function parseDuration(text: string): number | null {
  if (!DURATION.test(text)) return null
  let total = 0
  for (const [, amount, unit] of text.matchAll(PARTS)) {
    total += Number(amount) * UNITS[unit as keyof typeof UNITS]
  }
  return total <= DURATION_MAX_MS ? Math.round(total) : null
}

/** Units that people write and that are read as these here. */
const SPELLINGS: readonly (readonly [spelling: RegExp, unit: string, times: number])[] = [
  [/^(ms|msecs?|millis|milliseconds?|milidetik)$/, 'ms', 1],
  [/^(s|secs?|seconds?|detik)$/, 's', 1],
  [/^(m|mins?|minutes?|menit)$/, 'm', 1],
  [/^(h|hrs?|hours?|jam)$/, 'h', 1],
  [/^(d|days?|hari)$/, 'd', 1],
  [/^(w|wks?|weeks?|minggu)$/, 'd', 7],
]

/** The duration that somebody who wrote this most likely meant: `1w` for 7d, `90 sec` for 90s. */
export function durationMeant(text: string): string | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^pt?(?=\d)/, '')
  const bare = /^\d+(\.\d+)?$/.test(plain) ? `${plain}s` : plain
  const parts = [...bare.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)[\s,]*/g)]
  if (parts.map(([part]) => part).join('') !== bare) return undefined
  const written = parts.map(([, amount = '', unit = '']) => spelled(amount.replace(',', '.'), unit))
  const meant = written.join('')
  return parseDuration(meant) === null ? undefined : meant
}

function spelled(amount: string, unit: string): string {
  const found = SPELLINGS.find(([spelling]) => spelling.test(unit))
  if (found === undefined) return '?'
  const [, short, times] = found
  return `${times === 1 ? amount : Number(amount) * times}${short}`
}

// How times, durations, statuses and ids are written on the screen.
import type { Span, Style } from './spans.ts'

/** `12:00:01.345` of an instant as the control API writes it. */
export function clockTime(instant: string): string {
  return instant.slice(11, 23)
}

/** `12:00` */
export function shortTime(instant: string): string {
  return instant.slice(11, 16)
}

/** `2026-01-01 12:00:01` */
export function dateTime(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** The two largest units: `1h 4m`, `12s`; below a second in milliseconds. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1_000) return `${whole}ms`
  const start = UNITS.findIndex(([, size]) => whole >= size)
  const parts: string[] = []
  let rest = whole
  for (const [unit, size] of UNITS.slice(start, start + 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
  }
  return parts.join(' ')
}

/** How long from one instant to another; negative when it is over. */
export function elapsed(from: string, to: string): number {
  return instantOf(to) - instantOf(from)
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?/

function instantOf(text: string): number {
  const [, ...parts] = INSTANT.exec(text) ?? []
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts.map(
    (part) => Number(part ?? 0),
  )
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

export function styleOfStatus(status: number): Style {
  if (status < 400) return 'good'
  return status < 500 ? 'warn' : 'bad'
}

const DELIVERY_SIGNS: Readonly<Record<string, Span>> = {
  pending: ['○', 'info'],
  failed: ['↻', 'warn'],
  succeeded: ['✓', 'good'],
  dead: ['✗', 'bad'],
}

/** A sign for each status of a delivery. */
export function deliverySign(status: string): Span {
  return DELIVERY_SIGNS[status] ?? ['?', 'plain']
}

const TICKS: Readonly<Record<string, Span>> = {
  pending: ['·', 'dim'],
  sent: ['✓', 'dim'],
  delivered: ['✓✓', 'dim'],
  // Told apart without colours, too: read by two eyes.
  read: ['◉◉', 'read'],
  failed: ['✗', 'bad'],
}

/** The ticks under a message, as WhatsApp draws them. */
export function ticks(status: string): Span {
  return TICKS[status] ?? ['', 'plain']
}

const STATUS_STYLES: Readonly<Record<string, Style>> = {
  pending: 'info',
  sent: 'plain',
  delivered: 'good',
  read: 'read',
  failed: 'bad',
  received: 'info',
}

export function styleOfMessage(status: string): Style {
  return STATUS_STYLES[status] ?? 'plain'
}

/** The end of an id, where ids differ: `msg_…7Q8R9S`. */
export function shortId(id: string): string {
  const [kind, rest] = id.split('_')
  return rest === undefined || rest.length < 12 ? id : `${kind}_…${rest.slice(-6)}`
}

/** `1 delivery`, `2 deliveries` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

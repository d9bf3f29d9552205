// The journal as lines for people: one per request, status, inbound message and delivery attempt.
import type { Entry } from '../domain/world/journal.ts'
import { toIso } from '../domain/world/time.ts'
import { oneLine } from '../terminal-text.ts'

export type LogStyle = {
  readonly color: boolean
  /** quiet: only notices and breaches · normal · verbose: with request ids and violations in full. */
  readonly level: 'quiet' | 'normal' | 'verbose'
}

type Paint = 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'bold'

const CODES: Readonly<Record<Paint, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
}

const RESET = '\u001B[0m'

/** Paints a text, or leaves it as it is where there are no colours. */
export function painter(color: boolean): (paint: Paint, text: string) => string {
  return (paint, text) => (color ? `\u001B[${CODES[paint]}m${text}${RESET}` : text)
}

/** The lines of an entry; none when the level leaves it out. */
export function formatEntry(entry: Entry, { color, level }: LogStyle): string[] {
  const paint = painter(color)
  const time = paint('dim', toIso(entry.at).slice(11, 23))
  const lines = BY_KIND[entry.kind](harmless(entry) as never, paint, level)
  return lines.map((line, n) => (n === 0 ? `${time}  ${line}` : `${' '.repeat(14)}${line}`))
}

/** The entry without anything in its texts that a terminal would obey. */
function harmless(entry: Entry): Entry {
  const texts = Object.entries(entry).map(([name, value]) => [
    name,
    typeof value === 'string' ? oneLine(value) : value,
  ])
  return Object.fromEntries(texts) as Entry
}

type Painter = ReturnType<typeof painter>
type Kinds = {
  readonly [Kind in Entry['kind']]: (
    entry: Extract<Entry, { readonly kind: Kind }>,
    paint: Painter,
    level: LogStyle['level'],
  ) => string[]
}

const TAG_WIDTH = 6
const WHAT_WIDTH = 44

function columns(tag: string, what: string, rest: string): string {
  return `${tag}  ${what.padEnd(WHAT_WIDTH)}  ${rest}`
}

const BY_KIND: Kinds = {
  request: (entry, paint, level) => {
    if (level === 'quiet') return []
    const ms = `${entry.durationMs.toFixed(1)} ms`.padStart(9)
    const status = paint(paintOfStatus(entry.status), String(entry.status))
    const id = level === 'verbose' ? `  ${paint('dim', entry.requestId)}` : ''
    const replayed = entry.replayed === true ? `  ${paint('cyan', 'replayed')}` : ''
    const line = columns(
      entry.method.padEnd(TAG_WIDTH),
      shortened(entry.path),
      `${status} ${ms}${replayed}${id}`,
    )
    const ignored = (entry.ignored ?? []).map((each) =>
      paint('yellow', `ignored: ${oneLine(each)}`),
    )
    if (entry.code === undefined) return [line, ...ignored]
    const param = entry.param === undefined ? '' : ` ${entry.param}`
    return [line, paint('yellow', `${entry.code}${param}: ${entry.message}`), ...ignored]
  },
  status: (entry, paint, level) => {
    if (level === 'quiet') return []
    const color = entry.status === 'failed' ? 'red' : entry.status === 'read' ? 'blue' : 'green'
    const line = columns('status', entry.messageId, `${paint(color, entry.status)}  ${entry.to}`)
    if (entry.code === undefined) return [line]
    return [line, paint('yellow', `${entry.code}: ${entry.detail ?? ''}`)]
  },
  inbound: (entry, _paint, level) => {
    if (level === 'quiet') return []
    const detail = entry.detail === undefined ? '' : `  ${shortened(entry.detail)}`
    return [columns('inbox ', entry.messageId, `${entry.type}  ${entry.from}${detail}`)]
  },
  attempt: (entry, paint, level) => {
    if (level === 'quiet') return []
    const color = { succeeded: 'green', failed: 'yellow', dead: 'red' } as const
    const next =
      entry.nextAttemptAt === null ? '' : `  next in ${waitText(entry.nextAttemptAt - entry.at)}`
    const result = entry.result === 'succeeded' ? '' : `  ${entry.result}`
    return [
      columns(
        'hook  ',
        `${entry.event} → ${shortened(entry.url)}`,
        `${paint(color[entry.result], entry.outcome)}  attempt ${entry.attempt}  ${entry.durationMs} ms${result}${next}`,
      ),
    ]
  },
  notice: (entry, paint) => [paint('cyan', `notice  ${entry.message}`)],
  breach: (entry, paint) => [paint('red', `BREACH  ${entry.message}`)],
}

function paintOfStatus(status: number): Paint {
  if (status < 400) return 'green'
  return status < 500 ? 'yellow' : 'red'
}

const SHORT_MAX = 80

function shortened(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ')
  return oneLine.length > SHORT_MAX ? `${oneLine.slice(0, SHORT_MAX - 1)}…` : oneLine
}

/** `10s`, `2m`, `1.5h`: short, because it stands at the end of a line. */
function waitText(ms: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const
  for (const [unit, size] of units) {
    if (ms >= size) return `${Number((ms / size).toFixed(1))}${unit}`
  }
  return `${ms}ms`
}

/** What may wait for whoever reads the lines, and does not read: then further ones are left out. */
export const LINES_WAITING_MAX_BYTES = 8 * 1024 * 1024

/** Where lines go, as far as this file must know a stream. */
export type LineSink = {
  write(text: string): unknown
  /** Bytes that were written and nobody has taken yet. */
  readonly writableLength: number
}

export type LineWriter = { readonly line: (text: string) => void; readonly flush: () => void }

/**
 * Gathers lines and writes them together: a write for each would cost more than the request. When
 * somebody reads again after lines were left out, `leftOut` is the line that tells how many.
 */
export function lineWriter(
  sink: LineSink,
  soon: (run: () => void) => void,
  leftOut: (count: number) => string,
): LineWriter {
  let waiting = ''
  let lost = 0
  const flush = () => {
    const text = waiting
    waiting = ''
    if (text !== '') sink.write(text)
  }
  const line = (text: string) => {
    if (sink.writableLength > LINES_WAITING_MAX_BYTES) {
      lost++
      return
    }
    if (waiting === '') soon(flush)
    if (lost > 0) waiting += `${leftOut(lost)}\n`
    lost = 0
    waiting += `${text}\n`
  }
  return { line, flush }
}

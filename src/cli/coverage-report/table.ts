// The coverage on a terminal: operations by status, compact, and a list where that is too wide.

import { percentText } from '../../contract/coverage.ts'
import type { CoverageReport, PairReport } from '../../control/reads/coverage-report.ts'
import { painter } from '../../wire/log-lines.ts'

export type TableStyle = {
  readonly color: boolean
  /** Columns of the terminal; undefined where lines may be of any length. */
  readonly width: number | undefined
  /** Leave out operations that were never called. */
  readonly onlyUsed?: boolean
}

type Paint = ReturnType<typeof painter>
type Operation = CoverageReport['operations'][number]

const CELL = 5
/** A path that is shortened further than this says too little. */
const LABEL_MIN = 28

/** All that there is to say about a coverage, line by line. */
export function coverageLines(report: CoverageReport, style: TableStyle): string[] {
  const paint = painter(style.color)
  const operations = style.onlyUsed === true ? report.operations.filter(isUsed) : report.operations
  if (operations.length === 0) return [headline(report, paint), NOTHING_CALLED]
  const table = ['', ...tableLines(operations, style, paint), '']
  return [headline(report, paint), ...table, ...seenLines(report, style, paint)]
}

const NOTHING_CALLED =
  'No operation was called: whatever ran did not use the address in KIRIM_BASE_URL.'

function isUsed({ statuses }: Operation): boolean {
  return statuses.some(({ hits, fault_hits: faultHits }) => hits + faultHits > 0)
}

function headline(report: CoverageReport, paint: Paint): string {
  const { seen, total, seen_by_fault_only: byFault, operations } = report
  const used = operations.filter(isUsed).length
  const pairs = `${seen} of ${total} pairs of operation and status (${percentText(seen, total)})`
  const apart = byFault === 0 ? '' : `, ${byFault} more only by a fault`
  return `${paint('bold', 'Coverage')}  ${pairs}${apart}; ${used} of ${operations.length} operations called`
}

function tableLines(operations: readonly Operation[], style: TableStyle, paint: Paint): string[] {
  const statuses = [...new Set(operations.flatMap((one) => one.statuses.map((p) => p.status)))]
  statuses.sort((a, b) => a - b)
  const longest = Math.max(...operations.map(({ key }) => labelOf(key).length))
  const room = (style.width ?? Number.POSITIVE_INFINITY) - CELL * statuses.length
  if (room < Math.min(longest, LABEL_MIN)) return listLines(operations, style, paint)
  const labelWidth = Math.min(longest, room)
  const heading = statuses.map((status) => String(status).padStart(CELL)).join('')
  return [
    paint('dim', ' '.repeat(labelWidth) + heading),
    ...operations.map(({ key, statuses: pairs }) => {
      const cells = statuses.map((status) => {
        const pair = pairs.find((one) => one.status === status)
        return pair === undefined ? ' '.repeat(CELL) : cellOf(pair, paint)
      })
      return (shortened(labelOf(key), labelWidth).padEnd(labelWidth) + cells.join('')).trimEnd()
    }),
    ...legend(style, paint),
  ]
}

/** The columns of a narrow terminal do not hold the table: every operation lists its statuses. */
function listLines(
  operations: readonly Operation[],
  { width = 80 }: TableStyle,
  paint: Paint,
): string[] {
  return [
    ...operations.flatMap(({ key, statuses }) => {
      const cells = statuses.map((pair) => `${pair.status}${cellOf(pair, paint)}`)
      const perLine = Math.max(1, Math.floor((width - 2) / (CELL + 5)))
      const lines = Array.from({ length: Math.ceil(cells.length / perLine) }, (_, n) =>
        cells.slice(n * perLine, (n + 1) * perLine).join('  '),
      )
      return [shortened(key, Math.max(width, LABEL_MIN)), ...lines.map((line) => `  ${line}`)]
    }),
    ...legend({ width, color: false }, paint),
  ]
}

/** Methods stand one below the other. */
function labelOf(key: string): string {
  const [method = '', path = ''] = key.split(' ')
  return `${method.padEnd(6)} ${path}`
}

/** The end of a path says more than its middle. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const end = Math.floor((width - 1) / 2)
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`
}

function cellOf({ hits, fault_hits: faultHits }: PairReport, paint: Paint): string {
  if (hits > 0) return paint('green', countText(hits).padStart(CELL))
  if (faultHits > 0) return paint('yellow', `f${countText(faultHits)}`.padStart(CELL))
  return paint('dim', '·'.padStart(CELL))
}

/** At most three characters: exact up to 999, then in thousands and more. */
function countText(count: number): string {
  if (count < 1_000) return String(count)
  if (count < 100_000) return `${Math.floor(count / 1_000)}k`
  return count < 100_000_000 ? `${Math.floor(count / 1_000_000) || '<1'}M` : '∞'
}

function legend({ width = 120 }: TableStyle, paint: Paint): string[] {
  const parts = ['7 answered so often', 'f7 only because of a fault', '· declared, never answered']
  const line = parts.join('   ')
  return ['', ...(line.length > width ? parts : [line]).map((text) => paint('dim', text))]
}

function seenLines(
  { events, message_types: types }: CoverageReport,
  style: TableStyle,
  paint: Paint,
): string[] {
  const delivered = events.map(({ type, seen, delivered: count }) => ({ type, seen, count }))
  return [
    ...wordLines('Events delivered', delivered, style, paint),
    ...wordLines('Messages sent', types.sent, style, paint),
    ...wordLines('Messages received', types.received, style, paint),
  ]
}

type Word = { readonly type: string; readonly seen: boolean; readonly count: number }

const TITLE_WIDTH = 20
/** Beside the title the longest word must have room; on narrower terminals it stands below. */
const BESIDE_MIN = TITLE_WIDTH + 24

/** What was seen stands with its count, what was not in brackets; as many to a line as fit. */
function wordLines(
  title: string,
  words: readonly Word[],
  { width = Number.POSITIVE_INFINITY, onlyUsed }: TableStyle,
  paint: Paint,
): string[] {
  const unseen = words.filter(({ seen }) => !seen).map(({ type }) => type)
  const texts = [
    ...words
      .filter(({ seen }) => seen)
      .map(({ type, count }) => ({ color: 'green', text: `${type} ${count}` }) as const),
    ...(onlyUsed && unseen.length > 0 ? [`${unseen.length} of ${words.length} never`] : unseen).map(
      (text) => ({ color: 'dim', text: `(${text})` }) as const,
    ),
  ]
  const isBeside = width >= BESIDE_MIN
  const indent = isBeside ? TITLE_WIDTH : 2
  const lines: { text: string; length: number }[] = []
  for (const { color, text } of texts) {
    const last = lines.at(-1)
    if (last !== undefined && indent + last.length + 2 + text.length <= width) {
      last.text += `  ${paint(color, text)}`
      last.length += 2 + text.length
    } else lines.push({ text: paint(color, text), length: text.length })
  }
  const indented = lines.map(({ text }) => ' '.repeat(indent) + text)
  if (!isBeside) return [title, ...indented]
  return indented.map((line, n) => (n === 0 ? title.padEnd(indent) + line.slice(indent) : line))
}

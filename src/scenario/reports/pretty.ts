// The report for people: a line for each scenario, and of a failure all that is needed to mend it.
import { percentText } from '../../contract/coverage.ts'
import type { Entry } from '../../domain/world/journal.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../domain/world/time.ts'
import { oneLine } from '../../terminal-text.ts'
import { formatEntry, painter } from '../../wire/log-lines.ts'
import type { Mismatch } from '../format/matchers.ts'
import type { Problem } from '../format/scenario.ts'
import type { Failed } from '../play/play-state.ts'
import type { Skipped } from '../play-all.ts'
import type { Played } from '../play-scenario.ts'
import { type CassetteFinding, countsOf, type Report, reachedPairs } from './report.ts'

export type Style = {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** Journal entries shown of a failure; the newest are nearest to it. */
const JOURNAL_SHOWN = 20

/** The lines of one scenario; of one that failed with everything about its failure. */
export function prettyResult(
  one: Played | Skipped,
  cassette: CassetteFinding | undefined,
  style: Style,
): string[] {
  const paint = painter(style.color)
  const { scenario, verdict } = one
  if (verdict === 'skipped')
    return [titleLine(paint('dim', '○'), oneLine(scenario.name), '', style)]
  const differs = (cassette?.difference ?? null) !== null
  const mark =
    verdict === 'passed' && !differs
      ? paint('green', '✓')
      : verdict === 'incomplete'
        ? paint('yellow', '…')
        : paint('red', '✗')
  const time = one.worldMs >= HOUR_MS ? `${spanText(one.worldMs)}, ` : ''
  const facts = `${one.steps} steps, ${time}${Math.round(one.durationMs)} ms`
  const lines = [titleLine(mark, oneLine(scenario.name), facts, style)]
  if (one.failed !== undefined)
    lines.push('', ...failureLines(scenario.file, one.failed, style), '')
  if (one.incomplete !== undefined) {
    lines.push(
      `    ${paint('dim', oneLine(scenario.file))}`,
      `    ${paint('yellow', oneLine(one.incomplete))}`,
      '',
    )
  }
  if (cassette !== undefined && differs) lines.push('', ...cassetteLines(cassette, style), '')
  return lines
}

/** What it tells stands left, its numbers right, and both on two lines where there is no room. */
function titleLine(mark: string, name: string, facts: string, { color, width }: Style): string {
  const paint = painter(color)
  const room = width - 3 - name.length - facts.length
  if (facts === '') return ` ${mark} ${paint('dim', name)}`
  if (room < 2) return ` ${mark} ${name}\n   ${paint('dim', facts)}`
  return ` ${mark} ${name}${' '.repeat(room)}${paint('dim', facts)}`
}

function failureLines(file: string, failed: Failed, style: Style): string[] {
  const paint = painter(style.color)
  const { position, verb, say, message, mismatches, rounds, journal } = failed
  const round = rounds.length === 0 ? '' : ` (round ${rounds.join(' of ')})`
  const place = `${oneLine(file)}:${position.line}:${position.column}`
  return [
    `    ${paint('cyan', place)}  ${paint('bold', oneLine(verb))}${round}`,
    ...(say === undefined ? [] : [`    ${paint('dim', oneLine(say))}`]),
    `    ${paint('red', oneLine(sentence(message)))}`,
    ...(mismatches.length === 0 ? [] : ['', ...mismatches.flatMap((one) => diff(one, style))]),
    ...journalLines(journal, style),
  ]
}

/** Expected against seen, one below the other so that the eye can compare. */
function diff({ path, expected, seen }: Mismatch, { color, width }: Style): string[] {
  const paint = painter(color)
  const lines = [
    paint('green', `      - ${cut(oneLine(expected), width * 4)}`),
    paint('red', `      + ${cut(oneLine(seen), width * 4)}`),
  ]
  return path === '' ? lines : [`      ${paint('bold', oneLine(path))}`, ...lines]
}

function journalLines(journal: readonly Entry[], { color }: Style): string[] {
  const paint = painter(color)
  if (journal.length === 0) return []
  const shown = journal.slice(-JOURNAL_SHOWN)
  const left = journal.length - shown.length
  const more = left === 0 ? '' : ` (the last ${shown.length} of ${journal.length})`
  return [
    '',
    `      ${paint('dim', `since the last step${more}`)}`,
    ...shown.flatMap((entry) => {
      // How long a reply took is of no interest here, and would differ from run to run.
      const timeless = entry.kind === 'request' ? { ...entry, durationMs: 0 } : entry
      return formatEntry(timeless, { color, level: 'normal' }).map((line) => `      ${line}`)
    }),
  ]
}

function cassetteLines({ file, difference }: CassetteFinding, style: Style): string[] {
  if (difference === null) return []
  const paint = painter(style.color)
  const { line, expected, seen, before } = difference
  return [
    `    ${paint('cyan', `${oneLine(file)}:${line}`)}  ${paint('red', 'The play differs from its cassette.')}`,
    '',
    ...before.map((one) => paint('dim', `        ${cut(oneLine(one), style.width * 2)}`)),
    ...diff({ path: '', expected, seen }, style),
  ]
}

/** What a run comes to. */
export function prettySummary(report: Report, style: Style): string[] {
  const paint = painter(style.color)
  const { coverage, results, startedAt, endedAt } = report
  const counts = countsOf(report)
  const played = results.filter((one) => one.verdict !== 'skipped')
  const steps = played.reduce((sum, one) => sum + one.steps, 0)
  const worldMs = played.reduce((sum, one) => sum + one.worldMs, 0)
  const verdicts = [
    counts.failed > 0 && paint('red', `${counts.failed} failed`),
    counts.incomplete > 0 && paint('yellow', `${counts.incomplete} incomplete`),
    counts.skipped > 0 && `${counts.skipped} skipped`,
    paint('green', `${counts.passed} passed`),
  ].filter((part) => part !== false)
  const row = (name: string, text: string) => ` ${paint('dim', name.padEnd(10))}  ${text}`
  const reached = reachedPairs(coverage)
  const { seen_by_fault_only: faultOnly, events, message_types: types } = coverage
  const byFault = faultOnly === 0 ? '' : `, ${faultOnly} only by a fault`
  const of = (rows: readonly { readonly seen: boolean }[]) =>
    `${rows.filter(({ seen }) => seen).length}/${rows.length}`
  return [
    '',
    row('Scenarios', `${verdicts.join(', ')} (${results.length})`),
    row('Steps', String(steps)),
    row(
      'Coverage',
      `${bar(reached, coverage.total, style)} ${reached}/${coverage.total} pairs${byFault}`,
    ),
    row('Webhooks', `${of(events)} events`),
    row('Messages', `${of(types.sent)} types sent, ${of(types.received)} received`),
    row('Time', `${spanText(worldMs)} of the story in ${spanText(endedAt - startedAt)}`),
  ]
}

const BAR_WIDTH = 20

function bar(reached: number, total: number, { color, width }: Style): string {
  const percent = percentText(reached, total)
  if (width < 60) return percent
  const full = Math.floor((reached / total) * BAR_WIDTH)
  const text = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
  return `${painter(color)(reached === total ? 'green' : 'yellow', text)} ${percent}`
}

/** Problems of scenario files, with the line that is to blame and a mark under the place. */
export function prettyProblems(
  problems: readonly Problem[],
  textOf: (file: string) => string,
  { color, width }: Style,
): string[] {
  const paint = painter(color)
  return problems.flatMap(({ file, position: { line, column }, message }) => {
    const written = textOf(file).split('\n')[line - 1] ?? ''
    const number = String(line)
    const isLong = column > width - number.length - 8
    const frame = isLong
      ? []
      : [
          `  ${paint('dim', `${number} │`)} ${cut(oneLine(written), width - number.length - 6)}`,
          `  ${' '.repeat(number.length)} ${paint('dim', '│')} ${' '.repeat(column - 1)}${paint('red', '^')}`,
        ]
    return [
      `${paint('cyan', `${oneLine(file)}:${line}:${column}`)}  ${oneLine(message)}`,
      ...frame,
      '',
    ]
  })
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(1, length - 1))}…` : text
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…:]$/.test(capital) ? capital : `${capital}:`
}

/** `1.4 s`, `31 h`, `40 d`: how long something took, to two figures or so. */
export function spanText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < 2 * MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`
  if (ms < 2 * DAY_MS) return `${Math.round(ms / HOUR_MS)} h`
  return `${Math.round(ms / DAY_MS)} days`
}

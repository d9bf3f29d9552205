// Reports of a judge for people: lines of a terminal, and Markdown for the summary of a CI job.
import { painter } from '../../wire/log-lines.ts'
import {
  countsOf,
  isAgainst,
  type Judgement,
  type JudgeReport,
  overallOf,
  titleOf,
} from '../verdict.ts'

export type Style = {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

const MARKS = { passed: '✓', failed: '✗', inconclusive: '?', skipped: '○' } as const
const COLORS = { passed: 'green', failed: 'red', inconclusive: 'yellow', skipped: 'dim' } as const

/** A line for each rule, below its group; of one that fails, everything that is needed to mend it. */
export function textReport(report: JudgeReport, style: Style): string[] {
  const groups = [...new Set(report.judgements.map(({ group }) => group))]
  const paint = painter(style.color)
  return [
    ...groups.flatMap((group) => [
      '',
      ` ${paint('bold', group)}`,
      ...report.judgements
        .filter((one) => one.group === group)
        .flatMap((one) => judgementLines(one, style)),
    ]),
    '',
    ...summaryLines(report, style),
  ]
}

function judgementLines(one: Judgement, style: Style): string[] {
  const paint = painter(style.color)
  const { verdict, severity, id, what, baseline } = one
  const isQuiet = verdict === 'failed' && !isAgainst(one)
  const mark = paint(isQuiet ? 'yellow' : COLORS[verdict], MARKS[verdict])
  const note = baseline === undefined ? '' : ` (${baselineText(baseline)})`
  const title = ` ${mark} ${paint('bold', id)} ${severity.padEnd(6)} ${what}${note}`
  if (baseline === 'stale' || verdict === 'failed') return [title, ...storyLines(one, style), '']
  if (verdict === 'passed') return [title]
  return [title, ...wrapped(one.came, 10, style.width).map((line) => paint('dim', line))]
}

function baselineText(baseline: 'known' | 'stale'): string {
  return baseline === 'known'
    ? 'known: the baseline lists it'
    : 'stale: the baseline lists it as failing, and it passes; take it out'
}

function storyLines(one: Judgement, { color, width }: Style): string[] {
  const paint = painter(color)
  if (one.verdict !== 'failed') return []
  const part = (title: string, text: string) =>
    text === '' ? [] : [`     ${paint('cyan', title)}`, ...wrapped(text, 7, width)]
  return [
    ...part('What came', one.came),
    ...part('What was sent', one.sent),
    ...part('What the provider would do', one.consequence),
    ...part('How to mend it', one.cure),
    ...part('Source', one.source),
    ...(one.file === undefined ? [] : part('Again', `kirim-sandbox run ${one.file}`)),
  ]
}

/** Lines of prose are broken at spaces; commands keep theirs. */
function wrapped(text: string, indent: number, width: number): string[] {
  const room = Math.max(30, width - indent)
  return text.split('\n').flatMap((line) => {
    if (/^(curl|\s)/.test(line)) return [' '.repeat(indent) + line]
    const lines: string[] = []
    let rest = line
    while (rest.length > room) {
      const at = rest.lastIndexOf(' ', room)
      const end = at > 0 ? at : room
      lines.push(rest.slice(0, end))
      rest = rest.slice(end).trimStart()
    }
    return [...lines, rest].map((one) => ' '.repeat(indent) + one)
  })
}

function summaryLines(report: JudgeReport, { color }: Style): string[] {
  const paint = painter(color)
  const { passed, failed, inconclusive, skipped } = countsOf(report)
  const known = report.judgements.filter(({ baseline }) => baseline === 'known').length
  const parts = [
    failed > 0 && paint('red', `${failed} failed${known > 0 ? ` (${known} known)` : ''}`),
    inconclusive > 0 && paint('yellow', `${inconclusive} inconclusive`),
    skipped > 0 && `${skipped} skipped`,
    paint('green', `${passed} passed`),
  ].filter((part) => part !== false)
  const verdict = overallOf(report)
  const seconds = ((report.endedAt - report.startedAt) / 1_000).toFixed(1)
  return [
    ` ${paint('bold', VERDICTS[verdict])}  ${report.receiver}`,
    ` ${parts.join(', ')} (${report.judgements.length}) in ${seconds} s`,
  ]
}

const VERDICTS = { passed: 'Passed', failed: 'Failed', inconclusive: 'Inconclusive' } as const

/** Markdown for the summary of a GitHub job: the counts, a table, and the failures to unfold. */
export function markdownReport(report: JudgeReport): string {
  const { passed, failed, inconclusive, skipped } = countsOf(report)
  const shown = report.judgements.filter(({ verdict }) => verdict !== 'passed')
  const lines = [
    `## kirim-sandbox ${report.command}: ${VERDICTS[overallOf(report)].toLowerCase()}`,
    '',
    `\`${report.receiver}\`: ${failed} failed, ${inconclusive} inconclusive, ${skipped} skipped, ${passed} passed.`,
    '',
  ]
  if (shown.length > 0) {
    lines.push('| | id | severity | rule |', '| --- | --- | --- | --- |')
    for (const one of shown) {
      const note = one.baseline === undefined ? '' : ` (${one.baseline})`
      lines.push(
        `| ${MARKS[one.verdict]} ${one.verdict}${note} | ${one.id} | ${one.severity} | ${cell(one.what)} |`,
      )
    }
    lines.push('')
  }
  for (const one of shown.filter(({ verdict }) => verdict === 'failed'))
    lines.push(...unfolded(one))
  return `${lines.join('\n').trimEnd()}\n`
}

function unfolded(one: Judgement): string[] {
  const { came, sent, consequence, cure, source } = one
  const part = (text: string, ...lines: readonly string[]) => (text === '' ? [] : [...lines, ''])
  const name = escapedHtml(titleOf(one))
  return [
    `<details><summary><b>${one.id}</b>${name.slice(one.id.length)}</summary>`,
    '',
    ...part(came, `**Came:** ${escapedHtml(came)}`),
    ...part(sent, '```sh', sent.replaceAll('```', "'''"), '```'),
    ...part(consequence, `**The provider:** ${consequence}`),
    ...part(cure, `**Cure:** ${cure}`),
    ...part(one.file ?? '', `**Again:** \`kirim-sandbox run ${one.file}\``),
    ...part(source, `Source: ${source}`),
    '</details>',
    '',
  ]
}

function cell(text: string): string {
  return escapedHtml(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

// What a judge's command shows and writes: its report on stdout, and the files that were asked for.
import { appendFileSync } from 'node:fs'

import {
  ctrfReport,
  jsonReport,
  junitReport,
  sarifReport,
} from '../../judge/reports/machine-reports.ts'
import { markdownReport, textReport } from '../../judge/reports/text-reports.ts'
import type { JudgeReport } from '../../judge/verdict.ts'
import { packageVersion } from '../../package.ts'
import { UsageError } from '../options.ts'
import { pathIn, type Terminal, takesColor, widthOf } from '../terminal.ts'
import { writeText } from '../written-files.ts'
import { judgePage } from './page.ts'

export type OutputFlags = {
  readonly json?: true
  readonly junit?: string
  readonly ctrf?: string
  readonly sarif?: string
  readonly html?: string
  readonly markdown?: string
  readonly summary?: true
}

const WIDTH_MAX = 100

/** @throws UsageError when a file cannot be written. */
export function writeReports(terminal: Terminal, report: JudgeReport, flags: OutputFlags): void {
  const { junit, ctrf, sarif, html, markdown } = flags
  const version = packageVersion()
  if (junit !== undefined) writeText(terminal, junit, junitReport(report))
  if (ctrf !== undefined) writeText(terminal, ctrf, jsonText(ctrfReport(report, version)))
  if (sarif !== undefined) writeText(terminal, sarif, jsonText(sarifReport(report, version)))
  if (html !== undefined) writeText(terminal, html, judgePage(report))
  if (markdown !== undefined) writeText(terminal, markdown, markdownReport(report))
  if (flags.summary === true) addToSummary(terminal, markdownReport(report))
  const { stdout } = terminal
  const width = Math.min(WIDTH_MAX, widthOf(stdout) ?? WIDTH_MAX)
  const style = { color: takesColor(stdout, terminal), width }
  const text = () => `${textReport(report, style).join('\n')}\n`
  stdout.write(flags.json === true ? jsonText(jsonReport(report)) : text())
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function addToSummary(terminal: Terminal, text: string): void {
  const { GITHUB_STEP_SUMMARY: file } = terminal.env
  if (file === undefined) {
    throw new UsageError('--summary writes to $GITHUB_STEP_SUMMARY, which is not set here.')
  }
  appendFileSync(pathIn(terminal, file), text)
}

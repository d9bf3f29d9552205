// What a judge's command shows and writes: its report on stdout, and the files that were asked for.
import { appendFileSync } from 'node:fs'

import { packageVersion } from '../../control/reads/package-version.ts'
import {
  ctrfReport,
  jsonReport,
  junitReport,
  sarifReport,
} from '../../judge/reports/machine-reports.ts'
import { markdownReport, textReport } from '../../judge/reports/text-reports.ts'
import type { JudgeReport } from '../../judge/verdict.ts'
import { UsageError } from '../options.ts'
import { takesColor } from '../terminal.ts'
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
export function writeReports(report: JudgeReport, flags: OutputFlags): void {
  const { junit, ctrf, sarif, html, markdown } = flags
  const version = packageVersion()
  if (junit !== undefined) writeText(junit, junitReport(report))
  if (ctrf !== undefined) writeText(ctrf, jsonText(ctrfReport(report, version)))
  if (sarif !== undefined) writeText(sarif, jsonText(sarifReport(report, version)))
  if (html !== undefined) writeText(html, judgePage(report))
  if (markdown !== undefined) writeText(markdown, markdownReport(report))
  if (flags.summary === true) addToSummary(markdownReport(report))
  const { columns = WIDTH_MAX } = process.stdout
  const style = { color: takesColor(process.stdout), width: Math.min(WIDTH_MAX, columns) }
  process.stdout.write(
    flags.json === true
      ? jsonText(jsonReport(report))
      : `${textReport(report, style).join('\n')}\n`,
  )
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function addToSummary(text: string): void {
  const { GITHUB_STEP_SUMMARY: file } = process.env
  if (file === undefined) {
    throw new UsageError('--summary writes to $GITHUB_STEP_SUMMARY, which is not set here.')
  }
  appendFileSync(file, text)
}

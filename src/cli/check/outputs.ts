// What a judge's command shows and writes: its report on stdout, and the files that were asked for.
import { appendFileSync } from 'node:fs'

import { type Command, Option } from 'commander'

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

/** The files that may be asked for. */
export type FileFlags = {
  readonly junit?: string
  readonly ctrf?: string
  readonly sarif?: string
  readonly html?: string
  readonly markdown?: string
  readonly summary?: true
}

export type OutputFlags = FileFlags & { readonly json?: true }

/** The flags of every command that judges. */
export function addReportFlags(command: Command, json: string): Command {
  const report = (flag: string, what: string) => new Option(flag, what).helpGroup('Reports:')
  return command
    .addOption(report('--json', json))
    .addOption(report('--junit <file>', 'write a report as JUnit XML'))
    .addOption(report('--ctrf <file>', 'write a report in the Common Test Report Format'))
    .addOption(report('--sarif <file>', 'write a report as SARIF, for code scanning'))
    .addOption(report('--html <file>', 'write a report as a page'))
    .addOption(report('--markdown <file>', 'write a report as Markdown'))
    .addOption(report('--summary', 'add the report to the summary of the GitHub job'))
}

const WIDTH_MAX = 100

/** Writes the files, and the report on stdout. @throws UsageError when a file cannot be written. */
export function writeReports(terminal: Terminal, report: JudgeReport, flags: OutputFlags): void {
  writeReportFiles(terminal, report, flags)
  const { stdout } = terminal
  const width = Math.min(WIDTH_MAX, widthOf(stdout) ?? WIDTH_MAX)
  const style = { color: takesColor(stdout, terminal), width }
  const text = () => `${textReport(report, style).join('\n')}\n`
  stdout.write(flags.json === true ? jsonText(jsonReport(report)) : text())
}

/** @throws UsageError when a file cannot be written. */
export function writeReportFiles(terminal: Terminal, report: JudgeReport, flags: FileFlags): void {
  const { junit, ctrf, sarif, html, markdown } = flags
  const version = packageVersion()
  if (junit !== undefined) writeText(terminal, junit, junitReport(report))
  if (ctrf !== undefined) writeText(terminal, ctrf, jsonText(ctrfReport(report, version)))
  if (sarif !== undefined) writeText(terminal, sarif, jsonText(sarifReport(report, version)))
  if (html !== undefined) writeText(terminal, html, judgePage(report))
  if (markdown !== undefined) writeText(terminal, markdown, markdownReport(report))
  if (flags.summary === true) addToSummary(terminal, markdownReport(report))
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

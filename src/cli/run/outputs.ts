// What a run leaves behind: reports in files, and cassettes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { packageVersion } from '../../package.ts'
import type { Scenario } from '../../scenario/format/scenario.ts'
import { cassetteName, differenceOf } from '../../scenario/play/cassettes.ts'
import type { Played } from '../../scenario/play-scenario.ts'
import { ctrfReport, jsonReport, junitReport } from '../../scenario/reports/machine-reports.ts'
import type { CassetteFinding, Report } from '../../scenario/reports/report.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { writeJson, writePage } from '../coverage-report/report.ts'
import { UsageError } from '../options.ts'
import { pathIn, print, type Terminal, talk } from '../terminal.ts'
import { writeText } from '../written-files.ts'
import type { RunFlags } from './flags.ts'

/** Writes the reports that were asked for. @throws UsageError when a file cannot be written. */
export async function writeReports(
  report: Report,
  flags: RunFlags,
  terminal: Terminal,
): Promise<void> {
  const { json, junit, ctrf, coverageJson, coverageHtml } = flags
  if (coverageJson !== undefined) writeJson(terminal, coverageJson, report.coverage)
  if (coverageHtml !== undefined) writePage(terminal, coverageHtml, report.coverage)
  if (junit !== undefined) writeText(terminal, junit, junitReport(report))
  if (ctrf !== undefined) {
    const text = JSON.stringify(ctrfReport(report, packageVersion()), null, 2)
    writeText(terminal, ctrf, `${text}\n`)
  }
  if (json === true) print(terminal, harmlessJson(jsonReport(report), 2))
}

/** Records a play that passed, or compares it with its cassette; undefined when neither is asked for. */
export function cassetteKeeper(
  { record, replay }: RunFlags,
  isReal: (scenario: Scenario) => boolean,
  terminal: Terminal,
): (played: Played) => CassetteFinding | undefined {
  return ({ scenario, transcript }) => {
    const folder = record ?? replay
    if (folder === undefined) return undefined
    if (isReal(scenario)) {
      talk(
        terminal,
        `${scenario.file} meets real programs: no two runs are the same, so it has no cassette.`,
      )
      return undefined
    }
    const file = pathIn(terminal, join(folder, cassetteName(scenario.file)))
    if (record !== undefined) {
      writeText(terminal, file, transcript)
      return { file, difference: null }
    }
    if (!existsSync(file)) {
      throw new UsageError(
        `${scenario.file} has no cassette ${file}. Make it with --record ${folder}.`,
      )
    }
    return { file, difference: differenceOf(readFileSync(file, 'utf8'), transcript) }
  }
}

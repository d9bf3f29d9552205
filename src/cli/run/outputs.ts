// What a run leaves behind: reports in files, and cassettes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { packageVersion } from '../../control/reads/package-version.ts'
import type { Scenario } from '../../scenario/format/scenario.ts'
import { cassetteName, differenceOf } from '../../scenario/play/cassettes.ts'
import type { Played } from '../../scenario/play-scenario.ts'
import { ctrfReport, jsonReport, junitReport } from '../../scenario/reports/machine-reports.ts'
import type { CassetteFinding, Report } from '../../scenario/reports/report.ts'
import { writeJson, writePage } from '../coverage-report/report.ts'
import { UsageError } from '../options.ts'
import { talk } from '../terminal.ts'
import { writeText } from '../written-files.ts'
import type { RunFlags } from './flags.ts'

/** Writes the reports that were asked for. @throws UsageError when a file cannot be written. */
export async function writeReports(report: Report, flags: RunFlags): Promise<void> {
  const { json, junit, ctrf, coverageJson, coverageHtml } = flags
  if (coverageJson !== undefined) writeJson(coverageJson, report.coverage)
  if (coverageHtml !== undefined) writePage(coverageHtml, report.coverage)
  if (junit !== undefined) writeText(junit, junitReport(report))
  if (ctrf !== undefined) {
    writeText(ctrf, `${JSON.stringify(ctrfReport(report, packageVersion()), null, 2)}\n`)
  }
  if (json === true) process.stdout.write(`${JSON.stringify(jsonReport(report), null, 2)}\n`)
}

/** Records a play that passed, or compares it with its cassette; undefined when neither is asked for. */
export function cassetteKeeper(
  { record, replay }: RunFlags,
  isReal: (scenario: Scenario) => boolean,
): (played: Played) => CassetteFinding | undefined {
  return ({ scenario, transcript }) => {
    const folder = record ?? replay
    if (folder === undefined) return undefined
    if (isReal(scenario)) {
      talk(`${scenario.file} meets real programs: no two runs are the same, so it has no cassette.`)
      return undefined
    }
    const file = join(folder, cassetteName(scenario.file))
    if (record !== undefined) {
      writeText(file, transcript)
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

// What a run of scenarios comes to: verdicts, coverage, what was exercised, and the exit it earns.
import { addCoverage, newCoverage } from '../../contract/coverage.ts'
import { type CoverageReport, coverageReport } from '../../control/reads/coverage-report.ts'
import type { Instant } from '../../domain/world/time.ts'
import type { Scenario } from '../format/scenario.ts'
import type { CassetteDifference } from '../play/cassettes.ts'
import type { Skipped } from '../play-all.ts'
import type { Played } from '../play-scenario.ts'

/** What a cassette says of a play. */
export type CassetteFinding = {
  readonly file: string
  /** Where play and cassette part; null when they are the same. */
  readonly difference: CassetteDifference | null
}

export type Report = {
  readonly results: readonly (Played | Skipped)[]
  readonly cassettes: ReadonlyMap<Scenario, CassetteFinding>
  /** Of all scenarios together. */
  readonly coverage: CoverageReport
  /** By the machine's clock. */
  readonly startedAt: Instant
  readonly endedAt: Instant
}

export function newReport(
  results: readonly (Played | Skipped)[],
  cassettes: ReadonlyMap<Scenario, CassetteFinding>,
  startedAt: Instant,
  endedAt: Instant,
): Report {
  const sum = newCoverage()
  for (const one of results) if (one.verdict !== 'skipped') addCoverage(sum, one.coverage)
  return {
    results,
    cassettes,
    coverage: coverageReport(sum),
    startedAt,
    endedAt,
  }
}

/** A scenario's verdict with that of its cassette. */
export function verdictOf({ cassettes }: Report, one: Played | Skipped) {
  const differs = (cassettes.get(one.scenario)?.difference ?? null) !== null
  return one.verdict === 'passed' && differs ? 'failed' : one.verdict
}

export type Counts = {
  readonly passed: number
  readonly failed: number
  readonly incomplete: number
  readonly skipped: number
}

export function countsOf(report: Report): Counts {
  const counts = { passed: 0, failed: 0, incomplete: 0, skipped: 0 }
  for (const one of report.results) counts[verdictOf(report, one)]++
  return counts
}

/** Pairs that were seen at all, by a fault or without. */
export function reachedPairs({ seen, seen_by_fault_only: byFault }: CoverageReport): number {
  return seen + byFault
}

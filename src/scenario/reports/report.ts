// What a run of scenarios comes to: verdicts, coverage, what was exercised, and the exit it earns.
import {
  type Coverage,
  type CoverageSummary,
  coverageSummary,
  newCoverage,
} from '../../contract/coverage.ts'
import { OPERATION_KEYS } from '../../contract/spec.ts'
import type { Instant } from '../../domain/world/time.ts'
import type { Scenario } from '../format/format.ts'
import { addExercised, type Exercised } from '../play/exercised.ts'
import type { Played } from '../play/player.ts'

/** A scenario that was not played, because an earlier one failed. */
export type Skipped = { readonly scenario: Scenario; readonly verdict: 'skipped' }

/** What a cassette says of a play. */
export type CassetteFinding = {
  readonly file: string
  /** Where play and cassette part; null when they are the same. */
  readonly difference: CassetteDifference | null
}

export type CassetteDifference = {
  readonly line: number
  readonly expected: string
  readonly seen: string
  /** The lines before, which are the same. */
  readonly before: readonly string[]
}

export type Report = {
  readonly results: readonly (Played | Skipped)[]
  readonly cassettes: ReadonlyMap<Scenario, CassetteFinding>
  readonly coverage: CoverageSummary
  readonly exercised: Exercised
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
  const played = results.filter((one) => one.verdict !== 'skipped')
  return {
    results,
    cassettes,
    coverage: coverageSummary(sumCoverage(played.flatMap(({ coverage }) => coverage))),
    exercised: addExercised(played.map(({ exercised }) => exercised)),
    startedAt,
    endedAt,
  }
}

function sumCoverage(all: readonly Coverage[]): Coverage {
  const sum = newCoverage()
  for (const one of all) {
    for (const key of OPERATION_KEYS) {
      for (const [status, { hits, faultHits }] of Object.entries(one[key])) {
        const pair = sum[key][Number(status)]
        if (pair === undefined) continue
        pair.hits += hits
        pair.faultHits += faultHits
      }
    }
  }
  return sum
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

/** Breaches of the contract, each once. */
export function breachesOf({ results }: Report): string[] {
  const all = results.flatMap((one) => (one.verdict === 'skipped' ? [] : one.breaches))
  return [...new Set(all)]
}

/** Pairs that were seen at all, by a fault or without. */
export function reachedPairs({ seen, seenByFaultOnly }: CoverageSummary): number {
  return seen + seenByFaultOnly
}

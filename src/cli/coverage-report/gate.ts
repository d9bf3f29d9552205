// The bar that a coverage must reach.
import { percentText } from '../../contract/coverage.ts'
import type { CoverageReport } from '../../control/reads/coverage-report.ts'

export function percentOf({ seen, total }: CoverageReport): number {
  return (100 * seen) / total
}

/** What to say when the coverage is below the bar; null when it is not. */
export function belowBar(report: CoverageReport, bar: number | undefined): string | null {
  if (bar === undefined || percentOf(report) >= bar) return null
  const needed = Math.ceil((bar / 100) * report.total)
  return `The coverage is ${percentText(report.seen, report.total)}; ${bar} % was asked for: that takes ${needed - report.seen} more of the ${report.total} pairs.`
}

// The bar that a coverage must reach, and how percentages are written.
import type { CoverageReport } from '../../control/reads/coverage.ts'

export function percentOf({ seen, total }: CoverageReport): number {
  return (100 * seen) / total
}

/** Rounded down, so that only a whole coverage is called 100 %. */
export function percentText(report: CoverageReport): string {
  return `${Math.floor(10 * percentOf(report)) / 10} %`
}

/** What to say when the coverage is below the bar; null when it is not. */
export function belowBar(report: CoverageReport, bar: number | undefined): string | null {
  if (bar === undefined || percentOf(report) >= bar) return null
  const needed = Math.ceil((bar / 100) * report.total)
  return `The coverage is ${percentText(report)}; ${bar} % was asked for: that takes ${needed - report.seen} more of the ${report.total} pairs.`
}

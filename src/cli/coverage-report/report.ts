// What becomes of a coverage at the end of a command: files, breaches, and the verdict of the bar.
import { InvalidArgumentError, Option } from 'commander'

import type { CoverageReport } from '../../control/reads/coverage-report.ts'
import type { Terminal } from '../terminal.ts'
import { writeText } from '../written-files.ts'
import { belowBar } from './gate.ts'
import { coveragePage } from './page.ts'

/** The flag of the bar, under the name that the command gives it. */
export function barOption(flag: string): Option {
  return new Option(
    `${flag} <percent>`,
    'exit with 3 when less of all pairs of operation and status was seen',
  ).argParser(readPercent)
}

/** Reads the percentage of a flag. @throws InvalidArgumentError. */
function readPercent(text: string): number {
  const percent = /^\d+(\.\d+)?%?$/.test(text) ? Number(text.replace('%', '')) : Number.NaN
  if (percent >= 0 && percent <= 100) return percent
  throw new InvalidArgumentError('Expected a percentage from 0 to 100.')
}

/** Writes the report as JSON. @throws UsageError when the file cannot be written. */
export function writeJson(terminal: Terminal, file: string, report: CoverageReport): void {
  writeText(terminal, file, `${JSON.stringify(report, null, 2)}\n`)
}

/** Writes the report as a page. @throws UsageError when the file cannot be written. */
export function writePage(terminal: Terminal, file: string, report: CoverageReport): void {
  writeText(terminal, file, coveragePage(report))
}

/** Breaches are bugs of the sandbox: they are always told, a line each. */
export function breachLines({ breaches: { count, messages } }: CoverageReport): string[] {
  if (count === 0) return []
  const more = count - messages.length
  return [
    `${count === 1 ? 'One breach' : `${count} breaches`} of the contract: a bug of the sandbox, worth a report.`,
    ...messages.map((message) => `  BREACH  ${message.split('\n')[0]}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

/** What a program wrote and nobody read is always told, a line each. */
export function unknownMemberLines({ unknown_members: rows }: CoverageReport): string[] {
  if (rows.length === 0) return []
  return [
    'Members of request bodies that the contract does not know (--strict-members refuses them):',
    ...rows.map(({ message, count }) => `  ${message}${count > 1 ? ` (${count} times)` : ''}`),
  ]
}

export type Bars = { readonly min: number | undefined; readonly failOnBreach: boolean }

/** Why the coverage is not good enough, a sentence each. */
export function verdicts(report: CoverageReport, { min, failOnBreach }: Bars): string[] {
  const below = belowBar(report, min)
  const isBroken = failOnBreach && report.breaches.count > 0
  return [
    ...(below === null ? [] : [below]),
    ...(isBroken ? ['The sandbox broke the contract, which --fail-on-breach forbids.'] : []),
  ]
}

// Reports for tests of what is made of them.
import {
  type Coverage,
  countAttempt,
  countMessage,
  countReply,
  newCoverage,
} from '../../../src/contract/coverage.ts'
import { OPERATION_KEYS, OPERATIONS } from '../../../src/contract/spec.ts'
import { type CoverageReport, coverageReport } from '../../../src/control/reads/coverage-report.ts'

/** A report after something was counted. */
export function reportAfter(count: (coverage: Coverage) => void): CoverageReport {
  const coverage = newCoverage()
  count(coverage)
  return coverageReport(coverage)
}

/** Some of everything. */
export const MIXED = reportAfter((coverage) => {
  for (let n = 0; n < 1_234; n++) countReply(coverage, 'POST /messages', 200, false)
  countReply(coverage, 'GET /health', 200, false)
  countReply(coverage, 'GET /templates', 500, true)
  countAttempt(coverage, 'message.status', { isDelivered: true, byFault: false })
  countMessage(coverage, 'sent', 'text', 1_234)
})

export const WHOLE = reportAfter((coverage) => {
  for (const key of OPERATION_KEYS) {
    for (const status of OPERATIONS[key].vendorStatuses) countReply(coverage, key, status, false)
  }
})

// The coverage as it is shown: over HTTP, in files, by the library, and to whoever draws it.
import { type Coverage, coverageSummary } from '../../contract/coverage.ts'
import { EVENT_TYPES, MESSAGE_TYPES } from '../../contract/spec.ts'
import { INBOUND_TYPES } from '../../domain/messaging/inbound/inbound-content.ts'

/** The coverage as it is shown: over HTTP, in files, and to whoever draws it. */
export type CoverageReport = {
  readonly total: number
  readonly seen: number
  readonly seen_by_fault_only: number
  readonly operations: readonly {
    readonly key: string
    readonly statuses: readonly PairReport[]
  }[]
  readonly events: readonly EventReport[]
  readonly message_types: {
    readonly sent: readonly TypeReport[]
    readonly received: readonly TypeReport[]
  }
  readonly breaches: { readonly count: number; readonly messages: readonly string[] }
  readonly unknown_members: readonly { readonly message: string; readonly count: number }[]
}

export type PairReport = {
  readonly status: number
  readonly seen: boolean
  readonly hits: number
  readonly fault_hits: number
}

export type EventReport = {
  readonly type: string
  readonly seen: boolean
  readonly attempts: number
  readonly delivered: number
  readonly fault_attempts: number
}

export type TypeReport = { readonly type: string; readonly seen: boolean; readonly count: number }

export function coverageReport(coverage: Coverage): CoverageReport {
  const { total, seen, seenByFaultOnly, operations } = coverageSummary(coverage)
  return {
    total,
    seen,
    seen_by_fault_only: seenByFaultOnly,
    operations: operations.map(({ key, statuses }) => ({
      key,
      statuses: statuses.map(({ faultHits, ...pair }) => ({ ...pair, fault_hits: faultHits })),
    })),
    events: EVENT_TYPES.map((type) => {
      const { attempts, delivered, faultAttempts } = coverage.events[type]
      return { type, seen: delivered > 0, attempts, delivered, fault_attempts: faultAttempts }
    }),
    message_types: {
      sent: typesOf(MESSAGE_TYPES, coverage.sent),
      received: typesOf(Object.keys(INBOUND_TYPES), coverage.received),
    },
    breaches: { count: coverage.breaches.count, messages: [...coverage.breaches.messages] },
    unknown_members: [...coverage.ignored].map(([message, count]) => ({ message, count })),
  }
}

function typesOf(types: readonly string[], counts: ReadonlyMap<string, number>): TypeReport[] {
  return types.map((type) => {
    const count = counts.get(type) ?? 0
    return { type, seen: count > 0, count }
  })
}

// Counts which operation answered with which status: how much of the contract was seen in use.
import { DECLARED_PAIRS, OPERATION_KEYS, OPERATIONS, type OperationKey } from './spec.ts'

/** Hits of one pair; replies made by a fault prove little, so they are counted apart. */
type PairCount = { hits: number; faultHits: number }

/** One counter per pair of the vendor's file, made at once, so it never grows. */
export type Coverage = { readonly [Key in OperationKey]: { [status: number]: PairCount } }

/** Which pairs of operation and status have been seen, of those that the vendor's file declares. */
export type CoverageSummary = {
  readonly total: number
  /** Pairs seen in real traffic. */
  readonly seen: number
  /** Pairs seen only because a fault made the reply. */
  readonly seenByFaultOnly: number
  readonly operations: readonly {
    readonly key: OperationKey
    readonly statuses: readonly {
      readonly status: number
      readonly seen: boolean
      readonly hits: number
      readonly faultHits: number
    }[]
  }[]
}

export function newCoverage(): Coverage {
  const rows = OPERATION_KEYS.map((key) => {
    const pairs = OPERATIONS[key].vendorStatuses.map((status) => [
      status,
      { hits: 0, faultHits: 0 },
    ])
    return [key, Object.fromEntries(pairs)]
  })
  return Object.fromEntries(rows)
}

/** Counts one reply. A status that only the overlay declares is no pair of the vendor's file. */
export function countReply(
  coverage: Coverage,
  key: OperationKey,
  status: number,
  byFault: boolean,
): void {
  const pair = coverage[key][status]
  if (pair === undefined) return
  if (byFault) pair.faultHits += 1
  else pair.hits += 1
}

export function coverageSummary(coverage: Coverage): CoverageSummary {
  const operations = OPERATION_KEYS.map((key) => ({
    key,
    statuses: OPERATIONS[key].vendorStatuses.map((status) => {
      const { hits, faultHits } = coverage[key][status] ?? { hits: 0, faultHits: 0 }
      return { status, seen: hits > 0, hits, faultHits }
    }),
  }))
  const pairs = operations.flatMap(({ statuses }) => statuses)
  return {
    total: DECLARED_PAIRS,
    seen: pairs.filter(({ seen }) => seen).length,
    seenByFaultOnly: pairs.filter(({ seen, faultHits }) => !seen && faultHits > 0).length,
    operations,
  }
}

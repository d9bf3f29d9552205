// Reading the coverage: how much of the contract was seen in use, by one organisation or by all.
import { type Coverage, coverageSummary } from '../../contract/coverage.ts'
import { EVENT_TYPES, MESSAGE_TYPES } from '../../contract/spec.ts'
import { INBOUND_TYPES } from '../../domain/messaging/inbound/inbound-content.ts'
import { coverageOfAll } from '../../engine/organizations.ts'
import { read } from './read.ts'
import { list, shape, text, whole, yes } from './shapes.ts'

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

const PAIR = shape('A status that the contract declares.', {
  status: whole('The HTTP status.'),
  seen: yes('Whether it was answered in real traffic.'),
  hits: whole('How often.'),
  fault_hits: whole('How often because of a fault.'),
})

const EVENT = shape('A type of webhook event.', {
  type: text('`message.status`.'),
  seen: yes('Whether a receiver took one.'),
  attempts: whole('How often one was posted.'),
  delivered: whole('How often a receiver took it.'),
  fault_attempts: whole(
    'How often an attempt was changed by a fault; those are not counted above.',
  ),
})

const TYPE = shape('A type of message.', {
  type: text('`template`.'),
  seen: yes('Whether there was one.'),
  count: whole('How many there were.'),
})

export const COVERAGE_READ = read({
  path: '/coverage',
  what: 'How much of the contract was seen in use: statuses, webhook events, types of message.',
  params: {},
  query: {
    of: {
      description:
        '`all` adds up every organisation, those that are gone included; else it is the one that is asked for.',
      type: 'string',
      enum: ['organization', 'all'],
    },
  },
  reply: shape('The coverage.', {
    total: whole('Pairs of operation and status that the contract declares.'),
    seen: whole('Pairs seen in real traffic.'),
    seen_by_fault_only: whole('Pairs seen only because of a fault.'),
    operations: list(
      "In the contract's order.",
      shape('An operation.', {
        key: text('`POST /messages`.'),
        statuses: list('What it may answer.', PAIR),
      }),
    ),
    events: list('Every webhook event.', EVENT),
    message_types: shape('Every type of message.', {
      sent: list('Those that the API takes.', TYPE),
      received: list('Those that customers write.', TYPE),
    }),
    breaches: shape('Bugs of the sandbox that showed meanwhile.', {
      count: whole('How many.'),
      messages: list('The first of them.', text('What went wrong.')),
    }),
    unknown_members: list(
      'Members of request bodies that the contract does not know.',
      shape('One of them.', {
        message: text('Which one of which operation, and what it may have been meant to be.'),
        count: whole('How often it came.'),
      }),
    ),
  }),
  run: ({ sandbox, organization }, { query: { of } }) =>
    coverageReport(of === 'all' ? coverageOfAll(sandbox) : organization.coverage),
})

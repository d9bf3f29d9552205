// Reading the coverage: how much of the contract was seen in use, by one organisation or by all.
import { coverageOfAll } from '../../engine/organizations.ts'
import { choice, flag, integer, object, optional, rows, said } from '../../schema/shapes.ts'
import { coverageReport } from './coverage-report.ts'
import { read } from './read.ts'

const PAIR = object('A status that the contract declares.', {
  status: integer('The HTTP status.'),
  seen: flag('Whether it was answered in real traffic.'),
  hits: integer('How often.'),
  fault_hits: integer('How often because of a fault.'),
})

const EVENT = object('A type of webhook event.', {
  type: said('`message.status`.'),
  seen: flag('Whether a receiver took one.'),
  attempts: integer('How often one was posted.'),
  delivered: integer('How often a receiver took it.'),
  fault_attempts: integer(
    'How often an attempt was changed by a fault; those are not counted above.',
  ),
})

const TYPE = object('A type of message.', {
  type: said('`template`.'),
  seen: flag('Whether there was one.'),
  count: integer('How many there were.'),
})

/** The coverage as it is shown: over HTTP, in files, and to whoever draws it. */
const COVERAGE = object('The coverage.', {
  total: integer('Pairs of operation and status that the contract declares.'),
  seen: integer('Pairs seen in real traffic.'),
  seen_by_fault_only: integer('Pairs seen only because of a fault.'),
  operations: rows(
    "In the contract's order.",
    object('An operation.', {
      key: said('`POST /messages`.'),
      statuses: rows('What it may answer.', PAIR),
    }),
  ),
  events: rows('Every webhook event.', EVENT),
  message_types: object('Every type of message.', {
    sent: rows('Those that the API takes.', TYPE),
    received: rows('Those that customers write.', TYPE),
  }),
  breaches: object('Bugs of the sandbox that showed meanwhile.', {
    count: integer('How many.'),
    messages: rows('The first of them.', said('What went wrong.')),
  }),
  unknown_members: rows(
    'Members of request bodies that the contract does not know.',
    object('One of them.', {
      message: said('Which one of which operation, and what it may have been meant to be.'),
      count: integer('How often it came.'),
    }),
  ),
})

export const COVERAGE_READ = read({
  path: '/coverage',
  what: 'How much of the contract was seen in use: statuses, webhook events, types of message.',
  params: {},
  query: {
    of: optional(
      choice(
        '`all` adds up every organisation, those that are gone included; else it is the one that is asked for.',
        ['organization', 'all'],
      ),
    ),
  },
  reply: COVERAGE,
  run: ({ sandbox, organization }, { query: { of } }) =>
    coverageReport(of === 'all' ? coverageOfAll(sandbox) : organization.coverage),
})

// What the rows of a snapshot must be beside well shaped: whole references, keys that nobody shares.
import { FAULTS, type FaultName, faultFacts } from '../../domain/faults/table.ts'
import { readBehaviour } from '../../domain/messaging/recipients.ts'
import { ID_PREFIXES, type IdKind } from '../../domain/world/ids.ts'
import { reveal } from '../../domain/world/secret.ts'
import type { Table } from '../../domain/world/tables.ts'
import type { TableName, World } from '../../domain/world/world.ts'
import { API_KEY, idOf } from '../../schema/formats.ts'

/** The row type of a table. */
export type RowOf<Name extends TableName> =
  World['tables'][Name] extends Table<infer Row, infer _Index> ? Row : never

/** Finds a row of another table. */
export type Find = <Name extends TableName>(table: Name, id: string) => RowOf<Name> | undefined

type Rules<Name extends TableName> = {
  /** The kind of its ids; without one they are made of other members. */
  readonly kind?: IdKind
  /** By member: the table that must have the row; null refers to none. */
  readonly refers?: { readonly [Member in keyof RowOf<Name>]?: TableName }
  /** What no two rows share, and in words. */
  readonly unique?: readonly [what: string, key: (row: RowOf<Name>) => string]
  /** What else must hold: what is wrong, or null. */
  readonly check?: (row: RowOf<Name>, find: Find) => string | null
}

const DIGITS = /^[1-9]\d{4,15}$/

/** One row for each table; a new table does not compile without one. */
export const ROW_RULES: { readonly [Name in TableName]: Rules<Name> } = {
  accounts: {
    kind: 'account',
    refers: { teamId: 'teams' },
    unique: ['phone', (row) => row.phone],
    check: (row) => digits('phone', row.phone),
  },
  teams: { kind: 'team' },
  users: { kind: 'user', refers: { teamId: 'teams' } },
  apiKeys: {
    kind: 'apiKey',
    unique: ['token', (row) => reveal(row.token)],
    check: ({ token, last4 }) => {
      if (API_KEY.parse(reveal(token)) === null) {
        return 'token must be kdv_live_ (or kdv_test_) and 24 characters of A-Z a-z 0-9 - _; got something else.'
      }
      return is('last4', last4, reveal(token).slice(-4), 'the last four characters of the token')
    },
  },
  labels: {
    kind: 'label',
    refers: { teamId: 'teams' },
    unique: ['team and name', (row) => `${row.teamId}:${row.name}`],
  },
  contactLabels: {
    refers: { labelId: 'labels', ownerId: 'contacts' },
    check: ({ id, ownerId, labelId }) => is('id', id, `${ownerId}:${labelId}`),
  },
  conversationLabels: {
    refers: { labelId: 'labels', ownerId: 'conversations' },
    check: ({ id, ownerId, labelId }) => is('id', id, `${ownerId}:${labelId}`),
  },
  contacts: {
    kind: 'contact',
    refers: { accountId: 'accounts' },
    unique: ['account and phone', (row) => `${row.accountId}:${row.phone}`],
    check: (row) => digits('phone', row.phone),
  },
  conversations: {
    kind: 'conversation',
    refers: { accountId: 'accounts', contactId: 'contacts', assigneeId: 'users' },
  },
  templates: {
    kind: 'template',
    refers: { accountId: 'accounts' },
    unique: ['account, name and language', (row) => `${row.accountId}:${row.name}:${row.language}`],
  },
  messages: {
    kind: 'message',
    refers: {
      accountId: 'accounts',
      contactId: 'contacts',
      conversationId: 'conversations',
      jobId: 'jobs',
    },
    check: (row, find) => {
      const conversation = find('conversations', row.conversationId)
      const job = row.jobId === null ? undefined : find('jobs', row.jobId)
      return (
        is('contactId', row.contactId, conversation?.contactId, 'that of its conversation') ??
        digits('customerPhone', row.customerPhone) ??
        atMost('fateTaken', row.fateTaken, row.fate.length) ??
        (job === undefined ? null : is('jobId', job.subject, row.id, 'a job about this message'))
      )
    },
  },
  recipients: {
    check: ({ id, behaviour }) =>
      digits('id', id) ??
      (readBehaviour(behaviour) === null
        ? `behaviour must be one of the table of recipients; got ${quoted(behaviour)}.`
        : null),
  },
  subscriptions: {
    kind: 'subscription',
    check: ({ url }) => {
      const protocol = URL.canParse(url) ? new URL(url).protocol : ''
      if (protocol === 'https:' || protocol === 'http:') return null
      return 'url must be an https:// or http:// address; got something else.'
    },
  },
  secrets: {
    kind: 'secret',
    refers: { subscriptionId: 'subscriptions' },
    check: ({ secret }) =>
      /^whsec_[\w-]{1,200}$/.test(reveal(secret))
        ? null
        : 'secret must be whsec_ and characters of A-Z a-z 0-9 - _; got something else.',
  },
  events: { kind: 'event' },
  deliveries: {
    kind: 'delivery',
    refers: { eventRowId: 'events' },
    check: (row, find) => {
      const event = find('events', row.eventRowId)
      const job = row.jobId === null ? undefined : find('jobs', row.jobId)
      const isOver = row.phase === 'done' || row.phase === 'attempting'
      if (!isOver && find('subscriptions', row.subscriptionId) === undefined) {
        return missing('subscriptionId', 'subscriptions', row.subscriptionId)
      }
      return (
        is('eventId', row.eventId, event?.eventId, 'that of its event') ??
        is('eventType', row.eventType, event?.facts.type, 'that of its event') ??
        (job === undefined ? null : is('jobId', job.subject, row.id, 'a job about this delivery'))
      )
    },
  },
  attempts: {
    refers: { deliveryId: 'deliveries' },
    check: ({ id, deliveryId, number }) => is('id', id, `${deliveryId}:${number}`),
  },
  faults: {
    kind: 'fault',
    check: ({ fault, site }) =>
      Object.hasOwn(FAULTS, fault)
        ? is('site', site, faultFacts(fault as FaultName).site, 'that of the fault')
        : `fault must be one of the table of faults; got ${quoted(fault)}.`,
  },
  idempotency: {
    check: ({ status }) =>
      status >= 100 && status <= 599 ? null : `status must be an HTTP status; got ${status}.`,
  },
  jobs: {
    check: ({ id, seq, kind, subject }, find) => {
      if (kind === 'purge-deliveries') return is('id', id, kind) ?? is('subject', subject, '')
      const table = JOB_SUBJECTS[kind]
      if (table !== null && find(table, subject) === undefined) {
        return missing('subject', table, subject)
      }
      return is('id', id, String(seq), 'the text of its sequence number')
    },
  },
}

/** What each job is about. A message may be gone when the customer would have written it back. */
const JOB_SUBJECTS = {
  'progress-message': 'messages',
  'download-media': 'messages',
  'echo-message': null,
  'attempt-delivery': 'deliveries',
} as const

export function missing(member: string, table: string, id: string): string {
  return `${member} must be the id of a row of ${table}; got ${quoted(id)}, which is none.`
}

const IDS = Object.fromEntries(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [kind, idOf(prefix)]),
)

/** What is wrong with an id of a kind. */
export function idProblem(kind: IdKind, id: string): string | null {
  if (IDS[kind]?.parse(id) !== null) return null
  return `id must be ${ID_PREFIXES[kind]}_ and 26 characters of 0-9 and A-Z without I, L, O, U; got ${quoted(id)}.`
}

function is(member: string, value: string, expected: unknown, words?: string): string | null {
  if (value === expected) return null
  const what = words ?? quoted(String(expected))
  return `${member} must be ${what}; got ${member === 'last4' ? 'others' : quoted(value)}.`
}

function digits(member: string, value: string): string | null {
  if (DIGITS.test(value)) return null
  return `${member} must be 5 to 16 digits without a plus; got ${quoted(value)}.`
}

function atMost(member: string, value: number, most: number): string | null {
  return value <= most ? null : `${member} must be at most ${most}; got ${value}.`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

// A world: all that one organisation's sandbox remembers, and the transaction that changes it.
import type { Tier } from '../../schema/tiers.ts'
import type { FaultRow } from './fault-rows.ts'
import { type IdKind, makeId } from './ids.ts'
import { JOB_KINDS } from './job-kinds.ts'
import { type Journal, newJournal } from './journal.ts'
import type { MessageRow } from './message-rows.ts'
import type {
  AccountRow,
  ApiKeyRow,
  AttachmentRow,
  ContactRow,
  ConversationRow,
  IdempotencyRow,
  JobRow,
  LabelRow,
  RecipientRow,
  TeamRow,
  TemplateRow,
  UserRow,
} from './rows.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { type Change, type ChangeLog, newTable, undo } from './tables.ts'
import { newTextCache } from './text-cache.ts'
import type { Instant } from './time.ts'
import type {
  AttemptRow,
  DeliveryRow,
  EventRow,
  SecretRow,
  SubscriptionRow,
} from './webhook-rows.ts'

/** What a token bucket holds; `domain/access/rate-limit` fills and empties it. */
export type Bucket = { tokens: number; filledAt: Instant }

export type World = ReturnType<typeof newWorld>

/** What a world is begun with. */
export type WorldStart = {
  readonly seed: number
  readonly now: Instant
  readonly organizationName: string
  readonly tier: Tier
  /** Told from other organisations of the same seed in one sandbox. */
  readonly number?: number
}

/** Where a sandbox is said to be that only this process can call. Nothing answers there. */
export const UNHEARD_ADDRESS = 'https://media.kirim.example'

/** An empty world: an organisation without numbers, keys or people. */
export function newWorld({ seed, now, organizationName, tier, number = 0 }: WorldStart) {
  const log: ChangeLog = { open: null }
  const tables = newTables(log)
  return {
    id: makeId('organization', seed, number),
    name: organizationName,
    seed,
    tier,
    now,
    /** Where the sandbox is reached, without a path: told anew at each call, and never kept. */
    address: UNHEARD_ADDRESS as string,
    /** How many ids have been made. */
    idCount: 0,
    /** How many requests have come: request ids are counted apart, so that reads change no row. */
    requestCount: 0,
    /** The sequence number of the newest row. */
    seq: 0,
    createdAt: now,
    settings: defaultSettings() as Settings,
    buckets: new Map<string, Bucket>(),
    journal: newJournal() as Journal,
    texts: newTextCache(),
    log,
    /** All tables by name; each is a member of the world too. */
    tables,
    ...tables,
  }
}

export type TableName = keyof World['tables']

function newTables(log: ChangeLog) {
  return {
    accounts: newTable('accounts', log, {
      byPhone: { keyOf: (row: AccountRow) => row.phone },
      connected: { keyOf: (row: AccountRow) => (row.connected ? '' : undefined) },
    }),
    teams: newTable<TeamRow, never>('teams', log, {}),
    users: newTable<UserRow, never>('users', log, {}),
    apiKeys: newTable<ApiKeyRow, never>('apiKeys', log, {}),
    labels: newTable('labels', log, {
      byName: { keyOf: (row: LabelRow) => `${row.teamId}:${row.name.trim().toLowerCase()}` },
    }),
    contactLabels: newTable('contactLabels', log, ATTACHMENT_INDEXES),
    conversationLabels: newTable('conversationLabels', log, ATTACHMENT_INDEXES),
    contacts: newTable('contacts', log, {
      byAccountPhone: { keyOf: (row: ContactRow) => `${row.accountId}:${row.phone}` },
      byPhone: { keyOf: (row: ContactRow) => row.phone },
    }),
    conversations: newTable('conversations', log, {
      byContact: { keyOf: (row: ConversationRow) => row.contactId },
      byActivity: { keyOf: () => '', rankOf: activityRank },
      byStatus: { keyOf: (row: ConversationRow) => row.status, rankOf: activityRank },
    }),
    templates: newTable('templates', log, {
      byName: { keyOf: (row: TemplateRow) => row.name },
    }),
    messages: newTable('messages', log, {
      byConversation: { keyOf: (row: MessageRow) => row.conversationId },
      byStatus: { keyOf: (row: MessageRow) => row.status },
      // Outbound messages are nearly all there are: only the others need finding.
      inbound: { keyOf: (row: MessageRow) => (row.direction === 'inbound' ? '' : undefined) },
    }),
    recipients: newTable<RecipientRow, never>('recipients', log, {}),
    subscriptions: newTable('subscriptions', log, {
      byStatus: { keyOf: (row: SubscriptionRow) => row.status },
    }),
    secrets: newTable('secrets', log, {
      bySubscription: { keyOf: (row: SecretRow) => row.subscriptionId },
    }),
    events: newTable<EventRow, never>('events', log, {}),
    deliveries: newTable('deliveries', log, {
      bySubscription: { keyOf: (row: DeliveryRow) => row.subscriptionId },
      byStatus: { keyOf: (row: DeliveryRow) => row.status },
      bySubscriptionStatus: {
        keyOf: (row: DeliveryRow) => `${row.subscriptionId}:${row.status}`,
      },
      byEventId: { keyOf: (row: DeliveryRow) => row.eventId },
      byEventType: { keyOf: (row: DeliveryRow) => row.eventType },
      /** Deliveries that a fault holds back, by fault. */
      detained: {
        keyOf: (row: DeliveryRow) => (row.phase === 'detained' ? row.bentBy.at(-1) : undefined),
      },
      /** Deliveries on which work is still to be done. */
      unfinished: {
        keyOf: (row: DeliveryRow) => (row.phase === 'done' ? undefined : row.subscriptionId),
      },
    }),
    attempts: newTable<AttemptRow, never>('attempts', log, {}),
    faults: newTable('faults', log, {
      armed: { keyOf: (row: FaultRow) => (row.isArmed ? row.site : undefined) },
    }),
    idempotency: newTable<IdempotencyRow, never>('idempotency', log, {}),
    jobs: newTable(
      'jobs',
      log,
      {
        workByDue: {
          keyOf: (row: JobRow) => (JOB_KINDS[row.kind].housekeeping ? undefined : ''),
          rankOf: (row: JobRow) => row.dueAt,
        },
        housekeepingByDue: {
          keyOf: (row: JobRow) => (JOB_KINDS[row.kind].housekeeping ? '' : undefined),
          rankOf: (row: JobRow) => row.dueAt,
        },
      },
      { withAll: false },
    ),
  }
}

const ATTACHMENT_INDEXES = {
  byOwner: { keyOf: (row: AttachmentRow) => row.ownerId },
  byLabel: { keyOf: (row: AttachmentRow) => row.labelId },
}

/** Conversations without a message stand behind all others. */
function activityRank(row: ConversationRow): number {
  return row.lastMessageAt ?? Number.NEGATIVE_INFINITY
}

/** The sequence number for a new row. */
export function nextSeq(world: { seq: number }): number {
  return ++world.seq
}

/** A new id of a kind; never given twice in a world. */
export function newId(world: World, kind: IdKind): string {
  return makeId(kind, world.seed, ++world.idCount)
}

/**
 * Runs a change as a whole: when it throws, exactly what it changed is undone and the error goes
 * on; when it returns, the list of changes goes to `committed`.
 */
export function transact<Result>(
  world: World,
  change: () => Result,
  committed?: (changes: readonly Change[]) => void,
): Result {
  if (world.log.open !== null) throw new Error('A transaction was begun inside another one.')
  const changes: Change[] = []
  world.log.open = changes
  const { idCount, seq } = world
  try {
    const result = change()
    world.log.open = null
    if (changes.length > 0) committed?.(changes)
    return result
  } catch (error) {
    for (let i = changes.length - 1; i >= 0; i--) undo(changes[i] as Change)
    world.log.open = null
    world.idCount = idCount
    world.seq = seq
    throw error
  }
}

/** Moves the world's clock forward; it never goes back. */
export function setNow(world: World, now: Instant): void {
  if (now > world.now) world.now = now
}

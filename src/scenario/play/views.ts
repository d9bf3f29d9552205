// What expectations look at: messages, deliveries and rows of tables as plain values.
import { DELIVERY_READ } from '../../control/reads/deliveries.ts'
import { callView } from '../../control/reads/journal/calls.ts'
import { MESSAGE_READ } from '../../control/reads/messages.ts'
import type { ReadStage } from '../../control/reads/read.ts'
import { accountOf } from '../../domain/messaging/accounts.ts'
import { messageWithId } from '../../domain/messaging/messages.ts'
import { entriesAfter } from '../../domain/world/journal.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { DeliveryRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import type { Organization } from '../../engine/sandbox.ts'
import {
  contactResource,
  conversationResource,
  deliveryResource,
  labelResource,
  messageListItem,
  messageResource,
  subscriptionResource,
  templateResource,
} from '../../wire/v1/resources.ts'
import type { Opened } from './play-state.ts'

type Value = Readonly<Record<string, unknown>>

/** Reads are made for callers over HTTP; here nobody asks where the server is. */
function readStage({ api, sandbox }: Opened, organization: Organization): ReadStage {
  const served = { pid: 0, keptIn: null }
  return { api, sandbox, organization, origin: '', startedAt: 0, served }
}

/** A message as the control API shows it, with its statuses and the API's own error. @throws Failure. */
export function messageView(opened: Opened, organization: Organization, id: string): Value {
  const { world } = organization
  const stage = readStage(opened, organization)
  const view = MESSAGE_READ.run(stage, { params: { id }, query: {} }) as Value & {
    readonly time_line: readonly { readonly kind: string; readonly status?: unknown }[]
  }
  const { error } = messageResource(world, messageWithId(world, id))
  const steps = view.time_line.filter(({ kind }) => kind === 'status')
  return {
    ...view,
    statuses: steps.map(({ status }) => status),
    ...(error !== undefined && { error }),
  }
}

/** A delivery with each of its attempts. */
export function deliveryView(
  opened: Opened,
  organization: Organization,
  { id, phase }: DeliveryRow,
): Value {
  const stage = readStage(opened, organization)
  const view = DELIVERY_READ.run(stage, { params: { id }, query: {} }) as unknown as Value & {
    readonly delivery: Value
  }
  return { ...view.delivery, phase, attempts: view.attempts }
}

/** The calls behind an entry of the journal, oldest first, without those whose ids are given. */
export function requestsOf(world: World, after: number, without: ReadonlySet<string>) {
  return entriesAfter(world.journal, after).flatMap((entry) => {
    if (entry.kind !== 'request' || without.has(entry.requestId)) return []
    const { param, replayed = false, fault } = entry
    return { ...callView(world, entry), param, replayed, fault }
  })
}

/** By name: the rows of a table, oldest first. */
export const TABLES: Readonly<Record<string, (world: World) => Iterable<unknown>>> = {
  messages: (world) => map(oldestFirst(world.messages), (row) => messageListItem(world, row)),
  contacts: (world) =>
    map(oldestFirst(world.contacts), (row) =>
      contactResource(accountOf(world, row).displayPhone, row),
    ),
  conversations: (world) =>
    map(oldestFirst(world.conversations), (row) => conversationResource(world, row)),
  labels: ({ labels }) => map(oldestFirst(labels), labelResource),
  templates: (world) =>
    map(oldestFirst(world.templates), (row) => ({
      ...templateResource(world, row),
      meta_status: row.metaStatus,
    })),
  subscriptions: (world) =>
    map(oldestFirst(world.subscriptions), (row) => subscriptionResource(world, row)),
  deliveries: ({ deliveries }) => map(oldestFirst(deliveries), deliveryResource),
  requests: ({ journal }) =>
    entriesAfter(journal, 0)
      .filter((entry) => entry.kind === 'request')
      .map(({ at, number: _, kind: __, durationMs: ___, ...rest }) => ({ at: toIso(at), ...rest })),
}

function* map<Row>(rows: Iterable<Row>, show: (row: Row) => unknown): Iterable<unknown> {
  for (const row of rows) yield show(row)
}

// Checks that a world that was read can be shown: every resource and every event fits the contract.
import { checkReply, checkWebhookBody, type Violation } from '../../contract/validators.ts'
import { accountOf } from '../../domain/messaging/accounts.ts'
import { makeId } from '../../domain/world/ids.ts'
import type { AnyRow } from '../../domain/world/tables.ts'
import type { TableName, World } from '../../domain/world/world.ts'
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
import { webhookBody } from '../../wire/v1/webhook-bodies.ts'
import type { SnapshotTables } from './format.ts'
import { placeOf, refuseSnapshot, type Source } from './places.ts'
import type { RowOf } from './references.ts'

const ROWS_AT_ONCE = 200

const REQUEST_ID = makeId('request', 0, 0)

/** A reply around one resource, and one around a list of it. */
const one = (data: unknown) => ({ data, request_id: REQUEST_ID })
const page = (item: unknown) => ({
  data: [item],
  has_more: false,
  next_cursor: null,
  request_id: REQUEST_ID,
})

/** By table what the API or a receiver would be shown of a row, checked as it would be then. */
const SHOWN: {
  readonly [Name in TableName]?: (world: World, row: RowOf<Name>) => Violation | null
} = {
  labels: (_world, row) => checkReply('GET /labels/{id}', 200, one(labelResource(row))),
  contacts: (world, row) =>
    checkReply(
      'GET /contacts/{id}',
      200,
      one(contactResource(accountOf(world, row).displayPhone, row)),
    ),
  conversations: (world, row) =>
    checkReply('GET /conversations/{id}', 200, one(conversationResource(world, row))),
  templates: (world, row) =>
    checkReply('GET /templates/{name}', 200, one(templateResource(world, row))),
  messages: (world, row) =>
    checkReply('GET /messages/{id}', 200, one(messageResource(world, row))) ??
    checkReply('GET /messages', 200, page(messageListItem(world, row))),
  subscriptions: (world, row) =>
    checkReply('GET /webhook_subscriptions/{id}', 200, one(subscriptionResource(world, row))),
  deliveries: (_world, row) =>
    checkReply('GET /webhook_deliveries', 200, page(deliveryResource(row))),
  events: (_world, row) => checkWebhookBody(row.facts.type, webhookBody(row)),
}

/** @throws Failure invalid_field_value that names the row. */
export async function checkShown(
  world: World,
  tables: SnapshotTables,
  source: Source,
  turn: () => Promise<void>,
): Promise<void> {
  for (const [name, show] of Object.entries(SHOWN)) {
    const rows = tables[name as TableName]
    for (let at = 0; at < rows.length; at++) {
      const problem = problemOf(show as Show, world, rows[at] as AnyRow)
      if (problem !== null) {
        const place = placeOf(source, name, at, rows[at])
        refuseSnapshot(`${place}: it could not be shown as the contract wants: ${problem}`)
      }
      if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await turn()
    }
  }
}

type Show = (world: World, row: AnyRow) => Violation | null

/** What somebody else has written into a row may be anything: showing it may fail altogether. */
function problemOf(show: Show, world: World, row: AnyRow): string | null {
  try {
    return show(world, row)?.message ?? null
  } catch (error) {
    return (error as Error).message
  }
}

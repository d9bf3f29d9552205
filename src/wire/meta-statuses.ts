// Meta's webhook for a status of an outbound message, in the style of version 23 or 24.
import { rollHex } from '../domain/world/dice.ts'
import type { JsonObject, MessageRow, MessageStatus } from '../domain/world/rows.ts'
import { META_ERRORS, SEND_FAILURES } from '../domain/world/send-failures.ts'
import { get } from '../domain/world/tables.ts'
import { HOUR_MS, type Instant, unixSeconds } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import { metaEnvelope } from './meta-envelope.ts'

export type ToldStatus = Exclude<MessageStatus, 'pending'>

const ERRORS_PAGE = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

/** The whole body for one status of one message. Source: Meta's status webhook reference. */
export function metaStatusBody(
  world: World,
  message: MessageRow,
  status: ToldStatus,
  at: Instant,
): JsonObject {
  const account = get(world.accounts, message.accountId)
  const told: JsonObject = {
    id: message.wamid,
    status,
    timestamp: String(unixSeconds(at)),
    recipient_id: message.customerPhone,
    ...(status === 'failed' ? { errors: [errorOf(message)] } : priceOf(world, message, status, at)),
  }
  return metaEnvelope(account, { statuses: [told] })
}

/** Conversation and pricing come with sent and with one of delivered and read: the first that is told. */
function priceOf(world: World, message: MessageRow, status: ToldStatus, at: Instant): JsonObject {
  if (!tellsPrice(message, status)) return {}
  if (world.settings.statusStyle === 'v24') return { pricing: pricing(message, true) }
  return {
    conversation: conversation(world, message, status, at),
    pricing: pricing(message, false),
  }
}

function tellsPrice({ statusTimes }: MessageRow, status: ToldStatus): boolean {
  if (status === 'sent') return true
  const other = status === 'delivered' ? 'read' : 'delivered'
  return !statusTimes.some(([reached]) => reached === other)
}

/** Since prices go by message, the conversation is one message long and its id means nothing. */
function conversation(
  world: World,
  message: MessageRow,
  status: ToldStatus,
  at: Instant,
): JsonObject {
  return {
    id: rollHex(32, world.seed, 'meta-conversation', message.id),
    ...(status === 'sent' ? { expiration_timestamp: expiration(at) } : {}),
    origin: { type: categoryOf(message) },
  }
}

/** 24 hours on, rounded up to the minute: so it is in published webhooks. */
function expiration(at: Instant): string {
  return String(Math.ceil(unixSeconds(at + 24 * HOUR_MS) / 60) * 60)
}

function pricing(message: MessageRow, withType: boolean): JsonObject {
  const category = categoryOf(message)
  const isFree = category === 'service' || (category === 'utility' && message.windowOpen)
  return {
    billable: !isFree,
    pricing_model: 'PMP',
    ...(withType ? { type: isFree ? 'free_customer_service' : 'regular' } : {}),
    category,
  }
}

function categoryOf({ pricing }: MessageRow): string {
  return pricing ?? 'service'
}

/** Meta's number and words, which are not always the ones that the API documents. */
function errorOf(message: MessageRow): JsonObject {
  const row = SEND_FAILURES[message.failure ?? 'upstream']
  const code = message.failureMetaCode ?? row.metaCode
  const own = message.failureMetaCode === null ? undefined : META_ERRORS[code]
  const title = own?.[0] ?? row.title
  return {
    code,
    title,
    message: title,
    error_data: { details: message.failureDetails ?? own?.[1] ?? row.details },
    href: ERRORS_PAGE,
  }
}

// Meta's webhook for a status of an outbound message, in the style of version 23 or 24.

import { META_ERRORS, SEND_FAILURES } from '../../domain/failures/send-failures.ts'
import { rollHex } from '../../domain/world/dice.ts'
import type { JsonObject } from '../../domain/world/rows.ts'
import { HOUR_MS, type Instant, unixSeconds } from '../../domain/world/time.ts'
import type { EventFacts, ToldMessage } from '../../domain/world/webhook-rows.ts'
import { idMember, metaEnvelope } from './meta-envelope.ts'

export type StatusFacts = Extract<EventFacts, { readonly type: 'message.status' }>

const ERRORS_PAGE = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

/** The whole body for one status of one message. Source: Meta's status webhook reference. */
export function metaStatusBody(facts: StatusFacts, at: Instant): JsonObject {
  const { message, account, status, names = {} } = facts
  const told: JsonObject = {
    id: message.wamid,
    status,
    timestamp: String(unixSeconds(at)),
    ...idMember('recipient_id', message.customerPhone, names),
    ...(names.userId !== undefined && { recipient_user_id: names.userId }),
    ...(status === 'failed' ? { errors: [errorOf(message)] } : priceOf(facts, at)),
  }
  return metaEnvelope(account, { statuses: [told] })
}

/** Conversation and pricing come with sent, and with the first status that comes of delivered and read. */
function priceOf(facts: StatusFacts, at: Instant): JsonObject {
  if (!tellsPrice(facts)) return {}
  const pricing = pricingOf(facts.message)
  return facts.style === 'v24' ? { pricing } : { conversation: conversationOf(facts, at), pricing }
}

function tellsPrice({ message, status }: StatusFacts): boolean {
  if (status === 'sent') return true
  const other = status === 'delivered' ? 'read' : 'delivered'
  return !message.statusTimes.some(([reached]) => reached === other)
}

/**
 * Since prices go by message, a conversation is one message long. Its id need not depend on the
 * seed: the message's id does.
 */
function conversationOf({ message, status }: StatusFacts, at: Instant): JsonObject {
  return {
    id: rollHex(32, 0, 'meta-conversation', message.id),
    ...(status === 'sent' && { expiration_timestamp: expirationAfter(at) }),
    origin: { type: categoryOf(message) },
  }
}

/** 24 hours on, rounded up to the minute: so it stands in published webhooks. */
function expirationAfter(at: Instant): string {
  return String(Math.ceil(unixSeconds(at + 24 * HOUR_MS) / 60) * 60)
}

/** Source: Meta's "Pricing": service is free, and so is a utility template in an open window. */
function pricingOf(message: ToldMessage): JsonObject {
  const category = categoryOf(message)
  const isFree = category === 'service' || (category === 'utility' && message.windowOpen)
  return {
    billable: !isFree,
    pricing_model: 'PMP',
    type: isFree ? 'free_customer_service' : 'regular',
    category,
  }
}

function categoryOf({ pricing }: ToldMessage): string {
  return pricing ?? 'service'
}

/** Meta's number and words, which are not always the ones that the API documents. */
function errorOf({ failure, failureMetaCode, failureDetails }: ToldMessage): JsonObject {
  const row = SEND_FAILURES[failure ?? 'upstream']
  const own = failureMetaCode === null ? undefined : META_ERRORS[failureMetaCode]
  const title = own?.[0] ?? row.title
  return {
    code: failureMetaCode ?? row.metaCode,
    title,
    message: title,
    error_data: { details: failureDetails ?? own?.[1] ?? row.details },
    href: ERRORS_PAGE,
  }
}

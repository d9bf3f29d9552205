// Meta's webhook for a message that a customer wrote.
import type { JsonObject, MessageRow } from '../domain/world/rows.ts'
import { find, get } from '../domain/world/tables.ts'
import { unixSeconds } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import { metaEnvelope } from './meta-envelope.ts'

/**
 * The whole body for one inbound message. Its row's `content` holds the members that Meta's message
 * has beside from, id, timestamp and type: see `domain/messaging/inbound-content`.
 *
 * `profileName` is the name in the customer's WhatsApp profile; without it, the contact's name or
 * else the number stands in, for Meta never leaves it out.
 */
export function metaMessageBody(
  world: World,
  message: MessageRow,
  profileName?: string,
): JsonObject {
  const account = get(world.accounts, message.accountId)
  const messages = [messageOf(message, account.phone)]
  // Source: Meta's webhook reference: nobody is behind a system message.
  if (message.type === 'system') return metaEnvelope(account, { messages })
  const name = profileName ?? find(world.contacts, message.contactId)?.name ?? message.customerPhone
  const contact = { profile: { name }, wa_id: message.customerPhone }
  return metaEnvelope(account, { contacts: [contact], messages })
}

/** Members in the order in which real webhooks have them. */
function messageOf(message: MessageRow, accountPhone: string): JsonObject {
  const { context, referral, ...members } = message.content
  return {
    ...(context === undefined ? {} : { context: contextOf(context as JsonObject, accountPhone) }),
    ...(referral === undefined ? {} : { referral }),
    from: message.customerPhone,
    id: message.wamid,
    timestamp: String(unixSeconds(message.createdAt)),
    type: message.type,
    ...members,
  }
}

/** A quoted message is the business's own unless the row says that the customer wrote it. */
function contextOf(context: JsonObject, accountPhone: string): JsonObject {
  if (context.id === undefined || context.from !== undefined) return context
  return { from: accountPhone, ...context }
}

// Meta's webhook for a message that a customer wrote.
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { JsonObject } from '../../domain/world/rows.ts'
import { unixSeconds } from '../../domain/world/time.ts'
import type { CustomerNames, EventFacts } from '../../domain/world/webhook-rows.ts'
import { idMember, metaEnvelope } from './meta-envelope.ts'

export type MessageFacts = Extract<EventFacts, { readonly type: 'message.received' }>

/**
 * The whole body for one inbound message. Its row's `content` holds the members that Meta's message
 * has beside from, id, timestamp and type: see `domain/messaging/inbound-content`.
 */
export function metaMessageBody({
  message,
  account,
  profileName,
  names = {},
}: MessageFacts): JsonObject {
  const messages = [messageOf(message, account.phone, names)]
  // Source: Meta's system message webhook reference: nobody is behind one.
  if (message.type === 'system') return metaEnvelope(account, { messages })
  // Meta never leaves the name out; a customer whose name nobody told goes by the number.
  const { userId, username } = names
  const profile = {
    name: profileName ?? message.customerPhone,
    ...(username !== undefined && { username }),
  }
  const contact = {
    profile,
    ...idMember('wa_id', message.customerPhone, names),
    ...(userId !== undefined && { user_id: userId }),
  }
  const contacts = [contact]
  return metaEnvelope(account, { contacts, messages })
}

/** Members in the order in which real webhooks have them. */
function messageOf(message: MessageRow, accountPhone: string, names: CustomerNames): JsonObject {
  const { context, referral, ...members } = message.content
  return {
    ...(context !== undefined && { context: contextOf(context as JsonObject, accountPhone) }),
    ...(referral !== undefined && { referral }),
    ...idMember('from', message.customerPhone, names),
    ...(names.userId !== undefined && { from_user_id: names.userId }),
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

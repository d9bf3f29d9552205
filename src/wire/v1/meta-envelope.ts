// The envelope that Meta puts around messages and statuses, and the business number inside it.
import type { AccountRow, JsonObject } from '../../domain/world/rows.ts'
import type { CustomerNames } from '../../domain/world/webhook-rows.ts'

/** What stands beside `messaging_product` and `metadata`: contacts and messages, or statuses. */
type Value = Readonly<Record<string, readonly JsonObject[]>>

/** One change in one entry: one message or one status per webhook. */
export function metaEnvelope(account: AccountRow, value: Value): JsonObject {
  const change = {
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: account.phone, phone_number_id: account.phoneNumberId },
      ...value,
    },
    field: 'messages',
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: account.businessAccountId, changes: [change] }],
  }
}

/** The member that carries a customer's WhatsApp id: the number, another one, or none at all. */
export function idMember(name: string, phone: string, { waId = phone }: CustomerNames): JsonObject {
  return waId === null ? {} : { [name]: waId }
}

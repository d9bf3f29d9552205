// Control actions of customers: what the person at the other end does.
import type { InboundInput } from '../domain/messaging/inbound-content.ts'
import { receiveMessage } from '../domain/messaging/messages.ts'
import { toIso } from '../domain/world/time.ts'
import { commit, type Organization, type Sandbox, syncNow } from '../engine/sandbox.ts'
import type { ActionRow } from './actions.ts'

export type CustomerWrites = InboundInput & {
  readonly from: string
  readonly to?: string
  readonly name?: string
}

export const CUSTOMER_ACTIONS = {
  'customer-writes': {
    what: 'Lets a customer write to the business: opens the window and tells the receivers.',
    run: (sandbox: Sandbox, organization: Organization, input: CustomerWrites) => {
      syncNow(sandbox, organization)
      const { world } = organization
      const { from, to, name } = input
      const { result: message } = commit(sandbox, organization, () =>
        receiveMessage(world, { from, to, name, input }),
      )
      return {
        message_id: message.id,
        wamid: message.wamid,
        conversation_id: message.conversationId,
        contact_id: message.contactId,
        type: message.type,
        created_at: toIso(message.createdAt),
      }
    },
  },
} as const satisfies Record<string, ActionRow>

// What receivers get: an event's facts as Meta's payload or as Kirim's envelope, always the same bytes.

import { toIso } from '../../domain/world/time.ts'
import type { EventFacts, EventRow, EventType } from '../../domain/world/webhook-rows.ts'
import { metaMessageBody } from './meta-messages.ts'
import { metaStatusBody } from './meta-statuses.ts'
import { contactResource } from './resources.ts'

/** Who speaks: Meta's events are passed through, Kirim's have Kirim's envelope. */
export const EVENT_SOURCES = {
  'message.received': 'meta',
  'message.status': 'meta',
  'conversation.assigned': 'kirim',
  'conversation.closed': 'kirim',
  'contact.created': 'kirim',
  'contact.updated': 'kirim',
} as const satisfies Record<EventType, 'meta' | 'kirim'>

/** The body of an event. It depends on the event's row only, so that every attempt sends the same. */
export function webhookBody(event: EventRow): unknown {
  const { facts } = event
  if (facts.type === 'message.received') return metaMessageBody(facts)
  if (facts.type === 'message.status') return metaStatusBody(facts, event.createdAt)
  return {
    id: event.eventId,
    type: facts.type,
    created_at: toIso(event.createdAt),
    data: DATA[facts.type](facts as never),
  }
}

type FactsOf<Type extends EventType> = Extract<EventFacts, { readonly type: Type }>

type KirimEvent = Exclude<EventType, 'message.received' | 'message.status'>

// Source: prose /webhooks/events/, and /guides/sync-crm/ for acquisition_source and changed_fields.
const DATA: { readonly [Type in KirimEvent]: (facts: FactsOf<Type>) => unknown } = {
  'conversation.assigned': ({ conversation, teamId, previousUserId }) => ({
    conversation: { id: conversation.id, object: 'conversation', status: conversation.status },
    assignee: {
      user_id: conversation.assigneeId,
      team_id: teamId,
      previous_user_id: previousUserId,
    },
  }),
  'conversation.closed': ({ conversation }) => ({
    conversation: {
      id: conversation.id,
      object: 'conversation',
      status: conversation.status,
      closed_by_user_id: null,
    },
  }),
  'contact.created': ({ contact, account, source }) => ({
    contact: contactResource(account.displayPhone, contact),
    acquisition_source: source,
  }),
  'contact.updated': ({ contact, account, changedFields }) => ({
    contact: contactResource(account.displayPhone, contact),
    changed_fields: changedFields,
  }),
}

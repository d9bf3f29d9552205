// Rows as the REST API shows them: one function for each resource of the contract.
import type { Schemas } from '../../contract/operation-types.ts'
import { SEND_FAILURES } from '../../domain/failures/send-failures.ts'
import { accountOf } from '../../domain/messaging/accounts.ts'
import { mediaUrlOf } from '../../domain/messaging/media-links.ts'
import {
  apiTemplateStatus,
  templateContent,
  templateVariables,
} from '../../domain/messaging/templates/templates.ts'
import { activeSecrets } from '../../domain/webhooks/secrets.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { ContactRow, ConversationRow, LabelRow, TemplateRow } from '../../domain/world/rows.ts'
import { find, get } from '../../domain/world/tables.ts'
import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { DeliveryRow, SubscriptionRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'

/** `to` of an inbound message is the business number: the schema asks for a string. */
export function messageResource(world: World, row: MessageRow): Schemas['Message'] {
  const error = messageError(row)
  const resource: Schemas['Message'] = {
    id: row.id,
    object: 'message',
    to: `+${row.direction === 'inbound' ? accountOf(world, row).phone : row.customerPhone}`,
    type: row.type,
    status: row.status,
    created_at: toIso(row.createdAt),
    conversation_id: row.conversationId,
  }
  if (error !== null) resource.error = error
  return resource
}

export function messageListItem(world: World, row: MessageRow): Schemas['MessageListItem'] {
  const item: Schemas['MessageListItem'] = {
    id: row.id,
    object: 'message',
    conversation_id: row.conversationId,
    to: row.direction === 'inbound' ? null : `+${row.customerPhone}`,
    direction: row.direction,
    type: row.type,
    content: row.summary,
    media_url: mediaUrlOf(world, row),
    status: row.status,
    created_at: toIso(row.createdAt),
  }
  const error = messageError(row)
  if (error !== null) item.error = error
  return item
}

function messageError(row: MessageRow): NonNullable<Schemas['Message']['error']> | null {
  if (row.status !== 'failed' || row.failure === null) return null
  const failure = SEND_FAILURES[row.failure]
  return {
    code: failure.code,
    message: failure.message,
    provider_code: failure.providerCode ?? row.failureMetaCode ?? failure.metaCode,
  }
}

export function templateResource(world: World, row: TemplateRow): Schemas['Template'] {
  return {
    id: row.id,
    object: 'template',
    name: row.name,
    language: row.language,
    status: apiTemplateStatus(row.metaStatus),
    content: templateContent(row),
    variables: templateVariables(row),
    components: row.components as unknown,
    whatsapp_account: { phone_number: accountOf(world, row).displayPhone },
    provider_template_id: row.providerTemplateId,
    created_at: toIso(row.createdAt),
    updated_at: toIso(row.updatedAt),
  }
}

/** The secrets' plaintext is never in it. */
export function subscriptionResource(
  world: World,
  row: SubscriptionRow,
): Schemas['WebhookSubscription'] {
  return {
    id: row.id,
    object: 'webhook_subscription',
    url: row.url,
    description: row.description,
    events: [...row.events],
    status: row.status,
    disabled_reason: row.disabledReason,
    consecutive_failures: row.consecutiveFailures,
    secrets: activeSecrets(world, row.id).map((secret) => ({
      id: secret.id,
      created_at: toIso(secret.createdAt),
      expires_at: toIsoOrNull(secret.expiresAt),
    })),
    created_at: toIso(row.createdAt),
    updated_at: toIso(row.updatedAt),
  }
}

/** As lists show it: without the payload. */
export function deliveryResource(row: DeliveryRow): Schemas['WebhookDelivery'] {
  return {
    id: row.id,
    object: 'webhook_delivery',
    subscription_id: row.subscriptionId,
    event_type: row.eventType,
    event_id: row.eventId,
    status: row.status,
    attempt_count: row.attemptCount,
    last_attempt_at: toIsoOrNull(row.lastAttemptAt),
    next_attempt_at: toIsoOrNull(row.nextAttemptAt),
    response_status: row.responseStatus,
    response_body_snippet: row.responseSnippet,
    duration_ms: row.durationMs,
    replayed_from: row.replayedFrom,
    created_at: toIso(row.createdAt),
  }
}

export function conversationResource(world: World, row: ConversationRow): Schemas['Conversation'] {
  const contact = get(world.contacts, row.contactId)
  const assignee = row.assigneeId === null ? undefined : find(world.users, row.assigneeId)
  return {
    id: row.id,
    object: 'conversation',
    status: row.status,
    contact: { id: contact.id, phone_number: `+${contact.phone}`, name: contact.name },
    whatsapp_account: { phone_number: accountOf(world, row).displayPhone },
    assignee:
      assignee === undefined
        ? null
        : { id: assignee.id, name: assignee.name, email: assignee.email },
    unread_count: row.unreadCount,
    last_message_at: toIsoOrNull(row.lastMessageAt),
    last_inbound_at: toIsoOrNull(row.lastInboundAt),
    created_at: toIso(row.createdAt),
    updated_at: toIso(row.updatedAt),
  }
}

export function contactResource(displayPhone: string, row: ContactRow): Schemas['Contact'] {
  return {
    id: row.id,
    object: 'contact',
    phone_number: `+${row.phone}`,
    name: row.name,
    email: row.email,
    metadata: row.metadata as Schemas['Contact']['metadata'],
    whatsapp_account: { phone_number: displayPhone },
    created_at: toIso(row.createdAt),
    updated_at: toIso(row.updatedAt),
  }
}

export function labelResource(row: LabelRow): Schemas['Label'] {
  return {
    id: row.id,
    object: 'label',
    name: row.name,
    color: row.color,
    team_id: row.teamId,
    created_at: toIso(row.createdAt),
    updated_at: toIso(row.updatedAt),
  }
}

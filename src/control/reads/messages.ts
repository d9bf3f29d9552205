// Reading messages: with Meta's id, what was planned, what has come of it, and who was told.

import { META_ERRORS, SEND_FAILURES } from '../../domain/failures/send-failures.ts'
import { accountOf } from '../../domain/messaging/accounts.ts'
import { messageWithId } from '../../domain/messaging/messages.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import { toIso } from '../../domain/world/time.ts'
import type { Schema } from '../schema.ts'
import { callThatSent, EXCHANGE_SCHEMA } from './journal/calls.ts'
import { AFTER_ID, newestPage } from './lists.ts'
import { TIME_LINE_SCHEMA, timeLine } from './message-time-line.ts'
import { read } from './read.ts'
import { foreign, instant, list, orNull, pageSize, shape, text, whole, yes } from './shapes.ts'

const SHORT_MEMBERS = {
  id: text('Our id.'),
  wamid: text("Meta's id, which webhooks carry."),
  direction: text('Who wrote it.', { enum: ['inbound', 'outbound'] }),
  type: text('Its type.'),
  status: text('Where it stands.', { enum: ['pending', 'sent', 'delivered', 'read', 'failed'] }),
  customer: text("The customer's number."),
  summary: orNull(text('Its text, its caption, or its template filled in.')),
  created_at: instant('When it was taken in.'),
}

function shortMessage(row: MessageRow) {
  return {
    id: row.id,
    wamid: row.wamid,
    direction: row.direction,
    type: row.type,
    status: row.status,
    customer: `+${row.customerPhone}`,
    summary: row.summary,
    created_at: toIso(row.createdAt),
  }
}

export const MESSAGES_READ = read({
  path: '/messages',
  what: "The newest messages, each with our id and Meta's.",
  params: {},
  query: { after: AFTER_ID, limit: pageSize(100, 25) },
  reply: shape('A page of messages.', {
    messages: list('Newest first.', shape('A message.', SHORT_MEMBERS)),
    next: orNull(text('Give this as `after` to go on; null at the end.')),
  }),
  run: ({ organization: { world } }, { query }) => {
    const { rows, next } = newestPage(world.messages, ['all', ''], query)
    return { messages: rows.map(shortMessage), next }
  },
})

const STEP = shape('A step of the plan.', {
  status: text('The status that comes.', { enum: ['sent', 'delivered', 'read', 'failed'] }),
  due_at: instant('When it comes.'),
  taken: yes('Whether it has come.'),
})

const FAILURE: Schema = shape('Why it fails.', {
  reason: text('The row of the table of failures.'),
  code: text('`error.code` in the API.'),
  message: text('`error.message` in the API.'),
  provider_code: whole('`error.provider_code` in the API.'),
  meta_code: whole("Meta's number in the webhook."),
  title: text("Meta's title in the webhook."),
  details: text("Meta's details in the webhook."),
})

export const MESSAGE_READ = read({
  path: '/messages/{id}',
  what: 'One message: what was planned for it, and its time line with every webhook about it.',
  params: {
    id: { description: "Our id (msg_…) or Meta's (wamid.…).", type: 'string', maxLength: 300 },
  },
  query: {},
  reply: shape('A message.', {
    ...SHORT_MEMBERS,
    business: text('The business number.'),
    content: foreign('The typed member of the request, or of what the customer sent.'),
    media_url: orNull(text('Where its media is.')),
    conversation_id: text('Its conversation.'),
    contact_id: text('Its contact.'),
    window_open: yes('Whether the customer service window was open when it was taken in.'),
    pricing: orNull(text("Meta's pricing category.")),
    plan: list('What was planned for an outbound message, in order.', STEP),
    failure: orNull(FAILURE),
    call: orNull(EXCHANGE_SCHEMA),
    time_line: list('What has happened, in order.', TIME_LINE_SCHEMA),
  }),
  run: ({ organization: { world }, origin }, { params }) => {
    const row = messageWithId(world, params.id)
    return {
      ...shortMessage(row),
      business: `+${accountOf(world, row).phone}`,
      content: row.content,
      media_url: row.mediaUrl,
      conversation_id: row.conversationId,
      contact_id: row.contactId,
      window_open: row.windowOpen,
      pricing: row.pricing,
      plan: planOf(row),
      failure: failureOf(row),
      call: callThatSent(world, origin, row.id),
      time_line: timeLine(world, row),
    }
  },
})

function planOf({ fate, fateTaken, createdAt }: MessageRow) {
  return fate.map(({ status, afterMs }, step) => ({
    status,
    due_at: toIso(createdAt + afterMs),
    taken: step < fateTaken,
  }))
}

/** What it fails with, as soon as that is planned. */
function failureOf({ failure, failureMetaCode, failureDetails }: MessageRow) {
  if (failure === null) return null
  const row = SEND_FAILURES[failure]
  const own = failureMetaCode === null ? undefined : META_ERRORS[failureMetaCode]
  const metaCode = failureMetaCode ?? row.metaCode
  return {
    reason: failure,
    code: row.code,
    message: row.message,
    provider_code: row.providerCode ?? metaCode,
    meta_code: metaCode,
    title: own?.[0] ?? row.title,
    details: failureDetails ?? own?.[1] ?? row.details,
  }
}

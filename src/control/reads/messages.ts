// Reading messages: with Meta's id, what was planned, what has come of it, and who was told.

import { META_ERRORS, SEND_FAILURES } from '../../domain/failures/send-failures.ts'
import { accountOf } from '../../domain/messaging/accounts.ts'
import { mediaUrlOf } from '../../domain/messaging/media-links.ts'
import { messageWithId } from '../../domain/messaging/messages.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import { toIso } from '../../domain/world/time.ts'
import { timeOf } from '../../engine/sandbox.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  anyObject,
  choice,
  flag,
  integer,
  object,
  orNull,
  rows,
  said,
} from '../../schema/shapes.ts'
import { callThatSent, EXCHANGE } from './journal/calls.ts'
import { AFTER_ID, idText, newestPage, pageSize } from './lists.ts'
import { MOMENT, timeLine } from './message-time-line.ts'
import { read } from './read.ts'

const SHORT_MEMBERS = {
  id: said('Our id.'),
  wamid: said("Meta's id, which webhooks carry."),
  direction: choice('Who wrote it.', ['inbound', 'outbound']),
  type: said('Its type.'),
  status: choice('Where it stands.', ['pending', 'sent', 'delivered', 'read', 'failed']),
  customer: said("The customer's number."),
  summary: orNull(said('Its text, its caption, or its template filled in.')),
  created_at: INSTANT.shape('When it was taken in.'),
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
  reply: object('A page of messages.', {
    messages: rows('Newest first.', object('A message.', SHORT_MEMBERS)),
    next: orNull(said('Give this as `after` to go on; null at the end.')),
  }),
  run: ({ organization: { world } }, { query }) => {
    const { rows, next } = newestPage(world.messages, ['all', ''], query)
    return { messages: rows.map(shortMessage), next }
  },
})

const STEP = object('A step of the plan.', {
  status: choice('The status that comes.', ['sent', 'delivered', 'read', 'failed']),
  due_at: INSTANT.shape('When it comes.'),
  taken: flag('Whether it has come.'),
})

const FAILURE = object('Why it fails.', {
  reason: said('The row of the table of failures.'),
  code: said('`error.code` in the API.'),
  message: said('`error.message` in the API.'),
  provider_code: integer('`error.provider_code` in the API.'),
  meta_code: integer("Meta's number in the webhook."),
  title: said("Meta's title in the webhook."),
  details: said("Meta's details in the webhook."),
})

export const MESSAGE_READ = read({
  path: '/messages/{id}',
  what: 'One message: what was planned for it, and its time line with every webhook about it.',
  params: {
    id: idText("Our id (msg_…) or Meta's (wamid.…).", 300),
  },
  query: {},
  reply: object('A message.', {
    ...SHORT_MEMBERS,
    business: said('The business number.'),
    content: anyObject('The typed member of the request, or of what the customer sent.'),
    media_url: orNull(said('Where its media is; null while that is being downloaded.')),
    conversation_id: said('Its conversation.'),
    contact_id: said('Its contact.'),
    window_open: flag('Whether the customer service window was open when it was taken in.'),
    pricing: orNull(said("Meta's pricing category.")),
    plan: rows('What was planned for an outbound message, in order.', STEP),
    failure: orNull(FAILURE),
    call: orNull(EXCHANGE),
    time_line: rows('What has happened, in order.', MOMENT),
  }),
  run: ({ sandbox, organization, origin }, { params }) => {
    const { world } = organization
    const row = messageWithId(world, params.id)
    const maker = { ...world, now: timeOf(sandbox, organization), address: sandbox.address }
    return {
      ...shortMessage(row),
      business: `+${accountOf(world, row).phone}`,
      content: row.content,
      media_url: mediaUrlOf(maker, row),
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

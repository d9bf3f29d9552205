// Reading the conversations as the customers see them.
import { accountOf } from '../../domain/messaging/accounts.ts'
import { findConversation, isWindowOpen, WINDOW_MS } from '../../domain/messaging/conversations.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { ConversationRow } from '../../domain/world/rows.ts'
import { get, newestFirst } from '../../domain/world/tables.ts'
import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import { INSTANT } from '../../schema/formats.ts'
import { choice, flag, integer, object, orNull, rows, said } from '../../schema/shapes.ts'
import { BUBBLE_MEMBERS, bubbleOf } from './bubbles.ts'
import { idText, pageSize } from './lists.ts'
import { read } from './read.ts'

const LAST = object('Its newest message; null before the first.', {
  id: said('Its id.'),
  direction: choice('Who wrote it.', ['inbound', 'outbound']),
  type: said('Its type.'),
  status: said('Where it stands.'),
  summary: orNull(said('Its text.')),
  created_at: INSTANT.shape('When it was taken in.'),
})

const CONVERSATION_MEMBERS = {
  id: said('Its id.'),
  contact_id: said('Its contact.'),
  customer: said("The customer's number."),
  name: orNull(said("The customer's name.")),
  business: said('The business number.'),
  status: said('open, pending or resolved.'),
  unread_count: integer('Messages that nobody of the business has answered.'),
  window_open: flag('Whether the customer may be written to freely now.'),
  window_closes_at: orNull(INSTANT.shape('When the customer service window closes or closed.')),
  last_message: orNull(LAST),
}

function described(world: World, row: ConversationRow) {
  const { lastInboundAt } = row
  const contact = get(world.contacts, row.contactId)
  return {
    id: row.id,
    contact_id: contact.id,
    customer: `+${contact.phone}`,
    name: contact.name,
    business: `+${accountOf(world, row).phone}`,
    status: row.status,
    unread_count: row.unreadCount,
    window_open: isWindowOpen(world, row),
    window_closes_at: toIsoOrNull(lastInboundAt === null ? null : lastInboundAt + WINDOW_MS),
    last_message: lastOf(world, row),
  }
}

function lastOf(world: World, { id }: ConversationRow) {
  for (const row of newestFirst(world.messages, 'byConversation', id)) {
    const { direction, type, status, summary, createdAt } = row
    return { id: row.id, direction, type, status, summary, created_at: toIso(createdAt) }
  }
  return null
}

export const CONVERSATIONS_READ = read({
  path: '/conversations',
  what: 'The conversations, the one that was active last first.',
  params: {},
  query: { limit: pageSize(200, 50) },
  reply: object('Conversations.', {
    conversations: rows('Newest activity first.', object('A conversation.', CONVERSATION_MEMBERS)),
  }),
  run: ({ organization: { world } }, { query }) => {
    const conversations = []
    for (const row of newestFirst(world.conversations, 'byActivity')) {
      if (conversations.length === query.limit) break
      conversations.push(described(world, row))
    }
    return { conversations }
  },
})

const MESSAGE = object('A message.', {
  id: said('Our id.'),
  wamid: said("Meta's id."),
  direction: choice('Who wrote it.', ['inbound', 'outbound']),
  type: said('Its type.'),
  status: said('Where it stands.'),
  created_at: INSTANT.shape('When it was taken in.'),
  failure: orNull(said('Why it failed.')),
  ...BUBBLE_MEMBERS,
})

function shownMessage(world: World, row: MessageRow) {
  return {
    id: row.id,
    wamid: row.wamid,
    direction: row.direction,
    type: row.type,
    status: row.status,
    created_at: toIso(row.createdAt),
    failure: row.status === 'failed' ? (row.failureDetails ?? row.failure) : null,
    ...bubbleOf(world, row),
  }
}

export const CONVERSATION_READ = read({
  path: '/conversations/{id}',
  what: 'One conversation with its newest messages, as the customer sees them.',
  params: { id: idText('The conversation (conv_…).') },
  query: { limit: pageSize(200, 50) },
  reply: object('A conversation.', {
    ...CONVERSATION_MEMBERS,
    messages: rows('The newest ones, oldest first.', MESSAGE),
  }),
  run: ({ organization: { world } }, { params, query }) => {
    const row = findConversation(world, params.id)
    const messages = []
    for (const message of newestFirst(world.messages, 'byConversation', row.id)) {
      if (messages.length === query.limit) break
      messages.unshift(shownMessage(world, message))
    }
    return { ...described(world, row), messages }
  },
})

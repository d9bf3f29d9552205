// Reading the conversations as the customers see them.
import { accountOf } from '../../domain/messaging/accounts.ts'
import { findConversation, isWindowOpen, WINDOW_MS } from '../../domain/messaging/conversations.ts'
import type { MessageRow } from '../../domain/world/message-rows.ts'
import type { ConversationRow } from '../../domain/world/rows.ts'
import { get, newestFirst } from '../../domain/world/tables.ts'
import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import { BUBBLE_MEMBERS, bubbleOf } from './bubbles.ts'
import { read } from './read.ts'
import { instant, list, orNull, pageSize, shape, text, whole, yes } from './shapes.ts'

const LAST = shape('Its newest message; null before the first.', {
  id: text('Its id.'),
  direction: text('Who wrote it.', { enum: ['inbound', 'outbound'] }),
  type: text('Its type.'),
  status: text('Where it stands.'),
  summary: orNull(text('Its text.')),
  created_at: instant('When it was taken in.'),
})

const CONVERSATION_MEMBERS = {
  id: text('Its id.'),
  contact_id: text('Its contact.'),
  customer: text("The customer's number."),
  name: orNull(text("The customer's name.")),
  business: text('The business number.'),
  status: text('open, pending or resolved.'),
  unread_count: whole('Messages that nobody of the business has answered.'),
  window_open: yes('Whether the customer may be written to freely now.'),
  window_closes_at: orNull(instant('When the customer service window closes or closed.')),
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
  reply: shape('Conversations.', {
    conversations: list('Newest activity first.', shape('A conversation.', CONVERSATION_MEMBERS)),
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

const MESSAGE = shape('A message.', {
  id: text('Our id.'),
  wamid: text("Meta's id."),
  direction: text('Who wrote it.', { enum: ['inbound', 'outbound'] }),
  type: text('Its type.'),
  status: text('Where it stands.'),
  created_at: instant('When it was taken in.'),
  failure: orNull(text('Why it failed.')),
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
  params: { id: { description: 'The conversation (conv_…).', type: 'string', maxLength: 100 } },
  query: { limit: pageSize(200, 50) },
  reply: shape('A conversation.', {
    ...CONVERSATION_MEMBERS,
    messages: list('The newest ones, oldest first.', MESSAGE),
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

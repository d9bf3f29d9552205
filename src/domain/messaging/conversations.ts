// Conversations: one of each contact, with its status, its assignee and its customer service window.

import { fail, failNotFound } from '../failures/failures.ts'
import { announce } from '../webhooks/events.ts'
import type { ContactRow, ConversationRow, ConversationStatus } from '../world/rows.ts'
import { find, first, oldestFirst, put } from '../world/tables.ts'
import { DAY_MS } from '../world/time.ts'
import { newId, nextSeq, type World } from '../world/world.ts'

/** A customer who wrote may be answered freely for so long. Source: Meta, "Service messages". */
export const WINDOW_MS = DAY_MS

/** The conversation with a contact; it is begun when there is none. */
export function conversationWith(world: World, contact: ContactRow): ConversationRow {
  const existing = first(world.conversations, 'byContact', contact.id)
  if (existing !== undefined) return existing
  return put(world.conversations, {
    id: newId(world, 'conversation'),
    seq: nextSeq(world),
    createdAt: world.now,
    updatedAt: world.now,
    accountId: contact.accountId,
    contactId: contact.id,
    status: 'open',
    assigneeId: null,
    unreadCount: 0,
    lastMessageAt: null,
    lastInboundAt: null,
  })
}

/** @throws Failure resource_not_found. */
export function findConversation(world: World, id: string): ConversationRow {
  return find(world.conversations, id) ?? failNotFound('conversation', id)
}

/** Whether the customer may be written to freely now: up to 24 hours after the last inbound message. */
export function isWindowOpen(world: World, conversation: ConversationRow): boolean {
  const { lastInboundAt } = conversation
  return lastInboundAt !== null && world.now - lastInboundAt <= WINDOW_MS
}

/** Notes a message from the customer: it opens the window and reopens what was resolved. */
export function noteInbound(world: World, conversation: ConversationRow): ConversationRow {
  return put(world.conversations, {
    ...conversation,
    status: conversation.status === 'resolved' ? 'open' : conversation.status,
    unreadCount: conversation.unreadCount + 1,
    lastMessageAt: world.now,
    lastInboundAt: world.now,
    updatedAt: world.now,
  })
}

/** Notes an answer: who answers has read what was written. */
export function noteOutbound(world: World, conversation: ConversationRow): ConversationRow {
  // Written out, for every send comes here: spread, the row would cost a POST 2 % of its time.
  return put(world.conversations, {
    id: conversation.id,
    seq: conversation.seq,
    createdAt: conversation.createdAt,
    updatedAt: world.now,
    accountId: conversation.accountId,
    contactId: conversation.contactId,
    status: conversation.status,
    assigneeId: conversation.assigneeId,
    unreadCount: 0,
    lastMessageAt: world.now,
    lastInboundAt: conversation.lastInboundAt,
  })
}

export type ConversationPatch = {
  readonly status?: ConversationStatus
  readonly assignedTo?: string | null
}

/**
 * Changes status and assignee, and announces an assignment and a closing.
 *
 * @throws Failure missing_required_field when the patch is empty, resource_not_found,
 * invalid_field_value for an unknown user.
 */
export function updateConversation(
  world: World,
  id: string,
  patch: ConversationPatch,
): ConversationRow {
  const { status, assignedTo } = patch
  if (status === undefined && assignedTo === undefined) {
    fail('missing_required_field', 'status', 'At least one of status and assigned_to is required.')
  }
  const before = findConversation(world, id)
  if (assignedTo !== undefined && assignedTo !== null) checkUser(world, assignedTo)
  const closes = status === 'resolved' && before.status !== 'resolved'
  const after = put(world.conversations, {
    ...before,
    status: status ?? before.status,
    assigneeId: assignedTo === undefined ? before.assigneeId : assignedTo,
    unreadCount: closes ? 0 : before.unreadCount,
    updatedAt: world.now,
  })
  if (after.assigneeId !== before.assigneeId) announceAssignment(world, before, after)
  if (closes) announce(world, { type: 'conversation.closed', conversation: after })
  return after
}

function checkUser(world: World, userId: string): void {
  if (find(world.users, userId) !== undefined) return
  const known = [...oldestFirst(world.users)].slice(0, 5).map((user) => user.id)
  fail('invalid_field_value', 'assigned_to', `No user ${userId}. Users: ${known.join(', ')}.`)
}

function announceAssignment(world: World, before: ConversationRow, after: ConversationRow): void {
  if (after.assigneeId === null && !world.settings.eventOnUnassign) return
  const user = after.assigneeId === null ? undefined : find(world.users, after.assigneeId)
  announce(world, {
    type: 'conversation.assigned',
    conversation: after,
    teamId: user?.teamId ?? null,
    previousUserId: before.assigneeId,
  })
}

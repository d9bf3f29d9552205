// Conversations: each chat as its customer sees it, and the way to write in it from both sides.
import type { Chat, Conversation } from '../data.ts'
import { duration, elapsed, shortTime, ticks } from '../formats.ts'
import type { State } from '../model.ts'
import type { PaneRow } from '../pane.ts'
import { BLANK, type Cell, columns, type Line, line, wrap } from '../spans.ts'
import type { View } from '../view.ts'
import { bubble } from './bubble.ts'
import { advice, LOADING } from './parts.ts'

export const CONVERSATIONS: View = {
  title: 'Chats',
  short: 'Chats',
  what: 'The conversations as the customers see them. Write as either side, tap buttons, pick rows.',
  reads: () => [{ name: 'conversations', path: '/conversations', query: { limit: 200 } }],
  list: ({ data }) => ({
    rows: (data.conversations?.conversations ?? []).map((one) => rowOf(one)),
    empty:
      data.conversations === undefined
        ? LOADING
        : [
            line(['Nobody has written yet.', 'strong']),
            BLANK,
            ...advice(['c', 'write as a customer'], ['n', 'write as the business']),
          ],
    anchor: 'top',
    hasCursor: true,
  }),
  detail: {
    title: (state, id) => titleOf(state, id),
    reads: (id) => [
      { name: 'conversation', path: `/conversations/${id}`, query: { limit: MESSAGES_MAX } },
      { name: 'recipients', path: '/recipients' },
    ],
    pane: (state, id) => {
      const chat = state.data.conversation
      const isIt = chat?.id === id
      return {
        heading: isIt ? aboveChat(state, chat) : [],
        rows: isIt ? chat.messages.map((message) => bubbleRow(message)) : [],
        empty: isIt ? advice(['c', 'write as the customer']) : LOADING,
        anchor: 'bottom',
        hasCursor: true,
      }
    },
    isBeside: true,
  },
  copies: (state, id) => {
    const one = conversationWith(state, id)
    if (one === undefined) return []
    const message = state.data.conversation?.messages.find(
      (candidate) => candidate.id === state.detailCursor,
    )
    return [
      ...(message === undefined
        ? []
        : [
            { label: 'message id', text: message.id },
            { label: 'wamid', text: message.wamid },
          ]),
      { label: "customer's number", text: one.customer },
      { label: 'conversation id', text: one.id },
    ]
  },
}

/** As many as the control API gives at once. */
const MESSAGES_MAX = 200

/** Numbers that behave on purpose: nobody can write from them, so a closed window would never open. */
const MAGIC_PREFIX = '+62800000'

function isMagic({ customer }: { readonly customer: string }): boolean {
  return customer.startsWith(MAGIC_PREFIX)
}

/** Why the window of such a number is open, and that older messages are left out. */
function aboveChat({ data, size }: State, chat: Chat): Line[] {
  const what = data.recipients?.behaviours.find((one) => one.phone_number === chat.customer)?.what
  const why = `Behaves on purpose${what === undefined ? '.' : `: ${what}`} Nobody writes from this number, so its window counts as open.`
  const older = `The newest ${MESSAGES_MAX} messages; older ones are left out.`
  // In half of a wide screen, or on all of a narrow one.
  const width = Math.floor(size.columns >= 100 ? size.columns / 2 : size.columns) - 2
  return [
    ...(isMagic(chat) ? wrap(why, width).map((text) => line([text, 'info'])) : []),
    ...(chat.messages.length < MESSAGES_MAX ? [] : [line([older, 'dim'])]),
  ]
}

export function conversationWith({ data }: State, id: string | null): Conversation | undefined {
  const chat = data.conversation
  return (
    data.conversations?.conversations.find((one) => one.id === id) ??
    (chat?.id === id ? chat : undefined)
  )
}

export function nameOf({ name, customer }: Conversation): string {
  return name ?? customer
}

const UNREAD_WIDTH = 3

function rowOf(one: Conversation): PaneRow {
  const { last_message: last, unread_count: unread } = one
  const isOurs = last?.direction === 'outbound'
  const isOpen = one.window_open || isMagic(one)
  return {
    id: one.id,
    text: () => `${one.name ?? ''} ${one.customer} ${last?.summary ?? ''}`,
    draw: (width) => {
      const tick = isOurs ? ticks(last.status) : (['', 'plain'] as const)
      const time = last === null ? '' : shortTime(last.created_at)
      const summary = last === null ? '' : (last.summary ?? last.type)
      const cells: Cell[] = [
        { text: isOpen ? '●' : '○', style: isOpen ? 'good' : 'dim', width: 1 },
        { text: nameOf(one), style: unread > 0 ? 'strong' : 'plain', width: nameWidth(width) },
        { text: tick[0], style: tick[1], width: 2, side: 'right' },
        { text: summary.replaceAll(/\s+/g, ' '), style: 'dim' },
        {
          text: unread > 0 ? String(unread) : '',
          style: 'info',
          width: UNREAD_WIDTH,
          side: 'right',
        },
        { text: time, style: 'dim', width: 5 },
      ]
      // A list beside its chat has no room for the last words.
      return [columns(width < 56 ? cells.filter((_, n) => n !== 3).map(growName) : cells, width)]
    },
  }
}

function nameWidth(width: number): number {
  return Math.max(14, Math.min(26, Math.floor(width * 0.3)))
}

/** Without the last words, the name takes the room. */
function growName(cell: Cell, index: number): Cell {
  if (index !== 1) return cell
  const { width: _width, ...rest } = cell
  return rest
}

function titleOf(state: State, id: string) {
  const one = conversationWith(state, id)
  if (one === undefined) return line(['Chat', 'strong'])
  const now = clockOf(state)
  const closes = one.window_closes_at
  const left = closes === null || now === null ? '' : `, ${duration(elapsed(now, closes))} left`
  return line(
    [nameOf(one), 'strong'],
    [one.name === null ? '' : `  ${one.customer}`, 'dim'],
    isMagic(one) && !one.window_open
      ? ['  window always open', 'good']
      : one.window_open
        ? [`  window open${left}`, 'good']
        : ['  window closed: only templates arrive', 'warn'],
  )
}

/** World time, as the last answer told it. */
export function clockOf({ data: { status } }: State): string | null {
  const own = status?.organizations.find(({ id }) => id === status.organization_id)
  return own?.clock.now ?? null
}

function bubbleRow(message: Parameters<typeof bubble>[0]): PaneRow {
  return {
    id: message.id,
    text: () => message.text ?? '',
    draw: (width) => bubble(message, width),
  }
}

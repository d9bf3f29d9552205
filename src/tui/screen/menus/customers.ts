// Menus for being a customer: who writes, what is sent, and what is tapped.
import type { ActionInput } from '../../../client/control-client.ts'
import { readPhone } from '../answers.ts'
import type { ChatMessage } from '../data.ts'
import type { MenuItem, State } from '../model.ts'
import { asks, customerWrites, writePrompt } from '../prompts.ts'
import type { MenuRow } from './menu.ts'

/** Stands for somebody who has never written. */
const NEW_CUSTOMER = '+6281234567890'

export const CUSTOMERS_MENU: MenuRow = {
  title: () => 'Write as a customer: who?',
  reads: [{ name: 'conversations', path: '/conversations', query: { limit: 200 } }],
  items: ({ data }) => {
    const known = data.conversations?.conversations ?? []
    const item = (label: string, hint: string, from: string): MenuItem => ({
      label,
      hint,
      choice: { kind: 'ask', prompt: writePrompt(from) },
    })
    const isNew = known.every(({ customer }) => customer !== NEW_CUSTOMER)
    return [
      ...known.map(({ name, customer, last_message: last }) =>
        item(`${name ?? ''} ${customer}`.trim(), last?.summary ?? '', customer),
      ),
      ...(isNew ? [item(NEW_CUSTOMER, 'somebody new', NEW_CUSTOMER)] : []),
      {
        label: 'another number…',
        choice: asks(
          { kind: 'customer-number' },
          { title: 'Write as which number?', hint: 'E.164; 08… is taken as Indonesian.' },
        ),
      },
    ]
  },
  typed: (state, filter) => {
    const phone = numberNobodyHas(state, filter)
    return phone === null
      ? []
      : [{ label: `write as ${phone}`, choice: { kind: 'ask', prompt: writePrompt(phone) } }]
  },
  empty: 'Nobody fits.',
}

/** A whole number that was typed and that is in no conversation. */
export function numberNobodyHas({ data }: State, typed: string): string | null {
  const phone = readPhone(typed)
  const known = data.conversations?.conversations ?? []
  return known.some(({ customer }) => customer === phone) ? null : phone
}

type Sent = Omit<ActionInput<'customer-writes'>, 'from'>

const KINDS: readonly (readonly [label: string, members: Sent])[] = [
  ['photo', { type: 'image', image: { caption: 'Seperti ini ya?' } }],
  ['voice note', { type: 'audio' }],
  ['video', { type: 'video' }],
  ['document', { type: 'document', document: { filename: 'bukti-transfer.pdf' } }],
  ['sticker', { type: 'sticker' }],
  ['location', { type: 'location', location: { name: 'Monas', address: 'Jakarta Pusat' } }],
  [
    'contact card',
    { type: 'contacts', contacts: [{ name: 'Siti Rahayu', phones: ['+6281234567891'] }] },
  ],
  ['reaction 👍', { type: 'reaction', reaction: '👍' }],
]

export const CUSTOMER_SENDS_MENU: MenuRow = {
  title: (_state, from) => `${from} sends: what?`,
  reads: [],
  items: (_state, from) => [
    { label: 'text…', choice: { kind: 'ask', prompt: writePrompt(from) } },
    ...KINDS.map(([label, members]): MenuItem => {
      const effects = [customerWrites(from, members, `${from} sent a ${label}`)]
      return { label, choice: { kind: 'do', effects } }
    }),
    {
      label: 'read everything',
      hint: 'ticks turn blue',
      choice: {
        kind: 'do',
        effects: [
          { kind: 'act', name: 'customer-reads', input: { from }, said: `${from} has read it all` },
        ],
      },
    },
  ],
  empty: 'Nothing fits.',
}

/** What can be tapped in the newest messages of a chat, the newest first. */
export function tapsOf({ data: { conversation } }: State): readonly MenuItem[] {
  if (conversation === undefined) return []
  const outbound = conversation.messages.filter(({ direction }) => direction === 'outbound')
  return outbound.reverse().flatMap((message) => tapsIn(conversation.customer, message))
}

function tapsIn(from: string, message: ChatMessage): MenuItem[] {
  const context = { message_id: message.id }
  const hint = message.header ?? message.text ?? ''
  const item = (label: string, members: Sent): MenuItem => {
    const effects = [customerWrites(from, { ...members, context }, `${from} tapped ${label}`)]
    return { label, hint, choice: { kind: 'do', effects } }
  }
  const replies = message.buttons.filter(({ kind }) => kind === 'reply')
  return [
    ...replies.map(({ text }) => item(text, { button: { text } })),
    ...(message.list?.rows ?? []).map(({ id, title }) =>
      item(title, { interactive: { list_reply: { id } } }),
    ),
  ]
}

export const TAPS_MENU: MenuRow = {
  title: ({ data }) => `${data.conversation?.customer ?? 'The customer'} taps: what?`,
  reads: [],
  items: tapsOf,
  empty: 'No message here has reply buttons or a list. Send one: n, then list or template.',
}

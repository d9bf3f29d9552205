// The table of events that can be triggered: each by what really causes it.
import type { ControlClient } from '../../client/control-client.ts'
import type { EventType } from '../../contract/operation-types.ts'

export type TriggerOptions = {
  /** The customer's number. */
  readonly customer: string
  /** message.status: which one. */
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  /** message.status failed: Meta's code. */
  readonly code: number
  readonly text: string
}

export type TriggerRow = {
  /** What is done, and what comes of it. */
  readonly what: string
  /** Options that it looks at. */
  readonly takes: readonly (keyof TriggerOptions)[]
  /** Gives back the ids of what was made or changed. */
  readonly cause: (client: ControlClient, options: TriggerOptions) => Promise<object>
}

export const TRIGGERS: Readonly<Record<EventType, TriggerRow>> = {
  'message.received': {
    what: 'A customer writes.',
    takes: ['customer', 'text'],
    cause: (client, { customer, text }) => writes(client, customer, text),
  },
  'message.status': {
    what: 'A message is sent to a customer who has just written, and moves up to the status; with failed, by its code.',
    takes: ['customer', 'status', 'code', 'text'],
    cause: async (client, { customer, status, code, text }) => {
      await writes(client, customer, 'Halo')
      const { data } = await client.call('POST', '/messages', {
        to: customer,
        type: 'text',
        text: { body: text },
      })
      const { id } = data as { readonly id: string }
      for (const step of STEPS_TO[status]) {
        const failed = step === 'failed' ? { meta_code: code } : {}
        await client.act('set-message-status', { message_id: id, status: step, ...failed })
      }
      return { message_id: id, status }
    },
  },
  'contact.created': {
    what: 'Somebody writes who never wrote before.',
    takes: ['text'],
    cause: async (client, { text }) => writes(client, await newNumber(client), text),
  },
  'contact.updated': {
    what: "The name of the customer's contact is changed through the API.",
    takes: ['customer', 'text'],
    cause: async (client, { customer, text }) => {
      const { contact_id: id } = await conversationOf(client, customer)
      await client.call('PATCH', `/contacts/${id}`, { name: text })
      return { contact_id: id }
    },
  },
  'conversation.assigned': {
    what: "The customer's conversation is given to a new agent through the API.",
    takes: ['customer', 'text'],
    cause: async (client, { customer, text }) => {
      const { id } = await conversationOf(client, customer)
      const user = (await client.act('add-user', { name: text })) as { readonly id: string }
      await client.call('PATCH', `/conversations/${id}`, { assigned_to: user.id })
      return { conversation_id: id, user_id: user.id }
    },
  },
  'conversation.closed': {
    what: "The customer's conversation is resolved through the API; one that is resolved is opened first.",
    takes: ['customer'],
    cause: async (client, { customer }) => {
      const { id } = await conversationOf(client, customer)
      await client.call('PATCH', `/conversations/${id}`, { status: 'open' })
      await client.call('PATCH', `/conversations/${id}`, { status: 'resolved' })
      return { conversation_id: id }
    },
  },
}

/** The legal steps to each status. */
const STEPS_TO = {
  sent: ['sent'],
  delivered: ['sent', 'delivered'],
  read: ['sent', 'delivered', 'read'],
  failed: ['failed'],
} as const

async function writes(client: ControlClient, from: string, text: string): Promise<object> {
  return (await client.act('customer-writes', { from, text })) as object
}

type Conversation = { readonly id: string; readonly contact_id: string; readonly customer: string }

async function conversations(client: ControlClient): Promise<readonly Conversation[]> {
  const { data } = await client.read('conversations', { limit: 200 })
  return (data as { readonly conversations: readonly Conversation[] }).conversations
}

/** A customer who never wrote writes first: there is no conversation before. */
async function conversationOf(client: ControlClient, customer: string): Promise<Conversation> {
  const find = async () => (await conversations(client)).find((one) => one.customer === customer)
  const known = await find()
  if (known !== undefined) return known
  await writes(client, customer, 'Halo')
  const made = await find()
  if (made === undefined) throw new Error(`${customer} wrote, and has no conversation.`)
  return made
}

/** Numbers that nobody has, from here on. */
const FIRST_NEW = 6_281_390_000_000

async function newNumber(client: ControlClient): Promise<string> {
  const taken = new Set((await conversations(client)).map(({ customer }) => customer))
  let number = FIRST_NEW
  while (taken.has(`+${number}`)) number++
  return `+${number}`
}

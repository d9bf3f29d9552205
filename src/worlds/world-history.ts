// The history that a world file tells: who was there, and who said what before the start.

import type { WorldFile, WorldFileContact } from '../contract/input-types.ts'
import { digitsOf } from '../domain/messaging/accounts.ts'
import { contactWithPhone, putContact } from '../domain/messaging/contacts.ts'
import { conversationWith } from '../domain/messaging/conversations.ts'
import { accountWithPhone, digits, setRecipient } from '../domain/messaging/directory.ts'
import { acceptMessage, receiveMessage } from '../domain/messaging/messages.ts'
import { roll, rollBetween } from '../domain/world/dice.ts'
import type { AccountRow, JsonObject } from '../domain/world/rows.ts'
import { put } from '../domain/world/tables.ts'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../domain/world/time.ts'
import { transact, type World } from '../domain/world/world.ts'
import type { People } from '../engine/ports.ts'
import { parseDuration } from '../schema/durations.ts'
import { SAMPLE_TALKS } from './sample-talks.ts'

/** Something that happened before the start. */
export type Past = { readonly at: Instant; readonly happen: () => void }

/** What a contact's part of the file says happened before the start. */
export function historyOf(world: World, contact: WorldFileContact, now: Instant): Past[] {
  const account = accountWithPhone(world, contact.account)
  const phone = digitsOf(contact.phone_number)
  const talk = (contact.conversation?.messages ?? []).map((message) => ({
    ...message,
    at: now - before(message.ago),
  }))
  if (contact.recipient !== undefined) {
    const behaviour = contact.recipient
    transact(world, () => setRecipient(world, phone, behaviour))
  }
  const bornAt = Math.min(now - DAY_MS, ...talk.map(({ at }) => at - MINUTE_MS))
  const birth: Past = {
    at: Math.max(bornAt, world.now),
    happen: () => {
      const { name = null, email = null } = contact
      const metadata = (contact.metadata ?? null) as JsonObject | null
      const row = putContact(world, account, { phone, name, email, metadata })
      if (contact.conversation !== undefined) conversationWith(world, row)
    },
  }
  const said = talk.map(({ at, from, text }) => ({
    at: Math.max(at, world.now),
    happen: () => say(world, account, phone, from, text),
  }))
  return [birth, ...said, ...settled(world, account, phone, contact, now)]
}

function say(
  world: World,
  account: AccountRow,
  phone: string,
  from: 'customer' | 'business',
  text: string,
): void {
  if (from === 'customer') {
    receiveMessage(world, { from: phone, to: account.phone, input: { type: 'text', text } })
    return
  }
  acceptMessage(world, {
    from: account.phone,
    to: phone,
    type: 'text',
    content: { body: text },
    summary: text,
    mediaUrl: null,
  })
}

/** The state that the file asks for, beyond what its messages led to. */
function settled(
  world: World,
  account: AccountRow,
  phone: string,
  contact: WorldFileContact,
  now: Instant,
): Past[] {
  const { status, last_inbound: lastInbound } = contact.conversation ?? {}
  if (status === undefined && lastInbound === undefined) return []
  const happen = () => {
    const row = contactWithPhone(world, account, phone)
    if (row === undefined) throw new Error(`The contact ${phone} of the world file was not made.`)
    const conversation = conversationWith(world, row)
    put(world.conversations, {
      ...conversation,
      ...(status !== undefined && { status }),
      ...(lastInbound !== undefined && { lastInboundAt: now - before(lastInbound) }),
    })
  }
  return [{ at: now, happen }]
}

function before(text: string): number {
  const duration = parseDuration(text)
  if (duration === null)
    throw new Error(`The world file has the duration "${text}"; write e.g. 2h.`)
  return duration
}

/** Contacts of invented people who wrote: most of them so lately that they may be answered freely. */
export function generatedContacts(
  world: World,
  file: WorldFile,
  people: People | null,
): WorldFileContact[] {
  if (file.generate === undefined || people === null) return []
  return Array.from({ length: file.generate.contacts }, (_, n) => {
    const seed = Math.floor(roll(world.seed, 'person', n) * 2 ** 31)
    const { name, email } = people.person(seed)
    const talk = SAMPLE_TALKS[n % SAMPLE_TALKS.length] ?? []
    const isRecent = n % 4 !== 3
    const endedMs = isRecent
      ? rollBetween(10 * MINUTE_MS, 8 * HOUR_MS, world.seed, 'talk-ended', n)
      : rollBetween(30 * HOUR_MS, 6 * DAY_MS, world.seed, 'talk-ended', n)
    const messages = talk.map(([from, text], line) => ({
      from,
      text,
      ago: `${endedMs + (talk.length - line) * 4 * MINUTE_MS}ms`,
    }))
    return {
      phone_number: `+62812${digits(8, world, 'customer-phone', String(n))}`,
      name,
      email,
      recipient: 'reads',
      conversation: { messages },
    }
  })
}

// customer-writes: what a receiver hears of it in Meta's shape, and what it does to the conversation.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../../src/contract/validators.ts'
import { INBOUND_TYPES } from '../../../src/domain/messaging/inbound/inbound-content.ts'
import { startWithReceiver } from '../../engine/webhooks.ts'
import { sendAccepted } from '../../faults/arming.ts'
import type { Receiver } from '../../support/receiver.ts'

const CUSTOMER = '+6281234567890'

const MESSAGES: Readonly<Record<keyof typeof INBOUND_TYPES, object>> = {
  text: { text: 'Ada stok?' },
  image: { image: { caption: 'Yang ini' } },
  video: { video: { url: 'https://cdn.example/a.mp4' } },
  document: { document: { filename: 'bukti.pdf' } },
  audio: { audio: { voice: true } },
  sticker: { sticker: { animated: true } },
  location: { location: { latitude: -6.2, longitude: 106.8 } },
  contacts: { contacts: [{ name: 'Budi', phones: ['+6281211111111'] }] },
  interactive: { interactive: { list_reply: { id: 'a', title: 'Ukuran M' } } },
  button: { button: 'Mau dong' },
  reaction: { reaction: { message_id: 'wamid.HBgL', emoji: '👍' } },
  order: {
    order: {
      product_items: [
        { product_retailer_id: 'batik-1', quantity: 2, item_price: 150_000, currency: 'IDR' },
      ],
    },
  },
  system: { type: 'system', system: { wa_id: '6281299999999' } },
  unsupported: { type: 'unsupported', unsupported: { type: 'poll' } },
}

/** The webhooks of inbound messages, each of which must be as Meta would send it. */
function inboundAt({ received }: Receiver) {
  const inbound = received.filter(({ headers }) => headers['x-kirim-event'] === 'message.received')
  for (const { json } of inbound) expect(checkWebhookBody('message.received', json)).toBeNull()
  return inbound.map(({ json }) => json.entry[0].changes[0].value)
}

describe('every type of message', () => {
  it.each(Object.entries(MESSAGES))(
    '%s reaches a receiver as Meta sends it',
    async (type, written) => {
      const story = await startWithReceiver()
      const { status, body } = await story.act('customer-writes', { from: CUSTOMER, ...written })
      expect([status, body.error]).toEqual([200, undefined])
      await story.settle()
      const [value] = inboundAt(story.receiver)
      expect(value.messages).toHaveLength(1)
      expect(value.messages[0]).toMatchObject({
        from: '6281234567890',
        id: body.data.wamid,
        type,
        timestamp: String(Date.parse(body.data.created_at) / 1_000),
      })
      if (type !== 'unsupported') expect(value.messages[0]).toHaveProperty(type)
      expect(value.metadata.display_phone_number).toBe('6281100000001')
      expect(body.data.type).toBe(type)
      const { data } = (await story.call('GET', `/messages?direction=inbound`)).body
      expect(data).toMatchObject([{ id: body.data.message_id, type, direction: 'inbound' }])
    },
  )

  it.each(Object.keys(MESSAGES))('%s is made up whole when only its type is said', async (type) => {
    const story = await startWithReceiver()
    const { status, body } = await story.act('customer-writes', { from: CUSTOMER, type })
    expect([status, body.error]).toEqual([200, undefined])
    await story.settle()
    expect(inboundAt(story.receiver)).toMatchObject([{ messages: [{ id: body.data.wamid, type }] }])
  })

  it('are all there are', () => {
    expect(Object.keys(MESSAGES).sort()).toEqual(Object.keys(INBOUND_TYPES).sort())
  })
})

describe('the first message of a customer', () => {
  it('makes the contact, under the name of the profile, and tells of both', async () => {
    const story = await startWithReceiver()
    const first = { from: CUSTOMER, name: 'Siti Rahayu', text: 'Permisi' }
    const { data } = (await story.act('customer-writes', first)).body
    await story.settle()
    const events = story.receiver.received.map(({ headers }) => headers['x-kirim-event'])
    expect(new Set(events)).toEqual(new Set(['contact.created', 'message.received']))
    const contact = (await story.call('GET', `/contacts/${data.contact_id}`)).body.data
    expect(contact).toMatchObject({ phone_number: CUSTOMER, name: 'Siti Rahayu' })
    expect(inboundAt(story.receiver)[0].contacts).toEqual([
      { profile: { name: 'Siti Rahayu' }, wa_id: '6281234567890' },
    ])
    await story.act('customer-writes', { from: CUSTOMER, text: 'Halo?' })
    await story.settle()
    const later = story.receiver.received.slice(events.length)
    expect(later.map(({ headers }) => headers['x-kirim-event'])).toEqual(['message.received'])
  })
})

describe('the conversation', () => {
  it('has its window opened', async () => {
    const story = await startWithReceiver()
    const before = await sendAccepted(story, CUSTOMER)
    await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    const after = await sendAccepted(story, CUSTOMER)
    await story.settle()
    const shown = async (id: string) =>
      (await story.call('GET', `/messages/${id}`)).body.data.error?.code
    expect([await shown(before), await shown(after)]).toEqual(['outside_24h_window', undefined])
  })

  it('counts what is unread until it is answered', async () => {
    const story = await startWithReceiver()
    const write = async () =>
      (await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })).body.data
    const { conversation_id: id } = await write()
    await write()
    await write()
    const unread = async () =>
      (await story.call('GET', `/conversations/${id}`)).body.data.unread_count
    expect(await unread()).toBe(3)
    await sendAccepted(story, CUSTOMER)
    expect(await unread()).toBe(0)
    await write()
    expect(await unread()).toBe(1)
  })

  it('is reopened when it was resolved, and nobody is told', async () => {
    const story = await startWithReceiver()
    const { data } = (await story.act('customer-writes', { from: CUSTOMER, text: 'A' })).body
    const path = `/conversations/${data.conversation_id}`
    await story.call('PATCH', path, { status: 'resolved' })
    await story.settle()
    story.receiver.received.length = 0
    await story.act('customer-writes', { from: CUSTOMER, text: 'Satu lagi' })
    await story.settle()
    expect((await story.call('GET', path)).body.data).toMatchObject({ status: 'open' })
    expect(story.receiver.received.map(({ headers }) => headers['x-kirim-event'])).toEqual([
      'message.received',
    ])
  })

  it('that is pending stays so', async () => {
    const story = await startWithReceiver()
    const { data } = (await story.act('customer-writes', { from: CUSTOMER, text: 'A' })).body
    const path = `/conversations/${data.conversation_id}`
    await story.call('PATCH', path, { status: 'pending' })
    await story.act('customer-writes', { from: CUSTOMER, text: 'B' })
    expect((await story.call('GET', path)).body.data.status).toBe('pending')
  })
})

describe('is refused', () => {
  it.each([
    [{ text: 'A' }, 'missing_required_field', 'from'],
    [{ from: '081234567890', text: 'A' }, 'invalid_phone_number', 'from'],
    [{ from: CUSTOMER }, 'missing_required_field', 'text'],
    [{ from: CUSTOMER, text: '' }, 'invalid_field_value', 'text'],
    [{ from: CUSTOMER, type: 'poll' }, 'invalid_field_value', 'type'],
    [{ from: CUSTOMER, txt: 'A' }, 'invalid_field_value', 'txt'],
    [{ from: CUSTOMER, contacts: [] }, 'invalid_field_value', 'contacts'],
    [{ from: CUSTOMER, contacts: [{}] }, 'missing_required_field', 'contacts.0.name'],
  ])('%j', async (input, code, param) => {
    const { act, call } = await startWithReceiver()
    const { status, body } = await act('customer-writes', input)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code, param })
    expect((await call('GET', '/messages')).body.data).toEqual([])
    expect((await call('GET', '/contacts')).body.data).toEqual([])
  })

  it('a message that quotes one of ours that there is not, and no contact is left behind', async () => {
    const { act, call } = await startWithReceiver()
    const context = { message_id: `msg_${'0'.repeat(26)}` }
    const { body } = await act('customer-writes', { from: CUSTOMER, text: 'A', context })
    expect(body.error).toMatchObject({ param: 'context.message_id' })
    expect((await call('GET', '/contacts')).body.data).toEqual([])
  })

  it('a number that is not connected', async () => {
    const { act } = await startWithReceiver()
    const { status, body } = await act('customer-writes', {
      from: CUSTOMER,
      to: '+6281100000009',
      text: 'A',
    })
    expect([status, body.error.code]).toEqual([422, 'whatsapp_number_not_verified'])
    expect(body.error).toMatchObject({ param: 'to' })
    expect(body.error.message).toContain('+6281100000001')
  })
})

it('a changed number is told with the name, the old number and the new one', async () => {
  const story = await startWithReceiver()
  await story.act('customer-writes', { from: CUSTOMER, name: 'Siti', text: 'Halo' })
  await story.act('customer-writes', { from: CUSTOMER, system: { wa_id: '6281299999999' } })
  await story.settle()
  const { messages } = inboundAt(story.receiver).at(-1)
  expect(messages[0].system).toEqual({
    body: 'User Siti changed from 6281234567890 to 6281299999999',
    wa_id: '6281299999999',
    type: 'user_changed_number',
  })
})

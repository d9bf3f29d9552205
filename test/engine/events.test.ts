// The six events as receivers get them: when each is told, and that its body keeps the contract.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../src/contract/validators.ts'
import { oldestFirst } from '../../src/domain/world/tables.ts'
import type { EventType } from '../../src/domain/world/webhook-rows.ts'
import { ALL_EVENTS, startWithReceiver, subscribe } from './webhooks.ts'

const STRANGER = '+6281300000099'

/** The shop with its people, and what its receiver has heard, by type. */
async function startShop() {
  const story = await startWithReceiver({ world: 'default' })
  const { receiver, world } = story
  const [first, second] = [...oldestFirst(world.users)].map((row) => row.id)
  return {
    ...story,
    users: [first ?? '', second ?? ''] as const,
    heard: (type: EventType) =>
      receiver.received.filter((one) => one.headers['x-kirim-event'] === type),
    types: () => receiver.received.map((one) => one.headers['x-kirim-event']),
  }
}

/** A conversation of the shop that is open and belongs to nobody. */
async function openConversation({ call }: Awaited<ReturnType<typeof startShop>>) {
  const { data } = (await call('GET', '/conversations?status=open')).body
  return data.find((one: { assignee: unknown }) => one.assignee === null)
}

it('every body keeps the contract, with its source in the header', async () => {
  const shop = await startShop()
  const { call, act, settle, users, receiver } = shop
  const { id } = (await call('POST', '/contacts', { phone_number: STRANGER })).body.data
  await call('PATCH', `/contacts/${id}`, { name: 'Rina', metadata: { city: 'Bandung' } })
  await act('customer-writes', { from: STRANGER, text: 'Halo' })
  await call('POST', '/messages', { to: STRANGER, type: 'text', text: { body: 'Halo juga' } })
  const conversation = await openConversation(shop)
  await call('PATCH', `/conversations/${conversation.id}`, { assigned_to: users[0] })
  await call('PATCH', `/conversations/${conversation.id}`, { status: 'resolved' })
  await settle()
  expect(new Set(shop.types())).toEqual(new Set(ALL_EVENTS))
  for (const { headers, json } of receiver.received) {
    const type = headers['x-kirim-event'] as EventType
    const isMeta = type.startsWith('message.')
    expect(checkWebhookBody(type, json)).toBeNull()
    expect(headers['x-kirim-source']).toBe(isMeta ? 'meta' : 'kirim')
    expect(headers['x-kirim-event-id']).toMatch(isMeta ? /^wamid\./ : /^evt_[0-9A-Z]{26}$/)
    if (!isMeta) expect(json).toMatchObject({ id: headers['x-kirim-event-id'], type })
  }
})

describe('a customer who writes', () => {
  it('for the first time is two events: the contact and the message', async () => {
    const { act, call, settle, types, heard } = await startShop()
    await act('customer-writes', { from: STRANGER, name: 'Rina', text: 'Halo' })
    await settle()
    expect(types().sort()).toEqual(['contact.created', 'message.received'])
    const { contact, acquisition_source: source } = heard('contact.created')[0]?.json.data ?? {}
    expect((await call('GET', `/contacts/${contact.id}`)).body.data).toEqual(contact)
    expect(contact.name).toBe('Rina')
    expect(source).toBe('inbound')
  })

  it('again is one event', async () => {
    const { act, settle, types, receiver } = await startShop()
    await act('customer-writes', { from: STRANGER, text: 'Halo' })
    await settle()
    receiver.received.length = 0
    await act('customer-writes', { from: STRANGER, text: 'Ada orang?' })
    await settle()
    expect(types()).toEqual(['message.received'])
  })
})

describe('contact events', () => {
  it('tell that a contact was made through the API, not that a message made one', async () => {
    const { call, settle, heard } = await startShop()
    const text = { type: 'text', text: { body: 'Halo' } }
    await call('POST', '/messages', { to: STRANGER, ...text })
    await call('POST', '/contacts', { phone_number: '+6281300000098', email: 'rina@example.com' })
    await settle()
    const [created, ...rest] = heard('contact.created')
    expect(rest).toEqual([])
    expect(created?.json.data).toMatchObject({
      contact: { phone_number: '+6281300000098', email: 'rina@example.com', name: null },
      acquisition_source: 'api',
    })
  })

  it('name what was changed, and show the contact as it was then', async () => {
    const { call, settle, heard } = await startShop()
    const { id } = (await call('POST', '/contacts', { phone_number: STRANGER })).body.data
    await call('PATCH', `/contacts/${id}`, { name: 'Rina' })
    await call('PATCH', `/contacts/${id}`, { email: 'r@example.com', metadata: { vip: true } })
    await call('PATCH', `/contacts/${id}`, {})
    await settle()
    const updates = heard('contact.updated').map((one) => one.json.data)
    expect(updates).toMatchObject([
      { changed_fields: ['name'], contact: { id, name: 'Rina', email: null } },
      { changed_fields: ['email', 'metadata'], contact: { id, metadata: { vip: true } } },
    ])
  })
})

describe('conversation events', () => {
  it('tell who has it now and who had it before', async () => {
    const shop = await startShop()
    const { call, settle, users, heard } = shop
    const { id } = await openConversation(shop)
    for (const assigned_to of [users[0], users[1], users[1], null]) {
      await call('PATCH', `/conversations/${id}`, { assigned_to })
    }
    await settle()
    const assignments = heard('conversation.assigned').map((one) => one.json.data.assignee)
    expect(assignments).toEqual([
      { user_id: users[0], previous_user_id: null, team_id: expect.any(String) },
      { user_id: users[1], previous_user_id: users[0], team_id: expect.any(String) },
    ])
  })

  it('tell that nobody has it, where the world was set so', async () => {
    const shop = await startShop()
    shop.world.settings.eventOnUnassign = true
    const { id } = await openConversation(shop)
    for (const assigned_to of [shop.users[0], null]) {
      await shop.call('PATCH', `/conversations/${id}`, { assigned_to })
    }
    await shop.settle()
    const { assignee } = shop.heard('conversation.assigned')[1]?.json.data ?? {}
    expect(assignee).toEqual({ user_id: null, previous_user_id: shop.users[0], team_id: null })
  })

  it('tell of closing once, and again after it was open again', async () => {
    const shop = await startShop()
    const { call, settle, heard } = shop
    const { id } = await openConversation(shop)
    for (const status of ['resolved', 'resolved', 'pending', 'resolved', 'open']) {
      await call('PATCH', `/conversations/${id}`, { status })
    }
    await settle()
    const closings = heard('conversation.closed').map((one) => one.json.data.conversation)
    const closed = { id, object: 'conversation', status: 'resolved', closed_by_user_id: null }
    expect(closings).toEqual([closed, closed])
  })
})

it('go to each subscription that asked for them, and to no other', async () => {
  const shop = await startShop()
  await shop.call('PATCH', `/webhook_subscriptions/${shop.subscription.id}`, {
    events: ['message.received'],
  })
  await subscribe(shop, `${shop.receiver.url}/contacts`, ['contact.created', 'contact.updated'])
  await shop.act('customer-writes', { from: STRANGER, text: 'Halo' })
  await shop.settle()
  const heard = shop.receiver.received.map((one) => [one.path, one.headers['x-kirim-event']])
  expect(heard.sort()).toEqual([
    ['/hook', 'message.received'],
    ['/hook/contacts', 'contact.created'],
  ])
})

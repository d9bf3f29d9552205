// Lists that were read before: they show what is so now, also where it comes from other rows.
import { describe, expect, it } from 'vitest'

import { find, put } from '../../src/domain/world/tables.ts'
import { HOUR_MS } from '../../src/domain/world/time.ts'
import { transact } from '../../src/domain/world/world.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addUser } from './rows.ts'
import {
  CUSTOMER,
  createContact,
  customerWrites,
  dataOf,
  NEVER_READS,
  sendText,
  subscribe,
} from './stories.ts'

/** The first item of a list, which must look like the resource that is fetched alone. */
async function firstOf(kirim: TestSandbox, list: string) {
  const [item] = dataOf(await kirim.call('GET', list))
  const { payload: _, ...alone } = dataOf(await kirim.call('GET', `${list}/${item.id}`))
  if (list !== '/messages') expect(item).toStrictEqual(alone)
  return item
}

describe('GET /conversations', () => {
  it("shows the contact's new name, the assignee, the status and what is unread", async () => {
    const kirim = await startTestSandbox()
    const { contact_id, conversation_id } = await customerWrites(kirim, { name: 'Siti' })
    const show = () => firstOf(kirim, '/conversations')
    expect((await show()).contact.name).toBe('Siti')
    await kirim.call('PATCH', `/contacts/${contact_id}`, { name: 'Siti Rahayu' })
    expect((await show()).contact.name).toBe('Siti Rahayu')
    const user = addUser(kirim, 'Ayu')
    const path = `/conversations/${conversation_id}`
    await kirim.call('PATCH', path, { assigned_to: user.id, status: 'pending' })
    expect(await show()).toMatchObject({ assignee: { name: 'Ayu' }, status: 'pending' })
    const { world } = kirim
    transact(world, () => put(world.users, { ...user, name: 'Ayu Pratiwi' }))
    expect((await show()).assignee.name).toBe('Ayu Pratiwi')
    await customerWrites(kirim)
    expect((await show()).unread_count).toBe(2)
  })
})

describe('GET /webhook_subscriptions', () => {
  it('shows secrets that were added, revoked, or have expired', async () => {
    const kirim = await startTestSandbox()
    const { id, secrets } = await subscribe(kirim)
    const path = `/webhook_subscriptions/${id}/secrets`
    const show = async () => {
      const item = await firstOf(kirim, '/webhook_subscriptions')
      return item.secrets.map((secret: { id: string }) => secret.id)
    }
    const [{ id: first }] = secrets
    expect(await show()).toStrictEqual([first])
    const brief = dataOf(await kirim.call('POST', path, { expires_in_hours: 1 }))
    const lasting = dataOf(await kirim.call('POST', path))
    expect(await show()).toStrictEqual([lasting.id, brief.id, first])
    await kirim.advance(HOUR_MS)
    expect(await show()).toStrictEqual([lasting.id, first])
    await kirim.call('DELETE', `${path}/${first}`)
    expect(await show()).toStrictEqual([lasting.id])
  })
})

describe('GET /messages', () => {
  it('shows a status that has moved and media that have come', async () => {
    const kirim = await startTestSandbox()
    const image = { url: 'https://media.example/a.jpg' }
    await customerWrites(kirim, { from: NEVER_READS, text: undefined, image })
    expect((await firstOf(kirim, '/messages')).media_url).toBeNull()
    await kirim.settle()
    expect((await firstOf(kirim, '/messages')).media_url).toMatch(/^https:/)
    await sendText(kirim, NEVER_READS)
    expect((await firstOf(kirim, '/messages')).status).toBe('pending')
    await kirim.settle()
    expect((await firstOf(kirim, '/messages')).status).toBe('delivered')
  })
})

describe('GET /webhook_deliveries', () => {
  it('shows each attempt', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver(503)
    await subscribe(kirim, url)
    await createContact(kirim)
    expect(await firstOf(kirim, '/webhook_deliveries')).toMatchObject({
      status: 'failed',
      attempt_count: 1,
    })
    await kirim.settle()
    expect(await firstOf(kirim, '/webhook_deliveries')).toMatchObject({
      status: 'succeeded',
      attempt_count: 2,
    })
  })
})

describe('GET /contacts, GET /labels and GET /templates', () => {
  it('show what was changed', async () => {
    const kirim = await startTestSandbox()
    const contact = await createContact(kirim, CUSTOMER)
    const label = dataOf(await kirim.call('POST', '/labels', { name: 'VIP' }))
    for (const name of ['one', 'two']) {
      await kirim.call('PATCH', `/contacts/${contact.id}`, { name })
      expect((await firstOf(kirim, '/contacts')).name).toBe(name)
      await kirim.call('PATCH', `/labels/${label.id}`, { name })
      expect((await firstOf(kirim, '/labels')).name).toBe(name)
    }
    const { world } = kirim
    const [{ id }] = dataOf(await kirim.call('GET', '/templates?status=all'))
    const template = find(world.templates, id)
    if (template === undefined) throw new Error('The template is gone.')
    const components = [{ type: 'BODY', text: 'Baru' }]
    transact(world, () => put(world.templates, { ...template, components }))
    expect(dataOf(await kirim.call('GET', '/templates?status=all'))[0].content).toBe('Baru')
  })

  it('show nothing of what was undone', async () => {
    const kirim = await startTestSandbox()
    await createContact(kirim, CUSTOMER)
    const before = dataOf(await kirim.call('GET', '/contacts'))
    await kirim.call('POST', '/contacts', { phone_number: CUSTOMER, name: 'twice' })
    expect(dataOf(await kirim.call('GET', '/contacts'))).toStrictEqual(before)
  })
})

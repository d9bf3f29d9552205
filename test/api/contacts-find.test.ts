// The tag Contacts: finding contacts by number and by words, and deleting one with all that is its.
import { describe, expect, it } from 'vitest'

import { count } from '../../src/domain/world/tables.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addAccount } from './rows.ts'
import {
  BUSINESS,
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  sendText,
  subscribe,
  unknownId,
} from './stories.ts'

async function find(kirim: TestSandbox, query: string): Promise<string[]> {
  const data = dataOf(await kirim.call('GET', `/contacts?${query}`))
  return data.map((row: { name: string }) => row.name)
}

async function createAll(kirim: TestSandbox, ...wishes: object[]): Promise<void> {
  for (const wish of wishes) dataOf(await kirim.call('POST', '/contacts', wish))
}

describe('GET /contacts', () => {
  it('finds by the exact number, its plus written as %2B', async () => {
    const kirim = await startTestSandbox()
    await createAll(
      kirim,
      { phone_number: '+6281234567890', name: 'Siti' },
      { phone_number: '+628123456789', name: 'Budi' },
    )
    expect(await find(kirim, 'phone=%2B6281234567890')).toStrictEqual(['Siti'])
    expect(await find(kirim, 'phone=%2B628123456789')).toStrictEqual(['Budi'])
    expect(await find(kirim, 'phone=%2B62812345678')).toStrictEqual([])
  })

  it('refuses a number whose plus was left bare, for that is a space', async () => {
    const kirim = await startTestSandbox()
    for (const phone of ['+6281234567890', '6281234567890', '%2B0812', 'Siti', '']) {
      const reply = await kirim.call('GET', `/contacts?phone=${phone}`)
      expectRefusal(reply, 400, 'invalid_phone_number', 'phone')
    }
  })

  it('finds a number once for each account that knows it', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, '+6281100000002')
    await createAll(
      kirim,
      { phone_number: CUSTOMER, name: 'here', from: BUSINESS },
      { phone_number: CUSTOMER, name: 'there', from: '+6281100000002' },
    )
    expect(await find(kirim, `phone=${encodeURIComponent(CUSTOMER)}`)).toStrictEqual([
      'there',
      'here',
    ])
  })

  it('finds by a part of the name or of the email, in capitals or not', async () => {
    const kirim = await startTestSandbox()
    await createAll(
      kirim,
      { phone_number: '+6281200000001', name: 'Siti Rahayu' },
      { phone_number: '+6281200000002', name: 'Budi', email: 'rahayu.budi@example.com' },
      { phone_number: '+6281200000003', name: 'Éva' },
      { phone_number: '+6281200000004' },
    )
    expect(await find(kirim, 'search=RAHAYU')).toStrictEqual(['Budi', 'Siti Rahayu'])
    expect(await find(kirim, 'search=ti%20ra')).toStrictEqual(['Siti Rahayu'])
    expect(await find(kirim, `search=${encodeURIComponent('éV')}`)).toStrictEqual(['Éva'])
    expect(await find(kirim, 'search=%40example')).toStrictEqual(['Budi'])
    expect(await find(kirim, 'search=.*')).toStrictEqual([])
    expect(await find(kirim, 'search=8120')).toStrictEqual([])
    expect(await find(kirim, 'search=budi&phone=%2B6281200000001')).toStrictEqual([])
  })

  it('shows the newest first', async () => {
    const kirim = await startTestSandbox()
    await createAll(kirim, { phone_number: '+6281200000001', name: 'one' })
    await kirim.advance(1)
    await createAll(
      kirim,
      { phone_number: '+6281200000002', name: 'two' },
      { phone_number: '+6281200000003', name: 'three' },
    )
    expect(await find(kirim, '')).toStrictEqual(['three', 'two', 'one'])
  })

  it.each([
    ['nothing', ''],
    ['201 characters', 'a'.repeat(201)],
  ])('refuses to search for %s', async (_what, search) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `/contacts?search=${search}`)
    expectRefusal(reply, 400, 'invalid_field_value', 'search')
  })
})

describe('GET /contacts/{id}', () => {
  it('shows the contact as it was made', async () => {
    const kirim = await startTestSandbox()
    const contact = dataOf(await kirim.call('POST', '/contacts', { phone_number: CUSTOMER }))
    expect(dataOf(await kirim.call('GET', `/contacts/${contact.id}`))).toStrictEqual(contact)
  })

  it('refuses what is no id, and does not know what nobody has', async () => {
    const kirim = await startTestSandbox()
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const wrong = await kirim.call(method, '/contacts/ctc_1')
      expectRefusal(wrong, 400, 'invalid_field_value', 'id')
      const unknown = await kirim.call(method, `/contacts/${unknownId('ctc')}`)
      expectRefusal(unknown, 404, 'resource_not_found')
    }
  })
})

describe('a customer who writes for the first time', () => {
  it('becomes a contact, with the name of the profile, and that is told', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver()
    await subscribe(kirim, receiver.url)
    const { contact_id } = await customerWrites(kirim, { name: 'Siti' })
    await customerWrites(kirim, { name: 'Siti R.' })
    await kirim.settle()
    const contact = dataOf(await kirim.call('GET', `/contacts/${contact_id}`))
    expect(contact).toMatchObject({ phone_number: CUSTOMER, name: 'Siti', email: null })
    expect(receiver.received.map(({ json }) => json.data)).toStrictEqual([
      { contact, acquisition_source: 'inbound' },
    ])
  })
})

describe('DELETE /contacts/{id}', () => {
  it('takes conversations, messages and labels with it, and leaves those of others', async () => {
    const kirim = await startTestSandbox()
    const doomed = await customerWrites(kirim)
    const other = await customerWrites(kirim, { from: NEVER_READS })
    await sendText(kirim, CUSTOMER)
    const label = dataOf(await kirim.call('POST', '/labels', { name: 'VIP' }))
    for (const { contact_id, conversation_id } of [doomed, other]) {
      for (const path of [`/contacts/${contact_id}`, `/conversations/${conversation_id}`]) {
        dataOf(await kirim.call('POST', `${path}/labels`, { label_id: label.id }))
      }
    }
    const id = doomed.contact_id
    expect(dataOf(await kirim.call('DELETE', `/contacts/${id}`))).toStrictEqual({
      id,
      object: 'contact',
      deleted: true,
    })
    const gone = [
      `/contacts/${id}`,
      `/conversations/${doomed.conversation_id}`,
      `/messages/${doomed.message_id}`,
    ]
    for (const path of gone) {
      expectRefusal(await kirim.call('GET', path), 404, 'resource_not_found')
    }
    const { world } = kirim
    expect([count(world.contactLabels), count(world.conversationLabels)]).toStrictEqual([1, 1])
    expect(count(world.contactLabels, 'byOwner', other.contact_id)).toBe(1)
    const left = dataOf(await kirim.call('GET', '/messages'))
    expect(left.map((row: { id: string }) => row.id)).toStrictEqual([other.message_id])
    expect(dataOf(await kirim.call('GET', `/labels/${label.id}`)).name).toBe('VIP')
  })

  it('stops the messages that were on their way', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver()
    await subscribe(kirim, receiver.url, ['message.status'])
    await sendText(kirim, NEVER_READS)
    const [{ id }] = dataOf(await kirim.call('GET', '/contacts'))
    dataOf(await kirim.call('DELETE', `/contacts/${id}`))
    expect(count(kirim.world.jobs, 'workByDue')).toBe(0)
    await kirim.settle()
    expect(receiver.received).toStrictEqual([])
  })

  it('cannot be taken back: a customer who writes again is somebody new', async () => {
    const kirim = await startTestSandbox()
    const before = await customerWrites(kirim)
    await kirim.call('DELETE', `/contacts/${before.contact_id}`)
    const after = await customerWrites(kirim)
    expect(after.contact_id).not.toBe(before.contact_id)
    expect(after.conversation_id).not.toBe(before.conversation_id)
    const again = await kirim.call('DELETE', `/contacts/${before.contact_id}`)
    expectRefusal(again, 404, 'resource_not_found')
  })
})

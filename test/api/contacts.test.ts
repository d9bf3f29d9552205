// The tag Contacts: making one, finding, changing and deleting it.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addAccount, disconnect } from './rows.ts'
import {
  BUSINESS,
  BUSINESS_SHOWN,
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  sendText,
  subscribe,
} from './stories.ts'

const SECOND = '+6281100000002'

function create(kirim: TestSandbox, wish: object = {}) {
  return kirim.call('POST', '/contacts', { phone_number: CUSTOMER, ...wish })
}

/** A sandbox, and what receivers hear of its contacts. */
async function story() {
  const kirim = await startTestSandbox()
  const receiver = await startReceiver()
  await subscribe(kirim, receiver.url, ['contact.created', 'contact.updated'])
  const heard = async () => {
    await kirim.settle()
    return receiver.received.splice(0).map(({ json }) => [json.type, json.data])
  }
  return { kirim, heard }
}

describe('POST /contacts', () => {
  it('makes a contact of the only number, and tells of it', async () => {
    const { kirim, heard } = await story()
    const wish = {
      name: 'Siti Rahayu',
      email: 'siti@example.com',
      metadata: { tier: 'gold', visits: 3, tags: ['a', { b: null }] },
    }
    const contact = dataOf(await create(kirim, wish))
    expect(contact).toStrictEqual({
      id: expect.stringMatching(/^ctc_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'contact',
      phone_number: CUSTOMER,
      ...wish,
      whatsapp_account: { phone_number: BUSINESS_SHOWN },
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
    expect(await heard()).toStrictEqual([
      ['contact.created', { contact, acquisition_source: 'api' }],
    ])
  })

  it('knows nothing that it is not told', async () => {
    const kirim = await startTestSandbox()
    const bare = { name: null, email: null, metadata: null }
    expect(dataOf(await create(kirim))).toMatchObject(bare)
    const wish = { phone_number: '+6281200000001', email: null }
    expect(dataOf(await create(kirim, wish))).toMatchObject(bare)
  })

  it('makes no conversation', async () => {
    const kirim = await startTestSandbox()
    await create(kirim)
    expect(dataOf(await kirim.call('GET', '/conversations'))).toStrictEqual([])
  })

  it('refuses a number that the account has, and takes it for another account', async () => {
    const kirim = await startTestSandbox()
    dataOf(await create(kirim))
    expectRefusal(await create(kirim), 400, 'invalid_field_value', 'phone_number')
    addAccount(kirim, SECOND)
    const from = { from: BUSINESS }
    expectRefusal(await create(kirim, from), 400, 'invalid_field_value', 'phone_number')
    const other = dataOf(await create(kirim, { from: SECOND }))
    expect(other.whatsapp_account.phone_number).toBe('+62 811-0000-0002')
  })

  it('refuses the number of a customer who wrote or was written to', async () => {
    const kirim = await startTestSandbox()
    await customerWrites(kirim, { from: '+6281200000001' })
    await sendText(kirim, '+6281200000002')
    for (const phone_number of ['+6281200000001', '+6281200000002']) {
      const reply = await create(kirim, { phone_number })
      expectRefusal(reply, 400, 'invalid_field_value', 'phone_number')
    }
  })

  it('needs to be told the number of the business when there are several', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND)
    expectRefusal(await create(kirim), 400, 'missing_required_field', 'from')
    const unknown = await create(kirim, { from: '+6281100000003' })
    expectRefusal(unknown, 422, 'whatsapp_number_not_verified', 'from')
  })

  it('cannot be done without a connected number', async () => {
    const kirim = await startTestSandbox()
    disconnect(kirim)
    expectRefusal(await create(kirim), 422, 'whatsapp_number_not_verified')
  })

  it.each([
    ['missing_required_field', 'phone_number', { phone_number: undefined }],
    ['invalid_phone_number', 'phone_number', { phone_number: '081234567890' }],
    ['invalid_phone_number', 'phone_number', { phone_number: null }],
    ['invalid_phone_number', 'from', { from: 'me' }],
    ['invalid_field_value', 'name', { name: '' }],
    ['invalid_field_value', 'name', { name: null }],
    ['invalid_field_value', 'name', { name: 'a'.repeat(201) }],
    ['invalid_field_value', 'email', { email: '' }],
    ['invalid_field_value', 'email', { email: 'siti' }],
    ['invalid_field_value', 'email', { email: `${'a'.repeat(251)}@b.id` }],
    ['invalid_field_value', 'metadata', { metadata: [] }],
    ['invalid_field_value', 'metadata', { metadata: null }],
  ])('says %s of %s in %j', async (code, param, wish) => {
    const kirim = await startTestSandbox()
    expectRefusal(await create(kirim, wish), 400, code, param)
    expect(dataOf(await kirim.call('GET', '/contacts'))).toStrictEqual([])
  })
})

describe('PATCH /contacts/{id}', () => {
  it('changes what it names and tells which fields those were', async () => {
    const { kirim, heard } = await story()
    let contact = dataOf(await create(kirim, { name: 'Siti', metadata: { a: 1, b: 2 } }))
    await heard()
    const patches: readonly [patch: object, change: object][] = [
      [{ name: 'Siti Rahayu' }, { name: 'Siti Rahayu' }],
      [{ email: 'siti@example.com' }, { email: 'siti@example.com' }],
      [{ metadata: { b: 3 } }, { metadata: { b: 3 } }],
      [{ email: '' }, { email: null }],
      [
        { metadata: null, name: null },
        { metadata: null, name: null },
      ],
    ]
    for (const [patch, change] of patches) {
      await kirim.advance(HOUR_MS)
      const updated_at = new Date(kirim.world.now).toISOString()
      contact = { ...contact, ...change, updated_at }
      const after = dataOf(await kirim.call('PATCH', `/contacts/${contact.id}`, patch))
      expect(after).toStrictEqual(contact)
      const changed_fields = Object.keys(patch)
      const [[type, data]] = (await heard()) as [[string, { changed_fields: string[] }]]
      expect(type).toBe('contact.updated')
      expect(data).toStrictEqual({ contact, changed_fields: expect.any(Array) })
      expect(data.changed_fields.toSorted()).toStrictEqual(changed_fields.toSorted())
    }
  })

  it.each([
    ['nothing', {}],
    ['no body at all', undefined],
    ['a number, which cannot be changed', { phone_number: '+6281200000009' }],
  ])('changes nothing and tells nobody when it names %s', async (_what, patch) => {
    const { kirim, heard } = await story()
    const contact = dataOf(await create(kirim, { name: 'Siti' }))
    await heard()
    await kirim.advance(HOUR_MS)
    const after = dataOf(await kirim.call('PATCH', `/contacts/${contact.id}`, patch))
    expect(after).toStrictEqual(contact)
    expect(await heard()).toStrictEqual([])
  })

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'a'.repeat(201) }],
    ['email', { email: 'siti' }],
    ['metadata', { metadata: 'a' }],
  ])('refuses the value of %s in %j', async (param, patch) => {
    const kirim = await startTestSandbox()
    const { id } = dataOf(await create(kirim))
    const reply = await kirim.call('PATCH', `/contacts/${id}`, patch)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

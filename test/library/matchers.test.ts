// The matchers: what they accept, what they refuse, and what they say then.
import { expect as base, describe, it } from 'vitest'

import { startSandbox } from '../../src/index.ts'
import { isPartOf } from '../../src/library/partial-match.ts'
import { test } from '../../src/vitest.ts'

const CUSTOMER = '+6281234567890'
const BODY = { to: CUSTOMER, type: 'text', text: { body: 'Pesanan siap' } } as const
const expect = base

function complaint(check: () => unknown): string {
  try {
    check()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('The matcher did not complain.')
}

describe('toHaveDelivered', () => {
  test('looks at how far a message is', async ({ kirim }) => {
    await kirim.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const { data } = await kirim.call('POST /messages', { body: BODY })
    expect(kirim).not.toHaveDelivered(data.id)
    await kirim.waitFor.message(data.id)
    expect(kirim).toHaveDelivered(data.id)
    expect(kirim).toHaveDelivered({ to: CUSTOMER, text: 'Pesanan siap' }, 'sent')
    expect(kirim).not.toHaveDelivered(data.id, 'failed')
  })

  test('tells where the message stands', async ({ kirim }) => {
    const { data } = await kirim.call('POST /messages', { body: BODY })
    const text = complaint(() => expect(kirim).toHaveDelivered(data.id))
    expect(text).toContain(`Expected ${data.id} to be delivered.`)
    expect(text).toContain('is pending')
  })

  it('is for sandboxes only', () => {
    expect(() => expect({}).toHaveDelivered('msg_x')).toThrow(TypeError)
  })
})

describe('toHaveReceivedWebhook', () => {
  test('looks into an inbox', async ({ kirim }) => {
    await kirim.inbox.subscribe(['message.received'])
    const { message_id: message } = await kirim.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    await kirim.settle()
    expect(kirim).toHaveReceivedWebhook('message.received')
    expect(kirim.inbox).toHaveReceivedWebhook('message.received', { message })
    expect(kirim.inbox).toHaveReceivedWebhook('message.received', {
      body: { object: 'whatsapp_business_account', entry: [expect.anything()] },
    })
    expect(kirim.inbox.named('other')).not.toHaveReceivedWebhook('message.received')
    expect(kirim.inbox).not.toHaveReceivedWebhook('message.received', { body: { entry: [] } })
  })

  test('takes none without a good signature', async ({ kirim }) => {
    await kirim.inbox.subscribe(['message.received'])
    await kirim.do.armFault({ fault: 'wrong-signature', times: 1 })
    await kirim.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    await kirim.settle()
    const text = complaint(() => expect(kirim).toHaveReceivedWebhook('message.received'))
    expect(text).toContain('its signature is not good')
  })
})

describe('toConformToContract', () => {
  test('judges replies and webhooks', async ({ kirim }) => {
    await kirim.inbox.subscribe(['message.received'])
    await kirim.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const { body } = await kirim.waitFor.webhook({ event: 'message.received' })
    const reply = await kirim.call('GET /me')
    expect(body).toConformToContract('message.received')
    expect(body).not.toConformToContract('message.status')
    expect(reply).toConformToContract()
    expect({ status: 200, body: {} }).not.toConformToContract('GET /me')
    expect({ status: 418, body: {} }).not.toConformToContract('GET /me')
  })

  test('judges what the program under test has sent', async ({ kirim }) => {
    await kirim.call('POST /messages', { body: BODY })
    expect(kirim).toConformToContract()
    await kirim.call('POST /messages', { body: { ...BODY, to: '0812' }, expect: 400 })
    const text = complaint(() => expect(kirim).toConformToContract())
    expect(text).toContain('invalid_phone_number to')
  })

  it('asks what to compare with', () => {
    expect(() => expect({}).toConformToContract()).toThrow('needs an operation or an event')
  })
})

it.each([
  [{ a: 1 }, { a: 1, b: 2 }, true],
  [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
  [{ a: undefined }, {}, true],
  [{ a: 1 }, { a: 2 }, false],
  [[1], [1, 2], false],
  [[{ a: 1 }], [{ a: 1, b: 2 }], true],
  [{ a: null }, { a: {} }, false],
  [{}, [], false],
  [base.any(String), 'text', true],
  [{ a: base.any(Number) }, { a: 'text' }, false],
])('takes %j for a part of %j: %j', (part, whole, answer) => {
  expect(isPartOf(part, whole)).toBe(answer)
})

describe('the fixture', () => {
  test('gives each test an organization, named and seeded by the test', async ({ kirim }) => {
    expect(kirim.name).toBe(
      'test/library/matchers.test.ts > the fixture > gives each test an organization, named and seeded by the test',
    )
    expect(kirim.messages()).toEqual([])
    expect(kirim.seed).not.toBe(1)
  })

  test('starts one server for them all', async ({ kirim, kirimServer }) => {
    expect(kirim.url).toBe(kirimServer.url)
    expect(kirim.apiKey).not.toBe(kirimServer.apiKey)
  })

  describe('with options', () => {
    const rich = test.extend({ kirimOptions: { world: 'default' } })
    rich('begins the organization as they say', async ({ kirim }) => {
      expect((await kirim.call('GET /contacts')).data).toHaveLength(10)
    })
  })
})

it('leaves handles as they look', async () => {
  await using sandbox = await startSandbox()
  expect(Object.getOwnPropertySymbols(sandbox)).not.toEqual([])
  expect(Object.keys(sandbox)).toContain('waitFor')
  expect(JSON.stringify(sandbox.inbox)).not.toContain('place')
})

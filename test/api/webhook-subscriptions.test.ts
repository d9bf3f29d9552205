// The tag Webhook Subscriptions: making one, reading, changing, disabling and deleting it.
import { describe, expect, it } from 'vitest'

import { MINUTE_MS } from '../../src/domain/world/time.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  dataOf,
  disabledSubscription,
  expectRefusal,
  subscribe,
  unknownId,
} from './stories.ts'

const PATH = '/webhook_subscriptions'
const url = 'https://receiver.example/hook'
const events = ['contact.created']

describe('POST /webhook_subscriptions', () => {
  it('makes an active subscription and shows its secret this once', async () => {
    const kirim = await startTestSandbox()
    const wish = { url, description: 'CRM', events: ['message.status', 'message.received'] }
    expect(dataOf(await kirim.call('POST', PATH, wish))).toStrictEqual({
      id: expect.stringMatching(/^wbs_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'webhook_subscription',
      ...wish,
      status: 'active',
      disabled_reason: null,
      consecutive_failures: 0,
      secrets: [
        {
          id: expect.stringMatching(/^sec_[0-9A-HJKMNP-TV-Z]{26}$/),
          created_at: '2026-01-01T00:00:00.000Z',
          expires_at: null,
        },
      ],
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      initial_secret: expect.stringMatching(/^whsec_[A-Za-z0-9_-]{43}$/),
    })
  })

  it('never shows the secret again', async () => {
    const kirim = await startTestSandbox()
    const { initial_secret: secret, ...shown } = await subscribe(kirim)
    const one = await kirim.call('GET', `${PATH}/${shown.id}`)
    const patched = await kirim.call('PATCH', `${PATH}/${shown.id}`, {})
    const list = await kirim.call('GET', PATH)
    expect(dataOf(one)).toStrictEqual(shown)
    expect(dataOf(patched)).toStrictEqual(shown)
    expect(dataOf(list)).toStrictEqual([shown])
    expect(JSON.stringify([one.body, patched.body, list.body])).not.toContain(secret)
  })

  it('asks once for an event that is named twice', async () => {
    const kirim = await startTestSandbox()
    const twice = ['message.status', 'contact.created', 'message.status'] as const
    const { events } = await subscribe(kirim, url, twice)
    expect(events).toStrictEqual(['message.status', 'contact.created'])
  })

  it('takes the same address again, with a secret of its own', async () => {
    const kirim = await startTestSandbox()
    const [one, other] = [await subscribe(kirim), await subscribe(kirim)]
    expect(other.id).not.toBe(one.id)
    expect(other.initial_secret).not.toBe(one.initial_secret)
  })

  it('takes http addresses, but not where production rules apply', async () => {
    const lenient = await startTestSandbox()
    const wish = { url: 'http://127.0.0.1:9/hook', events }
    dataOf(await lenient.call('POST', PATH, wish))
    const strict = await startTestSandbox({ strictUrls: true })
    expectRefusal(await strict.call('POST', PATH, wish), 400, 'invalid_webhook_url', 'url')
    dataOf(await strict.call('POST', PATH, { url, events }))
  })

  it.each([['ftp://receiver.example/hook'], ['javascript:alert(1)'], ['mailto:a@b.example']])(
    'refuses the address %s',
    async (wrong) => {
      const kirim = await startTestSandbox()
      const reply = await kirim.call('POST', PATH, { url: wrong, events })
      expectRefusal(reply, 400, 'invalid_webhook_url', 'url')
    },
  )

  it.each([
    ['missing_required_field', 'url', { events }],
    ['missing_required_field', 'events', { url }],
    ['invalid_field_value', 'url', { url: 'receiver', events }],
    ['invalid_field_value', 'url', { url: null, events }],
    ['invalid_field_value', 'events', { url, events: [] }],
    ['invalid_field_value', 'events', { url, events: 'contact.created' }],
    ['invalid_field_value', 'events.1', { url, events: [...events, 'message.sent'] }],
    ['invalid_field_value', 'description', { url, events, description: 'a'.repeat(201) }],
    ['invalid_field_value', 'description', { url, events, description: null }],
  ])('says %s of %s in %j', async (code, param, wish) => {
    const kirim = await startTestSandbox()
    expectRefusal(await kirim.call('POST', PATH, wish), 400, code, param)
  })
})

describe('GET /webhook_subscriptions', () => {
  it('shows all of them, the newest first, or those of one status', async () => {
    const kirim = await startTestSandbox()
    const disabled = await disabledSubscription(kirim)
    const { id: paused } = await subscribe(kirim)
    dataOf(await kirim.call('PATCH', `${PATH}/${paused}`, { status: 'paused' }))
    const { id: active } = await subscribe(kirim)
    const idsOf = async (query: string) =>
      dataOf(await kirim.call('GET', PATH + query)).map((row: { id: string }) => row.id)
    expect(await idsOf('')).toStrictEqual([active, paused, disabled])
    expect(await idsOf('?status=all')).toStrictEqual([active, paused, disabled])
    expect(await idsOf('?status=active')).toStrictEqual([active])
    expect(await idsOf('?status=paused')).toStrictEqual([paused])
    expect(await idsOf('?status=disabled')).toStrictEqual([disabled])
  })

  it('refuses a status that there is not', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `${PATH}?status=deleted`)
    expectRefusal(reply, 400, 'invalid_field_value', 'status')
  })
})

describe('PATCH /webhook_subscriptions/{id}', () => {
  it('changes what it names and nothing else', async () => {
    const kirim = await startTestSandbox()
    const { initial_secret: _, ...before } = await subscribe(kirim)
    const patches = [
      { url: 'https://other.example/hook' },
      { description: 'CRM' },
      { description: null },
      { events: ['contact.updated', 'contact.updated'] },
      { status: 'paused' },
      { status: 'active' },
    ]
    let expected = before
    for (const patch of patches) {
      await kirim.advance(MINUTE_MS)
      const after = dataOf(await kirim.call('PATCH', `${PATH}/${before.id}`, patch))
      expected = { ...expected, ...patch, updated_at: new Date(kirim.world.now).toISOString() }
      if ('events' in patch) expected.events = ['contact.updated']
      expect(after).toStrictEqual(expected)
      expect(dataOf(await kirim.call('GET', `${PATH}/${before.id}`))).toStrictEqual(expected)
    }
  })

  it('changes nothing, not even its time, when it names nothing', async () => {
    const kirim = await startTestSandbox()
    const { initial_secret: _, ...before } = await subscribe(kirim)
    await kirim.advance(MINUTE_MS)
    expect(dataOf(await kirim.call('PATCH', `${PATH}/${before.id}`, {}))).toStrictEqual(before)
    expect(dataOf(await kirim.call('PATCH', `${PATH}/${before.id}`))).toStrictEqual(before)
  })

  it('brings a disabled subscription back, its failures forgotten', async () => {
    const kirim = await startTestSandbox()
    const id = await disabledSubscription(kirim)
    expect(dataOf(await kirim.call('GET', `${PATH}/${id}`))).toMatchObject({
      status: 'disabled',
      disabled_reason: 'consecutive_failures',
      consecutive_failures: 1,
    })
    const after = dataOf(await kirim.call('PATCH', `${PATH}/${id}`, { status: 'active' }))
    expect(after).toMatchObject({
      status: 'active',
      disabled_reason: null,
      consecutive_failures: 0,
    })
  })

  it('refuses an http address where production rules apply', async () => {
    const kirim = await startTestSandbox({ strictUrls: true })
    const { id } = await subscribe(kirim)
    const reply = await kirim.call('PATCH', `${PATH}/${id}`, { url: 'http://127.0.0.1/hook' })
    expectRefusal(reply, 400, 'invalid_webhook_url', 'url')
    expect(dataOf(await kirim.call('GET', `${PATH}/${id}`)).url).toBe(url)
  })

  it.each([
    ['status', { status: 'disabled' }],
    ['url', { url: 'receiver' }],
    ['url', { url: null }],
    ['events', { events: [] }],
    ['events.0', { events: ['message.sent'] }],
    ['description', { description: 'a'.repeat(201) }],
  ])('refuses the value of %s in %j', async (param, patch) => {
    const kirim = await startTestSandbox()
    const { id } = await subscribe(kirim)
    const reply = await kirim.call('PATCH', `${PATH}/${id}`, patch)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

describe('a paused subscription', () => {
  it('hears nothing, and retries wait until it is active again', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver(503)
    const { id } = await subscribe(kirim, receiver.url)
    await createContact(kirim, '+6281200000001')
    await kirim.call('PATCH', `${PATH}/${id}`, { status: 'paused' })
    await createContact(kirim, '+6281200000002')
    await kirim.advance(MINUTE_MS)
    expect(receiver.received).toHaveLength(1)
    await kirim.call('PATCH', `${PATH}/${id}`, { status: 'active' })
    await kirim.settle()
    const phones = receiver.received.map(({ json }) => json.data.contact.phone_number)
    expect(phones).toStrictEqual(['+6281200000001', '+6281200000001'])
  })
})

describe('DELETE /webhook_subscriptions/{id}', () => {
  it('deletes it, and keeps its deliveries for audit without trying them again', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver(503)
    const { id } = await subscribe(kirim, receiver.url)
    await createContact(kirim)
    expect(dataOf(await kirim.call('DELETE', `${PATH}/${id}`))).toStrictEqual({ id, deleted: true })
    await kirim.settle()
    expect(receiver.received).toHaveLength(1)
    expect(dataOf(await kirim.call('GET', '/webhook_deliveries'))).toMatchObject([
      { subscription_id: id, status: 'dead', attempt_count: 1, next_attempt_at: null },
    ])
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expectRefusal(await kirim.call(method, `${PATH}/${id}`), 404, 'resource_not_found')
    }
  })

  it('does not know what nobody made', async () => {
    const kirim = await startTestSandbox()
    const path = `${PATH}/${unknownId('wbs')}`
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expectRefusal(await kirim.call(method, path), 404, 'resource_not_found')
    }
  })
})

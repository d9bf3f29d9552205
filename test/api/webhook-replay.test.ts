// Replaying deliveries: one on request, or many out of the dead letters.
import { describe, expect, it } from 'vitest'

import { find, put } from '../../src/domain/world/tables.ts'
import { DAY_MS, HOUR_MS } from '../../src/domain/world/time.ts'
import type { DeliveryRow } from '../../src/domain/world/webhook-rows.ts'
import { newId, nextSeq, transact } from '../../src/domain/world/world.ts'
import { type Answer, startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  dataOf,
  disabledSubscription,
  expectRefusal,
  subscribe,
  unknownId,
} from './stories.ts'

const PATH = '/webhook_deliveries'

/** A sandbox with one subscription, whose receiver answers as told and then with 200. */
async function story(...answers: Answer[]) {
  const kirim = await startTestSandbox()
  const receiver = await startReceiver(...answers)
  const subscription = await subscribe(kirim, receiver.url, ['contact.created', 'contact.updated'])
  return { kirim, receiver, id: subscription.id as string }
}

async function list(kirim: TestSandbox, query = '') {
  return dataOf(await kirim.call('GET', PATH + query))
}

function replay(kirim: TestSandbox, id: string) {
  return kirim.call('POST', `${PATH}/${id}/replay`)
}

function bulk(kirim: TestSandbox, wish: object) {
  return kirim.call('POST', `${PATH}/bulk_replay`, wish)
}

const phonesOf = (received: readonly { json: { data: { contact: { phone_number: string } } } }[]) =>
  received.map(({ json }) => json.data.contact.phone_number)

describe('POST /webhook_deliveries/{id}/replay', () => {
  it('sends the same event again in a delivery of its own', async () => {
    const { kirim, receiver } = await story()
    await createContact(kirim)
    const [old] = await list(kirim)
    await kirim.advance(HOUR_MS)
    const replayed = dataOf(await replay(kirim, old.id))
    expect(replayed).toStrictEqual({
      id: expect.stringMatching(/^wbd_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'webhook_delivery',
      replayed_from: old.id,
      status: 'pending',
    })
    await kirim.settle()
    const [first, second] = receiver.received
    expect(second?.body).toBe(first?.body)
    expect(second?.headers).toMatchObject({
      'x-kirim-event-id': old.event_id,
      'x-kirim-delivery-id': replayed.id,
      'x-kirim-attempt': '1',
    })
    const [fresh, original] = await list(kirim)
    expect(original).toStrictEqual(old)
    expect(fresh).toMatchObject({
      id: replayed.id,
      replayed_from: old.id,
      event_id: old.event_id,
      status: 'succeeded',
      created_at: '2026-01-01T01:00:00.000Z',
    })
  })

  it('goes to where the subscription points now', async () => {
    const { kirim, receiver, id } = await story(400)
    await createContact(kirim)
    const [old] = await list(kirim)
    const other = await startReceiver()
    await kirim.call('PATCH', `/webhook_subscriptions/${id}`, { url: other.url })
    dataOf(await replay(kirim, old.id))
    await kirim.settle()
    expect([receiver.received.length, other.received.length]).toStrictEqual([1, 1])
  })

  it('is allowed while the subscription is paused, not while it is disabled', async () => {
    const { kirim, receiver, id } = await story(400)
    await createContact(kirim)
    const [old] = await list(kirim)
    await kirim.call('PATCH', `/webhook_subscriptions/${id}`, { status: 'paused' })
    dataOf(await replay(kirim, old.id))
    await kirim.settle()
    expect(receiver.received).toHaveLength(2)
    await disabledSubscription(kirim)
    const dead = (await list(kirim, '?status=dead&limit=1'))[0]
    expectRefusal(await replay(kirim, dead.id), 409, 'webhook_subscription_disabled')
  })

  it('has nowhere to go when the subscription is gone', async () => {
    const { kirim, id } = await story()
    await createContact(kirim)
    const [old] = await list(kirim)
    await kirim.call('DELETE', `/webhook_subscriptions/${id}`)
    expectRefusal(await replay(kirim, old.id), 404, 'resource_not_found')
  })

  it('cannot be had of what was forgotten a month after it was made', async () => {
    const { kirim } = await story(400)
    await createContact(kirim, '+6281200000001')
    await createContact(kirim, '+6281200000002')
    const [{ id: succeeded }, { id: dead }] = await list(kirim)
    await kirim.advance(30 * DAY_MS - 1)
    expect(await list(kirim)).toHaveLength(2)
    // The daily work is done at midnight.
    await kirim.advance(DAY_MS)
    expect(await list(kirim)).toStrictEqual([])
    for (const id of [succeeded, dead]) {
      expectRefusal(await kirim.call('GET', `${PATH}/${id}`), 404, 'resource_not_found')
      expectRefusal(await replay(kirim, id), 404, 'resource_not_found')
    }
  })

  it('refuses what is no id, and does not know what nobody has', async () => {
    const { kirim } = await story()
    expectRefusal(await replay(kirim, 'wbd_1'), 400, 'invalid_field_value', 'id')
    expectRefusal(await replay(kirim, unknownId('wbd')), 404, 'resource_not_found')
  })
})

describe('POST /webhook_deliveries/bulk_replay', () => {
  it('sends the dead letters again, the oldest first', async () => {
    const { kirim, receiver, id } = await story(400, 400, 400)
    for (const n of [1, 2, 3, 4]) await createContact(kirim, `+628120000000${n}`)
    expect(dataOf(await bulk(kirim, { subscription_id: id }))).toStrictEqual({
      enqueued: 3,
      capped: false,
    })
    await kirim.settle()
    expect(phonesOf(receiver.received.slice(4))).toStrictEqual([
      '+6281200000001',
      '+6281200000002',
      '+6281200000003',
    ])
  })

  it('sends what failed and waits for a retry when it is asked to, beside that retry', async () => {
    const { kirim, receiver, id } = await story(503, 400)
    await createContact(kirim, '+6281200000001')
    await createContact(kirim, '+6281200000002')
    const wish = { subscription_id: id, status: 'failed' }
    expect(dataOf(await bulk(kirim, wish))).toStrictEqual({ enqueued: 1, capped: false })
    await kirim.settle()
    expect(phonesOf(receiver.received.slice(2))).toStrictEqual(['+6281200000001', '+6281200000001'])
  })

  it('keeps to one event, and to what lies strictly between two instants', async () => {
    const { kirim, id } = await story(400, 400, 400)
    const contact = await createContact(kirim, '+6281200000001')
    await kirim.advance(HOUR_MS)
    await kirim.call('PATCH', `/contacts/${contact.id}`, { name: 'Siti' })
    await kirim.advance(HOUR_MS)
    await createContact(kirim, '+6281200000002')
    expect(await list(kirim, '?status=dead')).toHaveLength(3)
    const count = async (filter: object) =>
      dataOf(await bulk(kirim, { subscription_id: id, ...filter })).enqueued
    const [zero, one, two] = [0, 1, 2].map((hour) => `2026-01-01T0${hour}:00:00Z`)
    expect(await count({ event_type: 'contact.updated' })).toBe(1)
    expect(await count({ created_after: zero, created_before: two })).toBe(1)
    expect(await count({ created_after: one })).toBe(1)
    expect(await count({ created_before: zero })).toBe(0)
    expect(await count({ event_type: 'what.ever' })).toBe(0)
  })

  it('takes a thousand at most, and says when there were more', async () => {
    const { kirim, id } = await story(400)
    await createContact(kirim)
    await kirim.call('PATCH', `/webhook_subscriptions/${id}`, { status: 'paused' })
    const { world } = kirim
    const dead = find(world.deliveries, (await list(kirim))[0].id) as DeliveryRow
    const copy = () =>
      put(world.deliveries, { ...dead, id: newId(world, 'delivery'), seq: nextSeq(world) })
    transact(world, () => Array.from({ length: 999 }, copy))
    const exact = dataOf(await bulk(kirim, { subscription_id: id }))
    expect(exact).toStrictEqual({ enqueued: 1_000, capped: false })
    transact(world, copy)
    const more = dataOf(await bulk(kirim, { subscription_id: id }))
    expect(more).toStrictEqual({ enqueued: 1_000, capped: true })
  })

  it('refuses a disabled subscription and does not know one that nobody made', async () => {
    const kirim = await startTestSandbox()
    const disabled = await disabledSubscription(kirim)
    const refused = await bulk(kirim, { subscription_id: disabled })
    expectRefusal(refused, 409, 'webhook_subscription_disabled')
    const unknown = await bulk(kirim, { subscription_id: unknownId('wbs') })
    expectRefusal(unknown, 404, 'resource_not_found')
  })

  it.each([
    ['missing_required_field', 'subscription_id', {}],
    ['invalid_field_value', 'subscription_id', { subscription_id: 'wbs_1' }],
    ['invalid_field_value', 'status', { status: 'succeeded' }],
    ['invalid_field_value', 'status', { status: 'pending' }],
    ['invalid_field_value', 'event_type', { event_type: '' }],
    ['invalid_field_value', 'created_after', { created_after: 'now' }],
    ['invalid_field_value', 'created_before', { created_before: 0 }],
  ])('says %s of %s in %j', async (code, param, wish) => {
    const { kirim, id } = await story()
    const subscription_id = param === 'subscription_id' ? undefined : id
    expectRefusal(await bulk(kirim, { subscription_id, ...wish }), 400, code, param)
  })
})

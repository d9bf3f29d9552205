// Faults of deliveries: webhooks that come twice, late, in another order, or not at all.
import type { ServerResponse } from 'node:http'

import { describe, expect, it } from 'vitest'

import {
  attemptsOf,
  createContact,
  deliveries,
  HOUR,
  newestDelivery,
  startWithReceiver,
  subscribe,
  waitsOf,
} from '../engine/webhooks.ts'
import { see } from '../http/control-reading.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { arm, counts, sendAccepted, statusesAt } from './arming.ts'

const deliveryIds = ({ received }: Receiver) =>
  received.map(({ headers }) => headers['x-kirim-delivery-id'])

const attemptNumbers = ({ received }: Receiver) =>
  received.map(({ headers }) => headers['x-kirim-attempt'])

describe('delivery.duplicate', () => {
  it.each([
    [{}, 2],
    [{ copies: 3 }, 4],
  ])('with %j sends the same request %i times', async (options, times) => {
    const story = await startWithReceiver()
    const { receiver } = story
    await arm(story, { fault: 'delivery.duplicate', ...options, times: 1 })
    await createContact(story)
    await story.settle()
    expect(receiver.received).toHaveLength(times)
    expect(new Set(deliveryIds(receiver)).size).toBe(1)
    expect(new Set(attemptNumbers(receiver))).toEqual(new Set(['1']))
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(await counts(story)).toEqual([[1, 1, false]])
  })

  it('sends all of them before the first is answered, with at_once', async () => {
    const held: (() => void)[] = []
    const story = await startWithReceiver()
    // None is answered before all three are there.
    const wait = (response: ServerResponse) => {
      held.push(() => response.writeHead(200).end())
      if (held.length === 3) for (const answer of held) answer()
    }
    story.receiver.answers = [wait, wait, wait]
    await arm(story, { fault: 'delivery.duplicate', copies: 2, at_once: true, times: 1 })
    await createContact(story)
    await story.settle()
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 1 })
    expect(
      new Set(story.receiver.received.map(({ headers }) => JSON.stringify(headers))).size,
    ).toBe(1)
  })

  it('the first answer counts, and there is one attempt', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [200, 503]
    await arm(story, { fault: 'delivery.duplicate', times: 1 })
    await createContact(story)
    await story.settle()
    expect(story.receiver.received).toHaveLength(2)
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 1 })
  })

  it('a first answer of 503 is retried, although the copy was taken', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503, 200]
    await arm(story, { fault: 'delivery.duplicate', times: 1 })
    await createContact(story)
    await story.settle()
    expect(attemptNumbers(story.receiver)).toEqual(['1', '1', '2'])
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 2 })
  })
})

it('delivery.delay makes the attempt later, in world time', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.delay', delay: '2h', times: 1 })
  await createContact(story)
  await story.advance(2 * HOUR - 1)
  expect(story.receiver.received).toHaveLength(0)
  await story.advance(1)
  expect(attemptNumbers(story.receiver)).toEqual(['1'])
  expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 1 })
  expect(await counts(story)).toEqual([[1, 1, false]])
})

it('delivery.delay for ever delays each attempt once', async () => {
  const story = await startWithReceiver()
  story.receiver.answers = [503]
  await arm(story, { fault: 'delivery.delay', delay: '2h' })
  await createContact(story)
  await story.settle()
  expect(attemptNumbers(story.receiver)).toEqual(['1', '2'])
  const { id, createdAt } = newestDelivery(story.world)
  expect(attemptsOf(story.world, id)[0]?.createdAt).toBe(createdAt + 2 * HOUR)
  expect(waitsOf(story.world, id)[0]).toBeGreaterThan(2 * HOUR)
  expect(await counts(story)).toEqual([[2, 2, true]])
})

describe('delivery.hold', () => {
  it('lets later statuses overtake, until it is disarmed', async () => {
    const story = await startWithReceiver()
    const { receiver } = story
    const id = await arm(story, { fault: 'delivery.hold', times: 1 })
    await sendAccepted(story)
    await story.settle()
    expect(statusesAt(receiver)).toEqual(['delivered', 'read'])
    expect(deliveries(story.world)[0]).toMatchObject({ phase: 'detained', attemptCount: 0 })
    const { body } = await story.act('disarm-faults', { fault_id: id })
    expect(body.data.released).toBe(1)
    await story.settle()
    expect(statusesAt(receiver)).toEqual(['delivered', 'read', 'sent'])
    expect(deliveries(story.world).map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => 'succeeded'),
    )
  })

  it('keeps what it holds for ever, whatever the time', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.hold', match: { event: 'message.status' } })
    await sendAccepted(story)
    await story.advance(60 * 24 * HOUR)
    expect(story.receiver.received).toHaveLength(0)
    expect(await counts(story)).toEqual([[3, 3, true]])
    const { data } = (await story.act('disarm-faults', {})).body
    expect(data.released).toBe(3)
    await story.settle()
    expect(statusesAt(story.receiver)).toEqual(['sent', 'delivered', 'read'])
  })

  it('lets go of its own only, when it alone is disarmed', async () => {
    const story = await startWithReceiver()
    const first = await arm(story, { fault: 'delivery.hold', times: 1 })
    await arm(story, { fault: 'delivery.hold', times: 1 })
    await sendAccepted(story)
    await story.settle()
    expect(statusesAt(story.receiver)).toEqual(['read'])
    await story.act('disarm-faults', { fault_id: first })
    await story.settle()
    expect(statusesAt(story.receiver)).toEqual(['read', 'sent'])
    await story.act('disarm-faults', {})
    await story.settle()
    expect(statusesAt(story.receiver)).toEqual(['read', 'sent', 'delivered'])
  })
})

describe('delivery.drop', () => {
  it('loses the webhook without counting it, and a replay brings it back', async () => {
    const story = await startWithReceiver()
    const { receiver, call, subscription } = story
    await arm(story, { fault: 'delivery.drop', times: 1 })
    await createContact(story)
    await story.settle()
    expect(receiver.received).toHaveLength(0)
    const lost = newestDelivery(story.world)
    const shown = (await call('GET', `/webhook_deliveries/${lost.id}`)).body.data
    expect(shown).toMatchObject({ status: 'dead', attempt_count: 0, next_attempt_at: null })
    const path = `/webhook_subscriptions/${subscription.id}`
    expect((await call('GET', path)).body.data.consecutive_failures).toBe(0)
    const replay = await call('POST', `/webhook_deliveries/${lost.id}/replay`)
    expect(replay.body.data.replayed_from).toBe(lost.id)
    await story.settle()
    expect(deliveryIds(receiver)).toEqual([replay.body.data.id])
    expect(receiver.received[0]?.json).toEqual(shown.payload)
  })

  it('of more than twenty in a row disables nobody', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.drop' })
    for (let n = 0; n < 25; n++) await createContact(story)
    await story.settle()
    const { data } = (await story.call('GET', `/webhook_subscriptions/${story.subscription.id}`))
      .body
    expect(data).toMatchObject({ status: 'active', consecutive_failures: 0 })
    expect(await counts(story)).toEqual([[25, 25, true]])
  })
})

describe('what it matches', () => {
  it('the event', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.drop', match: { event: 'message.received' } })
    await story.act('customer-writes', { from: '+6281234567890', text: 'Permisi' })
    await story.settle()
    const events = story.receiver.received.map(({ headers }) => headers['x-kirim-event'])
    expect(events).toEqual(['contact.created'])
    expect(await counts(story)).toEqual([[1, 1, true]])
  })

  it('the subscription', async () => {
    const story = await startWithReceiver()
    const other = await startReceiver()
    const { id } = await subscribe(story, other.url)
    await arm(story, { fault: 'delivery.drop', match: { subscription_id: id } })
    await createContact(story)
    await story.settle()
    expect([story.receiver.received.length, other.received.length]).toEqual([1, 0])
  })

  it('the number of the attempt', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503, 503]
    await arm(story, { fault: 'delivery.drop', match: { attempt: 3 } })
    await createContact(story)
    await story.settle()
    expect(attemptNumbers(story.receiver)).toEqual(['1', '2'])
    expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', attemptCount: 2 })
  })
})

it('the journal and the delivery name the fault that changed an attempt', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.duplicate', times: 1 })
  await createContact(story)
  await createContact(story)
  await story.settle()
  const { entries } = await see(story, '/journal?kind=attempt')
  expect(entries.map((entry: { fault?: string }) => entry.fault)).toEqual([
    'delivery.duplicate',
    undefined,
  ])
  const [first] = deliveries(story.world)
  const { attempts } = await see(story, `/deliveries/${first?.id}`)
  expect(attempts).toMatchObject([{ number: 1, fault: 'delivery.duplicate' }])
})

describe('delivery.old-request', () => {
  it('sends the oldest request again to the byte, and its answer does not count', async () => {
    const story = await startWithReceiver()
    await createContact(story)
    await createContact(story)
    await story.settle()
    await arm(story, { fault: 'delivery.old-request', times: 1 })
    story.receiver.answers = [200, 500]
    await createContact(story)
    await story.settle()
    const [first, , third, again] = story.receiver.received
    expect(again).toEqual(first)
    expect(story.receiver.received).toHaveLength(4)
    expect(third?.headers['x-kirim-delivery-id']).toBe(newestDelivery(story.world).id)
    expect(deliveries(story.world).map(({ status }) => status)).toEqual(Array(3).fill('succeeded'))
  })

  it('sends nothing besides where nothing was sent before', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.old-request', times: 1 })
    await createContact(story)
    await story.settle()
    expect(story.receiver.received).toHaveLength(1)
  })
})

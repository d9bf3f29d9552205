// Pausing, disabling, deleting and replaying as a receiver sees them.
import { describe, expect, it } from 'vitest'

import { count } from '../../src/domain/world/tables.ts'
import type { Received } from '../support/receiver.ts'
import {
  createContact,
  DAY,
  deliveries,
  HOUR,
  newestDelivery,
  patchSubscription,
  startWithReceiver,
} from './webhooks.ts'

const namesOf = (received: readonly Received[]) =>
  received.map((one) => one.json.data.contact.name as string)

describe('a receiver whose subscription is paused', () => {
  it('gets nothing, and what was held in the old order afterwards', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503, 503, 503]
    for (const name of ['Adi', 'Budi', 'Citra']) await createContact(story, name)
    await story.advance(1)
    expect(namesOf(story.receiver.received)).toEqual(['Adi', 'Budi', 'Citra'])
    await patchSubscription(story, story.subscription, { status: 'paused' })
    await createContact(story, 'Dewi')
    await story.advance(DAY)
    expect(story.receiver.received).toHaveLength(3)
    await patchSubscription(story, story.subscription, { status: 'active' })
    await story.settle()
    expect(namesOf(story.receiver.received.slice(3))).toEqual(['Adi', 'Budi', 'Citra'])
    expect(deliveries(story.world).map((row) => row.status)).toEqual(Array(3).fill('succeeded'))
  })

  it('gets a replay, because somebody asked for it', async () => {
    const story = await startWithReceiver()
    await createContact(story)
    await story.settle()
    await patchSubscription(story, story.subscription, { status: 'paused' })
    await story.call('POST', `/webhook_deliveries/${newestDelivery(story.world).id}/replay`)
    await story.advance(1)
    const [first, again] = story.receiver.received
    expect(again?.body).toBe(first?.body)
    expect(again?.headers['x-kirim-event-id']).toBe(first?.headers['x-kirim-event-id'])
    expect(again?.headers['x-kirim-delivery-id']).not.toBe(first?.headers['x-kirim-delivery-id'])
    expect(again?.headers['x-kirim-attempt']).toBe('1')
  })
})

describe('a receiver that refuses twenty events in a row', () => {
  /** Ten die at once and ten after eight attempts; one more waits for its retry. */
  async function disabledStory() {
    const story = await startWithReceiver()
    story.receiver.answers = Array(10 * 8).fill(500)
    for (let n = 0; n < 10; n++) await createContact(story)
    await story.settle()
    story.receiver.answers = [503, ...Array(10).fill(410)]
    for (let n = 0; n < 11; n++) await createContact(story)
    await story.advance(1)
    return story
  }

  it('is left alone, and says so in its subscription', async () => {
    const { call, subscription, receiver, world, advance, ...story } = await disabledStory()
    const { data } = (await call('GET', `/webhook_subscriptions/${subscription.id}`)).body
    expect(data).toMatchObject({
      status: 'disabled',
      disabled_reason: 'consecutive_failures',
      consecutive_failures: 20,
    })
    expect(deliveries(world).map((row) => row.status)).toEqual(Array(21).fill('dead'))
    const before = receiver.received.length
    await createContact({ call, world, advance, ...story })
    await advance(2 * DAY)
    expect(receiver.received).toHaveLength(before)
    expect(count(world.deliveries)).toBe(21)
  })

  it('hears again once its subscription is set to active', async () => {
    const story = await disabledStory()
    await patchSubscription(story, story.subscription, { status: 'active' })
    const { data } = (await story.call('GET', `/webhook_subscriptions/${story.subscription.id}`))
      .body
    expect(data).toMatchObject({
      status: 'active',
      disabled_reason: null,
      consecutive_failures: 0,
    })
    const before = story.receiver.received.length
    await createContact(story, 'Eka')
    await story.settle()
    expect(namesOf(story.receiver.received.slice(before))).toEqual(['Eka'])
  })

  it('gets its dead letters in the old order when they are replayed', async () => {
    const story = await disabledStory()
    await patchSubscription(story, story.subscription, { status: 'active' })
    const [dead, before] = [deliveries(story.world), story.receiver.received.length]
    const { body } = await story.call('POST', '/webhook_deliveries/bulk_replay', {
      subscription_id: story.subscription.id,
    })
    expect(body.data).toEqual({ enqueued: 21, capped: false })
    await story.settle()
    const eventIds = story.receiver.received
      .slice(before)
      .map((one) => one.headers['x-kirim-event-id'])
    expect(eventIds).toEqual(dead.map((row) => row.eventId))
  })
})

describe('a receiver whose subscription is deleted', () => {
  it('gets no retries; the log stays readable', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503]
    await createContact(story)
    await story.advance(1)
    await story.call('DELETE', `/webhook_subscriptions/${story.subscription.id}`)
    await story.advance(2 * DAY)
    expect(story.receiver.received).toHaveLength(1)
    const { id } = newestDelivery(story.world)
    const { data } = (await story.call('GET', `/webhook_deliveries/${id}`)).body
    expect(data).toMatchObject({ status: 'dead', attempt_count: 1, response_status: 503 })
    expect(data.payload).toEqual(story.receiver.received[0]?.json)
  })

  it('may delete it itself, from inside a webhook', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [
      async (response) => {
        await story.call('DELETE', `/webhook_subscriptions/${story.subscription.id}`)
        response.writeHead(500).end()
      },
    ]
    await createContact(story)
    await story.settle()
    await story.advance(DAY)
    expect(story.receiver.received).toHaveLength(1)
    expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', phase: 'done' })
  })
})

it('forgets deliveries after 30 days, not before', async () => {
  const story = await startWithReceiver()
  await createContact(story)
  await story.settle()
  const { id } = newestDelivery(story.world)
  await story.advance(30 * DAY - HOUR)
  expect((await story.call('GET', `/webhook_deliveries/${id}`)).status).toBe(200)
  await story.advance(DAY + HOUR)
  expect((await story.call('GET', `/webhook_deliveries/${id}`)).status).toBe(404)
})

// The retry ladder in one sweep of the clock: a receiver that comes back, and one that does not.
import { describe, expect, it } from 'vitest'

import {
  createContact,
  deliveries,
  HOUR,
  MINUTE,
  newestDelivery,
  SECOND,
  startWithReceiver,
} from '../../engine/webhooks.ts'
import { see } from '../../http/control-reading.ts'

/** The documented wait before each attempt but the first. */
const WAITS = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR]

const DOWN = 503

const times = (count: number) => Array.from({ length: count }, () => DOWN)

describe('advance-clock by 38h', () => {
  it('makes all eight attempts for a receiver that is down seven times', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [...times(7), 200]
    await createContact(story)
    const { data } = (await story.act('advance-clock', { by: '38h' })).body
    const { delivery, attempts } = await see(story, `/deliveries/${newestDelivery(story.world).id}`)
    expect(delivery).toMatchObject({ status: 'succeeded', attempt_count: 8, response_status: 200 })
    const offsets: number[] = attempts.map((one: { offset_ms: number }) => one.offset_ms)
    expect(offsets[0]).toBe(0)
    WAITS.forEach((wait, index) => {
      const waited = (offsets[index + 1] ?? 0) - (offsets[index] ?? 0)
      expect(waited).toBeGreaterThanOrEqual(wait * 0.8)
      expect(waited).toBeLessThanOrEqual(wait * 1.2)
    })
    const told = data.happened.filter((entry: { kind: string }) => entry.kind === 'attempt')
    expect(told).toHaveLength(8)
    expect(story.receiver.received.map(({ headers }) => headers['x-kirim-attempt'])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
    ])
    expect(new Set(story.receiver.received.map(({ body }) => body)).size).toBe(1)
  })

  it('keeps the documented offsets to the second without jitter', async () => {
    const story = await startWithReceiver()
    await story.act('change-settings', { settings: { retryJitter: 0 } })
    story.receiver.answers = times(7)
    await createContact(story)
    await story.act('advance-clock', { by: '38h' })
    const { attempts } = await see(story, `/deliveries/${newestDelivery(story.world).id}`)
    const offsets = WAITS.map((_, index) => WAITS.slice(0, index + 1).reduce((a, b) => a + b))
    expect(attempts.map((one: { offset_ms: number }) => one.offset_ms)).toEqual([0, ...offsets])
  })

  it('gives up after the eighth', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = times(100)
    await createContact(story)
    await story.act('advance-clock', { by: '38h' })
    expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', attemptCount: 8 })
    await story.act('advance-clock', { by: '7d' })
    expect(story.receiver.received).toHaveLength(8)
    const path = `/webhook_subscriptions/${story.subscription.id}`
    const { data } = (await story.call('GET', path)).body
    expect(data).toMatchObject({ status: 'active', consecutive_failures: 1 })
  })

  it('over twenty such disables the subscription, and a bulk replay brings them back', async () => {
    const story = await startWithReceiver()
    const { call, receiver, subscription } = story
    const path = `/webhook_subscriptions/${subscription.id}`
    receiver.answers = times(8 * 20)
    for (let n = 0; n < 20; n++) await createContact(story)
    await story.act('advance-clock', { by: '38h' })
    expect((await call('GET', path)).body.data).toMatchObject({
      status: 'disabled',
      disabled_reason: 'consecutive_failures',
      consecutive_failures: 20,
    })
    expect(deliveries(story.world).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 'dead'),
    )
    const bulk = { subscription_id: subscription.id, status: 'dead' }
    const refused = await call('POST', '/webhook_deliveries/bulk_replay', bulk)
    expect(refused.body.error.code).toBe('webhook_subscription_disabled')
    await createContact(story)
    expect(deliveries(story.world)).toHaveLength(20)
    const active = await call('PATCH', path, { status: 'active' })
    expect(active.body.data).toMatchObject({ disabled_reason: null, consecutive_failures: 0 })
    receiver.received.length = 0
    receiver.answers = []
    const { data } = (await call('POST', '/webhook_deliveries/bulk_replay', bulk)).body
    expect(data).toEqual({ enqueued: 20, capped: false })
    await story.settle()
    expect(receiver.received).toHaveLength(20)
    expect(new Set(receiver.received.map(({ headers }) => headers['x-kirim-attempt']))).toEqual(
      new Set(['1']),
    )
  })
})

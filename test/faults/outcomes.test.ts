// Outcomes that are only pretended: nothing is sent, and the delivery fares as if it had been.
import { describe, expect, it } from 'vitest'

import {
  attemptsOf,
  createContact,
  deliveries,
  HOUR,
  newestDelivery,
  startWithReceiver,
  waitsOf,
} from '../engine/webhooks.ts'
import { see } from '../http/control-reading.ts'
import { arm, counts } from './arming.ts'

describe('delivery.outcome', () => {
  it.each([
    [{ status: 503 }, 'answered', 503],
    [{ status: 301 }, 'answered', 301],
    [{ status: 408 }, 'answered', 408],
    [{ outcome: 'timed-out' }, 'timed-out', null],
    [{ outcome: 'unreachable' }, 'unreachable', null],
  ])('%j is tried again, and then the receiver gets it', async (options, kind, status) => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.outcome', ...options, times: 1 })
    await createContact(story)
    await story.advance(1)
    expect(story.receiver.received).toHaveLength(0)
    const failed = newestDelivery(story.world)
    expect(failed).toMatchObject({ status: 'failed', responseStatus: status, attemptCount: 1 })
    await story.settle()
    expect(story.receiver.received.map(({ headers }) => headers['x-kirim-attempt'])).toEqual(['2'])
    expect(attemptsOf(story.world, failed.id).map(({ outcome }) => outcome)).toEqual([
      kind,
      'answered',
    ])
    expect(newestDelivery(story.world).status).toBe('succeeded')
    expect(await counts(story)).toEqual([[1, 1, false]])
  })

  it.each([400, 404, 410])('%i is dead at once and counts', async (status) => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.outcome', status, times: 1 })
    await createContact(story)
    await story.settle()
    expect(story.receiver.received).toHaveLength(0)
    expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', responseStatus: status })
    const { data } = (await story.call('GET', `/webhook_subscriptions/${story.subscription.id}`))
      .body
    expect(data.consecutive_failures).toBe(1)
  })

  it.each([200, 204])('%i is a success although the receiver saw nothing', async (status) => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.outcome', status, times: 1 })
    await createContact(story)
    await story.settle()
    expect(story.receiver.received).toHaveLength(0)
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded' })
  })

  it('429 with Retry-After is obeyed', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.outcome', status: 429, retry_after: 7_200, times: 1 })
    await createContact(story)
    await story.settle()
    expect(waitsOf(story.world, newestDelivery(story.world).id)).toEqual([2 * HOUR])
  })

  it.each([{ status: 503 }, { outcome: 'timed-out' }, { outcome: 'unreachable' }])(
    '%j for ever is dead after eight attempts',
    async (options) => {
      const story = await startWithReceiver()
      await arm(story, { fault: 'delivery.outcome', ...options })
      await createContact(story)
      await story.settle()
      expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', attemptCount: 8 })
      expect(await counts(story)).toEqual([[8, 8, true]])
      const { entries } = await see(story, '/journal?kind=attempt')
      expect(entries).toHaveLength(8)
      for (const entry of entries) expect(entry.fault).toBe('delivery.outcome')
    },
  )

  it('twenty dead in a row disable the subscription; one success in between does not', async () => {
    const story = await startWithReceiver()
    await arm(story, { fault: 'delivery.outcome', status: 410, times: 19 })
    for (let n = 0; n < 20; n++) {
      await createContact(story)
      await story.settle()
    }
    const path = `/webhook_subscriptions/${story.subscription.id}`
    const show = async () => (await story.call('GET', path)).body.data
    expect(await show()).toMatchObject({ status: 'active', consecutive_failures: 0 })
    await arm(story, { fault: 'delivery.outcome', status: 410 })
    for (let n = 0; n < 20; n++) {
      expect((await show()).status).toBe('active')
      await createContact(story)
      await story.settle()
    }
    expect(await show()).toMatchObject({
      status: 'disabled',
      disabled_reason: 'consecutive_failures',
      consecutive_failures: 20,
    })
    expect(story.receiver.received).toHaveLength(1)
  })
})

it('a fault of one attempt leaves the others alone', async () => {
  const story = await startWithReceiver()
  const match = { attempt: 2, event: 'contact.created' }
  story.receiver.answers = [503, 200, 503, 200]
  await arm(story, { fault: 'delivery.outcome', status: 410, match, times: 1 })
  await createContact(story)
  await story.settle()
  await createContact(story)
  await story.settle()
  expect(deliveries(story.world).map(({ status, attemptCount }) => [status, attemptCount])).toEqual(
    [
      ['dead', 2],
      ['succeeded', 1],
    ],
  )
})

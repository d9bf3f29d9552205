// Subscriptions: how one is made and changed, and what becomes of its deliveries meanwhile.
import { describe, expect, it } from 'vitest'

import {
  createSubscription,
  deleteSubscription,
  updateSubscription,
} from '../../../src/domain/webhooks/subscriptions.ts'
import { count, find } from '../../../src/domain/world/tables.ts'
import { transact } from '../../../src/domain/world/world.ts'
import {
  attempt,
  attemptsOf,
  deliveries,
  delivery,
  happen,
  newStory,
  runUntil,
  type Story,
  subscribe,
  subscription,
} from './stories.ts'

const DAY = 86_400_000

function patch(
  { world, subscriptionId }: Story,
  changes: Parameters<typeof updateSubscription>[2],
): void {
  transact(world, () => updateSubscription(world, subscriptionId, changes))
}

describe('a subscription', () => {
  it('hears of each event once, however often it asks', () => {
    const { world } = newStory()
    const url = 'http://127.0.0.1:9/x'
    const asked = subscribe(world, url, ['contact.created', 'contact.created'])
    expect(asked.events).toEqual(['contact.created'])
    const after = transact(world, () =>
      updateSubscription(world, asked.id, {
        events: ['contact.updated', 'message.status', 'contact.updated'],
      }),
    )
    expect(after.events).toEqual(['contact.updated', 'message.status'])
  })

  it.each(['http://127.0.0.1:8080/hook', 'https://example.com', 'HTTPS://EXAMPLE.COM/A'])(
    'may live at %s',
    (url) => {
      expect(subscribe(newStory().world, url).url).toBe(url)
    },
  )

  it.each(['ftp://example.com', 'javascript:alert(1)', 'file:///etc/passwd', 'example.com', ''])(
    'may not live at %j',
    (url) => {
      const { world } = newStory()
      expect(() => subscribe(world, url)).toThrow(
        expect.objectContaining({ code: 'invalid_webhook_url', param: 'url' }),
      )
    },
  )

  it('must have https where URLs are strict, when it is made and when it moves', () => {
    const story = newStory()
    const { world } = story
    world.settings.strictUrls = true
    const refusal = expect.objectContaining({ code: 'invalid_webhook_url' })
    const wish = { url: 'http://127.0.0.1:9', description: null, events: ['contact.created'] }
    expect(() => transact(world, () => createSubscription(world, wish as never))).toThrow(refusal)
    expect(() => patch(story, { url: 'http://127.0.0.1:9/new' })).toThrow(refusal)
    expect(() => patch(story, { description: 'text' })).not.toThrow()
    expect(() => patch(story, { url: 'https://example.com/new' })).not.toThrow()
  })

  it('stays as it is when nothing is asked', () => {
    const story = newStory()
    const before = subscription(story)
    story.world.now += 1_000
    patch(story, {})
    expect(subscription(story)).toBe(before)
  })
})

describe('paused', () => {
  it('hears nothing of what happens meanwhile', () => {
    const story = newStory()
    patch(story, { status: 'paused' })
    expect(() => happen(story.world)).toThrow('There is no delivery.')
    patch(story, { status: 'active' })
    expect(deliveries(story.world)).toEqual([])
  })

  it('holds what is due, and lets it go in the old order', () => {
    const story = newStory()
    const { world } = story
    const ids = [happen(world), happen(world), happen(world)].map((row) => row.id)
    // The first one is retried, so that its job is younger than those of the others.
    attempt(world, ids[0] as string, 503)
    patch(story, { status: 'paused' })
    runUntil(world, world.now + DAY, 200)
    expect(deliveries(world).map((row) => row.phase)).toEqual(['held', 'held', 'held'])
    expect(count(world.jobs, 'workByDue')).toBe(0)
    patch(story, { status: 'active' })
    const order: string[] = []
    runUntil(world, world.now, (row) => {
      order.push(row.id)
      return 200
    })
    expect(order).toEqual(ids)
    expect(deliveries(world).map((row) => row.status)).toEqual(Array(3).fill('succeeded'))
  })

  it('leaves a retry that is not due yet on its schedule', () => {
    const story = newStory()
    const { world } = story
    const { id } = happen(world)
    const dueAt = attempt(world, id, 503)?.nextAttemptAt
    patch(story, { status: 'paused' })
    patch(story, { status: 'active' })
    expect(delivery(world, id)).toMatchObject({ phase: 'scheduled', nextAttemptAt: dueAt })
  })

  it('counts no attempt for what it holds', () => {
    const story = newStory()
    const { id } = happen(story.world)
    patch(story, { status: 'paused' })
    runUntil(story.world, story.world.now, 500)
    expect(delivery(story.world, id)).toMatchObject({ attemptCount: 0, status: 'pending' })
    expect(attemptsOf(story.world, id)).toEqual([])
  })

  it('judges an attempt that was on its way', () => {
    const story = newStory()
    const { id } = happen(story.world)
    attempt(story.world, id, 503, () => patch(story, { status: 'paused' }))
    expect(delivery(story.world, id)).toMatchObject({ status: 'failed', phase: 'scheduled' })
    runUntil(story.world, story.world.now + DAY, 200)
    expect(delivery(story.world, id).phase).toBe('held')
  })
})

describe('deleted', () => {
  it('drops its retries and keeps the rows', () => {
    const { world, subscriptionId } = newStory()
    const [done, failed, fresh] = [happen(world), happen(world), happen(world)]
    attempt(world, done.id, 200)
    attempt(world, failed.id, 503)
    transact(world, () => deleteSubscription(world, subscriptionId))
    expect(find(world.subscriptions, subscriptionId)).toBeUndefined()
    expect(count(world.secrets)).toBe(0)
    expect(count(world.jobs, 'workByDue')).toBe(0)
    expect(delivery(world, done.id).status).toBe('succeeded')
    expect(delivery(world, failed.id)).toMatchObject({ status: 'dead', attemptCount: 1 })
    expect(delivery(world, fresh.id)).toMatchObject({ status: 'dead', attemptCount: 0 })
  })

  it.each([
    [200, 'succeeded'],
    [503, 'dead'],
    [404, 'dead'],
  ])('judges an attempt on its way that is answered %i as %s', (status, expected) => {
    const { world, subscriptionId } = newStory()
    const { id } = happen(world)
    attempt(world, id, status, () => {
      transact(world, () => deleteSubscription(world, subscriptionId))
      expect(delivery(world, id)).toMatchObject({ status: 'pending', phase: 'attempting' })
    })
    expect(delivery(world, id)).toMatchObject({ status: expected, phase: 'done', attemptCount: 1 })
    expect(count(world.jobs, 'workByDue')).toBe(0)
  })

  it('drops what was held', () => {
    const story = newStory()
    const { id } = happen(story.world)
    patch(story, { status: 'paused' })
    runUntil(story.world, story.world.now, 200)
    transact(story.world, () => deleteSubscription(story.world, story.subscriptionId))
    expect(delivery(story.world, id)).toMatchObject({ status: 'dead', phase: 'done' })
  })
})

// Auto-disable: too many dead deliveries in a row close a subscription, and how it opens again.
import { describe, expect, it } from 'vitest'

import { updateSubscription } from '../../../src/domain/webhooks/subscriptions.ts'
import { count } from '../../../src/domain/world/tables.ts'
import { transact } from '../../../src/domain/world/world.ts'
import {
  attempt,
  deliveries,
  delivery,
  exhaust,
  happen,
  newestDelivery,
  newStory,
  type Story,
  subscribe,
  subscription,
} from './stories.ts'

/** So many deliveries die in a row, each told once that it is unwanted. */
function dieInARow({ world }: Story, times: number): void {
  for (let n = 0; n < times; n++) attempt(world, happen(world).id, 410)
}

it('counts dead deliveries in a row', () => {
  const story = newStory()
  dieInARow(story, 3)
  expect(subscription(story)).toMatchObject({ status: 'active', consecutiveFailures: 3 })
})

it('disables after the twentieth', () => {
  const story = newStory()
  dieInARow(story, 19)
  expect(subscription(story)).toMatchObject({ status: 'active', disabledReason: null })
  const last = happen(story.world)
  expect(attempt(story.world, last.id, 410)).toMatchObject({ result: 'dead', disabled: true })
  expect(subscription(story)).toMatchObject({
    status: 'disabled',
    disabledReason: 'consecutive_failures',
    consecutiveFailures: 20,
    updatedAt: story.world.now,
  })
})

it('counts those that died of eight attempts like those that died at once', () => {
  const story = newStory()
  for (let n = 0; n < 10; n++) exhaust(story.world, happen(story.world).id, 503)
  expect(subscription(story)).toMatchObject({ status: 'active', consecutiveFailures: 10 })
  dieInARow(story, 10)
  expect(subscription(story).status).toBe('disabled')
})

it('begins anew after any success', () => {
  const story = newStory()
  dieInARow(story, 19)
  attempt(story.world, happen(story.world).id, 200)
  expect(subscription(story).consecutiveFailures).toBe(0)
  dieInARow(story, 19)
  expect(subscription(story)).toMatchObject({ status: 'active', consecutiveFailures: 19 })
})

it('does not count attempts that are tried again', () => {
  const story = newStory()
  for (let n = 0; n < 30; n++) attempt(story.world, happen(story.world).id, 503)
  expect(subscription(story)).toMatchObject({ status: 'active', consecutiveFailures: 0 })
})

it('counts for each subscription apart', () => {
  const story = newStory()
  const other = subscribe(story.world, 'http://127.0.0.1:9/other')
  for (let n = 0; n < 20; n++) {
    happen(story.world)
    const [mine, theirs] = deliveries(story.world).slice(-2)
    attempt(story.world, mine?.id ?? '', 410)
    attempt(story.world, theirs?.id ?? '', 200)
  }
  expect(subscription(story).status).toBe('disabled')
  expect(subscription({ ...story, subscriptionId: other.id })).toMatchObject({
    status: 'active',
    consecutiveFailures: 0,
  })
})

describe('disabled', () => {
  it('marks what was still scheduled as dead, without counting it', () => {
    const story = newStory()
    const waiting = happen(story.world)
    attempt(story.world, waiting.id, 503)
    dieInARow(story, 20)
    expect(delivery(story.world, waiting.id)).toMatchObject({
      status: 'dead',
      phase: 'done',
      attemptCount: 1,
      nextAttemptAt: null,
    })
    expect(subscription(story).consecutiveFailures).toBe(20)
    expect(count(story.world.jobs, 'workByDue')).toBe(0)
  })

  it('hears nothing of what happens meanwhile', () => {
    const story = newStory()
    dieInARow(story, 20)
    const before = newestDelivery(story.world)
    expect(happen(story.world)).toBe(before)
  })

  it.each([
    [503, 'dead'],
    [200, 'succeeded'],
  ])('ends an attempt on its way that is answered %i as %s', (status, expected) => {
    const story = newStory()
    const { id } = happen(story.world)
    attempt(story.world, id, status, () => {
      dieInARow(story, 20)
      expect(delivery(story.world, id)).toMatchObject({ status: 'pending', phase: 'attempting' })
    })
    expect(delivery(story.world, id)).toMatchObject({ status: expected, phase: 'done' })
    expect(subscription(story).status).toBe('disabled')
  })

  it('becomes active again, with the failures forgotten', () => {
    const story = newStory()
    dieInARow(story, 20)
    transact(story.world, () =>
      updateSubscription(story.world, story.subscriptionId, { status: 'active' }),
    )
    expect(subscription(story)).toMatchObject({
      status: 'active',
      disabledReason: null,
      consecutiveFailures: 0,
    })
    expect(attempt(story.world, happen(story.world).id, 200)?.result).toBe('succeeded')
  })

  it('stays disabled when something else is changed', () => {
    const story = newStory()
    dieInARow(story, 20)
    transact(story.world, () =>
      updateSubscription(story.world, story.subscriptionId, { description: 'still down' }),
    )
    expect(subscription(story)).toMatchObject({ status: 'disabled', consecutiveFailures: 20 })
  })

  it('comes after as many as the setting says', () => {
    const story = newStory()
    story.world.settings.disableAfterFailures = 2
    dieInARow(story, 2)
    expect(subscription(story)).toMatchObject({ status: 'disabled', consecutiveFailures: 2 })
  })
})

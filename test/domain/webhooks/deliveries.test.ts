// The life of a delivery: attempts until success or death, and what its row says on the way.
import { describe, expect, it } from 'vitest'

import { resumeInterrupted } from '../../../src/domain/webhooks/deliveries.ts'
import {
  deleteSubscription,
  updateSubscription,
} from '../../../src/domain/webhooks/subscriptions.ts'
import { find, put, remove } from '../../../src/domain/world/tables.ts'
import { transact, type World } from '../../../src/domain/world/world.ts'
import {
  attempt,
  attemptsOf,
  deliveries,
  delivery,
  exhaust,
  happen,
  newStory,
  outcomeOf,
  SILENCE,
  subscribe,
} from './stories.ts'

describe('a new delivery', () => {
  it('is pending, and due at once', () => {
    const { world, subscriptionId } = newStory()
    const row = happen(world)
    expect(row).toMatchObject({
      subscriptionId,
      status: 'pending',
      phase: 'scheduled',
      attemptCount: 0,
      lastAttemptAt: null,
      nextAttemptAt: world.now,
      responseStatus: null,
      replayedFrom: null,
    })
    expect(find(world.jobs, row.jobId ?? '')).toMatchObject({ subject: row.id, dueAt: world.now })
  })

  it('goes to every active subscription that asked for the event', () => {
    const { world, subscriptionId } = newStory()
    const other = subscribe(world, 'http://127.0.0.1:9/other', ['contact.created'])
    subscribe(world, 'http://127.0.0.1:9/none', ['message.received'])
    happen(world, 'contact.created')
    expect(deliveries(world).map((row) => row.subscriptionId)).toEqual([subscriptionId, other.id])
    expect(new Set(deliveries(world).map((row) => row.eventRowId)).size).toBe(1)
  })

  it('is not made, and no event kept, when nobody asked', () => {
    const { world, subscriptionId } = newStory()
    transact(world, () => deleteSubscription(world, subscriptionId))
    subscribe(world, 'http://127.0.0.1:9/none', ['message.received'])
    expect(() => happen(world)).toThrow('There is no delivery.')
    expect(world.events.slots.size).toBe(0)
    expect(world.jobs.slots.size).toBe(0)
  })
})

it('succeeds with the first 2xx and keeps what was answered', () => {
  const { world } = newStory()
  const { id } = happen(world)
  const answer = { ...outcomeOf(202), snippet: 'thanks', durationMs: 12 } as const
  expect(attempt(world, id, answer)).toMatchObject({ result: 'succeeded', nextAttemptAt: null })
  expect(delivery(world, id)).toMatchObject({
    status: 'succeeded',
    phase: 'done',
    attemptCount: 1,
    lastAttemptAt: world.now,
    nextAttemptAt: null,
    responseStatus: 202,
    responseSnippet: 'thanks',
    durationMs: 12,
    jobId: null,
  })
})

it('is failed between attempts, and says when the next one is due', () => {
  const { world } = newStory()
  const { id } = happen(world)
  const result = attempt(world, id, 503)
  const row = delivery(world, id)
  expect(row).toMatchObject({ status: 'failed', phase: 'scheduled', attemptCount: 1 })
  expect(row.nextAttemptAt).toBe(result?.nextAttemptAt)
  expect(row.nextAttemptAt).toBeGreaterThan(world.now)
})

it('is pending while an attempt is on its way', () => {
  const { world } = newStory()
  const { id } = happen(world)
  attempt(world, id, 503)
  attempt(world, id, 200, () => {
    expect(delivery(world, id)).toMatchObject({
      status: 'pending',
      phase: 'attempting',
      nextAttemptAt: null,
      jobId: null,
    })
  })
})

it('forgets the answer of an earlier attempt when the last one got none', () => {
  const { world } = newStory()
  const { id } = happen(world)
  attempt(world, id, { ...outcomeOf(500), snippet: 'oops' } as never)
  attempt(world, id, SILENCE)
  expect(delivery(world, id)).toMatchObject({ responseStatus: null, responseSnippet: null })
})

it('is dead after eight attempts, each with a row of its own', () => {
  const { world } = newStory()
  const { id } = happen(world)
  expect(exhaust(world, id, 503)).toBe(8)
  expect(delivery(world, id)).toMatchObject({
    status: 'dead',
    phase: 'done',
    attemptCount: 8,
    nextAttemptAt: null,
    jobId: null,
  })
  const numbers = attemptsOf(world, id).map((row) => row.number)
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

it.each([400, 401, 404, 410, 422])('is dead after a single %i', (status) => {
  const { world } = newStory()
  const { id } = happen(world)
  expect(attempt(world, id, status)).toMatchObject({ result: 'dead', nextAttemptAt: null })
  expect(delivery(world, id)).toMatchObject({ status: 'dead', phase: 'done', attemptCount: 1 })
})

it('can succeed with the eighth attempt', () => {
  const { world } = newStory()
  const { id } = happen(world)
  for (let n = 1; n < 8; n++) attempt(world, id, SILENCE)
  expect(attempt(world, id, 204)?.result).toBe('succeeded')
})

it('goes to the address that the subscription has when the attempt begins', () => {
  const { world, subscriptionId } = newStory()
  const { id } = happen(world)
  attempt(world, id, 503)
  const url = 'http://127.0.0.1:9/moved'
  transact(world, () => updateSubscription(world, subscriptionId, { url }))
  attempt(world, id, 200)
  expect(attemptsOf(world, id).map((row) => row.url)).toEqual(['http://127.0.0.1:9/hook', url])
})

describe('after an interruption', () => {
  const resume = (world: World) => transact(world, () => resumeInterrupted(world))

  it('makes an attempt again that was on its way', () => {
    const { world } = newStory()
    const { id } = happen(world)
    attempt(world, id, 503)
    const before = delivery(world, id)
    transact(world, () => {
      remove(world.jobs, before.jobId ?? '')
      put(world.deliveries, { ...before, phase: 'attempting', jobId: null })
    })
    resume(world)
    expect(delivery(world, id)).toMatchObject({ phase: 'scheduled', nextAttemptAt: world.now })
    expect(attempt(world, id, 200)?.result).toBe('succeeded')
    expect(delivery(world, id).attemptCount).toBe(2)
  })

  it('leaves alone what is scheduled, held or over', () => {
    const { world, subscriptionId } = newStory()
    const [over, held, scheduled] = [happen(world), happen(world), happen(world)]
    attempt(world, over.id, 200)
    attempt(world, scheduled.id, 503)
    transact(world, () => updateSubscription(world, subscriptionId, { status: 'paused' }))
    attempt(world, held.id, 200)
    const before = deliveries(world)
    resume(world)
    expect(deliveries(world)).toEqual(before)
  })
})

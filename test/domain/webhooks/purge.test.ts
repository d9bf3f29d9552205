// The daily purge: what is over is forgotten 30 days after it was made, and nothing else.
import { expect, it } from 'vitest'

import { replayDelivery } from '../../../src/domain/webhooks/replay.ts'
import { updateSubscription } from '../../../src/domain/webhooks/subscriptions.ts'
import { nextJob, nextWork } from '../../../src/domain/world/schedule.ts'
import { count, find } from '../../../src/domain/world/tables.ts'
import { transact } from '../../../src/domain/world/world.ts'
import { attempt, attemptsOf, exhaust, happen, newStory, runUntil } from './stories.ts'

const DAY = 86_400_000

it.each([
  ['succeeded', 200],
  ['dead', 410],
])('forgets what %s, with its attempts and its event', (_status, told) => {
  const { world } = newStory()
  const { id, createdAt } = happen(world)
  attempt(world, id, told)
  runUntil(world, createdAt + 30 * DAY - 1, 200)
  expect(find(world.deliveries, id)).toBeDefined()
  expect(attemptsOf(world, id)).toHaveLength(1)
  runUntil(world, createdAt + 31 * DAY, 200)
  expect(find(world.deliveries, id)).toBeUndefined()
  expect(count(world.attempts)).toBe(0)
  expect(count(world.events)).toBe(0)
})

it('forgets every attempt of a delivery that had eight', () => {
  const { world } = newStory()
  exhaust(world, happen(world).id)
  expect(count(world.attempts)).toBe(8)
  runUntil(world, world.now + 32 * DAY, 200)
  expect(count(world.attempts)).toBe(0)
})

it('keeps what is held, and its event, however old it is', () => {
  const { world, subscriptionId } = newStory()
  const { id, eventRowId } = happen(world)
  const pause = (status: 'active' | 'paused') =>
    transact(world, () => updateSubscription(world, subscriptionId, { status }))
  pause('paused')
  runUntil(world, world.now + 90 * DAY, 200)
  expect(find(world.deliveries, id)?.phase).toBe('held')
  expect(find(world.events, eventRowId)).toBeDefined()
  pause('active')
  runUntil(world, world.now, 200)
  expect(find(world.deliveries, id)?.status).toBe('succeeded')
  runUntil(world, world.now + DAY, 200)
  expect(find(world.deliveries, id)).toBeUndefined()
  expect(count(world.events)).toBe(0)
})

it('keeps an event for as long as a replay of it is kept', () => {
  const { world } = newStory()
  const old = happen(world)
  attempt(world, old.id, 200)
  world.now += 20 * DAY
  const fresh = transact(world, () => replayDelivery(world, old.id))
  attempt(world, fresh.id, 200)
  runUntil(world, old.createdAt + 31 * DAY, 200)
  expect(find(world.deliveries, old.id)).toBeUndefined()
  expect(find(world.events, fresh.eventRowId)).toBeDefined()
  expect(() => transact(world, () => replayDelivery(world, fresh.id))).not.toThrow()
})

it('forgets what is old and keeps what is young', () => {
  const { world } = newStory()
  const old = happen(world)
  attempt(world, old.id, 200)
  world.now += 10 * DAY
  const young = happen(world)
  attempt(world, young.id, 200)
  runUntil(world, old.createdAt + 31 * DAY, 200)
  expect(find(world.deliveries, old.id)).toBeUndefined()
  expect(find(world.deliveries, young.id)).toBeDefined()
  expect(count(world.events)).toBe(1)
})

it('is no work: a world with nothing else to do is idle', () => {
  const { world } = newStory()
  attempt(world, happen(world).id, 200)
  expect(nextJob(world)?.kind).toBe('purge-deliveries')
  expect(nextWork(world)).toBeUndefined()
})

it('ends when there is nothing left to forget, and begins anew with the next delivery', () => {
  const { world } = newStory()
  attempt(world, happen(world).id, 200)
  runUntil(world, world.now + 40 * DAY, 200)
  expect(nextJob(world)).toBeUndefined()
  attempt(world, happen(world).id, 200)
  expect(nextJob(world)?.kind).toBe('purge-deliveries')
})

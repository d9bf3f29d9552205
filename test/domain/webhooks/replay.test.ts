// Replays: a fresh delivery of an old event, one at a time or many at once.
import { describe, expect, it } from 'vitest'

import {
  type BulkReplayFilter,
  bulkReplay,
  replayDelivery,
} from '../../../src/domain/webhooks/replay.ts'
import {
  deleteSubscription,
  updateSubscription,
} from '../../../src/domain/webhooks/subscriptions.ts'
import { transact } from '../../../src/domain/world/world.ts'
import {
  attempt,
  deliveries,
  delivery,
  happen,
  newStory,
  runUntil,
  type Story,
  subscribe,
} from './stories.ts'

function replay({ world }: Story, id: string) {
  return transact(world, () => replayDelivery(world, id))
}

function replayMany({ world, subscriptionId }: Story, filter: Partial<BulkReplayFilter> = {}) {
  return transact(world, () =>
    bulkReplay(world, {
      subscriptionId,
      status: 'dead',
      eventType: undefined,
      createdAfter: undefined,
      createdBefore: undefined,
      ...filter,
    }),
  )
}

/** What the newest replays are replays of, in the order in which they were made. */
function replayed({ world }: Story): (string | null)[] {
  return deliveries(world)
    .filter((row) => row.replayedFrom !== null)
    .map((row) => row.replayedFrom)
}

describe('a replay', () => {
  it.each([200, 503, 410])('is a new delivery of the same event after a %i', (status) => {
    const story = newStory()
    const old = happen(story.world)
    attempt(story.world, old.id, status)
    const before = delivery(story.world, old.id)
    story.world.now += 5_000
    const fresh = replay(story, old.id)
    expect(fresh.id).not.toBe(old.id)
    expect(fresh).toMatchObject({
      replayedFrom: old.id,
      eventId: old.eventId,
      eventRowId: old.eventRowId,
      eventType: old.eventType,
      status: 'pending',
      attemptCount: 0,
      createdAt: story.world.now,
    })
    expect(delivery(story.world, old.id)).toBe(before)
  })

  it('counts its attempts from one, and has eight of its own', () => {
    const story = newStory()
    const old = happen(story.world)
    attempt(story.world, old.id, 503)
    const fresh = replay(story, old.id)
    let attempts = 0
    while (attempt(story.world, fresh.id, 503) !== null) attempts++
    expect(attempts).toBe(8)
    expect(delivery(story.world, old.id).attemptCount).toBe(1)
  })

  it('can be replayed itself', () => {
    const story = newStory()
    const first = replay(story, happen(story.world).id)
    const second = replay(story, first.id)
    expect(second).toMatchObject({ replayedFrom: first.id, eventRowId: first.eventRowId })
  })

  it('goes out although the subscription is paused; its retries are held', () => {
    const story = newStory()
    const old = happen(story.world)
    attempt(story.world, old.id, 410)
    transact(story.world, () =>
      updateSubscription(story.world, story.subscriptionId, { status: 'paused' }),
    )
    const fresh = replay(story, old.id)
    expect(attempt(story.world, fresh.id, 503)?.result).toBe('failed')
    expect(attempt(story.world, fresh.id, 200)).toBeNull()
    expect(delivery(story.world, fresh.id)).toMatchObject({ phase: 'held', attemptCount: 1 })
  })

  it('is refused while the subscription is disabled', () => {
    const story = newStory()
    story.world.settings.disableAfterFailures = 1
    const old = happen(story.world)
    attempt(story.world, old.id, 410)
    const refusal = expect.objectContaining({ code: 'webhook_subscription_disabled' })
    expect(() => replay(story, old.id)).toThrow(refusal)
    expect(() => replayMany(story)).toThrow(refusal)
    expect(deliveries(story.world)).toHaveLength(1)
  })

  it('finds neither an unknown delivery nor one whose subscription is gone', () => {
    const story = newStory()
    const old = happen(story.world)
    transact(story.world, () => deleteSubscription(story.world, story.subscriptionId))
    const refusal = expect.objectContaining({ code: 'resource_not_found' })
    expect(() => replay(story, 'wbd_00000000000000000000000000')).toThrow(refusal)
    expect(() => replay(story, old.id)).toThrow(refusal)
    expect(() => replayMany(story)).toThrow(refusal)
  })
})

describe('a bulk replay', () => {
  it('takes the dead ones of its subscription, oldest first', () => {
    const story = newStory()
    subscribe(story.world, 'http://127.0.0.1:9/other')
    for (let n = 0; n < 4; n++) {
      happen(story.world)
      runUntil(story.world, story.world.now + 1_000, n === 1 ? 200 : 410)
    }
    const mine = deliveries(story.world).filter(
      (row) => row.subscriptionId === story.subscriptionId && row.status === 'dead',
    )
    expect(replayMany(story)).toEqual({ enqueued: 3, capped: false })
    expect(replayed(story)).toEqual(mine.map((row) => row.id))
  })

  it('takes the failed ones when asked, and leaves their retries alone', () => {
    const story = newStory()
    const [dead, failed] = [happen(story.world), happen(story.world)]
    attempt(story.world, dead.id, 410)
    attempt(story.world, failed.id, 503)
    expect(replayMany(story, { status: 'failed' })).toEqual({ enqueued: 1, capped: false })
    expect(replayed(story)).toEqual([failed.id])
    expect(delivery(story.world, failed.id)).toMatchObject({ status: 'failed', phase: 'scheduled' })
  })

  it('takes one type of event when asked', () => {
    const story = newStory()
    happen(story.world, 'contact.created')
    const updated = happen(story.world, 'contact.updated')
    runUntil(story.world, story.world.now, 410)
    expect(replayMany(story, { eventType: 'contact.updated' }).enqueued).toBe(1)
    expect(replayed(story)).toEqual([updated.id])
    expect(replayMany(story, { eventType: 'message.status' }).enqueued).toBe(0)
  })

  it('takes what was made after and before two instants, both excluded', () => {
    const story = newStory()
    const start = story.world.now
    const rows = [0, 1, 2, 3, 4].map((second) => {
      story.world.now = start + second * 1_000
      return happen(story.world)
    })
    runUntil(story.world, story.world.now, 410)
    replayMany(story, { createdAfter: start + 1_000, createdBefore: start + 4_000 })
    expect(replayed(story)).toEqual([rows[2]?.id, rows[3]?.id])
  })

  it('takes a thousand and says that there was more', () => {
    const story = newStory()
    story.world.settings.disableAfterFailures = 10_000
    for (let n = 0; n < 1_001; n++) attempt(story.world, happen(story.world).id, 410)
    const oldest = deliveries(story.world)
      .slice(0, 1_000)
      .map((row) => row.id)
    expect(replayMany(story)).toEqual({ enqueued: 1_000, capped: true })
    expect(replayed(story)).toEqual(oldest)
  })

  it('says that there was no more when there were exactly a thousand', () => {
    const story = newStory()
    story.world.settings.disableAfterFailures = 10_000
    for (let n = 0; n < 1_000; n++) attempt(story.world, happen(story.world).id, 410)
    expect(replayMany(story)).toEqual({ enqueued: 1_000, capped: false })
  })
})

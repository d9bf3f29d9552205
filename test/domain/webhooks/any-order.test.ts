// Whatever happens in whatever order: each delivery ends, waits or is held, and no job is lost.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { Failure } from '../../../src/domain/failures/failures.ts'
import { bulkReplay, replayDelivery } from '../../../src/domain/webhooks/replay.ts'
import {
  deleteSubscription,
  updateSubscription,
} from '../../../src/domain/webhooks/subscriptions.ts'
import { nextWork } from '../../../src/domain/world/schedule.ts'
import { count, find, oldestFirst } from '../../../src/domain/world/tables.ts'
import type { DeliveryRow } from '../../../src/domain/world/webhook-rows.ts'
import { transact, type World } from '../../../src/domain/world/world.ts'
import {
  attempt,
  attemptsOf,
  deliveries,
  happen,
  newStory,
  runUntil,
  SILENCE,
  subscribe,
  type Told,
} from './stories.ts'

const DAY = 86_400_000

/** Something that somebody may do to a world at any time; `which` picks a row. */
type Deed = { readonly what: keyof typeof DEEDS; readonly which: number }
type Step = Deed & { readonly told: Told; readonly meanwhile: Deed | null }

const DEEDS = {
  happen: (world: World) => void happenIfHeard(world),
  subscribe: (world: World) => void subscribe(world),
  pause: (world: World, which: number) => setStatus(world, which, 'paused'),
  resume: (world: World, which: number) => setStatus(world, which, 'active'),
  delete: (world: World, which: number) => {
    const id = pick([...oldestFirst(world.subscriptions)], which)?.id
    if (id !== undefined) transact(world, () => deleteSubscription(world, id))
  },
  replay: (world: World, which: number) => {
    const id = pick(deliveries(world), which)?.id
    if (id !== undefined) transact(world, () => replayDelivery(world, id))
  },
  'bulk replay': (world: World, which: number) => {
    const subscriptionId = pick([...oldestFirst(world.subscriptions)], which)?.id ?? ''
    const status = which % 2 === 0 ? 'dead' : 'failed'
    const rest = { eventType: undefined, createdAfter: undefined, createdBefore: undefined }
    transact(world, () => bulkReplay(world, { subscriptionId, status, ...rest }))
  },
} as const

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(...(Object.keys(DEEDS) as (keyof typeof DEEDS)[])),
  which: fc.nat(20),
})

const step: fc.Arbitrary<Step> = fc
  .tuple(
    deed,
    fc.constantFrom<Told[]>(200, 204, 302, 404, 410, 429, 500, 503, SILENCE),
    fc.boolean(),
    deed,
  )
  .map(([first, told, isBusy, second]) => ({ ...first, told, meanwhile: isBusy ? second : null }))

it('keeps every delivery and every job whole', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.array(fc.boolean()),
      (steps, runs) => {
        const { world } = newStory()
        world.settings.disableAfterFailures = 3
        steps.forEach((one, index) => {
          doOne(world, one)
          checkWhole(world)
          if (runs[index] !== false) runNext(world, one)
          checkWhole(world)
        })
        for (const [index] of [...oldestFirst(world.subscriptions)].entries()) {
          setStatus(world, index, 'active')
        }
        runUntil(world, world.now + 2 * DAY, 200)
        checkWhole(world)
        expect(deliveries(world).filter((row) => row.phase !== 'done')).toEqual([])
        expect(nextWork(world)).toBeUndefined()
        runUntil(world, world.now + 40 * DAY, 200)
        const left = [world.deliveries, world.attempts, world.events, world.jobs]
        expect(left.map((table) => table.slots.size)).toEqual([0, 0, 0, 0])
      },
    ),
    { numRuns: 300 },
  )
})

function doOne(world: World, { what, which }: Deed): void {
  try {
    DEEDS[what](world, which)
  } catch (error) {
    // Somebody may ask for what cannot be had: that is a no, and nothing else may be thrown.
    if (!(error instanceof Failure)) throw error
  }
}

/** The next attempt is made, and while it is on its way something else may happen. */
function runNext(world: World, { told, meanwhile }: Step): void {
  const job = nextWork(world)
  if (job === undefined) return
  attempt(world, job.subject, told, () => {
    if (meanwhile !== null) doOne(world, meanwhile)
    checkWhole(world)
  })
}

function happenIfHeard(world: World): void {
  if (count(world.subscriptions, 'byStatus', 'active') > 0) happen(world)
}

function setStatus(world: World, which: number, status: 'active' | 'paused'): void {
  const id = pick([...oldestFirst(world.subscriptions)], which)?.id
  if (id !== undefined) transact(world, () => updateSubscription(world, id, { status }))
}

function pick<Row>(rows: readonly Row[], which: number): Row | undefined {
  return rows[which % Math.max(1, rows.length)]
}

function checkWhole(world: World): void {
  for (const row of deliveries(world)) checkDelivery(world, row)
  for (const job of oldestFirst(world.jobs)) {
    if (job.kind !== 'attempt-delivery') continue
    expect(find(world.deliveries, job.subject)?.jobId).toBe(job.id)
  }
  for (const row of oldestFirst(world.subscriptions)) {
    if (row.status !== 'disabled') expect(row.consecutiveFailures).toBeLessThan(3)
    else expect(row.disabledReason).toBe('consecutive_failures')
  }
}

function checkDelivery(world: World, row: DeliveryRow): void {
  const { id, phase, status, attemptCount, jobId, nextAttemptAt } = row
  const owner = find(world.subscriptions, row.subscriptionId)
  const isScheduled = phase === 'scheduled'
  expect(isScheduled, id).toBe(jobId !== null)
  if (isScheduled) {
    expect(find(world.jobs, jobId ?? '')).toMatchObject({ subject: id, dueAt: nextAttemptAt })
  }
  expect(phase === 'done').toBe(status === 'succeeded' || status === 'dead')
  if (phase === 'done' || phase === 'attempting') expect(nextAttemptAt).toBeNull()
  if (phase === 'held') expect(owner?.status).toBe('paused')
  if (owner === undefined || owner.status === 'disabled') {
    expect(['done', 'attempting']).toContain(phase)
  }
  if (status === 'failed') expect(attemptCount).toBeGreaterThan(0)
  expect(attemptCount).toBeLessThanOrEqual(8)
  expect(attemptsOf(world, id)).toHaveLength(attemptCount)
  expect(find(world.events, row.eventRowId)?.eventId).toBe(row.eventId)
}

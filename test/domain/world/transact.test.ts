// Transactions: a change that throws leaves no trace, and one that returns hands over what it changed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { JobRow } from '../../../src/domain/world/rows.ts'
import {
  type AnyRow,
  type AnyTable,
  type Change,
  find,
  newestFirst,
  put,
  remove,
} from '../../../src/domain/world/tables.ts'
import type { DeliveryRow } from '../../../src/domain/world/webhook-rows.ts'
import { newId, newWorld, nextSeq, transact, type World } from '../../../src/domain/world/world.ts'

const newEmptyWorld = (): World =>
  newWorld({ seed: 7, now: 1_000, organizationName: 'Toko', tier: 'unlimited' })

function tablesOf(world: World): AnyTable[] {
  return Object.values(world).filter(
    (part): part is AnyTable => typeof part === 'object' && 'slots' in part && 'byName' in part,
  )
}

/** All that a world holds, as far as anybody can see: rows, every index in order, and counters. */
function everything(world: World): unknown {
  const tables = tablesOf(world).map((table) => [
    table.name,
    [...table.slots.values()].map(({ row }) => row).sort((a, b) => a.seq - b.seq),
    Object.entries(table.byName).map(([name, index]) => [
      name,
      [...index.lists.keys()].sort().map((key) => [key, [...newestFirst(table, name, key)]]),
    ]),
  ])
  return { tables, idCount: world.idCount, seq: world.seq, now: world.now }
}

type Step = {
  readonly what: 'put delivery' | 'put job' | 'change' | 'remove'
  readonly which: number
  readonly status: DeliveryRow['status']
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('put delivery', 'put job', 'change', 'remove'),
  which: fc.nat(12),
  status: fc.constantFrom('pending', 'succeeded', 'failed', 'dead'),
})

function takeStep(world: World, { what, which, status }: Step): void {
  const id = `wbd_${which}`
  if (what === 'remove') remove(world.deliveries, id)
  else if (what === 'put job') put(world.jobs, jobRow(world, which))
  else if (what === 'put delivery') put(world.deliveries, deliveryRow(world, id, status))
  else {
    const row = find(world.deliveries, id)
    if (row !== undefined)
      put(world.deliveries, { ...row, status, subscriptionId: `wbs_${which % 2}` })
  }
}

function jobRow(world: World, which: number): JobRow {
  const kind = which % 2 === 0 ? 'attempt-delivery' : 'purge-deliveries'
  return { id: `job ${which}`, seq: nextSeq(world), dueAt: which * 10, kind, subject: '' }
}

function deliveryRow(world: World, id: string, status: DeliveryRow['status']): DeliveryRow {
  return {
    id,
    seq: nextSeq(world),
    createdAt: world.now,
    subscriptionId: newId(world, 'subscription'),
    status,
    eventType: 'contact.created',
    phase: status === 'dead' ? 'done' : 'scheduled',
  } as DeliveryRow
}

it('undoes exactly what was changed: rows, indexes and counters', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(step, { maxLength: 40 }),
      (kept, undone) => {
        const world = newEmptyWorld()
        transact(world, () => {
          for (const one of kept) takeStep(world, one)
        })
        const before = everything(world)
        const attempt = () =>
          transact(world, () => {
            for (const one of undone) takeStep(world, one)
            throw new Error('no')
          })
        expect(attempt).toThrow('no')
        expect(everything(world)).toEqual(before)
        // And it goes on as if nothing had been: ids and numbers are those of a world that never failed.
        const twin = newEmptyWorld()
        transact(twin, () => {
          for (const one of [...kept, ...undone]) takeStep(twin, one)
        })
        transact(world, () => {
          for (const one of undone) takeStep(world, one)
        })
        expect(everything(world)).toEqual(everything(twin))
      },
    ),
    { numRuns: 300 },
  )
})

it('hands the changes over in order, and none when there were none', () => {
  const world = newEmptyWorld()
  const handed: Change[][] = []
  const committed = (changes: readonly Change[]) => void handed.push([...changes])
  transact(world, () => undefined, committed)
  expect(handed).toEqual([])
  const row = transact(
    world,
    () => put(world.deliveries, deliveryRow(world, 'a', 'dead')),
    committed,
  )
  transact(world, () => void remove(world.deliveries, 'a'), committed)
  const told = handed.flat().map(({ table, id, before, after }) => [table.name, id, before, after])
  expect(told).toEqual([
    ['deliveries', 'a', undefined, row],
    ['deliveries', 'a', row, undefined],
  ])
})

it('hands nothing over when the change throws', () => {
  const world = newEmptyWorld()
  const failing = () => {
    put(world.deliveries, deliveryRow(world, 'a', 'dead'))
    throw new Error('no')
  }
  expect(() => transact(world, failing, () => expect.unreachable())).toThrow('no')
})

describe('a transaction', () => {
  it('gives back what the change gave back', () => {
    expect(transact(newEmptyWorld(), () => 42)).toBe(42)
  })

  it('passes on the very error that was thrown', () => {
    const error = new Error('no')
    const failing = () => {
      throw error
    }
    expect(() => transact(newEmptyWorld(), failing)).toThrow(error)
  })

  it('cannot be begun inside another one, which is undone then', () => {
    const world = newEmptyWorld()
    const before = everything(world)
    const nested = () =>
      transact(world, () => {
        put(world.deliveries, deliveryRow(world, 'a', 'dead'))
        transact(world, () => undefined)
      })
    expect(nested).toThrow('inside another one')
    expect(everything(world)).toEqual(before)
    expect(transact(world, () => 'well')).toBe('well')
  })

  it('costs what it changes: a throw in a large world undoes one row', () => {
    const world = newEmptyWorld()
    transact(world, () => {
      for (let n = 0; n < 2_000; n++) put(world.deliveries, deliveryRow(world, `wbd_${n}`, 'dead'))
    })
    const rows = (): (AnyRow | undefined)[] =>
      [...world.deliveries.slots.values()].map((one) => one.row)
    const before = rows()
    const failing = () =>
      transact(world, () => {
        put(world.deliveries, deliveryRow(world, 'wbd_7', 'pending'))
        throw new Error('no')
      })
    expect(failing).toThrow('no')
    // The very same objects: nothing was copied to be put back.
    expect(rows().every((row, index) => row === before[index])).toBe(true)
  })
})

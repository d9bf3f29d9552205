// What every store promises, whatever it keeps things in.
import { describe, expect, it } from 'vitest'

import { memorySnapshots } from '../../src/adapters/memory-snapshots.ts'
import { memoryStore } from '../../src/adapters/memory-store.ts'
import { readWorldFile } from '../../src/adapters/world-files.ts'
import { put, remove } from '../../src/domain/world/tables.ts'
import { newId, nextSeq, transact, type World } from '../../src/domain/world/world.ts'
import { factsOf } from '../../src/engine/keeping.ts'
import { addOrganization, newSandbox } from '../../src/engine/organizations.ts'
import type { OrganizationFacts, Store } from '../../src/engine/ports.ts'
import { populateWorld } from '../../src/worlds/populate.ts'
import { newManualClock, START } from '../engine/manual-clock.ts'

/** A store, and the same place opened once more after the first one was closed. */
export type OpenStores = () => { readonly open: () => Store; readonly keeps: boolean }

export function newKeepableWorld(seed = 7, number = 0): { world: World; facts: OrganizationFacts } {
  const world = populateWorld(
    { seed, number, now: START, tier: 'unlimited' },
    readWorldFile('empty'),
    null,
    'its-own',
  )
  const sandbox = newSandbox({
    clock: newManualClock(),
    store: memoryStore(),
    transport: {
      post: () => Promise.reject(new Error('nothing is posted')),
      close: async () => {},
    },
    snapshots: memorySnapshots(),
    worlds: { build: () => Promise.reject(new Error('nothing is built')) },
  })
  return { world, facts: factsOf(addOrganization(sandbox, world, 0)) }
}

/** One transaction that the store is told of. */
export function changeIn(
  store: Store,
  world: World,
  change: () => void,
): Promise<void> | undefined {
  let kept: Promise<void> | undefined
  transact(world, change, (changes) => {
    kept = store.append(world, changes)
  })
  return kept
}

export function addLabel(world: World, name: string): string {
  const id = newId(world, 'label')
  const teamId = [...world.teams.slots.keys()][0] as string
  const row = { id, seq: nextSeq(world), createdAt: world.now, teamId, name, color: 'green' }
  put(world.labels, row as never)
  return id
}

async function begin(store: Store, one = newKeepableWorld()) {
  const enter = await store.prepare(one.facts, one.world)
  enter()
  return one
}

/** The rows of a world, as they come back. */
export function rowsOf(world: World): Map<string, unknown[]> {
  return new Map(
    Object.values(world.tables)
      .filter(({ slots }) => slots.size > 0)
      .map(({ name, slots }) => [name, [...slots.values()].map(({ row }) => row)]),
  )
}

/** What a store gives back, without tables that are empty. */
export async function loadAll(store: Store) {
  const kept = await store.load()
  return kept.map(({ facts, counters, rows }) => ({
    facts,
    counters,
    rows: new Map(
      [...rows]
        .map(([name, some]) => [name, [...some]] as const)
        .filter(([, some]) => some.length > 0),
    ),
  }))
}

export function storeConformance(name: string, newStores: OpenStores): void {
  describe(name, () => {
    /** What the place holds after the store was closed; nothing for one that keeps nothing. */
    async function reopened(stores: ReturnType<OpenStores>, store: Store) {
      await store.flush()
      await store.close()
      const again = stores.open()
      const kept = await loadAll(again)
      await again.close()
      if (!stores.keeps) expect(kept).toEqual([])
      return stores.keeps ? kept : null
    }

    it('begins with nothing', async () => {
      const store = newStores().open()
      expect(await store.load()).toEqual([])
      await store.close()
    })

    it('gives back rows, counters and facts, in order', async () => {
      const stores = newStores()
      const store = stores.open()
      await store.load()
      const first = await begin(store)
      const second = await begin(store, newKeepableWorld(8))
      const facts = { ...second.facts, settings: { ...second.facts.settings, idleMs: 5 } as never }
      await store.append(second.world, [], facts)
      for (const label of ['one', 'two']) {
        await changeIn(store, first.world, () => void addLabel(first.world, label))
      }
      const doomed = [...first.world.labels.slots.keys()][0] as string
      await changeIn(store, first.world, () => void remove(first.world.labels, doomed))
      const kept = await reopened(stores, store)
      if (kept === null) return
      expect(kept.map(({ facts: { id } }) => id)).toEqual([first.world.id, second.world.id])
      expect(kept[0]?.rows).toEqual(rowsOf(first.world))
      expect(kept[1]?.rows).toEqual(rowsOf(second.world))
      expect(kept[0]?.counters).toMatchObject({
        now: first.world.now,
        idCount: first.world.idCount,
        seq: first.world.seq,
      })
      expect(kept.map((one) => one.facts)).toEqual([first.facts, facts])
    })

    it('knows nothing of what was prepared and not entered', async () => {
      const stores = newStores()
      const store = stores.open()
      await store.load()
      const { facts, world } = newKeepableWorld()
      await store.prepare(facts, world)
      expect((await reopened(stores, store)) ?? []).toEqual([])
    })

    it('puts one world in the place of another as a whole, and forgets', async () => {
      const stores = newStores()
      const store = stores.open()
      await store.load()
      const first = await begin(store)
      const doomed = await begin(store, newKeepableWorld(8))
      const last = await begin(store, newKeepableWorld(9))
      await changeIn(store, first.world, () => void addLabel(first.world, 'before'))
      const again = newKeepableWorld()
      const enter = await store.prepare(again.facts, again.world, first.world.id)
      await changeIn(store, first.world, () => void addLabel(first.world, 'meanwhile'))
      enter()
      store.forget(doomed.world.id)
      await changeIn(store, again.world, () => void addLabel(again.world, 'after'))
      const kept = await reopened(stores, store)
      if (kept === null) return
      expect(kept.map(({ facts: { id } }) => id)).toEqual([again.world.id, last.world.id])
      expect(kept[0]?.rows).toEqual(rowsOf(again.world))
    })

    it('may be flushed and closed more than once', async () => {
      const store = newStores().open()
      await store.load()
      await begin(store)
      for (let times = 0; times < 2; times++) {
        await store.flush()
        await store.close()
      }
      await store.flush()
    })
  })
}

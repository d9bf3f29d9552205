// What every store promises, whatever it keeps things in.
import { describe, expect, it } from 'vitest'

import { memorySnapshots } from '../../src/adapters/memory-snapshots.ts'
import { memoryStore } from '../../src/adapters/memory-store.ts'
import { readWorldFile } from '../../src/adapters/world-files.ts'
import { put, remove } from '../../src/domain/world/tables.ts'
import { newId, nextSeq, transact, type World } from '../../src/domain/world/world.ts'
import { factsOf, restoreWorld } from '../../src/engine/keeping.ts'
import { addOrganization, newSandbox } from '../../src/engine/organizations.ts'
import type { KeptOrganization, OrganizationFacts, Store } from '../../src/engine/ports.ts'
import { populateWorld } from '../../src/worlds/populate.ts'
import { newManualClock, START } from '../engine/manual-clock.ts'

/** A place where databases stand: a store on it, and another one when the first was closed. */
export type NewPlace = () => { readonly open: () => Store }

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

export function storeConformance(name: string, newPlace: NewPlace): void {
  describe(name, () => {
    /** What the place holds after the store was closed. */
    async function reopened(place: ReturnType<NewPlace>, store: Store) {
      await store.flush()
      await store.close()
      const again = place.open()
      const kept = await loadAll(again)
      await again.close()
      return kept
    }

    it('begins with nothing', async () => {
      const store = newPlace().open()
      expect(await store.load()).toEqual([])
      await store.close()
    })

    it('gives back rows, counters and facts, in order', async () => {
      const place = newPlace()
      const store = place.open()
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
      const kept = await reopened(place, store)
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
      const place = newPlace()
      const store = place.open()
      await store.load()
      const { facts, world } = newKeepableWorld()
      await store.prepare(facts, world)
      expect(await reopened(place, store)).toEqual([])
    })

    it('puts one world in the place of another as a whole, and forgets', async () => {
      const place = newPlace()
      const store = place.open()
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
      const kept = await reopened(place, store)
      expect(kept.map(({ facts: { id } }) => id)).toEqual([again.world.id, last.world.id])
      expect(kept[0]?.rows).toEqual(rowsOf(again.world))
    })

    it('knows nothing of a change that was undone', async () => {
      const place = newPlace()
      const store = place.open()
      await store.load()
      const { world, facts } = await begin(store)
      await changeIn(store, world, () => void addLabel(world, 'kept'))
      expect(() =>
        changeIn(store, world, () => {
          addLabel(world, 'undone')
          throw new Error('no')
        }),
      ).toThrow('no')
      await changeIn(store, world, () => void addLabel(world, 'after'))
      const [kept] = await reopened(place, store)
      expect(kept?.rows).toEqual(rowsOf(world))
      expect(kept?.facts).toEqual(facts)
    })

    it('goes on where an earlier store ended', async () => {
      const place = newPlace()
      const first = place.open()
      await first.load()
      const { world } = await begin(first)
      await changeIn(first, world, () => void addLabel(world, 'one'))
      await first.close()
      const second = place.open()
      const [kept] = await second.load()
      const again = restoreWorld(kept as KeptOrganization)
      await second.append(again, [])
      await changeIn(second, again, () => void addLabel(again, 'two'))
      const [last] = await reopened(place, second)
      expect(last?.rows).toEqual(rowsOf(again))
      expect(last?.counters).toMatchObject({ seq: again.seq, idCount: again.idCount })
    })

    it('may be flushed and closed more than once', async () => {
      const store = newPlace().open()
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

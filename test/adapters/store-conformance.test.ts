// Both stores keep the promises of the port: their databases give back what was written.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { memoryStore } from '../../src/adapters/memory-store.ts'
import { put, remove } from '../../src/domain/world/tables.ts'
import { nextSeq } from '../../src/domain/world/world.ts'
import { NotKept } from '../../src/engine/not-kept.ts'
import { memoryFiles } from './file-store/memory-files.ts'
import { openStore } from './file-store/stories.ts'
import {
  addLabel,
  changeIn,
  loadAll,
  newKeepableWorld,
  rowsOf,
  storeConformance,
} from './store-conformance.ts'

storeConformance('the memory store', () => {
  const shelf = new Map()
  return { open: () => memoryStore(shelf) }
})

for (const durability of ['flush', 'fsync'] as const) {
  storeConformance(`the file store with --durability ${durability}`, () => {
    const files = memoryFiles()
    return { open: () => openStore({ files, durability }) }
  })
}

it('a store that was closed keeps nothing more, and says so', async () => {
  const store = openStore({ files: memoryFiles() })
  await store.load()
  const { world, facts } = newKeepableWorld()
  const enter = await store.prepare(facts, world)
  enter()
  await store.close()
  expect(() => changeIn(store, world, () => void addLabel(world, 'late'))).toThrow(NotKept)
  expect(world.labels.slots.size).toBe(0)
})

const VALUES = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.constant(null),
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('-0')),
)

const CHANGES = fc.array(
  fc.array(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', '__proto__'),
      how: fc.constantFrom('put', 'reborn', 'remove'),
      row: fc.dictionary(fc.constantFrom('x', 'y', 'z'), VALUES),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 25 },
)

it('whatever is changed, folded or not, is what comes back', async () => {
  await fc.assert(
    fc.asyncProperty(CHANGES, fc.constantFrom(300, 1_500, 1e9), async (story, compactBytes) => {
      const files = memoryFiles()
      const store = openStore({ files, compactBytes })
      await store.load()
      const { world, facts } = newKeepableWorld()
      const enter = await store.prepare(facts, world)
      enter()
      for (const transaction of story) {
        changeIn(store, world, () => {
          for (const { id, how, row } of transaction) {
            const seq = how === 'put' ? world.teams.slots.get(id)?.seq : undefined
            if (how === 'remove') remove(world.teams, id)
            else put(world.teams, { ...row, id, seq: seq ?? nextSeq(world) } as never)
          }
        })
        await Promise.resolve()
      }
      await store.close()
      const again = openStore({ files, pid: 2 })
      const [kept] = await loadAll(again)
      await again.close()
      const sorted = (rows: readonly unknown[] = []) =>
        new Map(rows.map((row) => [(row as { id: string }).id, row]))
      expect(sorted(kept?.rows.get('teams'))).toEqual(sorted(rowsOf(world).get('teams')))
    }),
    { numRuns: 80, seed: 7 },
  )
})

it('a write costs the change, however much the organisation holds', async () => {
  const files = memoryFiles()
  let written = 0
  const write: typeof files.write = (...args) => {
    written += args[3]
    return files.write(...args)
  }
  const store = openStore({ files: { ...files, write }, compactBytes: 1e9 })
  await store.load()
  const { world, facts } = newKeepableWorld()
  const enter = await store.prepare(facts, world)
  enter()
  const bytesOfOne = () => {
    const before = written
    changeIn(store, world, () => void addLabel(world, 'one'))
    return written - before
  }
  const first = bytesOfOne()
  for (let count = 0; count < 300; count++) changeIn(store, world, () => void addLabel(world, 'x'))
  // Numbers have grown by some digits.
  expect(bytesOfOne() - first).toBeLessThan(10)
  await store.close()
})

// An ambient fault in every organisation that begins, and how often it struck in all of them together.
import { armAmbient } from '../domain/faults/ambient.ts'
import type { AmbientFault, FaultRow } from '../domain/world/fault-rows.ts'
import type { Change } from '../domain/world/tables.ts'
import { transact, type World } from '../domain/world/world.ts'
import type { Store, Worlds } from './ports.ts'
import type { Ports } from './sandbox.ts'

/** Counts what happens to an ambient fault; organisations come and go meanwhile. */
export type AmbientTally = {
  readonly fault: AmbientFault
  /** How often something matched, and how often it struck. */
  seen: number
  hits: number
}

/** The ports of a sandbox in which the fault is armed from the start, wherever a world begins. */
export function underAmbient(ports: Ports, tally: AmbientTally): Ports {
  return {
    ...ports,
    worlds: armingWorlds(ports.worlds, tally.fault),
    store: countingStore(ports.store, tally),
  }
}

/** An organisation that is reset begins again, and so does the fault. */
function armingWorlds(worlds: Worlds, fault: AmbientFault): Worlds {
  return {
    build: async (beginning) => {
      const world = await worlds.build(beginning)
      transact(world, () => armAmbient(world, fault))
      return world
    },
  }
}

/** Every change passes here, those of organisations that are gone soon as well. */
function countingStore(store: Store, tally: AmbientTally): Store {
  return {
    ...store,
    append: (world, changes, facts) => {
      count(world, changes, tally)
      return store.append(world, changes, facts)
    },
  }
}

function count(world: World, changes: readonly Change[], tally: AmbientTally): void {
  for (const { table, before, after } of changes) {
    if (table !== world.faults || before === undefined || after === undefined) continue
    const [then, now] = [before as FaultRow, after as FaultRow]
    if (now.isAmbient !== true) continue
    // A rewind takes back what has happened in the world, not that it has happened to the program.
    tally.seen += Math.max(0, now.seen - then.seen)
    tally.hits += Math.max(0, now.hits - then.hits)
  }
}

// The store that keeps organisations as long as the process lives: each a lowdb database in memory.
import { LowSync, MemorySync } from 'lowdb'

import type { Store } from '../engine/ports.ts'
import {
  type Database,
  liveData,
  type OrganizationData,
  readDatabase,
  writeChanges,
} from './databases.ts'

/** Where databases stand in memory, by the id of the organisation, in order. */
export type MemoryShelf = Map<string, MemorySync<OrganizationData>>

/** A store on a shelf of its own, unless there is one that goes on. */
export function memoryStore(shelf: MemoryShelf = new Map()): Store {
  const databases = new Map<string, Database>()
  const forget = (id: string) => {
    shelf.delete(id)
    databases.delete(id)
  }
  return {
    load: async () => {
      for (const [id, adapter] of shelf) databases.set(id, readDatabase(adapter))
      return [...databases.values()].map(({ data }) => data)
    },
    prepare: async (facts, world, replaced) => () => {
      const adapter = new MemorySync<OrganizationData>()
      const database = new LowSync<OrganizationData>(adapter, liveData(world, facts))
      database.write()
      const others = [...shelf]
      shelf.clear()
      for (const [id, other] of others) {
        if (id === replaced) shelf.set(facts.id, adapter)
        else shelf.set(id, other)
      }
      shelf.set(facts.id, adapter)
      if (replaced !== undefined) databases.delete(replaced)
      databases.set(facts.id, database)
    },
    forget,
    append: (world, changes, facts) => {
      // A world that was never prepared is nobody's to keep.
      const database = databases.get(world.id)
      if (database !== undefined) writeChanges(database, world, changes, facts)
      return undefined
    },
    flush: async () => {},
    close: async () => databases.clear(),
  }
}

// What the lowdb database of an organisation holds, whichever adapter it stands on, and the writing of a change.
import { LowSync, type SyncAdapter } from 'lowdb'

import { type AnyRow, type AnyTable, type Change, everyRow } from '../domain/world/tables.ts'
import type { World } from '../domain/world/world.ts'
import { countersOf } from '../engine/keeping.ts'
import type { Counters, KeptOrganization, OrganizationFacts } from '../engine/ports.ts'

/** By table, its rows in the order in which they came in. */
export type TableRows = ReadonlyMap<string, Iterable<AnyRow>>

/** The data of a database: an organisation, and what has changed in it since the last write. */
export type OrganizationData = KeptOrganization & {
  readonly rows: TableRows
  readonly changes: readonly Change[]
}

export type Database = LowSync<OrganizationData>

export const NO_CHANGES: readonly Change[] = []

/** An organisation that goes on: its world is the data, and nothing of it is copied. */
class LiveData implements OrganizationData {
  changes = NO_CHANGES

  constructor(
    readonly world: World,
    public facts: OrganizationFacts,
  ) {}

  get counters(): Counters {
    return countersOf(this.world)
  }

  get rows(): TableRows {
    const tables = Object.values<AnyTable>(this.world.tables)
    return new Map(tables.map((table) => [table.name, everyRow(table)]))
  }
}

/** The data of an organisation whose world is there. */
export function liveData(world: World, facts: OrganizationFacts): OrganizationData {
  return new LiveData(world, facts)
}

/** The database of an organisation that its adapter knows. @throws what the adapter throws. */
export function readDatabase(adapter: SyncAdapter<OrganizationData>): Database {
  const database = new LowSync(adapter, UNREAD)
  database.read()
  if (database.data === UNREAD) throw new Error('The database has never been written.')
  return database
}

/** What lowdb wants in the place of data until it has read some. */
const UNREAD = {} as OrganizationData

/**
 * Writes what one transaction changed. Of a database that was read, the world becomes the data: it
 * was made of the rows that were read.
 *
 * @throws what the adapter throws; then the database is as it was.
 */
export function writeChanges(
  database: Database,
  world: World,
  changes: readonly Change[],
  facts: OrganizationFacts | undefined,
): void {
  const before = database.data
  const isLive = before instanceof LiveData && before.world === world
  const data = isLive ? before : new LiveData(world, before.facts)
  const factsBefore = data.facts
  data.changes = changes
  if (facts !== undefined) data.facts = facts
  database.data = data
  try {
    database.write()
  } catch (error) {
    data.facts = factsBefore
    database.data = before
    throw error
  } finally {
    data.changes = NO_CHANGES
  }
}

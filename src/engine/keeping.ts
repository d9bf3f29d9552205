// Keeping: what the store is given of an organisation, and an organisation made of what it kept.
import { newJournal } from '../domain/world/journal.ts'
import { type AnyTable, restore } from '../domain/world/tables.ts'
import { newWorld, type World } from '../domain/world/world.ts'
import type { Clock, Counters, KeptOrganization, OrganizationFacts } from './ports.ts'
import type { Organization, Pace, Sandbox } from './sandbox.ts'

/** What the organisation is beside its rows, to be kept. */
export function factsOf({ world, beginning, pace }: Organization): OrganizationFacts {
  const { id, name, seed, tier, createdAt, settings } = world
  const { rate, worldAt, machineAt } = pace
  const aheadMs = rate === 1 ? worldAt - machineAt : 0
  return { id, name, seed, tier, createdAt, settings, beginning, rate, aheadMs }
}

/** Where the world's time and numbering stand. */
export function countersOf({ now, idCount, seq, requestCount, journal }: World): Counters {
  return { now, idCount, seq, requestCount, nextEntry: journal.next }
}

/**
 * Requests and entries that change nothing are counted but not kept, so after a restart the numbers
 * go on behind all that may have been given: no request id is ever given twice.
 */
const NUMBERS_SKIPPED = 2 ** 20

/** The world of an organisation that was kept. */
export function restoreWorld({ facts, counters, rows }: KeptOrganization): World {
  const { id, name, seed, tier, createdAt, settings } = facts
  const world = newWorld({ seed, now: counters.now, organizationName: name, tier })
  for (const table of Object.values<AnyTable>(world.tables)) {
    for (const row of rows.get(table.name) ?? []) restore(table, row)
  }
  const { idCount, seq } = counters
  const requestCount = beyond(counters.requestCount)
  const journal = newJournal(beyond(counters.nextEntry - 1) + 1)
  Object.assign(world.settings, settings)
  return Object.assign(world, { id, createdAt, idCount, seq, requestCount, journal })
}

function beyond(count: number): number {
  return (Math.floor(count / NUMBERS_SKIPPED) + 1) * NUMBERS_SKIPPED
}

/**
 * The pace of an organisation that was kept. A real clock has gone on meanwhile, as far ahead of the
 * machine's as it was; any other stood still.
 */
export function restorePace(clock: Clock, facts: OrganizationFacts, world: World): Pace {
  const machineAt = clock.now()
  const { rate, aheadMs } = facts
  const worldAt = rate === 1 ? Math.max(world.now, machineAt + aheadMs) : world.now
  return { rate, machineAt, worldAt }
}

/** Changes what an organisation is beside its rows, and keeps that; all of it or nothing. */
export function alter(sandbox: Sandbox, organization: Organization, change: () => void): void {
  const { world, pace } = organization
  const { settings, tier } = world
  change()
  try {
    sandbox.ports.store.append(world, [], factsOf(organization))
  } catch (error) {
    Object.assign(world, { settings, tier })
    organization.pace = pace
    throw error
  }
}

/** Keeps what time it is, when time has passed and nothing happened. */
export function keepTime(sandbox: Sandbox, { world }: Organization): void {
  sandbox.ports.store.append(world, [])
}

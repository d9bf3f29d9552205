// Ambient faults: armed by themselves in every organisation, while the tests of a program run.

import type { AmbientFault } from '../world/fault-rows.ts'
import { makeId } from '../world/ids.ts'
import type { JsonObject } from '../world/rows.ts'
import { put } from '../world/tables.ts'
import { nextSeq, type World } from '../world/world.ts'
import { FAULT_NAMES, type FaultName, faultFacts } from './table.ts'

/** How a fault is armed under a whole suite; a sentence that says why it cannot be. */
export function ambientFault(name: FaultName): AmbientFault | string {
  const { ambient } = faultFacts(name)
  if (typeof ambient === 'string') return ambient
  const { options = {}, match = {}, strikes } = ambient
  return { name, options: options as JsonObject, match, strikes }
}

/** Those faults under which a careful program passes its tests, in the order of the table. */
export const AMBIENT_NAMES: readonly FaultName[] = FAULT_NAMES.filter(
  (name) => typeof faultFacts(name).ambient !== 'string',
)

/** Its id is counted by nobody: the others are the same with and without it. */
const UNCOUNTED = 0

/** One before the first: with every second, the first is struck, and what is tried again passes. */
const BEFORE_THE_FIRST = -1

/** Arms a fault in a world that begins. Only inside a transaction. */
export function armAmbient(world: World, { name, options, match, strikes }: AmbientFault): void {
  const isEveryOther = strikes === 'every-other'
  put(world.faults, {
    id: makeId('fault', world.seed, UNCOUNTED),
    seq: nextSeq(world),
    createdAt: world.now,
    site: faultFacts(name as FaultName).site,
    fault: name,
    options,
    match,
    times: null,
    every: isEveryOther ? 2 : null,
    after: isEveryOther ? BEFORE_THE_FIRST : 0,
    probability: null,
    isArmed: true,
    isAmbient: true,
    seen: 0,
    hits: 0,
  })
}

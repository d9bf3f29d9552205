// When an armed fault strikes: what it matches is counted, and it is spent when it has struck enough.
import { roll } from '../world/dice.ts'
import type { FaultRow, FaultSite } from '../world/fault-rows.ts'
import { first, oldestFirst, put } from '../world/tables.ts'
import type { World } from '../world/world.ts'

/** Whether anything is armed at a site: nearly always not, and then nothing more is asked. */
export function isArmed(world: World, site: FaultSite): boolean {
  return first(world.faults, 'armed', site) !== undefined
}

/**
 * The first armed fault of a site that strikes; undefined when none does. Matches and hits are
 * counted, and one that has struck as often as it was told is disarmed. Ambient ones come last, and
 * leave alone what a fault of a test fits. Only inside a transaction.
 */
export function strike(
  world: World,
  site: FaultSite,
  matches: (row: FaultRow) => boolean,
): FaultRow | undefined {
  const armed = [...oldestFirst(world.faults, 'armed', site)]
  for (const row of [...armed.filter(isOfATest), ...armed.filter(isAmbient)]) {
    if (!matches(row)) continue
    if (isAmbient(row) && isTaken(world, site, matches)) continue
    const seen = row.seen + 1
    const hasStruck = strikesNow(world, row, seen)
    const hits = row.hits + (hasStruck ? 1 : 0)
    const isSpent = row.times !== null && hits >= row.times
    const after = put(world.faults, { ...row, seen, hits, isArmed: !isSpent })
    if (hasStruck) return after
  }
  return undefined
}

function isAmbient({ isAmbient }: FaultRow): boolean {
  return isAmbient === true
}

function isOfATest(row: FaultRow): boolean {
  return !isAmbient(row)
}

/**
 * Whether a test means to say itself what happens here: a fault of its own fits, armed or spent. A
 * test of "one 503, then well" must not meet a second error; one that was disarmed is over.
 */
function isTaken(world: World, site: FaultSite, matches: (row: FaultRow) => boolean): boolean {
  for (const row of oldestFirst(world.faults)) {
    if (row.site !== site || isAmbient(row)) continue
    const isSpent = row.times !== null && row.hits >= row.times
    if ((row.isArmed || isSpent) && matches(row)) return true
  }
  return false
}

function strikesNow(world: World, row: FaultRow, seen: number): boolean {
  const turn = seen - row.after
  if (turn <= 0) return false
  if (row.every !== null && turn % row.every !== 0) return false
  return row.probability === null || roll(world.seed, 'fault', row.id, seen) < row.probability
}

/** The faults that were armed and have not struck although they were meant to; oldest first. */
export function neverStruck(world: World): FaultRow[] {
  return [...oldestFirst(world.faults)].filter(
    (row) => row.hits === 0 && row.isOptional !== true && isOfATest(row),
  )
}

/** Why a fault that was armed has not struck, in a sentence. */
export function whyNeverStruck({ id, fault, seen }: FaultRow): string {
  const times = seen === 1 ? 'once' : `${seen} times`
  const why =
    seen === 0
      ? 'nothing matched it'
      : `what it matched, ${times}, was let pass by its after, every or probability`
  return `The fault ${fault} (${id}) was armed and never struck: ${why}. Where it need not strike, arm it as optional.`
}

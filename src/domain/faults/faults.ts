// Faults: armed by the stage crew, they strike what they match, are counted, and are spent.

import { fail } from '../failures/failures.ts'
import { roll } from '../world/dice.ts'
import type { JsonObject } from '../world/rows.ts'
import { count, find, first, oldestFirst, put, remove } from '../world/tables.ts'
import type { FaultMatch, FaultRow } from '../world/webhook-rows.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import { FAULTS, type FaultName, type FaultSite, faultFacts, MATCHES } from './fault-table.ts'

/** Faults that a world remembers, armed and spent; the oldest spent ones go first. */
export const FAULTS_MAX = 1_000

export type FaultWish = {
  readonly name: FaultName
  readonly options: JsonObject
  readonly match: FaultMatch
  readonly times: number | null
  readonly every: number | null
  readonly after: number
  readonly probability: number | null
}

/**
 * The fault a name means. `delay` alone is one of two; what it matches may tell which.
 *
 * @throws Failure invalid_field_value that lists the faults.
 */
export function faultNamed(text: string, match: FaultMatch): FaultName {
  if (Object.hasOwn(FAULTS, text)) return text as FaultName
  const names = Object.keys(FAULTS) as FaultName[]
  const meant = names.filter((name) => name.split('.')[1] === text)
  const fitting = meant.filter((name) => foreignParts(FAULTS[name].site, match).length === 0)
  const [only, second] = fitting.length > 0 ? fitting : meant
  if (only !== undefined && second === undefined) return only
  const message =
    only === undefined
      ? `No fault ${text}. Faults: ${names.join(', ')}.`
      : `${text} may be ${fitting.join(' or ')}: say which.`
  fail('invalid_field_value', 'fault', message)
}

/**
 * Arms a fault.
 *
 * @throws Failure missing_required_field for an option that the fault needs, invalid_field_value for
 * one that it does not take, fault_never_strikes for a match that is none of its site.
 */
export function armFault(world: World, wish: FaultWish): FaultRow {
  const { site, needs, takes } = faultFacts(wish.name)
  for (const option of needs) {
    if (wish.options[option] === undefined) {
      fail('missing_required_field', option, `The fault ${wish.name} needs ${option}.`)
    }
  }
  for (const option of Object.keys(wish.options)) {
    const known: readonly string[] = [...needs, ...takes]
    if (known.includes(option)) continue
    const message = `The fault ${wish.name} does not take ${option}; it takes ${known.join(', ') || 'nothing'}.`
    fail('invalid_field_value', option, message)
  }
  const [foreign] = foreignParts(site, wish.match)
  if (foreign !== undefined) {
    const message = `The fault ${wish.name} acts on the site ${site}, which has no ${asWritten(foreign)}; it can match ${MATCHES[site].map(asWritten).join(', ')}.`
    fail('fault_never_strikes', `match.${asWritten(foreign)}`, message)
  }
  forgetSpent(world)
  const { options, match, times, every, after, probability } = wish
  return put(world.faults, {
    id: newId(world, 'fault'),
    seq: nextSeq(world),
    createdAt: world.now,
    site,
    fault: wish.name,
    options,
    match,
    times,
    every,
    after,
    probability,
    isArmed: true,
    seen: 0,
    hits: 0,
  })
}

/** A part of a match as a request writes it. */
function asWritten(part: string): string {
  return part === 'subscriptionId' ? 'subscription_id' : part
}

function foreignParts(site: FaultSite, match: FaultMatch): string[] {
  return Object.keys(match).filter((part) => !MATCHES[site].includes(part))
}

function forgetSpent(world: World): void {
  if (count(world.faults) < FAULTS_MAX) return
  for (const row of oldestFirst(world.faults)) {
    if (row.isArmed) continue
    remove(world.faults, row.id)
    return
  }
  fail('invalid_field_value', 'fault', `${FAULTS_MAX} faults are armed. Disarm some first.`)
}

/**
 * Disarms one fault, or all; the rows that were armed.
 *
 * @throws Failure resource_not_found.
 */
export function disarmFaults(world: World, id: string | undefined): FaultRow[] {
  if (id !== undefined && find(world.faults, id) === undefined) {
    fail('resource_not_found', 'fault_id', `No fault ${id}.`)
  }
  const chosen = [...oldestFirst(world.faults)].filter(
    (row) => row.isArmed && (id === undefined || row.id === id),
  )
  return chosen.map((row) => put(world.faults, { ...row, isArmed: false }))
}

/** Whether anything is armed at a site: nearly always not, and then nothing more is asked. */
export function isArmed(world: World, site: FaultSite): boolean {
  return first(world.faults, 'armed', site) !== undefined
}

/**
 * The first armed fault of a site that strikes; undefined when none does. Matches and hits are
 * counted, and one that has struck as often as it was told is disarmed. Only inside a transaction.
 */
export function strike(
  world: World,
  site: FaultSite,
  matches: (row: FaultRow) => boolean,
): FaultRow | undefined {
  for (const row of [...oldestFirst(world.faults, 'armed', site)]) {
    if (!matches(row)) continue
    const seen = row.seen + 1
    const hasStruck = strikesNow(world, row, seen)
    const hits = row.hits + (hasStruck ? 1 : 0)
    const isSpent = row.times !== null && hits >= row.times
    const after = put(world.faults, { ...row, seen, hits, isArmed: !isSpent })
    if (hasStruck) return after
  }
  return undefined
}

function strikesNow(world: World, row: FaultRow, seen: number): boolean {
  const turn = seen - row.after
  if (turn <= 0) return false
  if (row.every !== null && turn % row.every !== 0) return false
  return row.probability === null || roll(world.seed, 'fault', row.id, seen) < row.probability
}

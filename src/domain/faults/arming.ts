// Arming faults and disarming them; what could never strike is refused with what would.
import { sentenceOf, wrongValue } from '../../schema/check.ts'
import { choice } from '../../schema/shapes.ts'
import { fail } from '../failures/failures.ts'
import type { FaultMatch, FaultRow } from '../world/fault-rows.ts'
import type { JsonObject } from '../world/rows.ts'
import { count, find, oldestFirst, put, remove } from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'
import type { Reach } from './fault.ts'
import {
  FAULT_NAMES,
  FAULTS,
  type FaultName,
  faultFacts,
  faultWords,
  matchNames,
  optionNames,
  partAsWritten,
  SITES,
} from './table.ts'

/** Faults that a world remembers, armed and spent; the oldest spent ones go first. */
export const FAULTS_MAX = 1_000

export type FaultOrder = {
  readonly name: FaultName
  /** With durations in milliseconds. */
  readonly options: JsonObject
  readonly match: FaultMatch
  readonly times: number | null
  readonly every: number | null
  readonly after: number
  readonly probability: number | null
  /** Whether it is fine when it never strikes. */
  readonly isOptional?: boolean
}

/**
 * The fault a name means. `delay` alone is one of two; what it matches may tell which.
 *
 * @throws Failure invalid_field_value that lists the faults.
 */
export function faultNamed(text: string, match: FaultMatch): FaultName {
  if (Object.hasOwn(FAULTS, text)) return text as FaultName
  const meant = FAULT_NAMES.filter((name) => faultFacts(name).shortName === text)
  const fitting = meant.filter((name) => foreignParts(name, match).length === 0)
  const [only, second] = fitting.length > 0 ? fitting : meant
  if (only !== undefined && second === undefined) return only
  const message =
    only === undefined
      ? sentenceOf(wrongValue(choice('Which fault.', faultWords()), text, ['fault']))
      : `${text} may be ${fitting.join(' or ')}: say which.`
  fail('invalid_field_value', 'fault', message)
}

/**
 * Arms a fault.
 *
 * @throws Failure missing_required_field for an option that the fault needs, invalid_field_value for
 * one that it does not take, fault_never_strikes for a match that is none of its site, or that
 * nothing in reach could ever fit.
 */
export function armFault(world: World, order: FaultOrder, reach: Reach): FaultRow {
  checkMatch(order, reach)
  checkOptions(order, reach)
  forgetSpent(world)
  const { name, options, match, times, every, after, probability, isOptional } = order
  return put(world.faults, {
    id: newId(world, 'fault'),
    seq: nextSeq(world),
    createdAt: world.now,
    site: faultFacts(name).site,
    fault: name,
    options,
    match,
    times,
    every,
    after,
    probability,
    isArmed: true,
    ...(isOptional === true && { isOptional }),
    seen: 0,
    hits: 0,
  })
}

function checkMatch({ name, match }: FaultOrder, reach: Reach): void {
  const { site } = faultFacts(name)
  const [foreign] = foreignParts(name, match)
  if (foreign !== undefined) {
    const message = `The fault ${name} acts on the site ${site}, which has no ${partAsWritten(foreign)}; it can match ${matchNames(site).join(', ')}.`
    fail('fault_never_strikes', `match.${partAsWritten(foreign)}`, message)
  }
  for (const part of Object.keys(match) as (keyof FaultMatch)[]) {
    const message = SITES[site].matches[part]?.never?.({ match, reach }) ?? null
    if (message !== null) fail('fault_never_strikes', `match.${partAsWritten(part)}`, message)
  }
}

function checkOptions({ name, match, options }: FaultOrder, reach: Reach): void {
  const { needs, takes } = optionNames(name)
  for (const option of needs) {
    if (options[option] !== undefined) continue
    fail('missing_required_field', option, `The fault ${name} needs ${option}.`)
  }
  const known = [...needs, ...takes]
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    const message = `The fault ${name} does not take ${option}; it takes ${known.join(', ') || 'nothing'}.`
    fail('invalid_field_value', option, message)
  }
  const never = faultFacts(name).never?.(options, { match, reach }) ?? null
  if (never === null) return
  const { param, message, isMissing } = never
  fail(isMissing ? 'missing_required_field' : 'fault_never_strikes', param, message)
}

function foreignParts(name: FaultName, match: FaultMatch): (keyof FaultMatch)[] {
  const { matches } = SITES[faultFacts(name).site]
  return (Object.keys(match) as (keyof FaultMatch)[]).filter((part) => !(part in matches))
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
 * Disarms one fault, or all; the rows that were armed. Ambient ones stay, unless one is named: a
 * test that tidies up does not know of them.
 *
 * @throws Failure resource_not_found.
 */
export function disarmFaults(world: World, id: string | undefined): FaultRow[] {
  if (id !== undefined && find(world.faults, id) === undefined) {
    fail('resource_not_found', 'fault_id', `No fault ${id}.`)
  }
  const chosen = [...oldestFirst(world.faults)].filter(
    (row) => row.isArmed && (id === undefined ? row.isAmbient !== true : row.id === id),
  )
  return chosen.map((row) => put(world.faults, { ...row, isArmed: false }))
}

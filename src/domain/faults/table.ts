// All faults in one table, and what is read from their rows: options, matches, examples.
import type { Shape } from '../../schema/shapes.ts'
import type { FaultMatch, FaultSite } from '../world/fault-rows.ts'
import type { JsonObject } from '../world/rows.ts'
import { DELIVERY_FAULTS, DELIVERY_SITE } from './delivery.ts'
import { FATE_FAULTS, FATE_SITE } from './fate.ts'
import type { Ambient, Armed, Never, Site } from './fault.ts'
import { isOptional, type Options } from './options.ts'
import { REPLY_FAULTS, REPLY_SITE } from './reply.ts'

/** Named by site and fault: `delay` is one of messages and one of webhooks. */
export const FAULTS = { ...REPLY_FAULTS, ...FATE_FAULTS, ...DELIVERY_FAULTS } as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

export const SITES: { readonly [Name in FaultSite]: Site<never> } = {
  reply: REPLY_SITE as Site<never>,
  fate: FATE_SITE as Site<never>,
  delivery: DELIVERY_SITE as Site<never>,
}

/** The facts of a fault, whatever its options are. */
export type FaultFacts = {
  readonly site: FaultSite
  /** What the person calls it, where only one site has it. */
  readonly shortName: string
  readonly what: string
  readonly options: Options
  readonly example: Readonly<Record<string, string | number>>
  readonly ambient: Ambient<Options> | string
  readonly never?: (options: JsonObject, armed: Armed) => Never | null
}

export function faultFacts(name: FaultName): FaultFacts {
  const dot = name.indexOf('.')
  const site = name.slice(0, dot) as FaultSite
  return { ...(FAULTS[name] as unknown as FaultFacts), site, shortName: name.slice(dot + 1) }
}

/** What people may call faults: whole names, and short ones where only one fault has it. */
export function faultWords(): readonly string[] {
  const short = FAULT_NAMES.map((name) => faultFacts(name).shortName)
  const own = short.filter((name) => short.indexOf(name) === short.lastIndexOf(name))
  return [...FAULT_NAMES, ...own]
}

/** The options that a fault cannot be armed without, and those that may be said. */
export function optionNames(name: FaultName): {
  readonly needs: string[]
  readonly takes: string[]
} {
  const options = Object.entries<Shape>(FAULTS[name].options)
  const namesOf = (mayBeLeftOut: boolean) =>
    options.filter(([, shape]) => isOptional(shape) === mayBeLeftOut).map(([option]) => option)
  return { needs: namesOf(false), takes: namesOf(true) }
}

/** The parts of a match that a site knows, as a request writes them. */
export function matchNames(site: FaultSite): string[] {
  return Object.keys(SITES[site].matches).map((part) => partAsWritten(part as keyof FaultMatch))
}

/** A part of a match as a request writes it. */
export function partAsWritten(part: keyof FaultMatch): string {
  return part === 'subscriptionId' ? 'subscription_id' : part
}

/** One option over all the faults that take it: they all give it the same shape. */
export type SharedOption = { readonly shape: Shape; readonly faults: readonly FaultName[] }

/** Every option there is, in the order of the table. */
export function allOptions(): ReadonlyMap<string, SharedOption> {
  const found = new Map<string, SharedOption>()
  for (const name of FAULT_NAMES) {
    for (const [key, shape] of Object.entries<Shape>(FAULTS[name].options)) {
      found.set(key, { shape, faults: [...(found.get(key)?.faults ?? []), name] })
    }
  }
  return found
}

// Control actions of faults: arming them, refusing those that could never strike, and disarming.

import type { Api } from '../../api/api.ts'
import type { ActionInput } from '../../contract/input-types.ts'
import { EVENT_TYPES } from '../../contract/spec.ts'
import { CONTROL_CODES, fail } from '../../domain/failures/failures.ts'
import { armFault, disarmFaults, faultNamed } from '../../domain/faults/arming.ts'
import type { Reach } from '../../domain/faults/fault.ts'
import { isDuration } from '../../domain/faults/options.ts'
import { allOptions, type FaultName, faultFacts } from '../../domain/faults/table.ts'
import { digitsOf } from '../../domain/messaging/accounts.ts'
import { MEDIA_TYPES } from '../../domain/messaging/media-types.ts'
import { releaseDetained } from '../../domain/webhooks/deliveries.ts'
import { ATTEMPTS_MAX } from '../../domain/webhooks/retry.ts'
import type { FaultMatch, FaultRow } from '../../domain/world/fault-rows.ts'
import type { Json, JsonObject } from '../../domain/world/rows.ts'
import { DAY_MS, toIso } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import { optional, text } from '../../schema/shapes.ts'
import { type ActionTable, change, durationOf } from './action.ts'
import { ARM_FAULT_MEMBERS } from './fault-inputs.ts'
import { takes } from './input.ts'

/** What can be sent: the media that are sendable, and the three other types. */
const SENDABLE_TYPES: readonly string[] = [
  'text',
  ...Object.entries(MEDIA_TYPES)
    .filter(([, { isSendable }]) => isSendable)
    .map(([type]) => type),
  'template',
  'interactive',
]

type ArmInput = ActionInput<'arm-fault'>

export const FAULT_ACTIONS = {
  'arm-fault': {
    what: 'Arms a fault: from now on it strikes what it matches, as often as it is told.',
    input: takes(ARM_FAULT_MEMBERS),
    example: {
      fault: 'reply.status',
      status: 503,
      match: { operation: 'POST /messages' },
      times: 2,
    },
    failures: ['missing_required_field', 'invalid_field_value', 'fault_never_strikes'],
    run: (stage, input) => {
      const row = change(stage, (world) => {
        const match = matchOf(input.match)
        const order = {
          name: faultNamed(input.fault, match),
          match,
          options: optionsOf(input),
          times: input.times ?? null,
          every: input.every ?? null,
          after: input.after ?? 0,
          probability: input.probability ?? null,
          isOptional: input.optional === true,
        }
        return armFault(world, order, reachOf(stage.api, world))
      })
      return { ...faultResource(row), ...strikesOf(stage.api, row) }
    },
  },
  'disarm-faults': {
    what: 'Disarms one fault or all, and lets go of the webhooks that they held back.',
    input: takes({ fault_id: optional(text('Only this one.', { maxLength: 60 })) }),
    example: {},
    failures: ['resource_not_found'],
    run: (stage, { fault_id: id }) =>
      change(stage, (world) => {
        const disarmed = disarmFaults(world, id)
        const released = releaseDetained(world, id)
        return { disarmed: disarmed.map(faultResource), released }
      }),
  },
} satisfies ActionTable<'arm-fault' | 'disarm-faults'>

/** A fault as the control API shows it. */
export function faultResource(row: FaultRow) {
  return {
    id: row.id,
    fault: row.fault,
    site: row.site,
    armed: row.isArmed,
    ...optionsAsWritten(row),
    match: matchAsWritten(row.match),
    times: row.times,
    every: row.every,
    after: row.after,
    probability: row.probability,
    seen: row.seen,
    hits: row.hits,
    ...(row.isOptional === true && { optional: true }),
    ...(row.isAmbient === true && { ambient: true }),
    armed_at: toIso(row.createdAt),
  }
}

/** Which operations an error can strike, where it is not all of them. */
function strikesOf(
  { operations }: Api,
  { site, options: { status }, match }: FaultRow,
): { strikes?: string[] } {
  if (site !== 'reply' || typeof status !== 'number' || match.operation !== undefined) return {}
  const all = Object.values(operations)
  const strikes = all.filter(({ statuses }) => statuses.includes(status)).map(({ key }) => key)
  return strikes.length === 0 || strikes.length === all.length ? {} : { strikes }
}

/** The options as they would be written to arm the fault again. */
function optionsAsWritten({ fault, options }: FaultRow): JsonObject {
  const shapes = faultFacts(fault as FaultName).options
  const written = Object.entries(options).map(([name, value]) => {
    const shape = shapes[name]
    return [name, shape !== undefined && isDuration(shape) ? `${value}ms` : value] as const
  })
  return Object.fromEntries(written)
}

/** The match as it would be written to arm the fault again. */
function matchAsWritten({ to, subscriptionId, ...rest }: FaultMatch): JsonObject {
  const match = {
    ...rest,
    ...(to !== undefined && { to: `+${to}` }),
    ...(subscriptionId !== undefined && { subscription_id: subscriptionId }),
  }
  return match as JsonObject
}

function matchOf(match: ArmInput['match']): FaultMatch {
  const { to, subscription_id: subscriptionId, ...rest } = match ?? {}
  return {
    ...rest,
    ...(to !== undefined && { to: digitsOf(to) }),
    ...(subscriptionId !== undefined && { subscriptionId }),
  }
}

/** A hundred years: whatever the clock says, what is so late has a date. */
const DELAY_MAX_MS = 36_500 * DAY_MS

function delayOf(text: string, name: string): number {
  const ms = durationOf(text, name)
  if (ms <= DELAY_MAX_MS) return ms
  fail('invalid_field_value', name, `${name} must be at most 36500d; got ${text}.`)
}

/** The options that were said, durations read. */
function optionsOf(input: ArmInput): JsonObject {
  const options: Record<string, Json> = {}
  for (const [name, { shape }] of allOptions()) {
    const said = (input as Readonly<Record<string, Json | undefined>>)[name]
    if (said === undefined) continue
    options[name] = isDuration(shape) ? delayOf(said as string, name) : said
  }
  return options
}

/** What there is to strike in a world. */
export function reachOf({ operations, failures }: Api, world: World): Reach {
  const all = Object.values(operations)
  return {
    world,
    operations: all.map(({ key }) => key),
    sendOperation: 'POST /messages',
    errorsOf: (operation) => {
      const meant = all.filter(({ key }) => operation === undefined || key === operation)
      const statuses = new Set(meant.flatMap((one) => one.statuses))
      return [...statuses].filter((status) => status >= 400).sort((a, b) => a - b)
    },
    codesOf: (status) =>
      Object.entries(failures)
        .filter(([name, facts]) => facts.status === status && !CONTROL_CODES.has(name))
        .map(([name]) => name),
    events: EVENT_TYPES,
    messageTypes: SENDABLE_TYPES,
    attemptsMax: ATTEMPTS_MAX,
  }
}

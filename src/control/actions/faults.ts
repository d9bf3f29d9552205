// Control actions of faults: arming them, refusing those that could never strike, and disarming.

import type { ActionInput } from '../../contract/input-types.ts'
import { EVENT_TYPES, OPERATION_KEYS, OPERATIONS, type OperationKey } from '../../contract/spec.ts'
import { CONTROL_CODES, FAILURES, fail } from '../../domain/failures/failures.ts'
import type { FaultName } from '../../domain/faults/fault-table.ts'
import { armFault, disarmFaults, faultNamed } from '../../domain/faults/faults.ts'
import { digitsOf } from '../../domain/messaging/accounts.ts'
import { MEDIA_TYPES } from '../../domain/messaging/message-content.ts'
import { releaseDetained } from '../../domain/webhooks/deliveries.ts'
import { ATTEMPTS_MAX } from '../../domain/webhooks/retry.ts'
import type { Json, JsonObject } from '../../domain/world/rows.ts'
import { find } from '../../domain/world/tables.ts'
import { DAY_MS, toIso } from '../../domain/world/time.ts'
import type { FaultMatch, FaultRow } from '../../domain/world/webhook-rows.ts'
import type { World } from '../../domain/world/world.ts'
import { optional, text } from '../../schema/shapes.ts'
import { type ActionTable, change, durationOf, takes } from './action.ts'
import { ARM_FAULT_MEMBERS } from './fault-inputs.ts'

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
    run: (stage, input) =>
      faultResource(
        change(stage, (world) => {
          const match = matchOf(input.match)
          const name = faultNamed(input.fault, match)
          checkCanStrike(world, name, match, input)
          return armFault(world, {
            name,
            match,
            options: optionsOf(input),
            times: input.times ?? null,
            every: input.every ?? null,
            after: input.after ?? 0,
            probability: input.probability ?? null,
          })
        }),
      ),
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
    ...row.options,
    ...(typeof row.options.delay === 'number' && { delay: `${row.options.delay}ms` }),
    match: matchAsWritten(row.match),
    times: row.times,
    every: row.every,
    after: row.after,
    probability: row.probability,
    seen: row.seen,
    hits: row.hits,
    armed_at: toIso(row.createdAt),
  }
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

function delayOf(text: string): number {
  const ms = durationOf(text, 'delay')
  if (ms <= DELAY_MAX_MS) return ms
  fail('invalid_field_value', 'delay', `delay must be at most 36500d; got ${text}.`)
}

function optionsOf({ delay, ...input }: ArmInput): JsonObject {
  const { status, code, retry_after, ms, meta_code, at, copies, outcome } = input
  const options: Record<string, Json | undefined> = {
    status,
    code,
    retry_after,
    ms,
    meta_code,
    at,
    copies,
    outcome,
    ...(delay !== undefined && { delay: delayOf(delay) }),
  }
  const said = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said) as JsonObject
}

/** What can be known to miss for ever is refused with what would hit. */
function checkCanStrike(world: World, name: FaultName, match: FaultMatch, input: ArmInput): void {
  const { operation, event, subscriptionId } = match
  if (operation !== undefined && !Object.hasOwn(OPERATIONS, operation)) {
    never('match.operation', `No operation ${operation}. Operations: ${OPERATION_KEYS.join(', ')}.`)
  }
  if (event !== undefined && !(EVENT_TYPES as readonly string[]).includes(event)) {
    never('match.event', `No event ${event}. Events: ${EVENT_TYPES.join(', ')}.`)
  }
  if (subscriptionId !== undefined && find(world.subscriptions, subscriptionId) === undefined) {
    never('match.subscription_id', `No webhook subscription ${subscriptionId}.`)
  }
  const { type, attempt } = match
  if (type !== undefined && !SENDABLE_TYPES.includes(type)) {
    never(
      'match.type',
      `No message to a customer has the type ${type}. Types: ${SENDABLE_TYPES.join(', ')}.`,
    )
  }
  if (attempt !== undefined && attempt > ATTEMPTS_MAX) {
    never('match.attempt', `A delivery has at most ${ATTEMPTS_MAX} attempts.`)
  }
  if (match.to !== undefined && operation !== undefined && operation !== 'POST /messages') {
    never('match.to', `${operation} sends no message; only POST /messages goes to a number.`)
  }
  if (name === 'reply.status') checkStatus(operation as OperationKey | undefined, input)
  if (
    name === 'delivery.outcome' &&
    (input.status === undefined) === (input.outcome === undefined)
  ) {
    fail('missing_required_field', 'status', 'Say what the receiver did: a status, or an outcome.')
  }
}

function checkStatus(operation: OperationKey | undefined, { status, code }: ArmInput): void {
  if (status === undefined) return
  const keys = operation === undefined ? OPERATION_KEYS : [operation]
  const errors = [...new Set(keys.flatMap((key) => OPERATIONS[key].statuses))]
    .filter((declared) => declared >= 400)
    .sort()
  if (!errors.includes(status)) {
    const who = operation ?? 'No operation'
    never('status', `${who} does not answer ${status}; errors it declares: ${errors.join(', ')}.`)
  }
  if (code === undefined) return
  const fitting = Object.entries(FAILURES).filter(
    ([name, facts]) => facts.status === status && !CONTROL_CODES.has(name),
  )
  if (fitting.some(([name]) => name === code)) return
  never(
    'code',
    `No code ${code} with status ${status}; codes: ${fitting.map(([name]) => name).join(', ')}.`,
  )
}

function never(param: string, message: string): never {
  fail('fault_never_strikes', param, message)
}

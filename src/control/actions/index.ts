// The table of control actions: what tests and people can do to a sandbox, one row each.
import type { ActionName } from '../../contract/input-types.ts'
import { fail } from '../../domain/failures/failures.ts'
import { faultsOf } from '../../schema/check.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { hintOf, nearest } from '../../schema/nearest.ts'
import { refuseFaults } from '../refusal.ts'
import type { ActionTable, Stage } from './action.ts'
import { BUSINESS_ACTIONS } from './business.ts'
import { CLOCK_ACTIONS } from './clock.ts'
import { CUSTOMER_ACTIONS } from './customers.ts'
import { FAULT_ACTIONS } from './faults.ts'
import { ORGANIZATION_ACTIONS } from './organizations.ts'
import { SNAPSHOT_ACTIONS } from './snapshots.ts'
import { WEBHOOK_ACTIONS } from './webhooks.ts'

const ROWS = {
  ...CUSTOMER_ACTIONS,
  ...CLOCK_ACTIONS,
  ...FAULT_ACTIONS,
  ...BUSINESS_ACTIONS,
  ...ORGANIZATION_ACTIONS,
  ...SNAPSHOT_ACTIONS,
  ...WEBHOOK_ACTIONS,
} satisfies ActionTable<ActionName>

export const ACTIONS: ActionTable<ActionName> = ROWS

/** By name: the shape of what each takes. */
export const ACTION_INPUTS = Object.fromEntries(
  Object.entries(ROWS).map(([name, { what, input }]) => [name, { ...input, description: what }]),
) as unknown as Readonly<Record<ActionName, Schema>>

/** What an action gives back, as its row says. */
export type ActionResult<Name extends ActionName> = Awaited<ReturnType<(typeof ROWS)[Name]['run']>>

/**
 * Runs the action with this name, if there is one and its input fits; ends when what it did is kept.
 *
 * @throws Failure resource_not_found, the violation of the input's schema, those of the action.
 */
export async function runAction(stage: Stage, name: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(ACTIONS, name)) {
    const names = Object.keys(ACTIONS)
    const sentence = `There is no action ${name}. Actions: ${names.join(', ')}.`
    fail('resource_not_found', undefined, `${sentence}${hintOf(nearest(name, names))}`)
  }
  refuseFaults(faultsOf(ACTION_INPUTS[name as ActionName], input))
  const data = await ACTIONS[name as ActionName].run(stage, input as never)
  await stage.sandbox.ports.store.flush()
  return data
}

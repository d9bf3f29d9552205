// The table of control actions: what the stage crew can do to a sandbox, one row each.
import type { ActionName } from '../../contract/input-types.ts'
import { checkInput } from '../../contract/validators.ts'
import { Failure, fail } from '../../domain/failures/failures.ts'
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

/** What an action gives back, as its row says. */
export type ActionResult<Name extends ActionName> = Awaited<ReturnType<(typeof ROWS)[Name]['run']>>

/**
 * Runs the action with this name, if there is one and its input fits; ends when what it did is kept.
 *
 * @throws Failure resource_not_found, the violation of the input's schema, those of the action.
 */
export async function runAction(stage: Stage, name: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(ACTIONS, name)) {
    const names = Object.keys(ACTIONS).join(', ')
    fail('resource_not_found', undefined, `There is no action ${name}. Actions: ${names}.`)
  }
  const violation = checkInput(`action:${name}`, input)
  if (violation !== null) throw new Failure(violation.code, violation.param, violation.message)
  const data = await ACTIONS[name as ActionName].run(stage, input as never)
  await stage.sandbox.ports.store.flush()
  return data
}

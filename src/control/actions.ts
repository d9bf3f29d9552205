// The table of control actions: what the stage crew can do to a sandbox, one row each.
import type { Organization, Sandbox } from '../engine/sandbox.ts'
import { CUSTOMER_ACTIONS } from './customers.ts'
import type { ACTION_INPUTS } from './inputs.ts'

export type ActionName = keyof typeof ACTION_INPUTS

export type ActionRow = {
  readonly what: string
  /** Runs with a checked input; what it returns is the reply's `data`. */
  readonly run: (
    sandbox: Sandbox,
    organization: Organization,
    input: never,
  ) => unknown | Promise<unknown>
}

export const ACTIONS: { readonly [Name in ActionName]: ActionRow } = {
  ...CUSTOMER_ACTIONS,
}

// What a row of the table of control actions is.
import type { Api } from '../../api/api.ts'
import type { ActionInput, ActionName } from '../../contract/input-types.ts'
import { type FailureCode, fail } from '../../domain/failures/failures.ts'
import type { World } from '../../domain/world/world.ts'
import { commit, type Organization, type Sandbox, syncNow } from '../../engine/sandbox.ts'
import { parseDuration } from '../../schema/durations.ts'
import type { Schema } from '../../schema/json-schema.ts'

/** Where an action acts. */
export type Stage = {
  /** The API that is simulated beside. */
  readonly api: Api
  readonly sandbox: Sandbox
  readonly organization: Organization
}

export type ActionRow<Name extends ActionName> = {
  /** What it does, in a sentence. */
  readonly what: string
  /** The shape of what it takes: see `takes`. */
  readonly input: Schema
  /** An input that works in the world `default`; ids stand for those of a real sandbox. */
  readonly example: ActionInput<Name>
  /** The failures of its rules, beyond an input that does not fit its schema. */
  readonly failures: readonly FailureCode[]
  /** Runs with a checked input; what it returns is the reply's `data`. */
  readonly run: (stage: Stage, input: ActionInput<Name>) => unknown | Promise<unknown>
}

export type ActionTable<Names extends ActionName> = {
  readonly [Name in Names]: ActionRow<Name>
}

/** Changes the world of the stage at the present time, as a whole; gives back what the change does. */
export function change<Result>(
  { sandbox, organization }: Stage,
  run: (world: World) => Result,
): Result {
  syncNow(sandbox, organization)
  return commit(sandbox, organization, () => run(organization.world)).result
}

/** Milliseconds of a duration that a schema has passed. @throws Failure invalid_field_value. */
export function durationOf(text: string, param: string): number {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  fail('invalid_field_value', param, `${param} must be shorter than a thousand years; got ${text}.`)
}

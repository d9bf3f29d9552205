// The table of everything that a step can do: the steps of scenarios, and every control action.
import type { ActionName } from '../contract/input-types.ts'
import { ACTION_INPUTS } from '../control/actions/index.ts'
import { actionStep } from './play/action-step.ts'
import type { StepRow } from './play/step.ts'
import { OWN_STEPS } from './steps/index.ts'

/** By verb. */
export const STEPS: Readonly<Record<string, StepRow>> = {
  ...OWN_STEPS,
  ...Object.fromEntries(
    Object.keys(ACTION_INPUTS).map((name) => [name, actionStep(name as ActionName)] as const),
  ),
}

/** The row with this name, which has been read. */
export function stepRow(verb: string): StepRow {
  const row = STEPS[verb]
  if (row === undefined) throw new Error(`No step is called ${verb}.`)
  return row
}

// The control actions as functions: `do.customerWrites({...})`, one for each row of the table.
import type { ActionInput, ActionName } from '../contract/input-types.ts'
import { ACTIONS, type ActionResult, runAction } from '../control/actions/index.ts'
import { Failure } from '../domain/failures/failures.ts'
import { KirimActionError } from './errors.ts'
import { asAdvance } from './passing-time.ts'
import { checkOpen, type Place, stir } from './place.ts'

export type { ActionInput, ActionName } from '../contract/input-types.ts'
export type { ActionResult } from '../control/actions/index.ts'

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

type ActionFunction<Name extends ActionName> =
  Record<never, never> extends ActionInput<Name>
    ? (input?: ActionInput<Name>) => Promise<ActionResult<Name>>
    : (input: ActionInput<Name>) => Promise<ActionResult<Name>>

/**
 * Every control action, in camel case. Inputs and results are those of the control API. A refusal
 * is a KirimActionError.
 */
export type Actions = {
  readonly [Name in ActionName as CamelCase<Name>]: ActionFunction<Name>
}

export function newActions(place: Place): Actions {
  const functions = Object.keys(ACTIONS).map((name) => [
    camelCase(name),
    (input: unknown = {}) => act(place, name as ActionName, input as never),
  ])
  return Object.fromEntries(functions)
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Runs one action. @throws KirimActionError, KirimClosedError. */
export async function act<Name extends ActionName>(
  place: Place,
  name: Name,
  input: ActionInput<Name>,
): Promise<ActionResult<Name>> {
  checkOpen(place, `The action ${name}`)
  const movesClock = ACTIONS[name].failures.includes('clock_already_advancing')
  const data = movesClock
    ? await asAdvance(place, () => run(place, name, input))
    : await run(place, name, input)
  stir(place)
  // A copy, as it would come over HTTP: results show live rows and settings.
  return data === undefined ? data : JSON.parse(JSON.stringify(data))
}

async function run<Name extends ActionName>(
  { app: { api, sandbox }, organization }: Place,
  name: Name,
  input: ActionInput<Name>,
): Promise<ActionResult<Name>> {
  try {
    return (await runAction({ api, sandbox, organization }, name, input)) as ActionResult<Name>
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new KirimActionError(name, error.code, error.message, error.param)
  }
}

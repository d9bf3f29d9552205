// What comes in beside the API, as types made from the schemas: control actions and world files.
import type { components } from './generated/inputs.ts'

type Inputs = components['schemas']

type NameOf<Key> = Key extends `action:${infer Name}` ? Name : never

/** The names of the control actions. */
export type ActionName = NameOf<keyof Inputs>

/** The input of one control action, once it has been checked. */
export type ActionInput<Name extends ActionName> = Inputs[`action:${Name}`]

/** A ready-made organisation to start from, once it has been checked. */
export type WorldFile = Inputs['world-file']

export type WorldFileContact = NonNullable<WorldFile['contacts']>[number]

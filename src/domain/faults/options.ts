// What can be said with a fault: the shapes of options, from which their types follow.

import { DURATION } from '../../schema/formats.ts'

/** A JSON Schema of one value, with its description. */
export type OptionSchema = {
  readonly description: string
  readonly type: 'integer' | 'string'
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

export type Option<Value = unknown, IsNeeded extends boolean = boolean> = {
  readonly schema: OptionSchema
  /** Whether the fault cannot be armed without it. */
  readonly isNeeded: IsNeeded
  /** A text such as 90s, which the fault keeps as milliseconds. */
  readonly isDuration: boolean
  /** Never there: it tells the compiler what a deed gets. */
  readonly value?: Value
}

export type Options = Readonly<Record<string, Option>>

/** The options as a deed gets them: those that are needed are there. */
export type Said<Of extends Options> = {
  readonly [Name in keyof Of as Of[Name]['isNeeded'] extends true ? Name : never]: ValueOf<Of[Name]>
} & {
  readonly [Name in keyof Of as Of[Name]['isNeeded'] extends true ? never : Name]?: ValueOf<
    Of[Name]
  >
}

type ValueOf<One extends Option> = One extends Option<infer Value> ? Value : never

export function integer(
  description: string,
  minimum: number,
  maximum: number,
): Option<number, false> {
  return { schema: { description, type: 'integer', minimum, maximum }, ...MAY_BE_SAID }
}

export function text(description: string, maxLength: number): Option<string, false> {
  return { schema: { description, type: 'string', maxLength }, ...MAY_BE_SAID }
}

export function oneOf<const Word extends string>(
  description: string,
  ...words: readonly Word[]
): Option<Word, false> {
  return { schema: { description, type: 'string', enum: words }, ...MAY_BE_SAID }
}

/** Written with units, such as 90s or 2h30m; the deed gets milliseconds. */
export function duration(description: string): Option<number, false> {
  const schema = {
    description: `${description} As text with units, e.g. 90s, 2h30m, 3d; or milliseconds with ms.`,
    type: 'string',
    ...DURATION.rules,
  } as const
  return { schema, isNeeded: false, isDuration: true }
}

/** The same option where the fault cannot be armed without it. */
export function needed<Value>(option: Option<Value, false>): Option<Value, true> {
  return { ...option, isNeeded: true }
}

const MAY_BE_SAID = { isNeeded: false, isDuration: false } as const

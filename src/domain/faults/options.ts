// What can be said with a fault: shapes, and what a fault gets of them.
import { DURATION } from '../../schema/formats.ts'
import {
  type Members,
  type object,
  type Shape,
  type ShapeOf,
  type Static,
  typed,
} from '../../schema/shapes.ts'

/** By name; those that are not `optional` must be said. */
export type Options = Members

/** The options as a fault's function gets them. */
export type Said<Of extends Options> = Static<ReturnType<typeof object<Of>>>

/** Written with units, such as 90s or 2h30m; the fault keeps milliseconds. */
export function duration(description: string): ShapeOf<number> {
  return typed<number>(DURATION.shape(description))
}

/** Whether what is written is kept as milliseconds. */
export function isDuration({ pattern }: Shape): boolean {
  return pattern === DURATION.rules.pattern
}

/** Whether the fault can be armed without it. */
export function isOptional(option: Shape): boolean {
  return '~optional' in option
}

// Checks what a snapshot holds against the types of the rows, and knows the order of their members.
import { HEAD_SHAPE, HEAD_VALIDATOR, ROW_SHAPES, ROW_VALIDATORS } from './generated/rows.js'
import type { Validator } from './generated/validators.js'
import { type Violation, violationOf } from './violations.ts'

export type { Shape } from './generated/rows.js'
export { HEAD_SHAPE, ROW_SHAPES }

/** What is wrong with the head of a snapshot. */
export function checkHead(head: unknown): Violation | null {
  return check(HEAD_VALIDATOR, head)
}

/** What is wrong with a row of a table. */
export function checkRow(table: string, row: unknown): Violation | null {
  return check(ROW_VALIDATORS[table] as Validator, row)
}

function check(validator: Validator, data: unknown): Violation | null {
  return validator(data) ? null : violationOf('body', validator.errors ?? [])
}

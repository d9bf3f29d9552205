// Lists of rows, newest first, continued behind a row.
import { fail } from '../../domain/failures/failures.ts'
import {
  type AnyRow,
  find,
  newestFirst,
  positionOf,
  type Table,
} from '../../domain/world/tables.ts'
import { integer, optional, text } from '../../schema/shapes.ts'

/** An id, or whatever somebody takes for one. */
export const idText = (description: string, maxLength = 100) => text(description, { maxLength })

export const AFTER_ID = optional(idText('Only those older than the one with this id.'))

/** Numbers beyond these are never reached. */
export const NUMBER_MAX = 1e15 - 1

/** A number of an entry, of the journal or of an inbox. */
export const entryNumber = (description: string, minimum = 0) =>
  integer(description, { minimum, maximum: NUMBER_MAX })

export const AFTER_NUMBER = optional(
  entryNumber('Only those behind this number; without it, the newest.'),
)

export const pageSize = (maximum: number, standard: number) =>
  integer('How many at most.', { minimum: 1, maximum, default: standard })

export type Page<Row> = {
  readonly rows: readonly Row[]
  /** The id to go on behind; null at the end. */
  readonly next: string | null
}

/** @throws Failure invalid_field_value when no row has the id. */
export function newestPage<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  [index, key]: readonly [index: Index | 'all', key: string],
  { after, limit }: { readonly after?: string; readonly limit: number },
): Page<Row> {
  const last = after === undefined ? undefined : find(table, after)
  if (after !== undefined && last === undefined) {
    fail('invalid_field_value', 'after', `after must be the id of a row; nothing has ${after}.`)
  }
  const start = last && positionOf(table, index, last)
  const rows: Row[] = []
  for (const row of newestFirst(table, index, key, start)) {
    if (rows.length === limit) return { rows, next: rows.at(-1)?.id ?? null }
    rows.push(row)
  }
  return { rows, next: null }
}

// Lists of rows, newest first, continued behind a row.
import { fail } from '../../domain/failures/failures.ts'
import {
  type AnyRow,
  find,
  newestFirst,
  positionOf,
  type Table,
} from '../../domain/world/tables.ts'
import type { Parameter } from './parameters.ts'

export const AFTER_ID = {
  description: 'Only those older than the one with this id.',
  type: 'string',
  maxLength: 100,
} as const satisfies Parameter

export type Page<Row> = {
  readonly rows: readonly Row[]
  /** The id to go on behind; null at the end. */
  readonly next: string | null
}

/** @throws Failure invalid_field_value when no row has the id. */
export function newestPage<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  [index, key]: readonly [index: Index | 'all', key: string],
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
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

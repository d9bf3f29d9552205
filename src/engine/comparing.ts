// Comparing two states of an organisation: which rows came, went and changed, and in which members.
import { isDeepStrictEqual } from 'node:util'

import type { AnyRow } from '../domain/world/tables.ts'
import type { Snapshot } from './snapshots/format.ts'

/** What a difference is of: a table, or what the organisation is beside its rows. */
export const BESIDE_ROWS = 'organization'

export type Difference = {
  readonly table: string
  readonly id: string
  /** Null of a row that came. */
  readonly before: AnyRow | null
  /** Null of a row that went. */
  readonly after: AnyRow | null
}

/** The differences between two states, table by table, each in the order of its rows. */
export function* differencesOf(before: Snapshot, after: Snapshot): Generator<Difference, void> {
  const [was, is] = [besideRows(before), besideRows(after)]
  if (differ(was, is)) yield { table: BESIDE_ROWS, id: is.id, before: was, after: is }
  const tables = Object.keys(after.tables) as (keyof Snapshot['tables'])[]
  for (const table of tables) {
    yield* rowDifferences(table, before.tables[table], after.tables[table])
  }
}

function* rowDifferences(
  table: string,
  before: readonly AnyRow[],
  after: readonly AnyRow[],
): Generator<Difference, void> {
  const earlier = new Map(before.map((row) => [row.id, row]))
  for (const row of after) {
    const was = earlier.get(row.id)
    earlier.delete(row.id)
    if (was !== undefined && !differ(was, row)) continue
    yield { table, id: row.id, before: was ?? null, after: row }
  }
  for (const row of earlier.values()) yield { table, id: row.id, before: row, after: null }
}

/** Most rows are the same object: they are not looked into. JSON knows no member that is undefined. */
function differ(before: AnyRow, after: AnyRow): boolean {
  return before !== after && memberDifferences(before, after).length > 0
}

/** What the organisation is, as if it were a row. */
function besideRows({ head: { organization, counters } }: Snapshot): AnyRow {
  // How far a real clock is ahead of the machine's differs from one instant to the next.
  const { aheadMs: _, ...facts } = organization
  return { ...facts, now: counters.now, seq: 0 } as AnyRow
}

export type MemberDifference = {
  /** The names that lead to it. */
  readonly path: readonly string[]
  readonly before: unknown
  readonly after: unknown
}

/** In which members two values differ, down to texts and numbers; lists differ as a whole. */
export function memberDifferences(
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): MemberDifference[] {
  if (isDeepStrictEqual(before, after)) return []
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => memberDifferences(before[name], after[name], [...path, name]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Writing a snapshot: all that an organisation is, collected at one instant and written little by little.
import { HEAD_SHAPE, ROW_SHAPES, type Shape } from '../../contract/rows.ts'
import type { AnyRow, AnyTable } from '../../domain/world/tables.ts'
import type { TableName } from '../../domain/world/world.ts'
import { factsOf } from '../keeping.ts'
import { type Organization, type Sandbox, syncNow } from '../sandbox.ts'
import { SNAPSHOT_FORMAT, SNAPSHOT_KIND, type Snapshot, type SnapshotTables } from './format.ts'

/** Rows written in one go: less work than a page of a list. */
const ROWS_AT_ONCE = 64

/** What stands in the place of a value, or the value itself. */
export type Cover = (table: TableName, row: AnyRow) => AnyRow

/**
 * An organisation as it is now. Rows are never changed, so holding them is enough: what happens
 * afterwards does not show.
 */
export function takeSnapshot(sandbox: Sandbox, organization: Organization): Snapshot {
  syncNow(sandbox, organization)
  const { now, idCount, seq, tables: all } = organization.world
  const tables: Record<string, readonly AnyRow[]> = {}
  let rowCount = 0
  for (const { name, slots } of Object.values<AnyTable>(all)) {
    const rows = Array.from(slots.values(), (slot) => slot.row as AnyRow)
    tables[name] = rows
    rowCount += rows.length
  }
  const head = {
    kind: SNAPSHOT_KIND,
    format: SNAPSHOT_FORMAT,
    redacted: false,
    organization: factsOf(organization),
    counters: { now, idCount, seq },
    rows: rowCount,
  } as const
  return { head, tables: tables as SnapshotTables }
}

/** The text, piece by piece, each ending with a line; after each piece others have their turn. */
export async function* snapshotTexts(
  { head, tables }: Snapshot,
  turn: () => Promise<void>,
  cover: Cover = (_table, row) => row,
): AsyncGenerator<string, void> {
  yield headText(head)
  let isFirst = true
  for (const [table, rows] of Object.entries<readonly AnyRow[]>(tables)) {
    yield `${isFirst ? '' : ',\n'}    ${JSON.stringify(table)}: [`
    isFirst = false
    const sorted = bySeq(rows)
    for (let from = 0; from < sorted.length; from += ROWS_AT_ONCE) {
      const some = sorted.slice(from, from + ROWS_AT_ONCE).map((row) => {
        return textOf(cover(table as TableName, row), ROW_SHAPES[table] ?? null)
      })
      yield `${from === 0 ? '' : ','}\n${some.join(',\n')}`
      await turn()
    }
    yield sorted.length === 0 ? ']' : '\n    ]'
  }
  yield '\n  }\n}\n'
}

/** All members but the last, which are the tables. */
function headText(head: Snapshot['head']): string {
  const ordered = JSON.parse(textOf(head, HEAD_SHAPE))
  return `${JSON.stringify(ordered, null, 2).slice(0, -2)},\n  "tables": {\n`
}

/** Rows come nearly in this order: those that were put once more stand out of line. */
function bySeq(rows: readonly AnyRow[]): readonly AnyRow[] {
  const isSorted = rows.every((row, at) => at === 0 || (rows[at - 1] as AnyRow).seq < row.seq)
  return isSorted ? rows : [...rows].sort((one, other) => one.seq - other.seq)
}

/** JSON with the members in the order of the shape. What has none is what somebody sent: as it came. */
function textOf(value: unknown, shape: Shape | null): string {
  if (shape === null || typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, shape)).join(',')}]`
  let members = ''
  for (const name in shape) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (member === undefined) continue
    const text = textOf(member, shape[name] ?? null)
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${text}`
  }
  return `{${members}}`
}

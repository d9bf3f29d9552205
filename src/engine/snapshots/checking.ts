// Checks a snapshot in full: its head, the shape of each row, and what the rows are to each other.
import { checkHead, checkRow, ROW_SHAPES } from '../../contract/rows.ts'
import { countOf } from '../../domain/world/ids.ts'
import { settingProblems } from '../../domain/world/settings-shape.ts'
import type { AnyRow } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { TableName } from '../../domain/world/world.ts'
import { modeOf, rateOf } from '../../schema/clocks.ts'
import { printableName } from '../../schema/words.ts'
import {
  SNAPSHOT_FORMAT,
  SNAPSHOT_KIND,
  type Snapshot,
  type SnapshotHead,
  type SnapshotTables,
} from './format.ts'
import { placeOf, refuseSnapshot, type Source } from './places.ts'
import { type Find, idProblem, missing, ROW_RULES, type RowOf } from './references.ts'

/** Rows checked in one go before others have their turn. */
const ROWS_AT_ONCE = 500

/** What a check works on. */
type Check = {
  readonly source: Source
  readonly snapshot: Snapshot
  /** The rows by id, as far as they have been looked at. */
  readonly byId: ReadonlyMap<string, Map<string, AnyRow>>
  readonly seqs: Set<number>
}

/**
 * A value as a snapshot.
 *
 * @throws Failure invalid_field_value that names the row and the member that are wrong.
 */
export async function checkSnapshot(
  value: unknown,
  source: Source,
  turn: () => Promise<void>,
): Promise<Snapshot> {
  const snapshot = outlineOf(value)
  const names = Object.keys(snapshot.tables) as TableName[]
  const byId = new Map(names.map((name) => [name, new Map<string, AnyRow>()]))
  const check: Check = { source, snapshot, byId, seqs: new Set() }
  for (const pass of [checkOne, relateOne]) {
    for (const name of names) {
      const rows = snapshot.tables[name]
      const keys = new Map<string, number>()
      for (let at = 0; at < rows.length; at++) {
        const problem = pass(check, name, rows[at] as AnyRow, at, keys)
        if (problem !== null) {
          refuseSnapshot(`${placeOf(source, name, at, rows[at])}: ${problem}`)
        }
        if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await turn()
      }
    }
  }
  return snapshot
}

/** The head, and that all tables are there. */
function outlineOf(value: unknown): Snapshot {
  if (!isObject(value) || value.kind !== SNAPSHOT_KIND) {
    refuseSnapshot(`it is no snapshot: "kind" must be ${JSON.stringify(SNAPSHOT_KIND)}.`)
  }
  const { tables, ...head } = value
  const { format } = head
  if (format !== SNAPSHOT_FORMAT) {
    const cure = typeof format === 'number' && format > SNAPSHOT_FORMAT
    const hint = cure ? ' Use the version of kirim-sandbox that wrote it, or a newer one.' : ''
    refuseSnapshot(`format must be ${SNAPSHOT_FORMAT}; got ${printable(format)}.${hint}`)
  }
  const violation = checkHead(head)
  if (violation !== null) refuseSnapshot(`its head: ${violation.message}`)
  const checked = head as unknown as SnapshotHead
  const problem = headProblem(checked)
  if (problem !== null) refuseSnapshot(`its head: ${problem}`)
  return { head: checked, tables: checkedTables(checked, tables) }
}

function headProblem({ organization, counters }: SnapshotHead): string | null {
  const { id, createdAt, rate, beginning } = organization
  for (const [place, settings] of [
    ['organization.settings', organization.settings],
    ['organization.beginning.settings', beginning.settings],
  ] as const) {
    const [problem] = settingProblems(settings, place.split('.'))
    if (problem !== undefined) return problem
  }
  for (const [place, value] of [
    ['organization.rate', rate],
    ['organization.beginning.rate', beginning.rate],
  ] as const) {
    if (rateOf(modeOf(value)) === null) {
      return `${place} must be 0 for a virtual clock, 1 for a real one, or a factor up to 999999; got ${value}.`
    }
  }
  if (createdAt > counters.now) {
    return `organization.createdAt must not be after counters.now, which is ${counters.now}; got ${createdAt}.`
  }
  const wrongId = idProblem('organization', id)
  return wrongId === null ? null : `organization.${wrongId}`
}

function checkedTables({ rows: rowCount }: SnapshotHead, tables: unknown): SnapshotTables {
  if (!isObject(tables)) refuseSnapshot(`tables must be an object; got ${printable(tables)}.`)
  const unknown = Object.keys(tables).find((name) => !Object.hasOwn(ROW_SHAPES, name))
  if (unknown !== undefined) {
    const names = Object.keys(ROW_SHAPES).join(', ')
    refuseSnapshot(`there is no table ${printableName(unknown)}. Tables: ${names}.`)
  }
  let found = 0
  const ordered: Record<string, readonly AnyRow[]> = {}
  for (const name of Object.keys(ROW_SHAPES)) {
    const rows = Object.hasOwn(tables, name) ? tables[name] : undefined
    if (!Array.isArray(rows)) {
      refuseSnapshot(`tables.${name} must be an array of rows; got ${printable(rows)}.`)
    }
    ordered[name] = rows
    found += rows.length
  }
  if (found !== rowCount) {
    refuseSnapshot(
      `rows says that there are ${rowCount} rows, and there are ${found}. Something is missing or too much; if rows were taken out or put in by hand, change rows as well.`,
    )
  }
  return ordered as SnapshotTables
}

/** A row by itself, and against the counters: the first pass. */
function checkOne(
  { snapshot, byId, seqs }: Check,
  name: TableName,
  row: AnyRow,
  at: number,
): string | null {
  if (!isObject(row)) return `a row must be an object; got ${printable(row)}.`
  const violation = checkRow(name, row)
  if (violation !== null) return violation.message
  const { counters, organization } = snapshot.head
  const { kind } = ROW_RULES[name]
  const wrongId = kind === undefined ? null : idProblem(kind, row.id)
  if (wrongId !== null) return wrongId
  const rows = byId.get(name) as Map<string, AnyRow>
  if (rows.has(row.id))
    return `id must be unique; row ${orderOf(snapshot, name, row.id, at)} has it too.`
  if (row.seq < 1 || row.seq > counters.seq) {
    return `seq must be from 1 to counters.seq, which is ${counters.seq}; got ${row.seq}.`
  }
  if (seqs.has(row.seq))
    return `seq must be unique in the whole snapshot; another row has ${row.seq}, too.`
  if (row.createdAt !== undefined && row.createdAt > counters.now) {
    return `createdAt must not be after counters.now, which is ${counters.now} (${toIso(counters.now)}); got ${row.createdAt}.`
  }
  const count = kind === undefined ? null : countOf(kind, organization.seed, row.id)
  if (count !== null && count > counters.idCount) {
    return `its id was the ${count}th to be made, and counters.idCount says that there were ${counters.idCount}: an id would be given twice.`
  }
  rows.set(row.id, row)
  seqs.add(row.seq)
  return null
}

function orderOf({ tables }: Snapshot, name: TableName, id: string, before: number): number {
  return tables[name].slice(0, before).findIndex((row) => row.id === id) + 1
}

/** A row among the others: the second pass, when all of them are known. */
function relateOne<Name extends TableName>(
  { byId }: Check,
  name: Name,
  row: AnyRow,
  at: number,
  keys: Map<string, number>,
): string | null {
  const find: Find = (table, id) => byId.get(table)?.get(id) as RowOf<typeof table> | undefined
  const { refers = {}, unique, check } = ROW_RULES[name]
  for (const [member, table] of Object.entries(refers) as [string, TableName][]) {
    const id = (row as unknown as Readonly<Record<string, string | null>>)[member] ?? null
    if (id !== null && find(table, id) === undefined) return missing(member, table, id)
  }
  if (unique !== undefined) {
    const [what, keyOf] = unique
    const key = keyOf(row as RowOf<Name>)
    const other = keys.get(key)
    if (other !== undefined) return `${what} must be unique; row ${other + 1} has the same.`
    keys.set(key, at)
  }
  return check?.(row as RowOf<Name>, find) ?? null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function printable(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

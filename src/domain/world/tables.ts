// Tables of immutable rows and the only hands on them: find, put, remove and named index look-ups.
import { ascending, descending, firstOf, type Position, type Slot } from './ordered.ts'
import { addTo, type IndexRule, removeFrom, type TableIndex } from './table-index.ts'

/** What every row has: an id, and the number of its birth in its world. */
export type AnyRow = { readonly id: string; readonly seq: number; readonly createdAt?: number }

/** One row before and after; undefined means that there was none, or is none any more. */
export type Change = {
  readonly table: AnyTable
  readonly id: string
  readonly before: AnyRow | undefined
  readonly after: AnyRow | undefined
}

/** Where the changes of the open transaction are noted. */
export type ChangeLog = { open: Change[] | null }

export type Table<Row extends AnyRow, Index extends string = string> = {
  readonly name: string
  readonly slots: Map<string, Slot<Row>>
  readonly indexes: readonly TableIndex<Row>[]
  readonly byName: Readonly<Record<Index | 'all', TableIndex<Row>>>
  readonly log: ChangeLog
}

// biome-ignore lint/suspicious/noExplicitAny: a change may be of any table, and only `undo` asks which.
export type AnyTable = Table<any, any>

const BY_CREATION = (row: AnyRow): number => row.createdAt ?? 0

/**
 * Makes an empty table. Its index `all` is by creation; a table whose rows are only ever found by
 * other ways can do without.
 */
export function newTable<Row extends AnyRow, Index extends string>(
  name: string,
  log: ChangeLog,
  rules: Readonly<Record<Index, IndexRule<Row>>>,
  { withAll = true }: { readonly withAll?: boolean } = {},
): Table<Row, Index> {
  const byName: Record<string, TableIndex<Row>> = {
    all: { keyOf: () => '', rankOf: BY_CREATION, lists: new Map() },
  }
  for (const [index, rule] of Object.entries<IndexRule<Row>>(rules)) {
    byName[index] = { keyOf: rule.keyOf, rankOf: rule.rankOf ?? BY_CREATION, lists: new Map() }
  }
  return {
    name,
    slots: new Map(),
    indexes: Object.values(byName).slice(withAll ? 0 : 1),
    byName: byName as Table<Row, Index>['byName'],
    log,
  }
}

/** The row with this id, or undefined. */
export function find<Row extends AnyRow>(table: Table<Row>, id: string): Row | undefined {
  return table.slots.get(id)?.row
}

/** The row with this id, which must be there: for references that a rule keeps whole. */
export function get<Row extends AnyRow>(table: Table<Row>, id: string): Row {
  const slot = table.slots.get(id)
  if (slot === undefined) throw new Error(`No row ${id} in table ${table.name}.`)
  return slot.row
}

/** Takes a row in that was kept: no transaction, and nobody else may use the table yet. */
export function restore<Row extends AnyRow>(table: Table<Row>, row: NoInfer<Row>): void {
  add(table, row)
}

/** Every row, in the order in which they came in; the table may change while they are read. */
export function* everyRow<Row extends AnyRow>(table: Table<Row>): Generator<Row> {
  for (const slot of table.slots.values()) yield slot.row
}

/** Adds a row, or replaces the one with the same id. Only inside a transaction. */
export function put<Row extends AnyRow>(table: Table<Row>, row: NoInfer<Row>): Row {
  const slot = table.slots.get(row.id)
  note(table, row.id, slot?.row, row)
  if (slot === undefined) add(table, row)
  else replace(table, slot, row)
  return row
}

/** Takes a row out; the row that was there, or undefined. Only inside a transaction. */
export function remove<Row extends AnyRow>(table: Table<Row>, id: string): Row | undefined {
  const slot = table.slots.get(id)
  if (slot === undefined) return undefined
  note(table, id, slot.row, undefined)
  takeOut(table, slot)
  return slot.row
}

/** Puts the row that was there before a change back. */
export function undo(change: Change): void {
  const { table, id, before } = change
  const slot: Slot<AnyRow> | undefined = table.slots.get(id)
  if (before === undefined) {
    if (slot !== undefined) takeOut(table, slot)
  } else if (slot === undefined) add(table, before)
  else replace(table, slot, before)
}

/** How many rows the table holds, or how many have this key. */
export function count<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index | 'all' = 'all',
  key = '',
): number {
  if (index === 'all') return table.slots.size
  return table.byName[index].lists.get(key)?.size ?? 0
}

/** The keys under which an index has rows now. */
export function keysOf<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index,
): string[] {
  return [...table.byName[index].lists.keys()]
}

/** The lowest row of a key. */
export function first<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index | 'all',
  key = '',
): Row | undefined {
  const list = table.byName[index].lists.get(key)
  return list === undefined ? undefined : firstOf(list)
}

/** The rows of a key, lowest first. The table must not change while they are read. */
export function oldestFirst<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index | 'all' = 'all',
  key = '',
  after?: Position,
): Iterable<Row> {
  const list = table.byName[index].lists.get(key)
  return list === undefined ? [] : ascending(list, after)
}

/** The rows of a key, highest first. The table must not change while they are read. */
export function newestFirst<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index | 'all' = 'all',
  key = '',
  before?: Position,
): Iterable<Row> {
  const list = table.byName[index].lists.get(key)
  return list === undefined ? [] : descending(list, before)
}

/** Where a row stands in an index: what a cursor remembers. */
export function positionOf<Row extends AnyRow, Index extends string>(
  table: Table<Row, Index>,
  index: Index | 'all',
  row: Row,
): Position {
  return { rank: table.byName[index].rankOf(row), seq: row.seq }
}

function note(
  table: AnyTable,
  id: string,
  before: AnyRow | undefined,
  after: AnyRow | undefined,
): void {
  if (table.log.open === null) {
    throw new Error(`Table ${table.name} was changed outside a transaction.`)
  }
  table.log.open.push({ table, id, before, after })
}

function add<Row extends AnyRow>(table: Table<Row>, row: Row): void {
  const slot = { row, seq: row.seq }
  table.slots.set(row.id, slot)
  for (const index of table.indexes) addTo(index, index.keyOf(row), index.rankOf(row), slot)
}

function takeOut<Row extends AnyRow>(table: Table<Row>, slot: Slot<Row>): void {
  const { row } = slot
  for (const index of table.indexes) removeFrom(index, index.keyOf(row), index.rankOf(row), slot)
  table.slots.delete(row.id)
}

/** Most changes leave most indexes as they are: only those whose key or rank moved are touched. */
function replace<Row extends AnyRow>(table: Table<Row>, slot: Slot<Row>, row: Row): void {
  const before = slot.row
  slot.row = row
  const isReborn = slot.seq !== row.seq
  for (const index of table.indexes) {
    const key = index.keyOf(before)
    const rank = index.rankOf(before)
    const newKey = index.keyOf(row)
    const newRank = index.rankOf(row)
    if (key === newKey && rank === newRank && !isReborn) continue
    slot.seq = before.seq
    removeFrom(index, key, rank, slot)
    slot.seq = row.seq
    addTo(index, newKey, newRank, slot)
  }
  slot.seq = row.seq
}

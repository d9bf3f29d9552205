// The indexes of a table: the slots of the rows that share a key, in order.
import {
  insertSlot,
  newOrderedList,
  type OrderedList,
  type RankOf,
  removeSlot,
  type Slot,
} from './ordered.ts'

/** A named look-up: rows with the same key stand together, sorted by rank, then by sequence number. */
export type IndexRule<Row> = {
  /** The key of a row; undefined leaves the row out of the index. */
  readonly keyOf: (row: Row) => string | undefined
  /** What the rows of one key are sorted by; without it, when they were created. */
  readonly rankOf?: RankOf<Row>
}

export type TableIndex<Row> = {
  readonly keyOf: (row: Row) => string | undefined
  readonly rankOf: RankOf<Row>
  readonly lists: Map<string, OrderedList<Row>>
}

/** Gives a row's slot its place among those of its key; without a key, none. */
export function addTo<Row>(
  index: TableIndex<Row>,
  key: string | undefined,
  rank: number,
  slot: Slot<Row>,
): void {
  if (key === undefined) return
  let list = index.lists.get(key)
  if (list === undefined) {
    list = newOrderedList()
    index.lists.set(key, list)
  }
  insertSlot(list, rank, slot)
}

/** Takes a row's slot from among those of its key. */
export function removeFrom<Row>(
  index: TableIndex<Row>,
  key: string | undefined,
  rank: number,
  slot: Slot<Row>,
): void {
  if (key === undefined) return
  const list = index.lists.get(key)
  if (list === undefined) throw new Error(`An index lost the key ${key}.`)
  removeSlot(list, rank, slot)
  if (list.size === 0) index.lists.delete(key)
}

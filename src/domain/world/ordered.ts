// A sorted list of slots in chunks: adding, removing and paging cost the page and not the list.

/** The place of one row in its table. The row is replaced when it changes; the slot stays. */
export type Slot<Row> = { row: Row }

/** What a list is sorted by: first the rank, then the sequence number. */
export type Position = { readonly rank: number; readonly seq: number }

export type OrderedList<Row> = {
  chunks: Slot<Row>[][]
  size: number
}

export type RankOf<Row> = (row: Row) => number

type Sorted = { readonly seq: number }

/** A chunk is split beyond this: large enough for few chunks, small enough for a cheap splice. */
const CHUNK_MAX = 512

export function newOrderedList<Row>(): OrderedList<Row> {
  return { chunks: [], size: 0 }
}

/** Adds a slot at the place that its row's rank and sequence number give it. */
export function insertSlot<Row extends Sorted>(
  list: OrderedList<Row>,
  rankOf: RankOf<Row>,
  slot: Slot<Row>,
): void {
  list.size++
  const last = list.chunks[list.chunks.length - 1]
  if (last === undefined) {
    list.chunks.push([slot])
    return
  }
  const rank = rankOf(slot.row)
  const { seq } = slot.row
  // Most rows are the newest of their list.
  if (last.length < CHUNK_MAX && isBelow(last[last.length - 1] as Slot<Row>, rankOf, rank, seq)) {
    last.push(slot)
    return
  }
  const chunkIndex = chunkFor(list, rankOf, rank, seq)
  const chunk = list.chunks[chunkIndex] as Slot<Row>[]
  chunk.splice(lowerBound(chunk, rankOf, rank, seq), 0, slot)
  if (chunk.length > CHUNK_MAX) splitChunk(list, chunkIndex, chunk)
}

/** Appending is the common case, so a full last chunk is left full and a new one begun. */
function splitChunk<Row>(list: OrderedList<Row>, index: number, chunk: Slot<Row>[]): void {
  const isLast = index === list.chunks.length - 1
  list.chunks.splice(index + 1, 0, chunk.splice(isLast ? CHUNK_MAX : CHUNK_MAX >> 1))
}

/** Takes a slot out. It must be called while the slot still holds the row it was sorted by. */
export function removeSlot<Row extends Sorted>(
  list: OrderedList<Row>,
  rankOf: RankOf<Row>,
  slot: Slot<Row>,
): void {
  const rank = rankOf(slot.row)
  const { seq } = slot.row
  // A schedule gives its jobs away from the front.
  const isFirst = list.chunks[0]?.[0] === slot
  const chunkIndex = isFirst ? 0 : chunkFor(list, rankOf, rank, seq)
  const chunk = list.chunks[chunkIndex]
  const index = isFirst || chunk === undefined ? 0 : lowerBound(chunk, rankOf, rank, seq)
  if (chunk === undefined || chunk[index] !== slot) {
    throw new Error(`An ordered list lost the row with sequence number ${seq}.`)
  }
  list.size--
  if (index === 0) chunk.shift()
  else chunk.splice(index, 1)
  if (chunk.length === 0) list.chunks.splice(chunkIndex, 1)
}

/** The lowest row, or undefined when the list is empty. */
export function firstOf<Row>(list: OrderedList<Row>): Row | undefined {
  return list.chunks[0]?.[0]?.row
}

/** Rows from the lowest position up, beginning behind `after`. */
export function* ascending<Row extends Sorted>(
  list: OrderedList<Row>,
  rankOf: RankOf<Row>,
  after?: Position,
): Generator<Row, void, undefined> {
  let c = 0
  let i = 0
  if (after !== undefined && list.chunks.length > 0) {
    c = chunkFor(list, rankOf, after.rank, after.seq + 1)
    i = lowerBound(list.chunks[c] as Slot<Row>[], rankOf, after.rank, after.seq + 1)
  }
  for (; c < list.chunks.length; c++, i = 0) {
    const chunk = list.chunks[c] as Slot<Row>[]
    for (; i < chunk.length; i++) yield (chunk[i] as Slot<Row>).row
  }
}

/** Rows from the highest position down, beginning below `before`. */
export function* descending<Row extends Sorted>(
  list: OrderedList<Row>,
  rankOf: RankOf<Row>,
  before?: Position,
): Generator<Row, void, undefined> {
  if (list.chunks.length === 0) return
  let c = list.chunks.length - 1
  let i = (list.chunks[c] as Slot<Row>[]).length - 1
  if (before !== undefined) {
    c = chunkFor(list, rankOf, before.rank, before.seq)
    i = lowerBound(list.chunks[c] as Slot<Row>[], rankOf, before.rank, before.seq) - 1
  }
  while (c >= 0) {
    const chunk = list.chunks[c] as Slot<Row>[]
    for (; i >= 0; i--) yield (chunk[i] as Slot<Row>).row
    c--
    i = c >= 0 ? (list.chunks[c] as Slot<Row>[]).length - 1 : -1
  }
}

/** The first chunk whose last slot is not below the position; the last chunk when all are. */
function chunkFor<Row extends Sorted>(
  list: OrderedList<Row>,
  rankOf: RankOf<Row>,
  rank: number,
  seq: number,
): number {
  let low = 0
  let high = list.chunks.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const chunk = list.chunks[middle] as Slot<Row>[]
    if (isBelow(chunk[chunk.length - 1] as Slot<Row>, rankOf, rank, seq)) low = middle + 1
    else high = middle
  }
  return low
}

/** The first index in the chunk that is not below the position. */
function lowerBound<Row extends Sorted>(
  chunk: readonly Slot<Row>[],
  rankOf: RankOf<Row>,
  rank: number,
  seq: number,
): number {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBelow(chunk[middle] as Slot<Row>, rankOf, rank, seq)) low = middle + 1
    else high = middle
  }
  return low
}

function isBelow<Row extends Sorted>(
  slot: Slot<Row>,
  rankOf: RankOf<Row>,
  rank: number,
  seq: number,
): boolean {
  const own = rankOf(slot.row)
  return own < rank || (own === rank && slot.row.seq < seq)
}

// A sorted list of slots in chunks: adding, removing and paging cost the page and not the list.

/** The place of one row in its table. The row is replaced when it changes; the slot stays. */
export type Slot<Row> = { row: Row; seq: number }

/** What a list is sorted by: first the rank, then the sequence number. */
export type Position = { readonly rank: number; readonly seq: number }

/** Slots side by side with their ranks: comparing looks at numbers and at no row. */
type Chunk<Row> = { readonly slots: Slot<Row>[]; readonly ranks: number[] }

export type OrderedList<Row> = {
  chunks: Chunk<Row>[]
  size: number
}

export type RankOf<Row> = (row: Row) => number

/** A chunk is split beyond this: large enough for few chunks, small enough for cheap moves. */
const CHUNK_MAX = 256

export function newOrderedList<Row>(): OrderedList<Row> {
  return { chunks: [], size: 0 }
}

/** Adds a slot at the place that its rank and its sequence number give it. */
export function insertSlot<Row>(list: OrderedList<Row>, rank: number, slot: Slot<Row>): void {
  list.size++
  const { chunks } = list
  const last = chunks[chunks.length - 1]
  // Most rows are the newest of their list; a full last chunk is left full and a new one begun.
  if (last === undefined || isBelow(last, last.slots.length - 1, rank, slot.seq)) {
    // There are lists by the hundred thousand with one chunk; an array that grows has room for 17.
    if (last === undefined) list.chunks = [{ slots: [slot], ranks: [rank] }]
    else if (last.slots.length < CHUNK_MAX) {
      last.slots.push(slot)
      last.ranks.push(rank)
    } else chunks.push({ slots: [slot], ranks: [rank] })
    return
  }
  const chunkIndex = chunkFor(list, rank, slot.seq)
  const chunk = chunks[chunkIndex] as Chunk<Row>
  insertAt(chunk, lowerBound(chunk, rank, slot.seq), slot, rank)
  if (chunk.slots.length > CHUNK_MAX) splitChunk(list, chunkIndex, chunk)
}

/** Moves by hand: `splice` makes an array each time, of what it took out. */
function insertAt<Row>(
  { slots, ranks }: Chunk<Row>,
  at: number,
  slot: Slot<Row>,
  rank: number,
): void {
  slots.push(slot)
  ranks.push(rank)
  for (let i = slots.length - 1; i > at; i--) {
    slots[i] = slots[i - 1] as Slot<Row>
    ranks[i] = ranks[i - 1] as number
  }
  slots[at] = slot
  ranks[at] = rank
}

function removeAt<Row>({ slots, ranks }: Chunk<Row>, at: number): void {
  if (at === 0) {
    slots.shift()
    ranks.shift()
    return
  }
  for (let i = at + 1; i < slots.length; i++) {
    slots[i - 1] = slots[i] as Slot<Row>
    ranks[i - 1] = ranks[i] as number
  }
  slots.pop()
  ranks.pop()
}

function splitChunk<Row>(list: OrderedList<Row>, index: number, chunk: Chunk<Row>): void {
  const half = CHUNK_MAX >> 1
  const added = { slots: chunk.slots.splice(half), ranks: chunk.ranks.splice(half) }
  list.chunks.splice(index + 1, 0, added)
}

/** Takes a slot out; the rank must be the one that it was added with. */
export function removeSlot<Row>(list: OrderedList<Row>, rank: number, slot: Slot<Row>): void {
  // A schedule gives its jobs away from the front.
  const isFirst = list.chunks[0]?.slots[0] === slot
  const chunkIndex = isFirst ? 0 : chunkFor(list, rank, slot.seq)
  const chunk = list.chunks[chunkIndex]
  const index = isFirst || chunk === undefined ? 0 : lowerBound(chunk, rank, slot.seq)
  if (chunk === undefined || chunk.slots[index] !== slot) {
    throw new Error(`An ordered list lost the row with sequence number ${slot.seq}.`)
  }
  list.size--
  removeAt(chunk, index)
  if (chunk.slots.length === 0) list.chunks.splice(chunkIndex, 1)
}

/** The lowest row, or undefined when the list is empty. */
export function firstOf<Row>(list: OrderedList<Row>): Row | undefined {
  return list.chunks[0]?.slots[0]?.row
}

/** Rows from the lowest position up, beginning behind `after`. */
export function* ascending<Row>(
  list: OrderedList<Row>,
  after?: Position,
): Generator<Row, void, undefined> {
  let c = 0
  let i = 0
  if (after !== undefined && list.chunks.length > 0) {
    c = chunkFor(list, after.rank, after.seq + 1)
    i = lowerBound(list.chunks[c] as Chunk<Row>, after.rank, after.seq + 1)
  }
  for (; c < list.chunks.length; c++, i = 0) {
    const { slots } = list.chunks[c] as Chunk<Row>
    for (; i < slots.length; i++) yield (slots[i] as Slot<Row>).row
  }
}

/** Rows from the highest position down, beginning below `before`. */
export function* descending<Row>(
  list: OrderedList<Row>,
  before?: Position,
): Generator<Row, void, undefined> {
  if (list.chunks.length === 0) return
  let c = list.chunks.length - 1
  let i = (list.chunks[c] as Chunk<Row>).slots.length - 1
  if (before !== undefined) {
    c = chunkFor(list, before.rank, before.seq)
    i = lowerBound(list.chunks[c] as Chunk<Row>, before.rank, before.seq) - 1
  }
  while (c >= 0) {
    const { slots } = list.chunks[c] as Chunk<Row>
    for (; i >= 0; i--) yield (slots[i] as Slot<Row>).row
    c--
    i = c >= 0 ? (list.chunks[c] as Chunk<Row>).slots.length - 1 : -1
  }
}

/** The first chunk whose last slot is not below the position; the last chunk when all are. */
function chunkFor<Row>({ chunks }: OrderedList<Row>, rank: number, seq: number): number {
  let low = 0
  let high = chunks.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const chunk = chunks[middle] as Chunk<Row>
    if (isBelow(chunk, chunk.slots.length - 1, rank, seq)) low = middle + 1
    else high = middle
  }
  return low
}

/** The first index in the chunk that is not below the position. */
function lowerBound<Row>(chunk: Chunk<Row>, rank: number, seq: number): number {
  let low = 0
  let high = chunk.slots.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBelow(chunk, middle, rank, seq)) low = middle + 1
    else high = middle
  }
  return low
}

function isBelow<Row>(chunk: Chunk<Row>, index: number, rank: number, seq: number): boolean {
  const own = chunk.ranks[index] as number
  return own < rank || (own === rank && (chunk.slots[index] as Slot<Row>).seq < seq)
}

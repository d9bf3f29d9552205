// The sorted list in chunks, against a plain array that is sorted anew after each change.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  ascending,
  descending,
  firstOf,
  insertSlot,
  newOrderedList,
  type OrderedList,
  type Position,
  removeSlot,
  type Slot,
} from '../../../src/domain/world/ordered.ts'

type Row = { readonly seq: number; readonly rank: number }

/** The list under test beside the array it should be like. */
function newPair() {
  const list: OrderedList<Row> = newOrderedList()
  const slots: Slot<Row>[] = []
  return {
    list,
    rows: () => slots.map(({ row }) => row).sort(byRankAndSeq),
    add: (row: Row) => {
      const slot = { row, seq: row.seq }
      slots.push(slot)
      insertSlot(list, row.rank, slot)
    },
    takeOut: (index: number) => {
      const [slot] = slots.splice(index % slots.length, 1)
      if (slot !== undefined) removeSlot(list, slot.row.rank, slot)
    },
    size: () => slots.length,
  }
}

function byRankAndSeq(a: Row, b: Row): number {
  return a.rank === b.rank ? a.seq - b.seq : a.rank - b.rank
}

function isBehind(row: Row, { rank, seq }: Position): boolean {
  return row.rank > rank || (row.rank === rank && row.seq > seq)
}

function isBefore(row: Row, { rank, seq }: Position): boolean {
  return row.rank < rank || (row.rank === rank && row.seq < seq)
}

/** Few ranks, so that many tie; and the rank of those that have none. */
const rank = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY))
const position = fc.record({ rank, seq: fc.integer({ min: -1, max: 60 }) })
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: rank }) },
  { weight: 2, arbitrary: fc.record({ takeOut: fc.nat() }) },
)

it('holds the same rows in the same order as an array, from any position on', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.array(position, { maxLength: 8 }),
      (steps, places) => {
        const { list, rows, add, takeOut, size } = newPair()
        steps.forEach((one, seq) => {
          if ('add' in one) add({ rank: one.add, seq })
          else if (size() > 0) takeOut(one.takeOut)
        })
        const expected = rows()
        expect(list.size).toBe(expected.length)
        expect(firstOf(list)).toBe(expected[0])
        expect([...ascending(list)]).toEqual(expected)
        expect([...descending(list)]).toEqual([...expected].reverse())
        for (const place of places) {
          const behind = expected.filter((row) => isBehind(row, place))
          const before = expected.filter((row) => isBefore(row, place))
          expect([...ascending(list, place)]).toEqual(behind)
          expect([...descending(list, place)]).toEqual(before.reverse())
        }
      },
    ),
    { numRuns: 500 },
  )
})

describe('with thousands of rows, which take many chunks', () => {
  const orders = {
    'as they come': (n: number) => n,
    backwards: (n: number) => -n,
    'in turns from both ends': (n: number) => (n % 2 === 0 ? n : -n),
    scattered: (n: number) => (n * 7_919) % 5_003,
    'all alike': () => 0,
  }

  it.each(Object.entries(orders))('stays in order when they are added %s', (_how, rankFor) => {
    const { list, rows, add, takeOut, size } = newPair()
    for (let seq = 0; seq < 5_000; seq++) add({ seq, rank: rankFor(seq) })
    expect([...ascending(list)]).toEqual(rows())
    for (let n = 0; n < 4_000; n++) takeOut(n * 31)
    expect(list.size).toBe(1_000)
    expect([...ascending(list)]).toEqual(rows())
    expect([...descending(list)]).toEqual(rows().reverse())
    while (size() > 0) takeOut(size() - 1)
    expect([...ascending(list)]).toEqual([])
    expect(firstOf(list)).toBeUndefined()
    add({ seq: 1, rank: 1 })
    expect(firstOf(list)).toEqual({ seq: 1, rank: 1 })
  })

  it('pages through all of them, each exactly once, in both directions', () => {
    const { list, rows, add } = newPair()
    for (let seq = 0; seq < 3_000; seq++) add({ seq, rank: seq % 7 })
    expect(pages((from) => ascending(list, from))).toEqual(rows())
    expect(pages((from) => descending(list, from))).toEqual(rows().reverse())
  })

  it('goes on behind a row that was taken out between two pages', () => {
    const { list, rows, add, takeOut } = newPair()
    for (let seq = 0; seq < 2_000; seq++) add({ seq, rank: 0 })
    takeOut(999)
    const [next] = ascending(list, { rank: 0, seq: 998 })
    const [before] = descending(list, { rank: 0, seq: 1_000 })
    expect([next?.seq, before?.seq]).toEqual([1_000, 998])
    expect(rows()).toHaveLength(1_999)
  })
})

it('reads a page without touching the rest', () => {
  const { list, add } = newPair()
  for (let seq = 0; seq < 20_000; seq++) add({ seq, rank: 0 })
  let reads = 0
  const counted: OrderedList<Row> = {
    size: list.size,
    chunks: list.chunks.map((chunk) => ({
      slots: new Proxy(chunk.slots, {
        get: (slots, name) => {
          reads++
          return Reflect.get(slots, name)
        },
      }),
      ranks: chunk.ranks,
    })),
  }
  let left = 25
  for (const _row of descending(counted, { rank: 0, seq: 10_000 })) if (--left === 0) break
  expect(reads).toBeLessThan(150)
})

it('takes a row that is not in it for a bug', () => {
  const { list, add } = newPair()
  add({ seq: 1, rank: 1 })
  const stranger = { row: { seq: 2, rank: 1 }, seq: 2 }
  expect(() => removeSlot(list, 1, stranger)).toThrow('lost the row with sequence number 2')
  const twin = { row: { seq: 1, rank: 1 }, seq: 1 }
  expect(() => removeSlot(list, 1, twin)).toThrow('lost the row')
  expect(() => removeSlot(newOrderedList<Row>(), 1, twin)).toThrow('lost the row')
})

function pages(readFrom: (from?: Position) => Iterable<Row>): Row[] {
  const all: Row[] = []
  for (let from: Position | undefined; ; from = all.at(-1)) {
    const before = all.length
    for (const row of readFrom(from)) {
      all.push(row)
      if (all.length - before === 25) break
    }
    if (all.length - before < 25) return all
  }
}

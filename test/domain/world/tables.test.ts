// Tables: rows by id and by index, in order, and only ever changed inside a transaction.
import { describe, expect, it } from 'vitest'

import {
  type Change,
  type ChangeLog,
  count,
  find,
  first,
  get,
  newestFirst,
  newTable,
  oldestFirst,
  positionOf,
  put,
  remove,
} from '../../../src/domain/world/tables.ts'

type Row = {
  readonly id: string
  readonly seq: number
  readonly createdAt: number
  readonly color: string | null
  readonly weight: number
}

function newColors() {
  const log: ChangeLog = { open: [] as Change[] }
  const table = newTable('colors', log, {
    byColor: { keyOf: (row: Row) => row.color ?? undefined },
    byWeight: { keyOf: () => '', rankOf: (row: Row) => row.weight },
  })
  let seq = 0
  const add = (id: string, changes: Partial<Row> = {}) =>
    put(table, { id, seq: ++seq, createdAt: 0, color: 'red', weight: 0, ...changes })
  return { table, log, add }
}

const ids = (rows: Iterable<Row>) => [...rows].map((row) => row.id)

describe('a row', () => {
  it('is found by its id, as the very row that was put', () => {
    const { table, add } = newColors()
    const row = add('a')
    expect(find(table, 'a')).toBe(row)
    expect(get(table, 'a')).toBe(row)
    expect(find(table, 'b')).toBeUndefined()
    expect(() => get(table, 'b')).toThrow('No row b in table colors.')
  })

  it('may have a name that objects have by themselves', () => {
    const { table } = newColors()
    for (const id of ['__proto__', 'constructor', 'toString', '']) {
      expect(find(table, id)).toBeUndefined()
    }
  })

  it('is replaced by one with the same id', () => {
    const { table, add } = newColors()
    const row = add('a')
    const heavier = put(table, { ...row, weight: 5 })
    expect(find(table, 'a')).toBe(heavier)
    expect(count(table)).toBe(1)
  })

  it('moves to where its new key and rank belong', () => {
    const { table, add } = newColors()
    add('a', { weight: 1 })
    const b = add('b', { weight: 2 })
    add('c', { weight: 3 })
    put(table, { ...b, weight: 9, color: 'blue' })
    expect(ids(oldestFirst(table, 'byWeight'))).toEqual(['a', 'c', 'b'])
    expect(ids(oldestFirst(table, 'byColor', 'red'))).toEqual(['a', 'c'])
    expect(ids(oldestFirst(table, 'byColor', 'blue'))).toEqual(['b'])
    expect(ids(oldestFirst(table))).toEqual(['a', 'b', 'c'])
  })

  it('moves to where its new number of birth belongs, although its rank stays', () => {
    const { table, add } = newColors()
    for (const id of ['a', 'b', 'c', 'a']) add(id)
    expect(ids(oldestFirst(table))).toEqual(['b', 'c', 'a'])
    expect(remove(table, 'a')?.id).toBe('a')
    expect(ids(oldestFirst(table))).toEqual(['b', 'c'])
  })

  it('leaves and joins an index as its key comes and goes', () => {
    const { table, add } = newColors()
    const row = add('a', { color: null })
    expect(count(table, 'byColor', 'red')).toBe(0)
    put(table, { ...row, color: 'red' })
    expect(count(table, 'byColor', 'red')).toBe(1)
    put(table, { ...row, color: null })
    expect(count(table, 'byColor', 'red')).toBe(0)
  })

  it('is gone from everywhere once it is removed', () => {
    const { table, add } = newColors()
    const row = add('a')
    add('b')
    expect(remove(table, 'a')).toBe(row)
    expect(remove(table, 'a')).toBeUndefined()
    expect(find(table, 'a')).toBeUndefined()
    expect(ids(oldestFirst(table))).toEqual(['b'])
    expect(ids(newestFirst(table, 'byColor', 'red'))).toEqual(['b'])
  })
})

describe('an index', () => {
  it('is by creation unless it says otherwise, and by birth where that ties', () => {
    const { table, add } = newColors()
    add('late', { createdAt: 9 })
    add('early', { createdAt: 1 })
    add('early too', { createdAt: 1 })
    expect(ids(oldestFirst(table))).toEqual(['early', 'early too', 'late'])
    expect(ids(newestFirst(table))).toEqual(['late', 'early too', 'early'])
    expect(first(table, 'all')?.id).toBe('early')
  })

  it('is empty for a key that no row has', () => {
    const { table } = newColors()
    expect(ids(oldestFirst(table, 'byColor', 'green'))).toEqual([])
    expect(ids(newestFirst(table, 'byColor', 'green'))).toEqual([])
    expect(first(table, 'byColor', 'green')).toBeUndefined()
    expect(count(table, 'byColor', 'green')).toBe(0)
  })

  it('forgets a key with its last row', () => {
    const { table, add } = newColors()
    for (let n = 0; n < 100; n++) {
      add('a', { color: `color ${n}` })
      remove(table, 'a')
    }
    expect(table.byName.byColor.lists.size).toBe(0)
  })

  it('is continued from where a row stands', () => {
    const { table, add } = newColors()
    const rows = ['a', 'b', 'c', 'd'].map((id, weight) => add(id, { weight }))
    const at = positionOf(table, 'byWeight', rows[1] as Row)
    expect(ids(oldestFirst(table, 'byWeight', '', at))).toEqual(['c', 'd'])
    expect(ids(newestFirst(table, 'byWeight', '', at))).toEqual(['a'])
  })
})

it('is changed inside a transaction only', () => {
  const { table, log, add } = newColors()
  const row = add('a')
  log.open = null
  expect(() => put(table, row)).toThrow('Table colors was changed outside a transaction.')
  expect(() => remove(table, 'a')).toThrow('outside a transaction')
  expect(find(table, 'a')).toBe(row)
})

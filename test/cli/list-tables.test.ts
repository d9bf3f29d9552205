// Tables for people: aligned, and wrapped where the terminal is narrow.
import { expect, it } from 'vitest'

import { formatTable } from '../../src/cli/tables.ts'

it('aligns columns under their names', () => {
  const rows = [
    { name: 'a', default_value: 1, what: 'The first.' },
    { name: 'longer', default_value: null, what: 'The second.' },
    { name: 'b', default_value: true, what: '' },
  ]
  expect(formatTable(rows)).toEqual([
    'NAME    DEFAULT VALUE  WHAT',
    'a       1              The first.',
    'longer  -              The second.',
    'b       yes',
  ])
})

it('wraps what does not fit, at spaces', () => {
  const rows = [{ name: 'sentAfterMinMs', what: 'Shortest time from pending to sent.' }]
  expect(formatTable(rows, 34)).toEqual([
    'NAME            WHAT',
    'sentAfterMinMs  Shortest time from',
    '                pending to sent.',
  ])
})

it('breaks words that are longer than their column', () => {
  expect(formatTable([{ target: 'abcdefghijklmnopqrstuvwxyz', n: 1 }], 15)).toEqual([
    'TARGET        N',
    'abcdefghijkl  1',
    'mnopqrstuvwx',
    'yz',
  ])
})

it('is never wider than the terminal, if the terminal is wide enough for its columns', () => {
  const word = 'many words that go on and on '
  const rows = [{ a: word.repeat(3).trim(), b: word.repeat(5).trim(), c: 'short' }]
  for (const width of [60, 80, 132]) {
    for (const line of formatTable(rows, width)) expect(line.length).toBeLessThanOrEqual(width)
  }
})

it('is empty without rows', () => {
  expect(formatTable([])).toEqual([])
})

// Durations as people write them, and what is none.
import { describe, expect, it } from 'vitest'

import { parseDuration } from '../../src/schema/durations.ts'

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['10s', 10_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1.5h', 5_400_000],
    ['0.5ms', 1],
    ['30m1h', 5_400_000],
    ['25h', 90_000_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each([
    '',
    '10',
    's',
    '-1s',
    '+1s',
    '1 h',
    ' 1h',
    '1h ',
    '1h\n',
    '1H',
    '1w',
    '1.h',
    '.5h',
    '1e3s',
    '1h30',
    'PT1H',
    'Infinity',
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  it.each([15, 30, 400])('is never one that no calendar holds: %i nines and a d', (nines) => {
    const ms = parseDuration(`${'9'.repeat(nines)}d`)
    if (ms !== null) expect(new Date(ms).getTime()).not.toBeNaN()
  })
})

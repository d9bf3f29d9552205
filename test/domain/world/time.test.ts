// Instants as text and back: like Date does it, only faster.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  DAY_MS,
  fromHttpDate,
  fromIso,
  nextMidnight,
  toIso,
  toIsoOrNull,
  unixSeconds,
  VIRTUAL_START_AT,
} from '../../../src/domain/world/time.ts'
import { modeOf, rateOf } from '../../../src/schema/clocks.ts'
import { requestFormats } from '../../../src/schema/json-formats.ts'

/** From the year 1 to the year 9999. */
const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
const nearby = fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS })

describe('toIso', () => {
  it('writes every instant as Date does, in whatever order they come', () => {
    fc.assert(
      fc.property(instant, fc.array(nearby, { maxLength: 20 }), (first, steps) => {
        for (const step of [0, ...steps]) {
          expect(toIso(first + step)).toBe(new Date(first + step).toISOString())
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [VIRTUAL_START_AT, '2026-01-01T00:00:00.000Z'],
    [VIRTUAL_START_AT - 1, '2025-12-31T23:59:59.999Z'],
    [VIRTUAL_START_AT + DAY_MS - 1, '2026-01-01T23:59:59.999Z'],
    [VIRTUAL_START_AT + DAY_MS, '2026-01-02T00:00:00.000Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
  ])('writes %i as %s', (at, text) => {
    expect(toIso(at)).toBe(text)
    expect(fromIso(text)).toBe(at)
  })

  it('writes years of other lengths, and goes on rightly behind them', () => {
    const far = 253_402_300_800_000
    expect(toIso(far)).toBe('+010000-01-01T00:00:00.000Z')
    expect(toIso(far + 1)).toBe('+010000-01-01T00:00:00.001Z')
    expect(toIso(0)).toBe('1970-01-01T00:00:00.000Z')
  })

  it('leaves null as it is', () => {
    expect(toIsoOrNull(null)).toBeNull()
    expect(toIsoOrNull(0)).toBe('1970-01-01T00:00:00.000Z')
  })
})

describe('fromIso', () => {
  it('reads back what toIso wrote', () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(fromIso(toIso(at))).toBe(at)
      }),
    )
  })

  const spellings = [
    '2026-05-23T10:00:00Z',
    '2026-05-23T10:00:00.5Z',
    '2026-05-23T10:00:00.123456789Z',
    '2026-05-23T17:00:00+07:00',
    '2026-05-23T10:00:00-00:00',
    '2026-05-23t10:00:00z',
    '2026-05-23 10:00:00Z',
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
  ].filter((text) => requestFormats['date-time']?.(text) === true)

  it.each(spellings)('reads %s, which a request may hold', (text) => {
    expect(fromIso(text)).not.toBeNaN()
  })

  it('has been tried with several spellings', () => {
    expect(spellings.length).toBeGreaterThan(4)
  })
})

describe('fromHttpDate', () => {
  it('reads the date of an HTTP header, to the second', () => {
    const year9999 = { min: 0, max: 253_402_300_799 }
    fc.assert(
      fc.property(fc.integer(year9999), (seconds) => {
        expect(fromHttpDate(new Date(seconds * 1_000).toUTCString())).toBe(seconds * 1_000)
      }),
    )
  })

  it.each([
    '',
    'soon',
    '12 monkeys',
    'in 2099',
    'May 2099',
    '2099',
    '-5',
    '1.5',
    'Wed, 21 Oct 2026',
  ])('reads nothing from %j', (text) => {
    expect(fromHttpDate(text)).toBeNull()
  })
})

describe('unixSeconds', () => {
  it.each([
    [0, 0],
    [999, 0],
    [1_000, 1],
    [-1, -1],
    [1_716_480_000_999, 1_716_480_000],
  ])('of %i is %i', (at, seconds) => {
    expect(unixSeconds(at)).toBe(seconds)
  })
})

it('nextMidnight is always later, at most a day, and a midnight in UTC', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const next = nextMidnight(at)
      expect(next).toBeGreaterThan(at)
      expect(next - at).toBeLessThanOrEqual(DAY_MS)
      expect(next % DAY_MS === 0).toBe(true)
    }),
  )
  expect(nextMidnight(VIRTUAL_START_AT)).toBe(VIRTUAL_START_AT + DAY_MS)
})

describe('a clock mode', () => {
  it.each([
    ['real', 1],
    ['virtual', 0],
    ['x60', 60],
    ['x2', 2],
    ['x999999', 999_999],
  ])('%s is the rate %i, and back', (mode, rate) => {
    expect(rateOf(mode)).toBe(rate)
    expect(modeOf(rate)).toBe(mode)
  })

  it.each(['', 'x', 'x0', 'x-1', 'x1.5', 'x1000000', '60', 'X60', 'Real', 'x60 ', 'x060'])(
    'is not %j',
    (mode) => {
      expect(rateOf(mode)).toBeNull()
    },
  )
})

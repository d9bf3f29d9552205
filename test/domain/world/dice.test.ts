// Chance by label: known values that must never change, spread evenly, and told apart by every part.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { hashWords, roll, rollBetween, rollHex } from '../../../src/domain/world/dice.ts'

// Recordings, cassettes and saved worlds hold what these rolls led to: other values break them all.
describe('known values', () => {
  it.each([
    [0, ['a'], [1217574064, 4225482723, 3518805242, 724152098]],
    [
      7,
      ['retry-jitter', 'wbd_00000000000000000000000001', 1],
      [4113564271, 3581273833, 827903500, 3087799382],
    ],
    [2 ** 32 - 1, ['é🙏', -1, ''], [1418275063, 2316699630, 2684127850, 1208667602]],
  ])('of seed %i and %j', (seed, labels, words) => {
    expect(hashWords(seed, labels)).toEqual(words)
  })

  it('of rolls', () => {
    expect(roll(42, 'is-read', 'msg_1')).toBe(0.7465688832293444)
    expect(rollBetween(1, 100, 42, 'dice')).toBe(66)
    expect(rollHex(20, 42, 'wamid')).toBe('d51a907611c0f435c75a')
  })
})

describe('a roll', () => {
  it('is at least 0 and below 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.string(), (seed, label) => {
        const one = roll(seed, label)
        expect(one).toBeGreaterThanOrEqual(0)
        expect(one).toBeLessThan(1)
      }),
    )
  })

  it.each<[string, (n: number) => number]>([
    ['over a counter', (n) => roll(7, 'spread', n)],
    ['over seeds', (n) => roll(n, 'spread')],
    [
      'over ids that differ in their end',
      (n) => roll(7, 'spread', `wbd_${String(n).padStart(26, '0')}`),
    ],
    ['over ids that differ in their beginning', (n) => roll(7, `${n}_wbd`, 'spread')],
  ])('is spread evenly %s', (_what, rollOf) => {
    const total = 20_000
    const bins = Array<number>(20).fill(0)
    for (let n = 0; n < total; n++) {
      const bin = Math.floor(rollOf(n) * 20)
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    const expected = total / 20
    const chiSquare = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0)
    // 19 degrees of freedom: an even spread passes 60 once in four million times.
    expect(chiSquare).toBeLessThan(60)
  })

  it('does not follow the roll before it', () => {
    const rolls = Array.from({ length: 20_000 }, (_, n) => roll(7, 'chain', n))
    const products = rolls.slice(1).map((one, n) => (one - 0.5) * ((rolls[n] as number) - 0.5))
    const correlation = (12 * products.reduce((sum, one) => sum + one, 0)) / products.length
    expect(Math.abs(correlation)).toBeLessThan(0.04)
  })
})

describe('labels', () => {
  it('are told apart by where one ends and the next begins', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), fc.nat(), (text, a, b) => {
        const [i, j] = [a % text.length, b % text.length]
        fc.pre(i !== j)
        const split = (at: number) => hashWords(7, [text.slice(0, at), text.slice(at)])
        expect(split(i)).not.toEqual(split(j))
      }),
    )
  })

  it('are told apart by their order, their number and their seed', () => {
    const all = [
      hashWords(7, ['a', 'b']),
      hashWords(7, ['b', 'a']),
      hashWords(7, ['a', 'b', '']),
      hashWords(7, ['', 'a', 'b']),
      hashWords(7, ['ab']),
      hashWords(8, ['a', 'b']),
      hashWords(7 + 2 ** 32, ['a', 'b']),
      hashWords(7, []),
    ]
    expect(new Set(all.map(String)).size).toBe(all.length)
  })

  it('are told apart as a number and as its digits', () => {
    expect(roll(7, 'x', 1)).not.toBe(roll(7, 'x', '1'))
  })
})

describe('rollBetween', () => {
  it('reaches both ends and nothing beyond', () => {
    const seen = new Set(Array.from({ length: 2_000 }, (_, n) => rollBetween(3, 8, 7, 'x', n)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7, 8])
  })

  it('knows only one number between a number and itself', () => {
    expect(rollBetween(500, 500, 7, 'x')).toBe(500)
  })
})

it('rollHex gives as many lower-case digits as asked', () => {
  for (const length of [1, 8, 31, 32, 33, 64, 100]) {
    expect(rollHex(length, 7, 'x')).toMatch(new RegExp(`^[0-9a-f]{${length}}$`))
  }
  expect(rollHex(0, 7, 'x')).toBe('')
  expect(rollHex(40, 7, 'x').startsWith(rollHex(20, 7, 'x'))).toBe(true)
})

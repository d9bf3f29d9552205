// Identifiers: their shape, that none is ever given twice, and that they tell nothing about their order.
import { describe, expect, it } from 'vitest'

import { ID_PREFIXES, type IdKind, makeId } from '../../../src/domain/world/ids.ts'
import { newId, newWorld, transact } from '../../../src/domain/world/world.ts'

const KINDS = Object.keys(ID_PREFIXES) as IdKind[]

const start = { now: 0, organizationName: 'Toko', tier: 'unlimited' } as const

describe.each(KINDS)('an id of a %s', (kind) => {
  it('is its prefix and 26 characters of Crockford’s alphabet', () => {
    const shape = new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`)
    for (const seed of [0, 1, 7, 2 ** 31, 2 ** 32 - 1]) {
      for (const count of [0, 1, 2, 1_000, 2 ** 31, 2 ** 32 - 1]) {
        expect(makeId(kind, seed, count)).toMatch(shape)
      }
    }
  })
})

// Recordings and saved worlds hold ids: the same seed must give them again.
it.each([
  ['message', 7, 1, 'msg_WP41H7N2TQZ7YRHF85C69Q8Z1X'],
  ['request', 0, 0, 'req_XEXXP879HPTYC57RJE58WGVM08'],
  ['template', 42, 123_456, 'tmpl_7F10BSYPW8V82BY6H8VJKHVZGM'],
] as const)('the id of %s %i number %i is %s', (kind, seed, count, id) => {
  expect(makeId(kind, seed, count)).toBe(id)
})

it('gives 200,000 ids of one world, all different', () => {
  const seen = new Set<string>()
  for (let count = 0; count < 200_000; count++) seen.add(makeId('message', 7, count).slice(4))
  expect(seen.size).toBe(200_000)
})

it('gives different bodies even where all else were alike: the counter itself is part of them', () => {
  // The six characters in the middle hold the counter, mixed so that no two counts meet.
  const counters = new Set<string>()
  for (let count = 0; count < 50_000; count++) {
    counters.add(makeId('message', 7, count).slice(10, 18))
  }
  expect(counters.size).toBe(50_000)
})

it('gives no id that is all zeros, or nearly so', () => {
  for (const seed of [0, 1, 7]) {
    for (let count = 0; count < 2_000; count++) {
      const body = makeId('message', seed, count).slice(4)
      expect(new Set(body).size, body).toBeGreaterThan(5)
    }
  }
})

it('uses the whole alphabet at every place but the last two', () => {
  const seen = Array.from({ length: 24 }, () => new Set<string>())
  for (let count = 0; count < 5_000; count++) {
    const body = makeId('contact', 7, count).slice(4)
    for (const [place, letters] of seen.entries()) letters.add(body[place] as string)
  }
  expect(seen.map((letters) => letters.size)).toEqual(Array(24).fill(32))
})

it('differs from seed to seed and from kind to kind', () => {
  const bodies = [0, 1, 7].flatMap((seed) =>
    KINDS.map((kind) => makeId(kind, seed, 5).split('_')[1]),
  )
  expect(new Set(bodies).size).toBe(bodies.length)
})

it('tells nothing about which came first', () => {
  const made = Array.from({ length: 200 }, (_, count) => makeId('message', 7, count))
  const rising = made.slice(1).filter((id, n) => id > (made[n] as string)).length
  expect(rising).toBeGreaterThan(60)
  expect(rising).toBeLessThan(140)
})

describe('a world', () => {
  it('counts all kinds together, so that no body comes twice', () => {
    const world = newWorld({ ...start, seed: 7 })
    const ids = KINDS.flatMap((kind) => [newId(world, kind), newId(world, kind)])
    expect(world.idCount).toBe(ids.length)
    expect(new Set(ids.map((id) => id.split('_')[1])).size).toBe(ids.length)
  })

  it('gives the id of a change that was undone to the next one', () => {
    const world = newWorld({ ...start, seed: 7 })
    const given: string[] = []
    const failing = () => {
      given.push(newId(world, 'contact'))
      throw new Error('no')
    }
    expect(() => transact(world, failing)).toThrow('no')
    expect(newId(world, 'contact')).toBe(given[0])
  })
})

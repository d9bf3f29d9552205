// Token buckets over long stretches of time: never more than the tier allows, and never less.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { rateClassOf, TIERS, takeToken } from '../../../src/domain/access/rate-limit.ts'
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/world/time.ts'
import { newWorld, setNow } from '../../../src/domain/world/world.ts'
import type { Tier } from '../../../src/schema/tiers.ts'

const START = 1_767_225_600_000

function newStory(tier: Tier) {
  return newWorld({ seed: 7, now: START, organizationName: 'Toko', tier })
}

describe('takeToken', () => {
  it('gives what was saved up and what has come since, and not a token more', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3 * SECOND_MS }), { maxLength: 400 })
    const property = (tier: 'default' | 'pro', waits: readonly number[]) => {
      const world = newStory(tier)
      const { write } = TIERS[tier]
      let given = 0
      for (const ms of waits) {
        setNow(world, world.now + ms)
        const verdict = takeToken(world, 'write')
        if (verdict.retryAfter === null) given++
        expect(verdict.limit).toBe(write)
        expect(verdict.remaining).toBeGreaterThanOrEqual(0)
        expect(verdict.remaining).toBeLessThan(write)
        expect(given).toBeLessThanOrEqual(write + ((world.now - START) * write) / MINUTE_MS)
      }
    }
    fc.assert(fc.property(fc.constantFrom('default' as const, 'pro' as const), pauses, property))
  })

  it('gives a token after the wait that it asked for, and none a second earlier', () => {
    const property = (early: number) => {
      const world = newStory('default')
      for (let n = 0; n < 60; n++) takeToken(world, 'write')
      setNow(world, START + early)
      const { retryAfter } = takeToken(world, 'write')
      expect(retryAfter).toBe(1)
      setNow(world, world.now + SECOND_MS)
      expect(takeToken(world, 'write').retryAfter).toBeNull()
    }
    fc.assert(fc.property(fc.integer({ min: 0, max: 999 }), property))
  })

  it('gives a whole minute of steady requests at the rate of the tier', () => {
    const world = newStory('default')
    for (let n = 0; n < 60; n++) takeToken(world, 'write')
    for (let n = 1; n <= 600; n++) {
      setNow(world, START + n * SECOND_MS)
      expect(takeToken(world, 'write').retryAfter, `second ${n}`).toBeNull()
    }
    expect(takeToken(world, 'write').retryAfter).toBe(1)
  })

  it('tells when the bucket would be full at the rate at which it fills', () => {
    const world = newStory('default')
    for (let n = 1; n <= 60; n++) {
      expect(takeToken(world, 'write').resetAt).toBe(START / SECOND_MS + n)
    }
    expect(takeToken(world, 'read').resetAt).toBe(START / SECOND_MS + 1)
  })
})

describe('rateClassOf', () => {
  it.each([
    ['GET', 'read'],
    ['HEAD', 'read'],
    ['POST', 'write'],
    ['PUT', 'write'],
    ['PATCH', 'write'],
    ['DELETE', 'write'],
  ])('counts %s as a %s', (method, rateClass) => {
    expect(rateClassOf(method)).toBe(rateClass)
  })
})

// What an answer means, and when a delivery is tried again: the schedule, its jitter and Retry-After.
import { describe, expect, it } from 'vitest'

import {
  ATTEMPT_DELAYS_MS,
  ATTEMPTS_MAX,
  judge,
  nextAttemptAt,
} from '../../../src/domain/webhooks/retry.ts'
import { newStory, outcomeOf, SILENCE } from './stories.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR

describe('an answer', () => {
  it('of 2xx succeeds', () => {
    for (let status = 200; status < 300; status++) {
      expect(judge(outcomeOf(status)), String(status)).toBe('succeeded')
    }
  })

  it('of 3xx, 5xx, 408 and 429 is tried again', () => {
    const statuses = [...range(300, 400), ...range(500, 600), 408, 429]
    for (const status of statuses) expect(judge(outcomeOf(status)), String(status)).toBe('retry')
  })

  it('of any other 4xx ends the delivery', () => {
    for (const status of range(400, 500)) {
      if (status !== 408 && status !== 429) expect(judge(outcomeOf(status))).toBe('dead')
    }
  })

  it.each(['timed-out', 'unreachable', 'refused'] as const)('that is %s is tried again', (kind) => {
    expect(judge({ kind, error: 'why', durationMs: 1 })).toBe('retry')
  })
})

describe('the schedule', () => {
  const nominal = [10, 30, 120, 600, 3_600, 21_600, 86_400].map((seconds) => seconds * SECOND)

  it('has eight attempts, the first at once', () => {
    expect(ATTEMPTS_MAX).toBe(8)
    expect(ATTEMPT_DELAYS_MS).toEqual([0, ...nominal])
  })

  it.each(nominal.map((delay, index) => [index + 1, delay]))(
    'waits after attempt %i for %i ms, up to a fifth more or less, evenly spread',
    (made, delay) => {
      const waits = Array.from({ length: 2_000 }, (_, n) => waitAfter(made, `wbd_${n}`) / delay)
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.8)
      expect(Math.max(...waits)).toBeLessThanOrEqual(1.2)
      for (let fifth = 0; fifth < 5; fifth++) {
        const low = 0.8 + fifth * 0.08
        const share = waits.filter((wait) => wait >= low && wait < low + 0.08).length / 2_000
        expect(share, `from ${low}`).toBeGreaterThan(0.15)
        expect(share, `from ${low}`).toBeLessThan(0.25)
      }
    },
  )

  it('is exact without jitter', () => {
    const { world } = newStory()
    world.settings.retryJitter = 0
    const waits = nominal.map(
      (_, index) => nextAttemptAt(world, 'wbd_1', index + 1, SILENCE) - world.now,
    )
    expect(waits).toEqual(nominal)
  })

  it('strays by delivery, by attempt and by seed, and never twice differently', () => {
    expect(waitAfter(1, 'wbd_1')).toBe(waitAfter(1, 'wbd_1'))
    expect(waitAfter(1, 'wbd_1')).not.toBe(waitAfter(1, 'wbd_2'))
    expect(waitAfter(7, 'wbd_1') / DAY).not.toBe(waitAfter(6, 'wbd_1') / (6 * HOUR))
    expect(waitAfter(1, 'wbd_1', 7)).not.toBe(waitAfter(1, 'wbd_1', 8))
  })
})

describe('Retry-After of a 429', () => {
  const waitFor = (header: string | null, status = 429, made = 1) => {
    const { world } = newStory()
    world.settings.retryJitter = 0
    return nextAttemptAt(world, 'wbd_1', made, outcomeOf(status, header)) - world.now
  }
  const httpDate = (inMs: number) => new Date(newStory().world.now + inMs).toUTCString()

  it.each([
    ['60', 60 * SECOND],
    [' 60 ', 60 * SECOND],
    ['3600', HOUR],
    ['86400', DAY],
  ])('of %j is honoured', (header, wait) => {
    expect(waitFor(header)).toBe(wait)
  })

  it('is honoured as a date', () => {
    expect(waitFor(httpDate(5 * 60 * SECOND))).toBe(5 * 60 * SECOND)
  })

  it.each(['86401', '9999999999', '9'.repeat(400)])('of %s is capped at a day', (header) => {
    expect(waitFor(header)).toBe(DAY)
  })

  it('is capped at a day as a date too', () => {
    expect(waitFor(httpDate(40 * DAY))).toBe(DAY)
  })

  it.each(['0', '9', httpDate(-DAY), httpDate(0)])(
    'of %j does not hasten the schedule',
    (header) => {
      expect(waitFor(header)).toBe(10 * SECOND)
    },
  )

  it('gives way to a schedule that waits longer', () => {
    expect(waitFor('60', 429, 5)).toBe(HOUR)
  })

  it.each(['', 'soon', '-60', '1.5', '60s', '0x60', 'in 2099', '12 monkeys'])(
    'of %j says nothing',
    (header) => {
      expect(waitFor(header)).toBe(10 * SECOND)
    },
  )

  it.each([500, 503, 408, 302])('is of no account with %i', (status) => {
    expect(waitFor('3600', status)).toBe(10 * SECOND)
  })

  it('may be missing', () => {
    expect(waitFor(null)).toBe(10 * SECOND)
  })
})

function waitAfter(made: number, deliveryId: string, seed = 7): number {
  const { world } = newStory(seed)
  return nextAttemptAt(world, deliveryId, made, SILENCE) - world.now
}

function range(from: number, below: number): number[] {
  return Array.from({ length: below - from }, (_, n) => from + n)
}

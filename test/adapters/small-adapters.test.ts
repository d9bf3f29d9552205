// The clock, the store in memory, the transport that loads late, and the inventor of people.
import { describe, expect, it } from 'vitest'

import { lazyTransport } from '../../src/adapters/lazy-transport.ts'
import { memoryStore } from '../../src/adapters/memory-store.ts'
import { fakerPeople } from '../../src/adapters/people.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { Outcome } from '../../src/domain/webhooks/retry.ts'
import { newWorld } from '../../src/domain/world/world.ts'
import type { WebhookRequest } from '../../src/engine/ports.ts'

const OK: Outcome = { kind: 'answered', status: 200, snippet: '', retryAfter: null, durationMs: 1 }
const REQUEST: WebhookRequest = { url: 'http://127.0.0.1/', headers: {}, body: '', timeoutMs: 1 }

describe('the real clock', () => {
  it('tells the time of the machine, in whole milliseconds', () => {
    const before = Date.now()
    const now = realClock().now()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
    expect(Number.isInteger(now)).toBe(true)
  })

  it('has a stopwatch that never goes back', () => {
    const { stopwatch } = realClock()
    const readings = Array.from({ length: 1_000 }, () => stopwatch())
    expect(readings).toEqual([...readings].sort((a, b) => a - b))
  })

  it('rings an alarm once, unless it was cancelled', async () => {
    const clock = realClock()
    const rung: string[] = []
    clock.setAlarm(0, () => rung.push('cancelled')).cancel()
    clock.setAlarm(0, () => rung.push('first'))
    await new Promise<void>((resolve) => {
      clock.setAlarm(5, resolve)
    })
    expect(rung).toEqual(['first'])
  })

  it('lets a cancelled or rung alarm be cancelled again', async () => {
    const clock = realClock()
    const alarm = await new Promise<{ cancel(): void }>((resolve) => {
      const one = clock.setAlarm(0, () => resolve(one))
    })
    expect(() => [alarm.cancel(), alarm.cancel()]).not.toThrow()
  })

  it('calls back soon, but not at once', async () => {
    const order: string[] = []
    const called = new Promise<void>((resolve) => {
      realClock().soon(() => {
        order.push('soon')
        resolve()
      })
    })
    order.push('now')
    await called
    expect(order).toEqual(['now', 'soon'])
  })
})

describe('the memory store', () => {
  it('has kept everything as soon as it is told', async () => {
    const store = memoryStore()
    const world = newWorld({ seed: 7, now: 0, organizationName: 'Toko', tier: 'unlimited' })
    expect(store.append(world, [])).toBeUndefined()
    await store.flush()
    await store.close()
  })
})

describe('the lazy transport', () => {
  function newLazy() {
    const told: string[] = []
    const transport = lazyTransport(async () => {
      told.push('load')
      return {
        post: async ({ url }) => {
          told.push(url)
          return OK
        },
        close: async () => void told.push('close'),
      }
    })
    return { told, transport }
  }

  it('is loaded with the first request and not again, however many come at once', async () => {
    const { told, transport } = newLazy()
    expect(told).toEqual([])
    const outcomes = await Promise.all([transport.post(REQUEST), transport.post(REQUEST)])
    expect(outcomes).toEqual([OK, OK])
    expect(told).toEqual(['load', REQUEST.url, REQUEST.url])
  })

  it('is closed when it was loaded, and not loaded to be closed', async () => {
    const unused = newLazy()
    await unused.transport.close()
    expect(unused.told).toEqual([])
    const used = newLazy()
    await used.transport.post(REQUEST)
    await used.transport.close()
    expect(used.told.at(-1)).toBe('close')
  })
})

describe('invented people', () => {
  it('are the same for the same seed, in whatever order they are asked for', () => {
    const [one, two] = [fakerPeople(), fakerPeople()]
    const asked = [5, 1, 9].map((seed) => one.person(seed))
    expect([9, 5, 1].map((seed) => two.person(seed))).toEqual([asked[2], asked[0], asked[1]])
    expect(new Set(asked.map(({ name }) => name)).size).toBe(3)
  })

  it('have a name of two words or more, and an address that is nobody’s', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { name, email } = fakerPeople().person(seed)
      expect(name).toMatch(/\S+ \S+/)
      expect(email).toMatch(/^[^\s@A-Z]+@example\.com$/)
    }
  })
})

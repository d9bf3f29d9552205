// What makes two requests the same, and how long an answer is kept.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  canonicalJson,
  fingerprintOf,
  IDEMPOTENCY_KEPT_MS,
  keepAnswer,
  keptAnswer,
} from '../../../src/domain/access/idempotency.ts'
import type { Json } from '../../../src/domain/world/rows.ts'
import { count } from '../../../src/domain/world/tables.ts'
import { newWorld, setNow, transact, type World } from '../../../src/domain/world/world.ts'

/** The same value with the members of every object turned round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).reverse()
  // Object.fromEntries would take `__proto__` for a member too; so does JSON.
  return Object.fromEntries(members.map(([name, member]) => [name, turned(member as Json)]))
}

const JSON_VALUE = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json)

describe('canonicalJson', () => {
  it('is the same in whatever order the members stand', () => {
    const property = (value: Json) => {
      expect(canonicalJson(turned(value))).toBe(canonicalJson(value))
    }
    fc.assert(fc.property(JSON_VALUE, property))
  })

  it('is JSON of the same value', () => {
    const property = (value: Json) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }
    fc.assert(fc.property(JSON_VALUE, property))
  })

  it('differs where values differ', () => {
    const values: Json[] = [null, 0, '0', '', [], {}, [[]], [{}], { a: 1 }, { a: '1' }, { b: 1 }]
    values.push(
      [1, 2],
      [2, 1],
      { a: { b: 1 } },
      { a: 1, b: 1 },
      'a',
      'a ',
      false,
      ['a', 'b'],
      ['a,b'],
    )
    expect(new Set(values.map(canonicalJson)).size).toBe(values.length)
  })
})

describe('fingerprintOf', () => {
  it('tells method, path and body apart, and no body from a body', () => {
    const prints = [
      fingerprintOf('POST', '/a', {}),
      fingerprintOf('POST', '/a', undefined),
      fingerprintOf('POST', '/a', null),
      fingerprintOf('POST', '/b', {}),
      fingerprintOf('PUT', '/a', {}),
      fingerprintOf('POST', '/a', { a: 1 }),
    ]
    expect(new Set(prints).size).toBe(prints.length)
    expect(fingerprintOf('POST', '/a', { a: 1, b: 2 })).toBe(
      fingerprintOf('POST', '/a', { b: 2, a: 1 }),
    )
  })
})

describe('kept answers', () => {
  const answer = { fingerprint: 'print', status: 200, body: '{}' }

  function newStory(): World {
    return newWorld({ seed: 7, now: 0, organizationName: 'Toko', tier: 'unlimited' })
  }

  const keep = (world: World, key: string) => transact(world, () => keepAnswer(world, key, answer))

  it('are given for 24 hours to the same request, and refused to another', () => {
    const world = newStory()
    keep(world, 'one')
    setNow(world, IDEMPOTENCY_KEPT_MS - 1)
    expect(keptAnswer(world, 'one', 'print')).toMatchObject({ status: 200, body: '{}' })
    expect(() => keptAnswer(world, 'one', 'other')).toThrow(
      expect.objectContaining({ code: 'idempotency_key_reuse', param: 'Idempotency-Key' }),
    )
    expect(keptAnswer(world, 'two', 'print')).toBeUndefined()
    setNow(world, IDEMPOTENCY_KEPT_MS)
    expect(keptAnswer(world, 'one', 'print')).toBeUndefined()
    expect(keptAnswer(world, 'one', 'other')).toBeUndefined()
  })

  it('do not pile up: each new one takes old ones with it', () => {
    const world = newStory()
    for (let n = 0; n < 100; n++) keep(world, `old ${n}`)
    setNow(world, IDEMPOTENCY_KEPT_MS)
    for (let n = 0; n < 50; n++) keep(world, `new ${n}`)
    expect(count(world.idempotency)).toBe(50)
    expect(keptAnswer(world, 'new 0', 'print')).toBeDefined()
  })

  it('live anew under a key that was forgotten', () => {
    const world = newStory()
    keep(world, 'one')
    setNow(world, IDEMPOTENCY_KEPT_MS)
    keep(world, 'one')
    setNow(world, 2 * IDEMPOTENCY_KEPT_MS - 1)
    expect(keptAnswer(world, 'one', 'print')).toBeDefined()
  })
})

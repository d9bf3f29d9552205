// API keys: how one is read from a header, what an issued one looks like, and what shuts it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { checkKey, issueKey, randomText, readBearer } from '../../../src/domain/access/api-keys.ts'
import { Failure } from '../../../src/domain/failures/failures.ts'
import { put } from '../../../src/domain/world/tables.ts'
import { newWorld, setNow, transact } from '../../../src/domain/world/world.ts'

const SHAPE = /^kdv_(live|test)_[A-Za-z0-9_-]{24}$/

function newStory(seed = 7) {
  return newWorld({ seed, now: 1_000, organizationName: 'Toko', tier: 'unlimited' })
}

describe('readBearer', () => {
  it('gives back the token of every well shaped key', () => {
    const token = fc.stringMatching(SHAPE)
    const property = (key: string, scheme: string) => {
      expect(readBearer(`${scheme} ${key}`)).toBe(key)
    }
    fc.assert(fc.property(token, fc.constantFrom('Bearer', 'bearer', 'BEARER'), property))
  })

  it('refuses everything else with one of two codes, and never stumbles', () => {
    const property = (header: string | undefined) => {
      fc.pre(header === undefined || !SHAPE.test(header.trim().split(/ +/)[1] ?? ''))
      try {
        readBearer(header)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        expect(['missing_api_key', 'invalid_api_key']).toContain((error as Failure).code)
        return
      }
      throw new Error(`${header} was taken.`)
    }
    const near = fc
      .tuple(fc.constantFrom('Bearer ', 'Basic ', ''), fc.string())
      .map((p) => p.join(''))
    fc.assert(fc.property(fc.oneof(near, fc.constant(undefined)), property))
  })
})

describe('issueKey', () => {
  it('makes keys of the documented shape, each another one, the same from the same seed', () => {
    const issue = (seed: number) => {
      const world = newStory(seed)
      return Array.from({ length: 20 }, () =>
        transact(world, () => issueKey(world, { label: 'key' }).token),
      )
    }
    const tokens = issue(7)
    for (const token of tokens) expect(token).toMatch(SHAPE)
    expect(new Set(tokens).size).toBe(20)
    expect(issue(7)).toStrictEqual(tokens)
    expect(issue(8).filter((token) => tokens.includes(token))).toStrictEqual([])
  })

  it('keeps the last four characters for display', () => {
    const world = newStory()
    const token = 'kdv_live_0123456789abcdefghijWXYZ'
    const key = transact(world, () => issueKey(world, { label: 'key', token }))
    expect(key).toMatchObject({ last4: 'WXYZ', label: 'key', expiresAt: null, revokedAt: null })
  })
})

describe('checkKey', () => {
  it('opens until the key expires, and not when it is revoked or unknown', () => {
    const world = newStory()
    const key = transact(world, () => issueKey(world, { label: 'key', expiresAt: 2_000 }))
    const codeOf = (id: string) => {
      try {
        checkKey(world, id)
      } catch (error) {
        return (error as Failure).code
      }
      return 'open'
    }
    expect(codeOf(key.id)).toBe('open')
    setNow(world, 1_999)
    expect(codeOf(key.id)).toBe('open')
    setNow(world, 2_000)
    expect(codeOf(key.id)).toBe('expired_api_key')
    transact(world, () => put(world.apiKeys, { ...key, revokedAt: 1_500 }))
    expect(codeOf(key.id)).toBe('revoked_api_key')
    expect(codeOf('key_unknown')).toBe('invalid_api_key')
  })
})

describe('randomText', () => {
  it('uses all 64 characters, and hangs on seed and labels alone', () => {
    const text = randomText(4_000, 7, 'a')
    expect(text).toMatch(/^[A-Za-z0-9_-]{4000}$/)
    expect(new Set(text).size).toBe(64)
    expect(randomText(4_000, 7, 'a')).toBe(text)
    expect(randomText(4_000, 8, 'a')).not.toBe(text)
    expect(randomText(4_000, 7, 'b')).not.toBe(text)
  })
})

// The vendor's document against real replies: every operation, as a validating proxy would see it.
import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { entriesAfter } from '../../src/domain/world/journal.ts'
import { newProxy } from './proxy.ts'
import { addKey, emptyBucket, revokeKey } from './rows.ts'
import { expectRefusal, REQUEST_ID } from './stories.ts'
import { furnishTown, request, SUCCESSES, type Town } from './town.ts'

const proxy = newProxy({ closed: false })
const closedProxy = newProxy({ closed: true })

const SECURED = OPERATION_KEYS.filter((key) => OPERATIONS[key].secured)
const POSTS = OPERATION_KEYS.filter((key) => OPERATIONS[key].method === 'POST')

/** What the sandbox itself has found wrong with its replies and webhooks. */
function breachesOf({ kirim }: Town): unknown[] {
  return entriesAfter(kirim.world.journal, 0).filter(({ kind }) => kind === 'breach')
}

describe('the proxy', () => {
  const headers = new Headers({ 'content-type': 'application/json' })
  const request_id = 'req_01HXYZABCDEFGHJKMNPQRSTVWX'

  it('sees a wrong member, a missing one, a wrong status and a wrong content type', () => {
    const body = { data: { status: 'ok' }, request_id }
    const of = (change: object) =>
      proxy.replyProblems('GET /health', { status: 200, headers, body, ...change })
    expect(of({})).toStrictEqual([])
    expect(of({ body: { data: { status: 'ill' }, request_id } })).toHaveLength(1)
    expect(of({ body: { data: {}, request_id } })).toHaveLength(1)
    expect(of({ status: 201 })).toHaveLength(1)
    expect(of({ headers: new Headers({ 'content-type': 'text/html' }) })).toHaveLength(1)
  })

  it('sees a member too many when it is told to', () => {
    const body = { data: { status: 'ok', extra: 1 }, request_id }
    const reply = { status: 200, headers, body }
    expect(proxy.replyProblems('GET /health', reply)).toStrictEqual([])
    expect(closedProxy.replyProblems('GET /health', reply)).toHaveLength(1)
  })
})

describe.each(OPERATION_KEYS)('%s', (key) => {
  const { secured, hasBody } = OPERATIONS[key]

  it('succeeds with a request and a reply that the document describes', async () => {
    const town = await furnishTown()
    const recipe = SUCCESSES[key](town)
    if (hasBody) expect(proxy.bodyProblems(key, recipe.body ?? {})).toStrictEqual([])
    const reply = await request(town.kirim, key, recipe)
    expect(reply.status).toBe(key === 'GET /messages/{id}/media' ? 302 : 200)
    expect(proxy.replyProblems(key, reply)).toStrictEqual([])
    expect(closedProxy.replyProblems(key, reply)).toStrictEqual([])
    expect(reply.headers.get('x-request-id')).toMatch(REQUEST_ID)
    expect(reply.headers.get('x-ratelimit-remaining')).toBe(secured ? '1000000' : null)
    expect(breachesOf(town)).toStrictEqual([])
  })
})

describe('every operation that asks for a key', () => {
  it.each(['missing_api_key', 'invalid_api_key', 'revoked_api_key', 'expired_api_key'] as const)(
    'says %s, and does nothing',
    async (code) => {
      const town = await furnishTown()
      const { kirim } = town
      const revoked = addKey(kirim, { label: 'leaked' })
      revokeKey(kirim, revoked)
      const expired = addKey(kirim, { label: 'old', expiresAt: kirim.world.now })
      const authorization = {
        missing_api_key: '',
        invalid_api_key: `Bearer kdv_live_${'x'.repeat(24)}`,
        revoked_api_key: `Bearer ${revoked.token}`,
        expired_api_key: `Bearer ${expired.token}`,
      }[code]
      const { seq } = kirim.world
      for (const key of SECURED) {
        const recipe = { ...SUCCESSES[key](town), headers: { authorization } }
        const reply = await request(kirim, key, recipe)
        expectRefusal(reply, 401, code)
        expect(closedProxy.replyProblems(key, reply), key).toStrictEqual([])
      }
      expect(kirim.world.seq).toBe(seq)
    },
  )

  it('is closed to those who ask too often', async () => {
    const town = await furnishTown()
    const { kirim } = town
    kirim.world.tier = 'default'
    emptyBucket(kirim, 'read')
    emptyBucket(kirim, 'write')
    const { seq } = kirim.world
    for (const key of SECURED) {
      const reply = await request(kirim, key, SUCCESSES[key](town))
      expectRefusal(reply, 429, 'rate_limit_exceeded')
      expect(reply.headers.get('retry-after'), key).toBe('1')
      expect(closedProxy.replyProblems(key, reply), key).toStrictEqual([])
    }
    expect(kirim.world.seq).toBe(seq)
  })
})

describe.each(POSTS)('%s', (key) => {
  it('is done once under an Idempotency-Key, which nothing else may use', async () => {
    const town = await furnishTown()
    const headers = { 'idempotency-key': 'one' }
    const recipe = { ...SUCCESSES[key](town), headers }
    const first = await request(town.kirim, key, recipe)
    const { seq } = town.kirim.world
    const second = await request(town.kirim, key, recipe)
    expect([first.status, second.status]).toStrictEqual([200, 200])
    expect(second.body).toStrictEqual(first.body)
    const told = [first, second].map((reply) => reply.headers.get('idempotent-replayed'))
    expect(told).toStrictEqual(['false', 'true'])
    expect(town.kirim.world.seq).toBe(seq)
    const other = key === 'POST /labels' ? 'POST /contacts' : 'POST /labels'
    const reused = await request(town.kirim, other, { ...SUCCESSES[other](town), headers })
    expectRefusal(reused, 422, 'idempotency_key_reuse', 'Idempotency-Key')
  })
})

describe('the sweep', () => {
  it('breaks no contract on its way through all operations in one town', async () => {
    const town = await furnishTown()
    const deletesLast = (key: string) => Number(key.startsWith('DELETE'))
    const keys = [...OPERATION_KEYS].sort((a, b) => deletesLast(a) - deletesLast(b))
    for (const key of keys) {
      const reply = await request(town.kirim, key, SUCCESSES[key](town))
      expect(closedProxy.replyProblems(key, reply), key).toStrictEqual([])
    }
    await town.kirim.settle()
    expect(breachesOf(town)).toStrictEqual([])
  })
})

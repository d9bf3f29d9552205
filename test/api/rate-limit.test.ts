// Token buckets as clients see them: the headers, the 429, and how tokens come back.
import { describe, expect, it } from 'vitest'

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/world/time.ts'
import { type Reply, startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addKey, addNeighbour, disconnect, emptyBucket } from './rows.ts'
import { dataOf, expectRefusal, NEVER_READS, unknownId } from './stories.ts'

/** Unix seconds of the beginning of every virtual world. */
const START = 1_767_225_600

const text = { to: NEVER_READS, type: 'text', text: { body: 'Halo' } }

function send(kirim: TestSandbox, headers: Record<string, string> = {}) {
  return kirim.call('POST', '/messages', text, headers)
}

/** What a reply tells of the bucket that it took from. */
function bucketOf({ headers }: Reply) {
  const [limit, remaining, reset, wait] = [
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'retry-after',
  ].map((name) => headers.get(name))
  return { limit, remaining, reset, wait }
}

describe('the headers', () => {
  it('tell capacity, tokens left, and when the bucket would be full', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const written = bucketOf(await send(kirim))
    expect(written).toStrictEqual({
      limit: '60',
      remaining: '59',
      reset: String(START + 1),
      wait: null,
    })
    await send(kirim)
    await kirim.advance(500)
    // 57.5 tokens are left; the 2.5 that are missing come one a second, from half past the start on.
    expect(bucketOf(await send(kirim))).toMatchObject({ remaining: '57', reset: `${START + 3}` })
    const read = bucketOf(await kirim.call('GET', '/me'))
    expect(read).toStrictEqual({
      limit: '600',
      remaining: '599',
      reset: String(START + 1),
      wait: null,
    })
  })

  it('are on every 400, 404, 409 and 422 too', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const subscription = dataOf(
      await kirim.call('POST', '/webhook_subscriptions', {
        url: 'https://receiver.example',
        events: ['contact.created'],
      }),
    )
    const secrets = `/webhook_subscriptions/${subscription.id}/secrets`
    const replies = [
      await kirim.call('POST', '/messages', '{"broken'),
      await kirim.call('POST', '/messages', {}),
      await kirim.call('DELETE', `/labels/${unknownId('lbl')}`),
      await kirim.call('DELETE', `${secrets}/${subscription.secrets[0].id}`),
    ]
    disconnect(kirim)
    replies.push(await send(kirim))
    expect(replies.map(({ status }) => status)).toStrictEqual([400, 400, 404, 422, 422])
    const remaining = replies.map((reply) => bucketOf(reply).remaining)
    expect(remaining).toStrictEqual(['58', '57', '56', '55', '54'])
    expect(replies.map((reply) => bucketOf(reply).wait)).toStrictEqual(Array(5).fill(null))
  })

  it('tell a bucket that is always full where there is no limit', async () => {
    const kirim = await startTestSandbox()
    emptyBucket(kirim, 'write')
    expect(bucketOf(await send(kirim))).toStrictEqual({
      limit: '1000000',
      remaining: '1000000',
      reset: String(START),
      wait: null,
    })
  })
})

describe('an empty bucket', () => {
  it('refuses the sixty-first write of a moment, and the next one a second later', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    for (let left = 59; left >= 0; left--) {
      const reply = await send(kirim)
      expect([reply.status, bucketOf(reply).remaining]).toStrictEqual([200, String(left)])
    }
    const refused = await send(kirim)
    expectRefusal(refused, 429, 'rate_limit_exceeded')
    expect(bucketOf(refused)).toStrictEqual({
      limit: '60',
      remaining: '0',
      reset: String(START + 60),
      wait: '1',
    })
    await kirim.advance(999)
    expectRefusal(await send(kirim), 429, 'rate_limit_exceeded')
    await kirim.advance(1)
    expect((await send(kirim)).status).toBe(200)
    expectRefusal(await send(kirim), 429, 'rate_limit_exceeded')
  })

  it('is not made emptier by those who are refused', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'write')
    for (let n = 0; n < 10; n++) {
      const reply = await send(kirim)
      expect([reply.status, bucketOf(reply).reset]).toStrictEqual([429, String(START + 60)])
    }
    await kirim.advance(2 * SECOND_MS)
    const statuses = [await send(kirim), await send(kirim), await send(kirim)]
    expect(statuses.map(({ status }) => status)).toStrictEqual([200, 200, 429])
  })

  it('fills in a minute, and not beyond its brim', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'write')
    await kirim.advance(MINUTE_MS)
    expect(bucketOf(await send(kirim)).remaining).toBe('59')
    await kirim.advance(HOUR_MS)
    expect(bucketOf(await send(kirim)).remaining).toBe('59')
  })

  it('fills ten times as fast in the tier pro', async () => {
    const kirim = await startTestSandbox({ tier: 'pro' })
    emptyBucket(kirim, 'write')
    expect(bucketOf(await send(kirim))).toMatchObject({ limit: '600', wait: '1' })
    await kirim.advance(100)
    expect((await send(kirim)).status).toBe(200)
    expect((await send(kirim)).status).toBe(429)
  })

  it('stands apart for reads and writes', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'write')
    expect((await kirim.call('GET', '/messages')).status).toBe(200)
    for (const method of ['POST', 'PATCH', 'DELETE']) {
      const path = method === 'POST' ? '/labels' : `/labels/${unknownId('lbl')}`
      expectRefusal(await kirim.call(method, path, {}), 429, 'rate_limit_exceeded')
    }
    emptyBucket(kirim, 'read')
    await kirim.advance(MINUTE_MS)
    emptyBucket(kirim, 'read')
    expect((await send(kirim)).status).toBe(200)
    expectRefusal(await kirim.call('GET', '/messages'), 429, 'rate_limit_exceeded')
    expect((await kirim.call('HEAD', '/messages')).status).toBe(429)
  })

  it('is that of the organization: its keys share it, another organization does not', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const { token } = addKey(kirim, { label: 'other' })
    const neighbour = addNeighbour(kirim)
    neighbour.world.tier = 'default'
    emptyBucket(kirim, 'write')
    const same = await send(kirim, { authorization: `Bearer ${token}` })
    expectRefusal(same, 429, 'rate_limit_exceeded')
    const other = await send(kirim, { authorization: neighbour.authorization })
    expect([other.status, bucketOf(other).remaining]).toStrictEqual([200, '59'])
  })

  it('refuses before anything is said of the request', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'write')
    for (const body of ['{"broken', {}, { to: 'nobody' }]) {
      const reply = await kirim.call('POST', '/messages', body)
      expectRefusal(reply, 429, 'rate_limit_exceeded')
    }
  })
})

describe('an idempotent request', () => {
  it('takes a token each time, replayed or not', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const remaining: unknown[] = []
    for (let n = 0; n < 3; n++) {
      remaining.push(bucketOf(await send(kirim, { 'idempotency-key': 'a' })).remaining)
    }
    expect(remaining).toStrictEqual(['59', '58', '57'])
    emptyBucket(kirim, 'write')
    const refused = await send(kirim, { 'idempotency-key': 'a' })
    expectRefusal(refused, 429, 'rate_limit_exceeded')
    expect(refused.headers.get('idempotent-replayed')).toBeNull()
  })

  it('may come again under its key after a 429', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'write')
    const headers = { 'idempotency-key': 'a' }
    expectRefusal(await send(kirim, headers), 429, 'rate_limit_exceeded')
    await kirim.advance(SECOND_MS)
    const reply = await send(kirim, headers)
    expect([reply.status, reply.headers.get('idempotent-replayed')]).toStrictEqual([200, 'false'])
  })
})

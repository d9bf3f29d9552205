// The tag Meta: whether the API is up, whose key it is, and the contract itself.
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import { addKey, emptyBucket } from './rows.ts'
import { dataOf, expectRefusal, REQUEST_ID } from './stories.ts'

describe('GET /health', () => {
  it('says ok to whoever asks, with or without a key', async () => {
    const kirim = await startTestSandbox()
    for (const authorization of ['', 'Bearer nonsense', `Bearer ${kirim.app.apiKey}`]) {
      const reply = await kirim.call('GET', '/health', undefined, { authorization })
      expect(dataOf(reply)).toStrictEqual({ status: 'ok' })
      expect(Object.keys(reply.body)).toStrictEqual(['data', 'request_id'])
    }
  })

  it('is not limited and tells nothing of limits', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    emptyBucket(kirim, 'read')
    const reply = await kirim.call('GET', '/health')
    expect(reply.status).toBe(200)
    expect([...reply.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([])
  })
})

describe('GET /openapi.json', () => {
  it("serves the vendor's document byte for byte, without a key", async () => {
    const { app } = await startTestSandbox()
    const response = await fetch(`${app.url}/openapi.json`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('x-request-id')).toMatch(REQUEST_ID)
    const own = readFileSync(new URL('../../openapi.json', import.meta.url))
    expect(Buffer.from(await response.arrayBuffer()).equals(own)).toBe(true)
  })
})

describe('GET /me', () => {
  it('tells the organization, the key and the limits', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    expect(dataOf(await kirim.call('GET', '/me'))).toStrictEqual({
      organization: {
        id: expect.stringMatching(/^org_[0-9A-HJKMNP-TV-Z]{26}$/),
        object: 'organization',
        name: 'Kirim Sandbox',
      },
      api_key: {
        id: expect.stringMatching(/^key_[0-9A-HJKMNP-TV-Z]{26}$/),
        object: 'api_key',
        label: 'Sandbox test key',
        last4: 'dbox',
      },
      rate_limits: { tier: 'default', write_per_minute: 60, read_per_minute: 600 },
    })
  })

  it('tells the limits of the tier', async () => {
    const pro = await startTestSandbox({ tier: 'pro' })
    expect(dataOf(await pro.call('GET', '/me')).rate_limits).toStrictEqual({
      tier: 'pro',
      write_per_minute: 600,
      read_per_minute: 6_000,
    })
  })

  it('shows the key that was used, and of its text only the end', async () => {
    const kirim = await startTestSandbox()
    const key = addKey(kirim, { label: 'CI', token: 'kdv_live_0123456789abcdefghijWXYZ' })
    const reply = await kirim.call('GET', '/me', undefined, {
      authorization: `Bearer ${key.token}`,
    })
    expect(dataOf(reply).api_key).toStrictEqual({
      id: key.id,
      object: 'api_key',
      label: 'CI',
      last4: 'WXYZ',
    })
    expect(JSON.stringify(reply.body)).not.toContain(key.token)
  })

  it('is refused without a key, and without a token in the bucket', async () => {
    const kirim = await startTestSandbox({ tier: 'default' })
    const nobody = await kirim.call('GET', '/me', undefined, { authorization: '' })
    expectRefusal(nobody, 401, 'missing_api_key')
    emptyBucket(kirim, 'read')
    expectRefusal(await kirim.call('GET', '/me'), 429, 'rate_limit_exceeded')
  })
})

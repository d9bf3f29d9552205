// What the clock drives: every rule that waits, at the last moment before it and at the first after.
import { describe, expect, it } from 'vitest'

import {
  createContact,
  DAY,
  HOUR,
  newestDelivery,
  startWithReceiver,
} from '../../engine/webhooks.ts'
import { READER, sendAccepted, sendText } from '../../faults/arming.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'
import { callerWith } from './callers.ts'

const CUSTOMER = '+6281234567890'

async function advance({ act }: TestSandbox, by: string): Promise<void> {
  expect((await act('advance-clock', { by })).status).toBe(200)
}

async function errorOf({ call }: TestSandbox, id: string): Promise<string | null> {
  const { data } = (await call('GET', `/messages/${id}`)).body
  return data.error?.code ?? null
}

describe('the status ladder', () => {
  it('begins after 300 ms and is climbed within the longest waits', async () => {
    const sandbox = await startTestSandbox()
    const id = await sendAccepted(sandbox)
    const shown = async () => (await sandbox.call('GET', `/messages/${id}`)).body.data.status
    await advance(sandbox, '299ms')
    expect(await shown()).toBe('pending')
    await advance(sandbox, '1201ms')
    expect(await shown()).not.toBe('pending')
    await advance(sandbox, '3s')
    expect(await shown()).toBe('read')
  })

  it('takes six hours to a phone that is late', async () => {
    const sandbox = await startTestSandbox()
    const id = await sendAccepted(sandbox, '+628000000005')
    const shown = async () => (await sandbox.call('GET', `/messages/${id}`)).body.data.status
    await advance(sandbox, '5h59m59.999s')
    expect(await shown()).toBe('sent')
    await advance(sandbox, '1ms')
    expect(await shown()).toBe('delivered')
  })
})

describe('a signing secret', () => {
  it('signs beside the other until it expires', async () => {
    const story = await startWithReceiver()
    const path = `/webhook_subscriptions/${story.subscription.id}`
    await story.call('POST', `${path}/secrets`, { expires_in_hours: 1 })
    const digests = async () => {
      await createContact(story)
      await story.act('advance-clock', { by: '0s' })
      const header = String(story.receiver.received.at(-1)?.headers['x-kirim-signature'])
      const { secrets } = (await story.call('GET', path)).body.data
      return [header.match(/v1=/g)?.length, secrets.length]
    }
    expect(await digests()).toEqual([2, 2])
    await story.advance(HOUR - 1)
    expect(await digests()).toEqual([2, 2])
    await story.advance(1)
    expect(await digests()).toEqual([1, 1])
  })
})

describe('an Idempotency-Key', () => {
  it('is remembered for 24 hours', async () => {
    const sandbox = await startTestSandbox()
    const key = { 'idempotency-key': 'order-1' }
    const first = await sendText(sandbox, READER, key)
    await sandbox.advance(DAY - 1)
    const replay = await sendText(sandbox, READER, key)
    expect(replay.body.data.id).toBe(first.body.data.id)
    await sandbox.advance(1)
    const anew = await sendText(sandbox, READER, key)
    expect(anew.headers.get('idempotent-replayed')).toBe('false')
    expect(anew.body.data.id).not.toBe(first.body.data.id)
  })
})

describe('the customer service window', () => {
  it('is open for 24 hours after the customer wrote', async () => {
    const sandbox = await startTestSandbox()
    const before = await sendAccepted(sandbox, CUSTOMER)
    await sandbox.settle()
    expect(await errorOf(sandbox, before)).toBe('outside_24h_window')
    await sandbox.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    await sandbox.advance(DAY)
    const last = await sendAccepted(sandbox, CUSTOMER)
    await sandbox.advance(1)
    const late = await sendAccepted(sandbox, CUSTOMER)
    await sandbox.settle()
    expect(await errorOf(sandbox, last)).toBeNull()
    expect(await errorOf(sandbox, late)).toBe('outside_24h_window')
  })
})

describe('an API key', () => {
  it('opens until it expires', async () => {
    const sandbox = await startTestSandbox()
    const { data } = (await sandbox.act('issue-key', { expires_in: '1h' })).body
    expect(data.expires_at).toBe('2026-01-01T01:00:00.000Z')
    const holder = callerWith(sandbox, data.token)
    await sandbox.advance(HOUR - 1)
    expect((await holder.call('GET', '/me')).status).toBe(200)
    await sandbox.advance(1)
    const { status, body } = await holder.call('GET', '/me')
    expect([status, body.error.code]).toEqual([401, 'expired_api_key'])
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
  })
})

describe('the rate limit', () => {
  it('refills evenly with world time', async () => {
    const sandbox = await startTestSandbox({ tier: 'default' })
    const { call } = sandbox
    const write = async () => (await call('POST', '/messages', {})).status
    for (let n = 0; n < 60; n++) expect(await write()).toBe(400)
    const refused = await call('POST', '/messages', {})
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await call('GET', '/me')).status).toBe(200)
    await sandbox.advance(999)
    expect(await write()).toBe(429)
    await sandbox.advance(1)
    expect([await write(), await write()]).toEqual([400, 429])
    await sandbox.advance(60_000)
    for (let n = 0; n < 60; n++) expect(await write()).toBe(400)
    expect(await write()).toBe(429)
  })
})

describe('a finished delivery', () => {
  it.each([200, 410])('answered with %i is forgotten after 30 days', async (answer) => {
    const story = await startWithReceiver()
    story.receiver.answers = [answer]
    await createContact(story)
    await story.advance(0)
    const { id } = newestDelivery(story.world)
    const shown = async () => (await story.call('GET', `/webhook_deliveries/${id}`)).status
    await story.advance(30 * DAY - 1)
    expect(await shown()).toBe(200)
    await story.advance(1)
    expect(await shown()).toBe(404)
    expect((await story.call('GET', '/webhook_deliveries')).body.data).toEqual([])
  })
})

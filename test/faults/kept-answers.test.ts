// What changed replies leave behind: kept answers for retries, coverage, the journal, and no breach of ours.
import { describe, expect, it } from 'vitest'

import { checkReply } from '../../src/contract/validators.ts'
import { see } from '../http/control-reading.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { arm, holdAlarms, messageCount, sendText } from './arming.ts'

const KEY = { 'idempotency-key': 'order-2031' }

async function pairOf(sandbox: TestSandbox, key: string, status: number) {
  const { operations } = await see(sandbox, '/coverage')
  const operation = operations.find((one: { key: string }) => one.key === key)
  return operation.statuses.find((one: { status: number }) => one.status === status)
}

async function journalOf(sandbox: TestSandbox, kind: string) {
  const { entries } = await see(sandbox, '/journal')
  return entries.filter((entry: { kind: string }) => entry.kind === kind)
}

describe('a retry with the same Idempotency-Key', () => {
  it.each(['reply.drop-after-accept', 'reply.truncate', 'reply.malformed'])(
    'after %s gets the answer that was lost, and nothing is sent twice',
    async (fault) => {
      const sandbox = await startTestSandbox()
      await arm(sandbox, { fault, match: { operation: 'POST /messages' }, times: 1 })
      await expect(sendText(sandbox, undefined, KEY)).rejects.toThrow()
      const retry = await sendText(sandbox, undefined, KEY)
      expect(retry.status).toBe(200)
      expect(retry.headers.get('idempotent-replayed')).toBe('true')
      expect(checkReply('POST /messages', 200, retry.body)).toBeNull()
      const { data } = (await sandbox.call('GET', '/messages')).body
      expect(data.map(({ id }: { id: string }) => id)).toEqual([retry.body.data.id])
    },
  )

  it.each(['reply.reset', 'reply.empty'])('after %s is the first one to do it', async (fault) => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault, times: 1 })
    await expect(sendText(sandbox, undefined, KEY)).rejects.toThrow('fetch failed')
    const retry = await sendText(sandbox, undefined, KEY)
    expect(retry.headers.get('idempotent-replayed')).toBe('false')
    expect(await messageCount(sandbox)).toBe(1)
  })

  it.each([422, 503])('after a fault of status %i is the first one to do it', async (status) => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status, times: 1 })
    expect((await sendText(sandbox, undefined, KEY)).status).toBe(status)
    const retry = await sendText(sandbox, undefined, KEY)
    expect([retry.status, retry.headers.get('idempotent-replayed')]).toEqual([200, 'false'])
    expect(await messageCount(sandbox)).toBe(1)
  })

  it('that comes while the first one is kept waiting gets its answer', async () => {
    const sandbox = await startTestSandbox()
    const alarms = holdAlarms(sandbox, 54_321)
    await arm(sandbox, { fault: 'reply.latency', ms: 54_321, times: 1 })
    const first = sendText(sandbox, undefined, KEY)
    const ring = await alarms.next()
    const second = sendText(sandbox, undefined, KEY)
    expect(await messageCount(sandbox)).toBe(0)
    ring()
    const [one, other] = await Promise.all([first, second])
    expect(other.body).toEqual(one.body)
    const replayed = [one, other].map(({ headers }) => headers.get('idempotent-replayed'))
    expect(replayed).toEqual(['false', 'true'])
    expect(await messageCount(sandbox)).toBe(1)
  })

  it('is struck itself: the replay can be lost like the first answer', async () => {
    const sandbox = await startTestSandbox()
    const match = { operation: 'POST /messages' }
    await arm(sandbox, { fault: 'reply.drop-after-accept', match, times: 2 })
    for (let n = 0; n < 2; n++) {
      await expect(sendText(sandbox, undefined, KEY)).rejects.toThrow('fetch failed')
    }
    expect((await sendText(sandbox, undefined, KEY)).status).toBe(200)
    expect(await messageCount(sandbox)).toBe(1)
  })
})

describe('reply.breach', () => {
  it('breaks the contract on the wire, and nobody takes it for a bug', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.breach', match: { operation: 'POST /messages' }, times: 1 })
    const { status, body } = await sendText(sandbox)
    expect(status).toBe(200)
    expect(checkReply('POST /messages', 200, body)).not.toBeNull()
    expect(await messageCount(sandbox)).toBe(1)
    expect(await journalOf(sandbox, 'breach')).toEqual([])
  })

  it('breaks lists and refusals too', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.breach', times: 2 })
    const list = await sandbox.call('GET', '/contacts')
    expect(checkReply('GET /contacts', 200, list.body)).not.toBeNull()
    const refused = await sandbox.call('GET', '/contacts?limit=0')
    expect(refused.status).toBe(400)
    expect(checkReply('GET /contacts', 400, refused.body)).not.toBeNull()
  })

  it('does not spoil the answer that is kept for a retry', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.breach', times: 1 })
    await sendText(sandbox, undefined, KEY)
    const { body } = await sendText(sandbox, undefined, KEY)
    expect(checkReply('POST /messages', 200, body)).toBeNull()
  })
})

describe('coverage', () => {
  it.each([
    ['reply.status', { status: 503 }, 503],
    ['reply.malformed', {}, 200],
    ['reply.breach', {}, 200],
    ['reply.truncate', {}, 200],
    ['reply.drop-after-accept', {}, 200],
  ])('counts a reply of %s apart', async (fault, options, status) => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault, ...options, times: 1 })
    await sendText(sandbox).catch(() => undefined)
    const pair = await pairOf(sandbox, 'POST /messages', status)
    expect(pair).toMatchObject({ seen: false, hits: 0, fault_hits: 1 })
    expect(await see(sandbox, '/coverage')).toMatchObject({ seen: 0, seen_by_fault_only: 1 })
  })

  it.each(['reply.latency', 'reply.slow-body'])('counts a reply of %s as real', async (fault) => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault, ms: 10, times: 1 })
    expect((await sendText(sandbox)).status).toBe(200)
    const pair = await pairOf(sandbox, 'POST /messages', 200)
    expect(pair).toMatchObject({ seen: true, hits: 1, fault_hits: 0 })
  })
})

describe('the journal', () => {
  it('names the fault of a request that was struck, and of no other', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 502, times: 1 })
    await sendText(sandbox)
    await sendText(sandbox)
    const entries = await journalOf(sandbox, 'request')
    expect(entries).toMatchObject([
      { status: 502, code: 'whatsapp_upstream_error', fault: 'reply.status' },
      { status: 200 },
    ])
    expect(entries[1]).not.toHaveProperty('fault')
  })

  it.each(['reply.reset', 'reply.empty', 'reply.drop-after-accept', 'reply.breach'])(
    'names %s',
    async (fault) => {
      const sandbox = await startTestSandbox()
      await arm(sandbox, { fault, times: 1 })
      await sendText(sandbox).catch(() => undefined)
      const entries = await journalOf(sandbox, 'request')
      expect(entries.map((entry: { fault: string }) => entry.fault)).toEqual([fault])
    },
  )
})

// When an armed fault strikes: how often, from when on, with which chance, and what it matches.
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { arm, counts, faults, READER, sendText } from './arming.ts'

const BUSY = { fault: 'reply.status', status: 503 }

/** Sends so many texts: which of them were struck, counted from 1. */
async function struck(sandbox: TestSandbox, count: number): Promise<number[]> {
  const turns: number[] = []
  for (let turn = 1; turn <= count; turn++) {
    if ((await sendText(sandbox)).status !== 200) turns.push(turn)
  }
  return turns
}

describe('how often', () => {
  it('for ever, when nothing is said', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, BUSY)
    expect(await struck(sandbox, 4)).toEqual([1, 2, 3, 4])
    expect(await counts(sandbox)).toEqual([[4, 4, true]])
  })

  it('so many times, then it is disarmed and counts no more', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, times: 2 })
    expect(await struck(sandbox, 5)).toEqual([1, 2])
    expect(await counts(sandbox)).toEqual([[2, 2, false]])
  })

  it('every so many matches', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, every: 3 })
    expect(await struck(sandbox, 9)).toEqual([3, 6, 9])
    expect(await counts(sandbox)).toEqual([[9, 3, true]])
  })

  it('only after so many matches', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, after: 3 })
    expect(await struck(sandbox, 5)).toEqual([4, 5])
    expect(await counts(sandbox)).toEqual([[5, 2, true]])
  })

  it('with all of these at once', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, after: 2, every: 2, times: 2 })
    expect(await struck(sandbox, 9)).toEqual([4, 6])
    expect(await counts(sandbox)).toEqual([[6, 2, false]])
  })
})

describe('with a probability', () => {
  async function strikesOf(seed: number): Promise<number[]> {
    const sandbox = await startTestSandbox({ seed })
    await arm(sandbox, { ...BUSY, probability: 0.5 })
    return struck(sandbox, 40)
  }

  it('the same seed gives the same strikes, and another seed others', async () => {
    const first = await strikesOf(11)
    expect(first.length).toBeGreaterThan(5)
    expect(first.length).toBeLessThan(35)
    expect(await strikesOf(11)).toEqual(first)
    expect(await strikesOf(12)).not.toEqual(first)
  })

  it('of 1 it strikes always, and of 0 never', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, probability: 0 })
    expect(await struck(sandbox, 10)).toEqual([])
    await arm(sandbox, { ...BUSY, probability: 1 })
    expect(await struck(sandbox, 3)).toEqual([1, 2, 3])
  })
})

describe('of several armed faults', () => {
  it('the first that strikes wins, and those behind it do not see the request', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 503, times: 1 })
    await arm(sandbox, { fault: 'reply.status', status: 502, times: 2 })
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) statuses.push((await sendText(sandbox)).status)
    expect(statuses).toEqual([503, 502, 502, 200])
    expect(await counts(sandbox)).toEqual([
      [1, 1, false],
      [2, 2, false],
    ])
  })

  it('one that matches and does not strike leaves it to the next', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 503, after: 1, times: 1 })
    await arm(sandbox, { fault: 'reply.status', status: 502, times: 2 })
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) statuses.push((await sendText(sandbox)).status)
    expect(statuses).toEqual([502, 503, 502, 200])
  })
})

describe('what it matches', () => {
  it('one operation', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 500, match: { operation: 'GET /me' } })
    expect((await sandbox.call('GET', '/contacts')).status).toBe(200)
    expect((await sandbox.call('GET', '/me')).status).toBe(500)
    expect(await counts(sandbox)).toEqual([[1, 1, true]])
  })

  it('an operation by its pattern, whichever id is in the path', async () => {
    const sandbox = await startTestSandbox()
    const operation = 'GET /contacts/{id}'
    await arm(sandbox, { fault: 'reply.status', status: 500, match: { operation } })
    const path = `/contacts/ctc_${'0'.repeat(26)}`
    expect((await sandbox.call('GET', path)).status).toBe(500)
  })

  it('the number that a message goes to', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, match: { to: READER } })
    expect((await sendText(sandbox, '+628000000002')).status).toBe(200)
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
    expect((await sendText(sandbox, READER)).status).toBe(503)
    expect(await counts(sandbox)).toEqual([[1, 1, true]])
  })

  it('a header that is there, whatever its case', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, match: { header: { name: 'X-Trace' } } })
    expect((await sendText(sandbox)).status).toBe(200)
    expect((await sendText(sandbox, READER, { 'x-trace': 'any' })).status).toBe(503)
  })

  it('a header with a value', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { ...BUSY, match: { header: { name: 'x-trace', value: 'checkout' } } })
    expect((await sendText(sandbox, READER, { 'x-trace': 'search' })).status).toBe(200)
    expect((await sendText(sandbox, READER, { 'X-Trace': 'checkout' })).status).toBe(503)
  })

  it('all parts of its match at once', async () => {
    const sandbox = await startTestSandbox()
    const match = { operation: 'POST /messages', to: READER, header: { name: 'x-trace' } }
    await arm(sandbox, { ...BUSY, match })
    expect((await sendText(sandbox, '+628000000002', { 'x-trace': 'a' })).status).toBe(200)
    expect((await sendText(sandbox, READER)).status).toBe(200)
    expect((await sendText(sandbox, READER, { 'x-trace': 'a' })).status).toBe(503)
  })
})

describe('a request without a good key', () => {
  it('is struck by nobody: there is no organisation whose fault it could be', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, BUSY)
    const headers = { authorization: 'Bearer kdv_test_nobodynobodynobodynob0' }
    expect((await sendText(sandbox, READER, headers)).status).toBe(401)
    expect(await counts(sandbox)).toEqual([[0, 0, true]])
  })
})

describe('disarm-faults', () => {
  it('disarms one, and tells which', async () => {
    const sandbox = await startTestSandbox()
    const first = await arm(sandbox, BUSY)
    const second = await arm(sandbox, { fault: 'reply.status', status: 502 })
    const { body } = await sandbox.act('disarm-faults', { fault_id: first })
    expect(body.data.disarmed).toMatchObject([{ id: first, armed: false }])
    expect((await sendText(sandbox)).status).toBe(502)
    expect((await faults(sandbox)).map(({ id, armed }) => [id, armed])).toEqual([
      [first, false],
      [second, true],
    ])
  })

  it('disarms all, and the next time there is nothing to disarm', async () => {
    const sandbox = await startTestSandbox()
    for (let n = 0; n < 3; n++) await arm(sandbox, BUSY)
    expect((await sandbox.act('disarm-faults', {})).body.data.disarmed).toHaveLength(3)
    expect((await sandbox.act('disarm-faults', {})).body.data).toEqual({
      disarmed: [],
      released: 0,
    })
    expect(await struck(sandbox, 2)).toEqual([])
  })

  it('refuses the id of no fault', async () => {
    const { act } = await startTestSandbox()
    const { status, body } = await act('disarm-faults', { fault_id: 'flt_none' })
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'resource_not_found', param: 'fault_id' })
  })
})

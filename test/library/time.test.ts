// Moving time from a test, settling, and deliveries over time.
import { describe, expect, it } from 'vitest'

import { KirimWaitError, startSandbox } from '../../src/index.ts'
import { startReceiver } from '../support/receiver.ts'

const CUSTOMER = '+6281234567890'

describe('advancing', () => {
  it('moves by a duration, to an instant, or to what comes next', async () => {
    await using sandbox = await startSandbox()
    await sandbox.advance('90m')
    await sandbox.advance(500)
    expect(sandbox.now).toBe('2026-01-01T01:30:00.500Z')
    await sandbox.advance({ to: '2026-01-02T00:00:00Z' })
    expect(sandbox.now).toBe('2026-01-02T00:00:00.000Z')
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const body = { to: CUSTOMER, type: 'text', text: { body: 'x' } } as const
    await sandbox.call('POST /messages', { body })
    const { jobs } = await sandbox.advance({ until: 'next-job' })
    expect(jobs).toBe(1)
    expect(sandbox.messages()[0]?.status).toBe('sent')
  })

  it('is refused for a clock that moves by itself', async () => {
    await using sandbox = await startSandbox({ clock: 'real' })
    await expect(sandbox.advance('1h')).rejects.toMatchObject({ code: 'clock_not_virtual' })
  })

  it('is refused from inside of a webhook, and the advance around it goes on', async () => {
    await using sandbox = await startSandbox()
    const codes: string[] = []
    const { url } = await startReceiver((response) => {
      sandbox.advance('1h').catch((error: { code: string }) => {
        codes.push(error.code)
        response.writeHead(200).end()
      })
    })
    const body = { url, events: ['message.received' as const] }
    await sandbox.call('POST /webhook_subscriptions', { body })
    await sandbox.do.setClock({ mode: 'virtual' })
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    await sandbox.settle()
    expect(codes).toEqual(['clock_already_advancing'])
    expect(sandbox.deliveries()[0]?.status).toBe('succeeded')
  })

  it('tells which receiver keeps it waiting', async () => {
    await using sandbox = await startSandbox({ settings: { receiverTimeoutMs: 2_000 } })
    const { url } = await startReceiver(() => {})
    const body = { url, events: ['message.status' as const] }
    await sandbox.call('POST /webhook_subscriptions', { body })
    const message = { to: CUSTOMER, type: 'text', text: { body: 'x' } } as const
    await sandbox.call('POST /messages', { body: message })
    const error = await sandbox.advance('10s', { timeout: 100 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(KirimWaitError)
    expect((error as Error).message).toContain('nothing has happened for 100 ms')
    expect((error as Error).message).toContain(`${url} has not answered attempt 1`)
  })
})

describe('settling', () => {
  it('runs all that is scheduled', async () => {
    await using sandbox = await startSandbox()
    await sandbox.inbox.subscribe(['message.received'], { answers: [503, 503, 200] })
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    await sandbox.settle()
    const [delivery] = sandbox.deliveries({ event: 'message.received' })
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([503, 503, 200])
  })

  it('waits in real time until nothing is left', async () => {
    await using sandbox = await startSandbox({ clock: 'real' })
    await sandbox.inbox.subscribe(['message.received'])
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    await sandbox.settle()
    expect(sandbox.inbox.webhooks).toHaveLength(1)
  })

  it('tells in real time what is left', async () => {
    await using sandbox = await startSandbox({ clock: 'real', timeout: 20 })
    const body = { to: '+628000000005', type: 'text', text: { body: 'x' } } as const
    await sandbox.call('POST /messages', { body })
    await expect(sandbox.settle()).rejects.toThrow(/next is progress-message at/)
  })
})

describe('waiting for a delivery', () => {
  it('follows it through its attempts, to any receiver', async () => {
    await using sandbox = await startSandbox()
    const { url } = await startReceiver(500, 500)
    const body = { url, events: ['message.received' as const] }
    await sandbox.call('POST /webhook_subscriptions', { body })
    const { message_id } = await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const failed = await sandbox.waitFor.delivery({ message: message_id }, 'failed')
    const done = await sandbox.waitFor.delivery(failed.id)
    expect(done.attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 200],
    ])
  })

  it('tells at once that a dead one never succeeds', async () => {
    await using sandbox = await startSandbox()
    await sandbox.inbox.subscribe(['message.received'], { answers: [410] })
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const dead = await sandbox.waitFor.delivery({ event: 'message.received' }, 'dead')
    const wait = sandbox.waitFor.delivery(dead.id, 'succeeded', { timeout: '1h' })
    await expect(wait).rejects.toMatchObject({
      code: 'wait_hopeless',
      message: expect.stringContaining('HTTP 410'),
    })
  })

  it('tells that there was none', async () => {
    await using sandbox = await startSandbox({ timeout: 20 })
    const wait = sandbox.waitFor.delivery({ event: 'conversation.closed' })
    await expect(wait).rejects.toThrow('there is no such delivery')
  })
})

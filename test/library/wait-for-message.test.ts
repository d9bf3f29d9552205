// Waiting for messages: found by id or by what they are, in virtual and in real time.
import { describe, expect, it, vi } from 'vitest'

import { type KirimSandbox, KirimWaitError, startSandbox } from '../../src/index.ts'

const CUSTOMER = '+6281234567890'

async function sendText(sandbox: KirimSandbox, to: string = CUSTOMER): Promise<string> {
  const body = { to, type: 'text', text: { body: 'Pesanan siap' } } as const
  return (await sandbox.call('POST /messages', { body })).data.id
}

async function errorOf(wait: Promise<unknown>): Promise<KirimWaitError> {
  const error = await wait.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(KirimWaitError)
  return error as KirimWaitError
}

describe('in virtual time', () => {
  it('moves the clock no further than is needed', async () => {
    await using sandbox = await startSandbox({ settings: { readProbability: 1 } })
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const id = await sendText(sandbox)
    const sent = await sandbox.waitFor.message(id, 'sent')
    expect(sent.status).toBe('sent')
    const before = sandbox.now
    const read = await sandbox.waitFor.message(id, 'read')
    expect(read).toMatchObject({ id, status: 'read', text: 'Pesanan siap', customer: CUSTOMER })
    expect(sandbox.now > before).toBe(true)
  })

  it('finds what the program under test has sent, without its id', async () => {
    await using sandbox = await startSandbox()
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const waiting = sandbox.waitFor.message({ to: CUSTOMER, text: /siap/ })
    await sendText(sandbox)
    expect((await waiting).status).toBe('delivered')
  })

  it('lets an advance of the test go first', async () => {
    await using sandbox = await startSandbox({ settings: { readProbability: 1 } })
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const id = await sendText(sandbox)
    const waiting = sandbox.waitFor.message(id, 'read')
    await sandbox.advance('1h')
    expect((await waiting).status).toBe('read')
    expect(sandbox.now).toBe('2026-01-01T01:00:00.000Z')
  })

  it('serves many waits at the same time', async () => {
    await using sandbox = await startSandbox()
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const ids = await Promise.all(Array.from({ length: 20 }, () => sendText(sandbox)))
    const found = await Promise.all(ids.map((id) => sandbox.waitFor.message(id)))
    expect(found.map(({ id }) => id)).toEqual(ids)
  })

  it('leaves the clock alone when it is told to', async () => {
    await using sandbox = await startSandbox()
    await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
    const id = await sendText(sandbox)
    const wait = sandbox.waitFor.message(id, 'delivered', { advance: false, timeout: 20 })
    const error = await errorOf(wait)
    expect(error.code).toBe('wait_timeout')
    expect(error.message).toContain('only an advance brings it')
    expect(sandbox.now).toBe('2026-01-01T00:00:00.000Z')
  })

  it('goes on although the test has faked its timers', async () => {
    await using sandbox = await startSandbox()
    vi.useFakeTimers()
    try {
      await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
      const id = await sendText(sandbox)
      await sandbox.waitFor.message(id)
      await errorOf(sandbox.waitFor.message({ to: '+6280000' }, 'read', { timeout: 10 }))
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('what can never happen is told at once', () => {
  it('when the plan does not hold it', async () => {
    await using sandbox = await startSandbox()
    const id = await sendText(sandbox, '+628000000001')
    const error = await errorOf(sandbox.waitFor.message(id, 'read', { timeout: '1h' }))
    expect(error.code).toBe('wait_hopeless')
    expect(error.message).toContain(`message ${id} to be read`)
    expect(error.message).toContain('only sent is planned for it')
  })

  it('when the message has failed, with the reason', async () => {
    await using sandbox = await startSandbox()
    const id = await sendText(sandbox)
    await sandbox.settle()
    const error = await errorOf(sandbox.waitFor.message(id, 'delivered', { timeout: '1h' }))
    expect(error.message).toContain('it is failed (outside_24h_window: ')
  })

  it('when there is no such message', async () => {
    await using sandbox = await startSandbox()
    const error = await errorOf(sandbox.waitFor.message('msg_x', 'read', { timeout: '1h' }))
    expect(error.message).toContain('there is no message msg_x')
  })

  it('unless the next line of the test mends it', async () => {
    await using sandbox = await startSandbox()
    const id = await sendText(sandbox, '+628000000002')
    const waiting = sandbox.waitFor.message(id, 'read')
    await sandbox.waitFor.message(id, 'delivered')
    await sandbox.do.customerReads({ message_id: id })
    expect((await waiting).status).toBe('read')
  })
})

describe('a wait that times out', () => {
  it('tells which messages there were', async () => {
    await using sandbox = await startSandbox({ timeout: 20 })
    const id = await sendText(sandbox)
    const { code, message, story } = await errorOf(sandbox.waitFor.message({ template: 'promo' }))
    expect(code).toBe('wait_timeout')
    expect(message).toContain(
      'Waited 20 ms for a message, template promo to be delivered: timed out.',
    )
    expect(story[0]).toBe('no message fits; sent were:')
    expect(message).toContain(`${id}: text to ${CUSTOMER} is failed`)
    expect(message).toContain('POST    /v1/messages')
  })

  it('points to the line of the test that waited', async () => {
    await using sandbox = await startSandbox()
    const { stack } = await errorOf(sandbox.waitFor.message({}, 'read', { timeout: 0 }))
    expect(stack).toContain('wait-for-message.test.ts')
  })

  it('refuses a goal that is none', async () => {
    await using sandbox = await startSandbox()
    expect(() => sandbox.waitFor.message('msg_x', 'seen' as 'read')).toThrow('got seen')
  })
})

it('waits in real time for what happens by itself', async () => {
  await using sandbox = await startSandbox({
    clock: 'real',
    settings: {
      sentAfterMinMs: 1,
      sentAfterMaxMs: 5,
      deliveredAfterMinMs: 1,
      deliveredAfterMaxMs: 5,
    },
  })
  await sandbox.do.customerWrites({ from: CUSTOMER, text: 'Halo' })
  const id = await sendText(sandbox)
  expect((await sandbox.waitFor.message(id, 'delivered', { timeout: '10s' })).id).toBe(id)
})

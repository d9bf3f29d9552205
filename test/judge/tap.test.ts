// The tap: calls pass unchanged, and every one of them is kept.
import { expect, it, onTestFinished } from 'vitest'

import { openTap } from '../../src/judge/tap.ts'
import { startSandbox } from '../../src/library/sandbox.ts'

async function tapped() {
  const sandbox = await startSandbox()
  let ticks = 0
  const tap = await openTap({ apiUrl: sandbox.url, stopwatch: () => ticks++ })
  onTestFinished(async () => {
    await tap.close()
    await sandbox.close()
  })
  const send = (to: string) =>
    fetch(`${tap.url}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sandbox.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': 'order-1',
      },
      body: JSON.stringify({ to, type: 'text', text: { body: 'Halo' } }),
    })
  return { sandbox, tap, send }
}

it('passes a call on and keeps what was asked and answered, without the key', async () => {
  const { tap, send } = await tapped()
  const reply = await send('+628000000003')
  const { data } = (await reply.json()) as { data: { id: string } }
  expect(reply.status).toBe(200)
  const [call] = tap.calls
  expect(call).toMatchObject({
    number: 1,
    at: 0,
    method: 'POST',
    path: '/v1/messages',
    to: '+628000000003',
    status: 200,
    isOver: true,
  })
  expect(call?.headers).toMatchObject({ 'idempotency-key': 'order-1' })
  expect(call?.headers.authorization).toBeUndefined()
  expect(call?.reply).toContain(data.id)
})

it.each(['reply.drop-after-accept', 'reply.reset', 'reply.truncate'])(
  'breaks off where the sandbox does: %s',
  async (fault) => {
    const { sandbox, tap, send } = await tapped()
    await sandbox.do.armFault({ fault, times: 1 })
    await expect(send('+628000000003').then((reply) => reply.text())).rejects.toThrow()
    await expect.poll(() => tap.calls[0]?.isOver).toBe(true)
  },
)

it('has Retry-After and the status of a refusal pass', async () => {
  const { sandbox, send } = await tapped()
  await sandbox.do.armFault({
    fault: 'reply.status',
    status: 429,
    retry_after: 7,
    match: { operation: 'POST /messages' },
  })
  const reply = await send('+628000000003')
  expect(reply.status).toBe(429)
  expect(reply.headers.get('retry-after')).toBe('7')
})

// Reading deliveries: the body to the byte, and each attempt as it was sent and as it was answered.
import { expect, it } from 'vitest'

import { verifySignature } from '../../src/wire/v1/signature.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, see, sendText, subscribeInbox } from './control-reading.ts'

const STAYS_SENT = '+628000000001'

it('shows what was posted, to the byte, with the headers of each attempt', async () => {
  const sandbox = await startTestSandbox()
  const receiver = await startReceiver(503, (response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end('thanks'),
  )
  const secret = await subscribe(sandbox, receiver.url)
  await sendText(sandbox, STAYS_SENT)
  await sandbox.settle()
  const { deliveries } = await see(sandbox, '/deliveries')
  const delivery = await see(sandbox, `/deliveries/${deliveries[0].id}`)
  const [first, second] = receiver.received
  expect(delivery.body).toBe(first?.body)
  expect(delivery.event).toMatchObject({ type: 'message.status' })
  expect(delivery.delivery).toMatchObject({ status: 'succeeded', attempt_count: 2 })
  expect(delivery.subscription).toMatchObject({ url: receiver.url, status: 'active' })
  expect(delivery.attempts).toMatchObject([
    { number: 1, offset_ms: 0, outcome: 'answered', response_status: 503, url: receiver.url },
    { number: 2, outcome: 'answered', response_status: 200, response_snippet: 'thanks' },
  ])
  expect(delivery.attempts[1].offset_ms).toBeGreaterThanOrEqual(8_000)
  expect(delivery.attempts[1].offset_ms).toBeLessThanOrEqual(12_000)
  for (const [attempt, received] of [
    [delivery.attempts[0], first],
    [delivery.attempts[1], second],
  ] as const) {
    for (const [name, value] of Object.entries(attempt.headers)) {
      expect(received?.headers[name.toLowerCase()]).toBe(value)
    }
    const header = attempt.headers['X-Kirim-Signature']
    const now = Number(/t=(\d+)/.exec(header)?.[1])
    expect(verifySignature({ header, body: delivery.body, secrets: [secret], now })).toMatchObject({
      valid: true,
    })
  }
})

it('shows attempts that were not answered, and deliveries whose subscription is gone', async () => {
  const sandbox = await startTestSandbox()
  const { call } = sandbox
  const { body } = await call('POST', '/webhook_subscriptions', {
    url: 'http://127.0.0.1:1/nobody',
    events: ['message.status'],
  })
  await sendText(sandbox, STAYS_SENT)
  await sandbox.advance(5_000)
  await call('DELETE', `/webhook_subscriptions/${body.data.id}`)
  const { deliveries } = await see(sandbox, '/deliveries?status=dead')
  const delivery = await see(sandbox, `/deliveries/${deliveries[0].id}`)
  expect(delivery.subscription).toBeNull()
  expect(delivery.attempts).toMatchObject([
    {
      outcome: 'unreachable',
      response_status: null,
      response_snippet: null,
      error: expect.stringContaining('ECONNREFUSED'),
    },
  ])
})

it('lists deliveries by status, page by page', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'good')
  await subscribeInbox(sandbox, 'bad?answers=404')
  for (let n = 0; n < 3; n++) await sendText(sandbox, STAYS_SENT)
  await sandbox.settle()
  const dead = await see(sandbox, '/deliveries?status=dead&limit=2')
  expect(dead.deliveries).toMatchObject([
    { status: 'dead', phase: 'done', response_status: 404 },
    { status: 'dead' },
  ])
  const rest = await see(sandbox, `/deliveries?status=dead&limit=2&after=${dead.next}`)
  expect(rest).toMatchObject({ deliveries: [{ status: 'dead' }], next: null })
  expect((await see(sandbox, '/deliveries')).deliveries).toHaveLength(6)
})

it('refuses statuses that there are not, and ids of nobody', async () => {
  const sandbox = await startTestSandbox()
  const { status, error } = await ask(sandbox, '/deliveries?status=lost')
  expect([status, error.code, error.param]).toEqual([400, 'invalid_field_value', 'status'])
  expect(error.message).toContain('one of pending, succeeded, failed, dead')
  expect((await ask(sandbox, '/deliveries/wbd_nobody')).status).toBe(404)
})

async function subscribe({ call }: TestSandbox, url: string): Promise<string> {
  const { body } = await call('POST', '/webhook_subscriptions', { url, events: ['message.status'] })
  return body.data.initial_secret
}

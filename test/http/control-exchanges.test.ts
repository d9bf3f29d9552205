// What the journal keeps of calls and webhooks: headers and bodies of both directions, bounded, secrets covered.
import { expect, it } from 'vitest'

import {
  EXCHANGES_MAX,
  EXCHANGES_MAX_CHARACTERS,
  keepExchange,
  newExchanges,
} from '../../src/domain/world/exchanges.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { ask, see, sendText, subscribeInbox } from './control-reading.ts'

const BODY = { to: '+628000000003', type: 'text', text: { body: "Rock'n'roll" } }

it('shows what a call sent and got, and the call as a command', async () => {
  const sandbox = await startTestSandbox()
  const sent = await sandbox.call('POST', '/messages', BODY, { 'idempotency-key': 'k-1' })
  const { entries } = await see(sandbox, '/journal')
  const { entry, exchange } = await see(sandbox, `/journal/${entries[0].number}`)
  expect(entry).toEqual(entries[0])
  expect(exchange.request).toMatchObject({
    method: 'POST',
    url: `${sandbox.app.url}/messages`,
    headers: { authorization: 'Bearer ***', 'content-type': 'application/json' },
    body: JSON.stringify(BODY),
  })
  expect(exchange.response).toMatchObject({
    status: 200,
    headers: { 'X-Request-Id': sent.body.request_id, 'Idempotent-Replayed': 'false' },
  })
  expect(JSON.parse(exchange.response.body)).toEqual(sent.body)
  expect(exchange.curl).toBe(
    [
      `curl -X POST '${sandbox.app.url}/messages' \\`,
      '  -H "Authorization: Bearer $KIRIM_API_KEY" \\',
      "  -H 'content-type: application/json' \\",
      "  -H 'idempotency-key: k-1' \\",
      `  --data-raw '${JSON.stringify(BODY).replaceAll("'", "'\\''")}'`,
    ].join('\n'),
  )
})

it('shows with a message the call that sent it', async () => {
  const sandbox = await startTestSandbox()
  const id = await sendText(sandbox, '+628000000003')
  const { call } = await see(sandbox, `/messages/${id}`)
  expect(JSON.parse(call.response.body).data.id).toBe(id)
  const { body } = await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  expect((await see(sandbox, `/messages/${body.data.message_id}`)).call).toBeNull()
})

it('shows what a webhook carried and what the receiver said', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop?answers=503')
  await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  await sandbox.advance(0)
  const { entries } = await see(sandbox, '/journal?kind=attempt')
  const { exchange } = await see(sandbox, `/journal/${entries[0].number}`)
  expect(exchange.request.headers).toMatchObject({
    'X-Kirim-Event': entries[0].event,
    'X-Kirim-Signature': expect.stringMatching(/^t=\d+,v1=\*\*\*$/),
  })
  expect(exchange.request.body).toContain('+6281234567890'.slice(1))
  expect(exchange.response.status).toBe(503)
})

it('covers every secret that a call sent or got', async () => {
  const sandbox = await startTestSandbox()
  const made = await subscribeInbox(sandbox, 'shop')
  await sandbox.call('GET', '/me', undefined, {
    cookie: 'session=canary',
    'x-api-key': 'kdv_live_canarycanary',
  })
  const { entries } = await see(sandbox, '/journal?kind=request')
  const texts = entries.map(async ({ number }: { number: number }) =>
    JSON.stringify(await see(sandbox, `/journal/${number}`)),
  )
  const all = (await Promise.all(texts)).join('')
  expect(all).toContain('initial_secret')
  expect(all).not.toContain('canary')
  expect(all).not.toMatch(/whsec_[A-Za-z0-9]/)
  expect(all).not.toContain(sandbox.app.apiKey)
  expect(made).toBeDefined()
})

it('keeps what was really sent where a fault changed the answer', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('arm-fault', { fault: 'malformed', times: 1 })
  await fetch(`${sandbox.app.url}/health`).then((response) => response.text())
  await fetch(`${sandbox.app.url}/me`, {
    headers: { authorization: `Bearer ${sandbox.app.apiKey}` },
  }).then((response) => response.text())
  const { entries } = await see(sandbox, '/journal?kind=request')
  const struck = entries.find(({ fault }: { fault?: string }) => fault !== undefined)
  const { exchange } = await see(sandbox, `/journal/${struck.number}`)
  expect(() => JSON.parse(exchange.response.body)).toThrow()
})

it('filters by method, path, status and event', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop')
  await sendText(sandbox, '+628000000003')
  await sandbox.call('GET', '/contacts?limit=1')
  await sandbox.call('GET', '/nonsense')
  await sandbox.settle()
  const count = async (query: string) =>
    (await see(sandbox, `/journal?limit=1000&${query}`)).entries
  expect((await count('method=post')).map(({ path }: { path: string }) => path)).toEqual([
    '/v1/webhook_subscriptions',
    '/v1/messages',
  ])
  expect(await count('path=contacts')).toHaveLength(1)
  expect(await count('status=4xx')).toMatchObject([{ status: 404 }])
  expect(await count('status=read')).toMatchObject([{ kind: 'status', status: 'read' }])
  expect(await count('event=message.status&status=200')).toHaveLength(3)
  const { error } = await ask(sandbox, '/journal?status=9')
  expect(error).toMatchObject({ code: 'invalid_field_value', param: 'status' })
})

it('says so when there is no such entry', async () => {
  const sandbox = await startTestSandbox()
  expect((await ask(sandbox, '/journal/7')).error).toMatchObject({
    code: 'resource_not_found',
    param: 'number',
  })
  expect((await ask(sandbox, '/journal/first')).status).toBe(400)
})

it('forgets the oldest call when there are too many, or too large ones', () => {
  const exchanges = newExchanges()
  const exchange = (size: number) => ({
    requestHeaders: {},
    requestBody: 'x'.repeat(size),
    responseHeaders: {},
    responseBody: undefined,
  })
  for (let n = 1; n <= EXCHANGES_MAX + 5; n++) keepExchange(exchanges, n, exchange(1))
  expect(exchanges.byNumber.size).toBe(EXCHANGES_MAX)
  expect(exchanges.byNumber.has(5)).toBe(false)
  keepExchange(exchanges, 2_000, exchange(EXCHANGES_MAX_CHARACTERS - 10))
  expect(exchanges.byNumber.size).toBe(11)
  expect(exchanges.characters).toBe(EXCHANGES_MAX_CHARACTERS)
})

// The door of the control API: closed to web pages, one organisation for each key, one kind of no.
import { describe, expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import {
  ask,
  rawRequest,
  secondOrganization,
  see,
  sendText,
  subscribeInbox,
} from './control-reading.ts'
import { follow } from './streams.ts'

const PATHS = [
  ['GET', '/status'],
  ['GET', '/journal'],
  ['GET', '/events'],
  ['GET', '/inboxes/shop'],
  ['GET', '/inbox/shop'],
  ['POST', '/inbox/shop'],
  ['DELETE', '/inbox/shop'],
  ['POST', '/actions/reset'],
  ['GET', '/nothing'],
  ['GET', ''],
] as const

describe.each(PATHS)('%s /_sandbox%s', (method, path) => {
  it('is closed to names that are not of this machine', async () => {
    const { app } = await startTestSandbox()
    for (const host of ['evil.example', 'evil.example:3000', '127.0.0.1.evil.example', '[::2]']) {
      const reply = await rawRequest(app.controlUrl + path, { method, headers: { host } })
      expect(JSON.parse(reply.body).error).toMatchObject({
        code: 'control_forbidden',
        param: 'Host',
      })
      expect(reply.status).toBe(403)
    }
  })

  it('is closed to pages from elsewhere', async () => {
    const { app } = await startTestSandbox()
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      const reply = await rawRequest(app.controlUrl + path, { method, headers: { origin } })
      expect(JSON.parse(reply.body).error).toMatchObject({
        code: 'control_forbidden',
        param: 'Origin',
      })
      expect(reply.status).toBe(403)
    }
  })
})

it('is open to its own pages, by each name of this machine', async () => {
  const { app } = await startTestSandbox()
  const { port } = new URL(app.controlUrl)
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
    const headers = { host, origin: `http://${host}` }
    const { status, body } = await rawRequest(`${app.controlUrl}/status`, { headers })
    expect(status).toBe(200)
    expect(JSON.parse(body).data.control_url).toBe(`http://${host}/_sandbox`)
  }
})

it('answers whoever has no key of anybody, or one that is no longer good, with a no', async () => {
  const sandbox = await startTestSandbox()
  const { key } = await secondOrganization(sandbox)
  await sandbox.act('issue-key', { token: `kdv_test_${'x'.repeat(24)}`, expires_in: '1h' })
  await sandbox.advance(3_600_000)
  for (const [token, code] of [
    [`kdv_test_${'0'.repeat(24)}`, 'invalid_api_key'],
    [`kdv_test_${'x'.repeat(24)}`, 'expired_api_key'],
    ['nonsense', 'invalid_api_key'],
  ]) {
    const { status, error } = await ask(sandbox, '/status', { key: token ?? '' })
    expect([status, error.code]).toEqual([401, code])
  }
  expect((await ask(sandbox, '/status', { key })).status).toBe(200)
})

it('says what there is when there is nothing', async () => {
  const sandbox = await startTestSandbox()
  for (const [method, path] of [
    ['GET', '/nothing'],
    ['GET', ''],
    ['GET', '/'],
    ['POST', '/status'],
    ['DELETE', '/journal'],
    ['GET', '/status/more'],
  ] as const) {
    const { status, error } = await ask(sandbox, path, { method })
    expect([status, error.code]).toEqual([404, 'resource_not_found'])
    expect(error.message).toContain(`${method} /_sandbox${path}. `)
    expect(error.message).toContain('/messages/{id}')
  }
})

it('refuses a body that is too large, or is no JSON, in the same envelope', async () => {
  const { app } = await startTestSandbox()
  const url = `${app.controlUrl}/actions/reset`
  for (const [type, body] of [
    ['application/json', ' '.repeat(1_048_577)],
    ['application/json', '{'],
    ['text/plain', '{}'],
  ] as const) {
    const headers = { 'content-type': type, 'content-length': String(body.length) }
    const reply = await rawRequest(url, { method: 'POST', headers }, body)
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body).error).toMatchObject({ code: 'invalid_request' })
  }
})

it('answers HEAD without a body, and without opening a stream', async () => {
  const { app } = await startTestSandbox()
  expect((await fetch(`${app.controlUrl}/status`, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(`${app.controlUrl}/events`, { method: 'HEAD' })).status).toBe(404)
})

it('lets no organisation see what another one did or received', async () => {
  const sandbox = await startTestSandbox()
  const second = await secondOrganization(sandbox)
  const key = second.key
  const own = await follow(sandbox)
  const others = await follow(sandbox, { headers: { authorization: `Bearer ${key}` } })
  await subscribeInbox(sandbox, 'shop', key)
  const id = await sendText(sandbox, '+628000000001', key)
  const advanced = await fetch(`${sandbox.app.controlUrl}/actions/advance-clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ until: 'idle' }),
  })
  expect(advanced.status).toBe(200)
  expect((await see(sandbox, '/journal')).entries).toEqual([])
  expect((await see(sandbox, '/messages')).messages).toEqual([])
  expect((await see(sandbox, '/deliveries')).deliveries).toEqual([])
  expect((await see(sandbox, '/inboxes')).inboxes).toEqual([])
  expect((await see(sandbox, '/inboxes/shop')).requests).toEqual([])
  expect((await ask(sandbox, `/messages/${id}`)).status).toBe(404)
  expect((await see(sandbox, '/inboxes/shop', key)).requests).toMatchObject([
    { signature: { valid: true } },
  ])
  expect((await others.take(4)).map(({ event }) => event)).toEqual([
    'request',
    'request',
    'status',
    'attempt',
  ])
  await sandbox.call('GET', '/me')
  expect(await own.next()).toMatchObject({ id: '1', data: { operation: 'GET /me' } })
})

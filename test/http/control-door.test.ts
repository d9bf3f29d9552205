// The door of the control API: closed to web pages, one organisation for each key, one kind of failure.
import { describe, expect, it } from 'vitest'

import { sendBytes } from '../api/raw.ts'
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
  ['POST', '/stop'],
  ['GET', '/nothing'],
  ['GET', ''],
] as const

const STRANGE_HOSTS = [
  'evil.example',
  'evil.example:3000',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'localhost:3000@evil.example',
  'localhost, evil.example',
  '[::2]',
  '[::ffff:8.8.8.8]',
  '0.0.0.0',
  '128.0.0.1',
  '2130706433',
  'localhost:port',
]

describe.each(PATHS)('%s /_sandbox%s', (method, path) => {
  it('is closed to names that are not of this machine', async () => {
    const { app } = await startTestSandbox()
    for (const host of STRANGE_HOSTS) {
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
  const names = ['127.0.0.1', 'localhost', 'LOCALHOST', 'localhost.', '127.3.2.1', '[::1]']
  for (const host of [...names, '[0:0:0:0:0:0:0:1]'].map((name) => `${name}:${port}`)) {
    const headers = { host, origin: `http://${host.toLowerCase()}` }
    const { status, body } = await rawRequest(`${app.controlUrl}/status`, { headers })
    expect(status).toBe(200)
    expect(JSON.parse(body).data.control_url).toBe(`http://${host}/_sandbox`)
  }
})

describe('a request that names more than one host, or none,', () => {
  it.each([
    ['none', 'GET /_sandbox/status HTTP/1.1', []],
    ['an empty one', 'GET /_sandbox/status HTTP/1.1', ['Host:']],
    ['none, in the old way', 'GET /_sandbox/status HTTP/1.0', []],
    ['two', 'GET /_sandbox/status HTTP/1.1', ['Host: localhost', 'Host: evil.example']],
    ['two', 'GET /_sandbox/status HTTP/1.1', ['Host: evil.example', 'hOST: localhost']],
    ['another', 'GET http://evil.example/_sandbox/status HTTP/1.1', ['Host: localhost']],
    ['another', 'GET http://localhost/_sandbox/status HTTP/1.1', ['Host: evil.example']],
    ['another', 'GET HTTP://u@evil.example:80/_sandbox/status HTTP/1.1', ['Host: localhost']],
  ])('is refused: %s', async (_what, line, headers) => {
    const sandbox = await startTestSandbox()
    const head = [line, ...headers, 'Connection: close'].join('\r\n')
    const { status, body } = await sendBytes(sandbox, `${head}\r\n\r\n`)
    expect([status, body.error.code, body.error.param]).toEqual([403, 'control_forbidden', 'Host'])
  })

  it('is let in when all of them are this machine', async () => {
    const sandbox = await startTestSandbox()
    const line = 'GET http://localhost:1/_sandbox/status HTTP/1.1'
    const head = `${line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`
    expect((await sendBytes(sandbox, head)).status).toBe(200)
  })

  it('is seen through however many headers stand before', async () => {
    const sandbox = await startTestSandbox()
    const many = 'a:\r\n'.repeat(3_000)
    const origin = 'Origin: https://evil.example'
    const head = `GET /_sandbox/status HTTP/1.1\r\nHost: localhost\r\n${many}${origin}\r\nConnection: close`
    expect((await sendBytes(sandbox, `${head}\r\n\r\n`)).status).toBe(403)
  })
})

describe('what a page elsewhere makes a browser send without Origin', () => {
  const send = async (headers: Readonly<Record<string, string>>) => {
    const { app } = await startTestSandbox()
    return rawRequest(`${app.controlUrl}/status`, { headers })
  }

  it.each(['cross-site', 'same-site'])('is refused: %s', async (site) => {
    const { status, body } = await send({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })
    expect(status).toBe(403)
    expect(JSON.parse(body).error.param).toBe('Sec-Fetch-Site')
  })

  it('is let in when somebody follows a link, types it, or it is a page of ours', async () => {
    for (const [site, mode] of [
      ['cross-site', 'navigate'],
      ['none', 'navigate'],
      ['same-origin', 'cors'],
    ] as const) {
      const { status } = await send({ 'sec-fetch-site': site, 'sec-fetch-mode': mode })
      expect([site, status]).toEqual([site, 200])
    }
  })
})

it('gives no page elsewhere a permission, whatever it asks for', async () => {
  const { app } = await startTestSandbox()
  const root = new URL(app.url).origin
  for (const path of ['/_sandbox/status', '/_sandbox/inbox/shop', '/docs', '/v1/me', '/nothing']) {
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const response = await fetch(root + path, {
        method,
        headers: { 'access-control-request-method': 'POST' },
      })
      const names = [...response.headers.keys()]
      expect(names.filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  }
})

it('tells browsers to keep what they see to themselves', async () => {
  const { app } = await startTestSandbox()
  for (const path of ['/status', '/nothing', '/events', '/openapi.json', '/inboxes/shop']) {
    const { headers } = await fetch(app.controlUrl + path)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
  }
})

it('takes an action only as JSON, also when there is nothing to say', async () => {
  const { app } = await startTestSandbox()
  for (const [type, body, status] of [
    ['application/json', '', 200],
    ['APPLICATION/JSON; charset=utf-8', '{}', 200],
    [undefined, '', 400],
    ['text/plain', '', 400],
    ['text/plain; application/json', '{}', 400],
    ['application/jsonp', '{}', 400],
    ['application/x-www-form-urlencoded', 'a=b', 400],
    ['multipart/form-data; boundary=x', '', 400],
  ] as const) {
    const headers = type === undefined ? {} : { 'content-type': type }
    const options = { method: 'POST', headers: { ...headers, 'content-length': `${body.length}` } }
    const reply = await rawRequest(`${app.controlUrl}/actions/reset`, options, body)
    expect([type, reply.status]).toEqual([type, status])
    if (status === 400) expect(JSON.parse(reply.body).error.param).toBe('Content-Type')
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

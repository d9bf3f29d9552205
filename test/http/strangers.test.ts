// Strangers: foreign names and pages of other origins reach nothing behind the port, not even a 404.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS } from '../../src/contract/spec.ts'
import { ACTIONS } from '../../src/control/actions/index.ts'
import { CONTROL_READS } from '../../src/control/reads/index.ts'
import { DoorError, newDoor } from '../../src/http/door.ts'
import { plainName } from '../../src/http/host-names.ts'
import { sendBytes } from '../api/raw.ts'
import { REQUEST_ID } from '../api/stories.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { see } from './control-reading.ts'

const filled = (path: string) => path.replace(/\{\w+\}/g, 'anything')

/** One path of each row of each table of routes, and what no table has. */
const EVERYTHING: readonly string[] = [
  ...OPERATION_KEYS.map((key) => filled(key.replace(' ', ' /v1'))),
  ...Object.keys(ACTIONS).map((name) => `POST /_sandbox/actions/${name}`),
  ...CONTROL_READS.map(({ path }) => `GET /_sandbox${filled(path)}`),
  'GET /v1/openapi.json',
  'GET /_sandbox/events',
  'GET /_sandbox/openapi.json',
  'POST /_sandbox/inbox/shop',
  'PUT /_sandbox/inbox/shop',
  'GET /_sandbox/inbox/shop',
  'DELETE /_sandbox/inbox/shop',
  'GET /docs',
  'GET /docs/start.js',
  'GET /docs/nothing',
  'GET /',
  'GET /nothing',
  'GET /v1',
  'DELETE /v1/messages',
  'GET /v1/%zz',
  'OPTIONS /v1/messages',
  'OPTIONS *',
]

const STRANGERS = [
  ['Host', { host: 'evil.example:3000', origin: 'http://evil.example:3000' }],
  ['Origin', { origin: 'https://evil.example' }],
  ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
] as const

function send(
  { app }: TestSandbox,
  line: string,
  headers: Readonly<Record<string, string>>,
  body = '',
) {
  const [method = '', path = ''] = line.split(' ')
  const all = {
    authorization: `Bearer ${app.apiKey}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const { hostname, port } = new URL(app.url)
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers: all }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode, headers: response.headers, body: text })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

type Answer = {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe.each(STRANGERS)('whoever shows by %s that it is a stranger', (param, headers) => {
  it('gets the same no at every path of every table of routes', async () => {
    const sandbox = await startTestSandbox()
    for (const line of EVERYTHING) {
      const { status, body, headers: answered } = await send(sandbox, line, headers)
      expect([line, status]).toEqual([line, 403])
      expect(answered).not.toHaveProperty('access-control-allow-origin')
      expect(answered['cross-origin-resource-policy']).toBe('same-origin')
      const { error } = JSON.parse(body)
      expect(error).toMatchObject({ code: 'control_forbidden', type: 'permission_error', param })
      expect(error.request_id).toMatch(REQUEST_ID)
      expect(answered['x-request-id']).toBe(error.request_id)
    }
  })

  it('changes nothing, and no id that others are given', async () => {
    const sandbox = await startTestSandbox()
    const twin = await startTestSandbox()
    const contact = JSON.stringify({ phone_number: '+6281234567890' })
    for (const line of ['POST /v1/contacts', 'POST /v1/messages', 'GET /v1/me', 'GET /nothing']) {
      expect((await send(sandbox, line, headers, contact)).status).toBe(403)
    }
    const [after, fresh] = await Promise.all([sandbox, twin].map(({ call }) => call('GET', '/me')))
    expect(after?.headers.get('x-request-id')).toBe(fresh?.headers.get('x-request-id'))
    expect((await sandbox.call('GET', '/contacts')).body.data).toEqual([])
  })

  it('is told of in the journal, once', async () => {
    const sandbox = await startTestSandbox()
    for (let i = 0; i < 3; i++) await send(sandbox, 'GET /v1/me', headers)
    const { entries } = await see(sandbox, '/journal')
    const refused = entries.filter(({ kind }: { kind: string }) => kind === 'notice')
    expect(refused).toHaveLength(1)
    expect(refused[0].message).toMatch(/^Refused: This sandbox /)
  })
})

it('lets no name that was pointed at this machine have a webhook sent to another program of it', async () => {
  const sandbox = await startTestSandbox()
  const page = { host: 'rebound.example:3000', origin: 'http://rebound.example:3000' }
  const body = JSON.stringify({ url: 'http://127.0.0.1:9/', events: ['contact.created'] })
  expect((await send(sandbox, 'POST /v1/webhook_subscriptions', page, body)).status).toBe(403)
  expect((await sandbox.call('GET', '/webhook_subscriptions')).body.data).toEqual([])
})

it('tells a name of its own the flag that lets it in, and what is no name nothing to copy', async () => {
  const sandbox = await startTestSandbox()
  const told = async (host: string) =>
    JSON.parse((await send(sandbox, 'GET /v1/me', { host })).body).error.message
  expect(await told('host.docker.internal:3000')).toContain(
    'start with --allow-host host.docker.internal.',
  )
  expect(await told('evil"; rm.example')).not.toContain('--allow-host')
})

it('takes no form that a page elsewhere has a browser send as if somebody followed a link', async () => {
  const sandbox = await startTestSandbox()
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  expect((await send(sandbox, 'GET /docs', headers)).status).toBe(200)
  expect((await send(sandbox, 'POST /v1/contacts', headers, '{}')).status).toBe(403)
  expect((await send(sandbox, 'POST /_sandbox/inbox/shop', headers)).status).toBe(403)
})

describe('clients of this machine', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', 'localhost.', '127.3.2.1', '[::1]', '[0::1]'])(
    'are let in by the name %s, with a port and without',
    async (name) => {
      const sandbox = await startTestSandbox()
      for (const host of [name, `${name}:3000`]) {
        expect((await send(sandbox, 'GET /v1/me', { host })).status).toBe(200)
      }
    },
  )

  it.each([
    ['HTTP/1.0 without a Host', 'GET /v1/me HTTP/1.0', ''],
    ['HTTP/1.1 without a Host', 'GET /v1/me HTTP/1.1', 'Connection: close\r\n'],
    ['an empty Host', 'GET /v1/me HTTP/1.1', 'Host:\r\nConnection: close\r\n'],
    ['a whole URL', 'GET http://localhost/v1/me HTTP/1.1', 'Host: [::1]\r\nConnection: close\r\n'],
  ])('are let in to the API with %s, which no browser sends', async (_what, line, headers) => {
    const sandbox = await startTestSandbox()
    const key = `Authorization: Bearer ${sandbox.app.apiKey}`
    expect((await sendBytes(sandbox, `${line}\r\n${headers}${key}\r\n\r\n`)).status).toBe(200)
  })
})

describe('names of --allow-host', () => {
  it('are let in as they are written, with any port, and no others', async () => {
    const allowHosts = ['Host.Docker.Internal', 'sandbox', 'fd00::5', '10.0.0.5']
    const sandbox = await startTestSandbox({ allowHosts })
    for (const [host, status] of [
      ['host.docker.internal', 200],
      ['HOST.docker.internal.:8080', 200],
      ['sandbox:3000', 200],
      ['[fd00:0::5]:3000', 200],
      ['10.0.0.5:3000', 200],
      ['localhost:3000', 200],
      ['evil.host.docker.internal', 403],
      ['host.docker.internal.evil.example', 403],
      ['10.0.0.6', 403],
    ] as const) {
      for (const path of ['/v1/me', '/_sandbox/status']) {
        const reply = await send(sandbox, `GET ${path}`, { host })
        expect([host, path, reply.status]).toEqual([host, path, status])
      }
    }
  })

  it.each(['https://kirim.example.com', 'http://[fd00::5]:8080'])(
    'have that of the public address beside them: %s',
    (publicUrl) => {
      const { hostname } = new URL(publicUrl)
      expect(newDoor('127.0.0.1', undefined, [], publicUrl).names?.size).toBe(1)
      const door = newDoor('127.0.0.1', undefined, ['sandbox'], publicUrl)
      expect([...(door.names ?? [])]).toEqual(['sandbox', plainName(hostname)])
    },
  )

  it('may load the pages that they lead to', async () => {
    const sandbox = await startTestSandbox({ allowHosts: ['sandbox'] })
    const own = { host: 'sandbox:3000', origin: 'http://sandbox:3000' }
    expect((await send(sandbox, 'GET /docs', own)).status).toBe(200)
    const other = { host: 'sandbox:3000', origin: 'http://sandbox:4000' }
    expect((await send(sandbox, 'GET /docs', other)).status).toBe(403)
  })

  it.each(['http://shop.example', 'shop:80', '*.example', 'a b', '', 'shop/', '-shop'])(
    'are none: %s',
    (text) => {
      expect(() => newDoor('127.0.0.1', undefined, [text])).toThrow(DoorError)
      expect(() => newDoor('127.0.0.1', undefined, [text])).toThrow(`got ${JSON.stringify(text)}`)
    },
  )

  it('are all there are beyond loopback too, where any name is taken without them', () => {
    const token = 'a-token-of-a-test-123'
    expect(newDoor('0.0.0.0', token).names).toBeNull()
    expect([...(newDoor('0.0.0.0', token, ['sandbox']).names ?? [])]).toEqual([
      'sandbox',
      '0.0.0.0',
    ])
  })
})

// Where there is something and where there is nothing: unknown paths, wrong methods, HEAD, bad HTTP.
import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { exchange, requestText, sendBytes } from './raw.ts'
import { expectRefusal, REQUEST_ID, sendText, unknownId } from './stories.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']

const PATHS = [...new Set(OPERATION_KEYS.map((key) => OPERATIONS[key].path))]

/** The path with names and ids that are shaped like none. */
function filled(path: string): string {
  return path.replace('{name}', 'hello_world').replaceAll(/\{\w+\}/g, unknownId('x'))
}

/** `bulk_label` and `bulk_replay` look like ids to the methods that take one there. */
function isTaken(path: string, method: string): boolean {
  const twin = path.replace(/\/bulk_\w+$/, '/{id}')
  return [path, twin].some((one) => Object.hasOwn(OPERATIONS, `${method} ${one}`))
}

describe('a path that nobody has', () => {
  it.each([
    '/v1/',
    '/v1/nope',
    '/v1/nope/nope?limit=1',
    '/v2/messages',
    '/V1/messages',
    '/v1/Messages',
    '/v1/messages;limit=1',
    '/v1/contacts/bulk_label/nope',
    '//v1/messages',
    '/v1/../v1/messages',
    '/6281234567890/messages',
    `/v1/nope/${'a'.repeat(10_000)}`,
    '/favicon.ico',
  ])('%s is a 404 with the envelope, and with no list of methods', async (path) => {
    const kirim = await startTestSandbox()
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await sendBytes(kirim, requestText(kirim, `${method} ${path}`))
      expectRefusal(reply, 404, 'resource_not_found')
      expect(reply.headers.get('allow')).toBeNull()
    }
  })

  it('is / for all but those who read the page there', async () => {
    const kirim = await startTestSandbox()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await sendBytes(kirim, requestText(kirim, `${method} /`))
      expectRefusal(reply, 404, 'resource_not_found')
    }
    const page = await fetch(new URL('/', kirim.app.url))
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await page.text()).toMatch(/^<!doctype html>/)
  })

  it('is a 404 without a key too, and whatever the body', async () => {
    const kirim = await startTestSandbox()
    const replies = [
      await kirim.call('GET', '/nope', undefined, { authorization: '' }),
      await kirim.call('POST', '/nope', '{"broken'),
      await kirim.call('POST', '/nope', 'a=1', { 'content-type': 'text/plain' }),
      await kirim.call('POST', '/nope', 'a=1', { 'content-type': ';;' }),
      await kirim.call('POST', '/nope', 'a'.repeat(2 * 1024 * 1024)),
    ]
    for (const reply of replies) expectRefusal(reply, 404, 'resource_not_found')
  })
})

describe('a method that a path does not take', () => {
  it.each(PATHS)('is a 404 on %s that lists those it takes', async (path) => {
    const kirim = await startTestSandbox()
    for (const method of METHODS.filter((each) => !isTaken(path, each))) {
      const reply = await sendBytes(kirim, requestText(kirim, `${method} /v1${filled(path)}`))
      expectRefusal(reply, 404, 'resource_not_found')
      const allowed = (reply.headers.get('allow') ?? '').split(', ').toSorted()
      const expected = METHODS.filter((each) => isTaken(path, each)).toSorted()
      expect(allowed, method).toStrictEqual(expected)
    }
  })

  it('may be one of which the server itself knows more than the API', async () => {
    const kirim = await startTestSandbox()
    for (const path of ['/v1/messages', '/v1/nope']) {
      const reply = await sendBytes(kirim, requestText(kirim, `QUERY ${path}`))
      expectRefusal(reply, 404, 'resource_not_found')
    }
  })

  it('opens nothing to web pages: no CORS header is ever sent', async () => {
    const kirim = await startTestSandbox()
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    }
    for (const method of ['OPTIONS', 'GET']) {
      const reply = await kirim.call(method, '/messages', undefined, headers)
      const names = [...reply.headers.keys()]
      expect(names.filter((name) => name.startsWith('access-control'))).toStrictEqual([])
    }
  })
})

describe('HEAD', () => {
  it.each([
    '/health',
    '/me',
    '/messages',
    '/messages?limit=0',
    `/messages/${unknownId('msg')}`,
    '/messages/msg_1',
    '/templates/hello_world',
    '/labels',
    '/nope',
  ])('answers like GET on %s, without the body', async (path) => {
    const kirim = await startTestSandbox()
    const get = await kirim.call('GET', path)
    const head = await kirim.call('HEAD', path)
    expect(head.body).toBeUndefined()
    expect(head.status).toBe(get.status)
    const names = ['content-type', 'content-length', 'x-ratelimit-limit', 'x-ratelimit-remaining']
    for (const name of names) expect(head.headers.get(name), name).toBe(get.headers.get(name))
    expect(head.headers.get('x-request-id')).toMatch(REQUEST_ID)
  })

  it('leads to media like GET', async () => {
    const kirim = await startTestSandbox()
    const url = 'https://cdn.example/a.jpg'
    const { id } = await sendText(kirim)
    const wish = { to: '+628000000002', type: 'image', image: { url } }
    const image = await kirim.call('POST', '/messages', wish)
    const found = await kirim.call('HEAD', `/messages/${image.body.data.id}/media`)
    expect([found.status, found.headers.get('location')]).toStrictEqual([302, url])
    expect((await kirim.call('HEAD', `/messages/${id}/media`)).status).toBe(404)
  })

  it('needs a key', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('HEAD', '/me', undefined, { authorization: '' })
    expect([reply.status, reply.headers.get('x-ratelimit-limit')]).toStrictEqual([401, null])
  })
})

describe('what is not quite HTTP', () => {
  it('is a 431 when the headers are huge', async () => {
    const kirim = await startTestSandbox()
    const headers = { 'X-Large': 'a'.repeat(20_000) }
    const reply = await sendBytes(kirim, requestText(kirim, 'GET /v1/me', '', headers))
    expect(reply).toMatchObject({ status: 431, body: { error: { code: 'invalid_request' } } })
    expect(reply.headers.get('x-request-id')).toBe(reply.body.error.request_id)
  })

  it.each([
    ['no method', 'NONSENSE\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000'],
    ['a NUL in the path', 'GET /v1/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'a length below zero',
      'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
    ],
    [
      'a chunk of no size',
      'POST /v1/labels HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    ],
    [
      'two ways to tell the length',
      'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    ],
  ])('is a 400 with the envelope when it has %s', async (_what, bytes) => {
    const kirim = await startTestSandbox()
    expectRefusal(await sendBytes(kirim, bytes), 400, 'invalid_request')
    expect((await kirim.call('GET', '/me')).status).toBe(200)
  })

  it('may ask for many things in a row on one connection', async () => {
    const kirim = await startTestSandbox()
    const one = requestText(kirim, 'GET /v1/health', '', { Connection: 'keep-alive' })
    const last = requestText(kirim, 'GET /v1/messages/msg_1')
    const answers = await exchange(kirim, one.repeat(20) + last)
    const statuses = Array.from(answers.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => status)
    expect(statuses).toStrictEqual([...Array(20).fill('200'), '400'])
  })
})

it('GET /v1 says which generation this is, and lists what there is', async () => {
  const { app } = await startTestSandbox()
  const { data } = (await (await fetch(app.url)).json()) as {
    data: { about: string; document: string; operations: string[] }
  }
  expect(data.about).toContain('api-kckit.kirim.chat')
  expect(data.document).toBe('/v1/openapi.json')
  expect(data.operations).toEqual(OPERATION_KEYS.map((key) => key.replace(' ', ' /v1')))
})

it.each(['/messages/', '/contacts//', '/templates/'])('%s has a slash too many', async (path) => {
  const sandbox = await startTestSandbox()
  const { status, body } = await sandbox.call('GET', path)
  expect(status).toBe(404)
  expect(body.error.message).toContain(`Ask for /v1${path.replace(/\/+$/, '')}.`)
})

// Faults of replies as a client meets them on the wire.

import { request } from 'node:http'
import { connect } from 'node:net'

import { describe, expect, it } from 'vitest'

import { checkReply } from '../../src/contract/validators.ts'
import { exchange, requestText } from '../api/raw.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { arm, counts, holdAlarms, messageCount, READER, sendText, textTo } from './arming.ts'

const POST = '/v1/messages'

function postText(sandbox: TestSandbox): string {
  const body = JSON.stringify(textTo(READER))
  return requestText(sandbox, `POST ${POST}`, body, { 'Content-Type': 'application/json' })
}

/** What node:http says of a POST that is not answered. */
function errorOfPost({ app }: TestSandbox): Promise<NodeJS.ErrnoException> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' }
    const sent = request(`${app.url}/messages`, { method: 'POST', headers, agent: false }, () =>
      reject(new Error('There was an answer.')),
    )
    sent.on('error', resolve)
    sent.end(JSON.stringify(textTo(READER)))
  })
}

describe('reply.status', () => {
  it.each([
    [400, 'invalid_field_value', 'invalid_request_error'],
    [401, 'invalid_api_key', 'authentication_error'],
    [422, 'whatsapp_number_not_verified', 'invalid_request_error'],
    [429, 'rate_limit_exceeded', 'rate_limit_error'],
    [502, 'whatsapp_upstream_error', 'api_error'],
    [503, 'service_unavailable', 'api_error'],
  ])('answers %i with the code %s and does nothing', async (status, code, type) => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status, times: 1 })
    const struck = await sendText(sandbox)
    expect(struck.status).toBe(status)
    expect(struck.body.error).toMatchObject({ code, type })
    expect(struck.body.error.request_id).toBe(struck.headers.get('x-request-id'))
    expect(checkReply('POST /messages', status, struck.body)).toBeNull()
    expect(await messageCount(sandbox)).toBe(0)
    expect(await counts(sandbox)).toEqual([[1, 1, false]])
    expect((await sendText(sandbox)).status).toBe(200)
  })

  it('says Retry-After with a 429, and the seconds that it was told', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 429, times: 1 })
    await arm(sandbox, { fault: 'reply.status', status: 429, retry_after: 12, times: 1 })
    await arm(sandbox, { fault: 'reply.status', status: 503, retry_after: 30, times: 1 })
    await arm(sandbox, { fault: 'reply.status', status: 502, times: 1 })
    const said: unknown[] = []
    for (let n = 0; n < 4; n++) {
      const { status, headers } = await sendText(sandbox)
      said.push([status, headers.get('retry-after')])
    }
    expect(said).toEqual([
      [429, '1'],
      [429, '12'],
      [503, '30'],
      [502, null],
    ])
  })

  it('takes another code of the same status', async () => {
    const sandbox = await startTestSandbox()
    const code = 'outside_24h_window'
    await arm(sandbox, { fault: 'reply.status', status: 422, code, times: 1 })
    expect((await sendText(sandbox)).body.error.code).toBe(code)
  })

  it('passes by the operations that do not declare its status', async () => {
    const sandbox = await startTestSandbox()
    await arm(sandbox, { fault: 'reply.status', status: 502, times: 1 })
    const { call } = sandbox
    expect((await call('GET', '/me')).status).toBe(200)
    expect((await call('GET', '/health')).status).toBe(200)
    expect(await counts(sandbox)).toEqual([[0, 0, true]])
    expect((await sendText(sandbox)).status).toBe(502)
  })
})

it('reply.reset breaks the connection with RST, and nothing was done', async () => {
  const sandbox = await startTestSandbox()
  const match = { operation: 'POST /messages' }
  await arm(sandbox, { fault: 'reply.reset', match, times: 3 })
  await expect(exchange(sandbox, postText(sandbox))).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await errorOfPost(sandbox)).toMatchObject({ code: 'ECONNRESET' })
  await expect(sendText(sandbox)).rejects.toThrow('fetch failed')
  expect(await counts(sandbox)).toEqual([[3, 3, false]])
  expect(await messageCount(sandbox)).toBe(0)
})

it('reply.empty closes the connection without a byte, and nothing was done', async () => {
  const sandbox = await startTestSandbox()
  const match = { operation: 'POST /messages' }
  await arm(sandbox, { fault: 'reply.empty', match, times: 3 })
  expect(await exchange(sandbox, postText(sandbox))).toBe('')
  expect(await errorOfPost(sandbox)).toMatchObject({ message: 'socket hang up' })
  await expect(sendText(sandbox)).rejects.toThrow('fetch failed')
  expect(await counts(sandbox)).toEqual([[3, 3, false]])
  expect(await messageCount(sandbox)).toBe(0)
})

it('reply.truncate promises the whole body, sends half of it, and the deed is done', async () => {
  const sandbox = await startTestSandbox()
  await arm(sandbox, { fault: 'reply.truncate', times: 2 })
  const [head = '', body = ''] = (await exchange(sandbox, postText(sandbox))).split('\r\n\r\n')
  const promised = Number(/content-length: (\d+)/i.exec(head)?.[1])
  expect(head).toMatch(/^HTTP\/1\.1 200 /)
  expect(Buffer.byteLength(body)).toBe(Math.floor(promised / 2))
  await expect(sendText(sandbox)).rejects.toThrow(/terminated|JSON/)
  expect(await messageCount(sandbox)).toBe(2)
  expect(await counts(sandbox)).toEqual([[2, 2, false]])
})

it('reply.malformed answers with what no JSON parser takes, and the deed is done', async () => {
  const sandbox = await startTestSandbox()
  await arm(sandbox, { fault: 'reply.malformed', times: 1 })
  await expect(sendText(sandbox)).rejects.toThrow(SyntaxError)
  expect(await messageCount(sandbox)).toBe(1)
  expect(await counts(sandbox)).toEqual([[1, 1, false]])
})

it('reply.malformed keeps status, headers and content type', async () => {
  const sandbox = await startTestSandbox()
  await arm(sandbox, { fault: 'reply.malformed', times: 1 })
  const { app } = sandbox
  const headers = { authorization: `Bearer ${app.apiKey}` }
  const response = await fetch(`${app.url}/me`, { headers })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  const text = await response.text()
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text))
})

it('reply.latency waits before anything is done, and then does it', async () => {
  const sandbox = await startTestSandbox()
  const alarms = holdAlarms(sandbox, 54_321)
  const match = { operation: 'POST /messages' }
  await arm(sandbox, { fault: 'reply.latency', ms: 54_321, match, times: 1 })
  const reply = sendText(sandbox)
  const ring = await alarms.next()
  expect(await messageCount(sandbox)).toBe(0)
  ring()
  expect((await reply).status).toBe(200)
  expect(await messageCount(sandbox)).toBe(1)
  expect(await counts(sandbox)).toEqual([[1, 1, false]])
})

it('reply.slow-body sends the answer piece by piece', async () => {
  const sandbox = await startTestSandbox()
  const alarms = holdAlarms(sandbox, 5_432)
  await arm(sandbox, { fault: 'reply.slow-body', ms: 54_320, times: 1 })
  const { hostname, port } = new URL(sandbox.app.url)
  const socket = connect(Number(port), hostname, () => socket.write(postText(sandbox)))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  let text = ''
  const lengths: number[] = []
  for (let piece = 0; piece < 10; piece++) {
    const arrived = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    )
    const ring = await alarms.next()
    if (piece === 1) expect(await messageCount(sandbox)).toBe(1)
    ring()
    text += await arrived
    lengths.push(text.length)
  }
  await closed
  const [head = '', body = ''] = text.split('\r\n\r\n')
  expect(new Set(lengths).size).toBe(10)
  expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(Buffer.byteLength(body))
  expect(checkReply('POST /messages', 200, JSON.parse(body))).toBeNull()
})

it('reply.drop-after-accept does it and says nothing', async () => {
  const sandbox = await startTestSandbox()
  const match = { operation: 'POST /messages' }
  await arm(sandbox, { fault: 'reply.drop-after-accept', match, times: 2 })
  expect(await exchange(sandbox, postText(sandbox))).toBe('')
  expect(await errorOfPost(sandbox)).toMatchObject({ message: 'socket hang up' })
  expect(await messageCount(sandbox)).toBe(2)
  expect(await counts(sandbox)).toEqual([[2, 2, false]])
})

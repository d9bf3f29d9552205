// post-webhook: any bytes, any headers, any signature, to any receiver.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, it, onTestFinished } from 'vitest'

import { startSandbox } from '../../../src/library/sandbox.ts'
import { verifySignature } from '../../../src/wire/v1/signature.ts'

type Arrived = {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A program that keeps what comes and answers 418. */
async function newProgram() {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      arrived.push({
        method: request.method,
        headers: request.headers,
        body: Buffer.concat(chunks),
      })
      response.writeHead(418).end('I am a teapot')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, arrived }
}

async function newSandbox() {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  return sandbox
}

const SECRET = 'whsec_ours'

it('signs the bytes that are sent and shows what was answered', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  const done = await sandbox.do.postWebhook({ url, body: { hello: 'world' }, secret: SECRET })
  expect(done).toMatchObject({ outcome: 'answered', status: 418, body: 'I am a teapot' })
  const [one] = arrived
  expect(one?.body.toString()).toBe('{"hello":"world"}')
  const header = String(one?.headers['x-kirim-signature'])
  const now = Math.floor(Date.now() / 1_000)
  expect(verifySignature({ header, body: one?.body ?? '', secrets: [SECRET], now }).valid).toBe(
    true,
  )
})

it('signs with several secrets in the order given, and as long ago as it is told', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  const time = '2026-01-01T00:10:00.000Z'
  await sandbox.do.postWebhook({
    url,
    text: 'no JSON',
    secret: ['whsec_a', 'whsec_b'],
    time,
    signed_before_s: 300,
  })
  const t = Date.parse(time) / 1_000 - 300
  const digest = (key: string) => createHmac('sha256', key).update(`${t}.no JSON`).digest('hex')
  const expected = `t=${t},v1=${digest('whsec_a')},v1=${digest('whsec_b')}`
  expect(arrived[0]?.headers['x-kirim-signature']).toBe(expected)
})

it('sends bytes that are no text, leaves headers out, and replaces them', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  await sandbox.do.postWebhook({
    url,
    base64: Buffer.from([0xff, 0x00, 0xfe]).toString('base64'),
    headers: { 'content-type': 'text/plain', 'User-Agent': null, 'X-Kirim-Attempt': '3' },
    secret: null,
  })
  expect(arrived[0]?.body).toEqual(Buffer.from([0xff, 0x00, 0xfe]))
  const { headers } = arrived[0] as Arrived
  expect(headers['content-type']).toBe('text/plain')
  expect(headers['user-agent']).toBeUndefined()
  expect(headers['x-kirim-signature']).toBeUndefined()
  expect(headers['x-kirim-attempt']).toBe('3')
})

it('posts copies at the same time and shows each answer', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  const { answers } = await sandbox.do.postWebhook({ url, body: {}, secret: SECRET, copies: 3 })
  expect(answers.map(({ status }) => status)).toEqual([418, 418, 418])
  expect(arrived).toHaveLength(3)
})

it('gets a page as well', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  await sandbox.do.postWebhook({ url, method: 'GET', secret: null })
  expect(arrived[0]?.method).toBe('GET')
})

it('goes to a subscription with its own secrets', async () => {
  const [sandbox, { url, arrived }] = [await newSandbox(), await newProgram()]
  const { data } = await sandbox.call('POST /webhook_subscriptions', {
    body: { url, events: ['message.received'] },
  })
  await sandbox.do.postWebhook({ subscription_id: data.id, body: {} })
  const header = String(arrived[0]?.headers['x-kirim-signature'])
  const secrets = [String(data.initial_secret)]
  const now = Math.floor(Date.now() / 1_000)
  expect(verifySignature({ header, body: '{}', secrets, now }).valid).toBe(true)
})

it('tells that nobody answers, as a value', async () => {
  const sandbox = await newSandbox()
  const done = await sandbox.do.postWebhook({
    url: 'http://127.0.0.1:9/hook',
    body: {},
    secret: SECRET,
  })
  expect(done).toMatchObject({ outcome: 'unreachable', status: null })
})

it.each([
  [{ url: 'http://127.0.0.1:9/', body: {} }, /Say what to sign with/],
  [{ body: {}, secret: null }, /Say where to/],
  [{ url: 'http://127.0.0.1:9/', body: {}, text: 'x', secret: null }, /Give one of/],
  [{ url: 'http://127.0.0.1:9/', secret: null, timeout: '2m' }, /from 1ms to 60s/],
] as const)('refuses %j', async (input, message) => {
  const sandbox = await newSandbox()
  await expect(sandbox.do.postWebhook(input)).rejects.toThrow(message)
})

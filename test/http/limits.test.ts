// The limits of the server: too large, too slow and too many are turned away, and nobody else.
import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { entriesAfter } from '../../src/domain/world/journal.ts'
import { limitedServer } from '../../src/http/limited-server.ts'
import { HEADERS_MAX_BYTES, SERVER_LIMITS, type ServerLimits } from '../../src/http/limits.ts'
import { exchange, requestText, sendBytes } from '../api/raw.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

/** Limits that a test has the time to reach; what it does not name is far away. */
function quick(limits: Partial<ServerLimits>): { readonly limits: Partial<ServerLimits> } {
  return { limits: { checkEveryMs: 10, ...limits } }
}

/** A connection that says this and then nothing; what it is told until it is closed. */
function say({ app }: TestSandbox, text: string): { socket: Socket; told: Promise<string> } {
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  if (text !== '') socket.write(text)
  let all = ''
  socket.setEncoding('utf8').on('data', (piece) => {
    all += piece
  })
  socket.on('error', () => {})
  const told = new Promise<string>((resolve) => socket.on('close', () => resolve(all)))
  return { socket, told }
}

const TOO_SLOW = /^HTTP\/1\.1 408 .*\r\n\r\n\{"error":\{.*did not arrive in time/s

describe('who is too slow', () => {
  it('with the headers is told so and cut off', async () => {
    const kirim = await startTestSandbox(quick({ headersMs: 40 }))
    const { socket, told } = say(kirim, 'GET /v1/health HTTP/1.1\r\n')
    const trickle = setInterval(() => socket.write('a: b\r\n'), 5)
    onTestFinished(() => clearInterval(trickle))
    expect(await told).toMatch(TOO_SLOW)
  })

  it('with the body is told so and cut off, and nothing was done', async () => {
    const kirim = await startTestSandbox(quick({ requestMs: 40 }))
    const head = requestText(kirim, 'POST /v1/contacts', '', {
      'Content-Type': 'application/json',
      'Content-Length': '1000',
    })
    const { socket, told } = say(kirim, head)
    const trickle = setInterval(() => socket.write(' '), 5)
    onTestFinished(() => clearInterval(trickle))
    expect(await told).toMatch(TOO_SLOW)
    expect(kirim.world.contacts.slots.size).toBe(0)
  })

  it('to say anything at all is cut off', async () => {
    const kirim = await startTestSandbox(quick({ headersMs: 40 }))
    expect(await say(kirim, '').told).toMatch(TOO_SLOW)
  })

  it('to ask again is let go without a word', async () => {
    const kirim = await startTestSandbox(quick({ keepAliveMs: 20 }))
    const host = `Host: ${new URL(kirim.app.url).host}`
    const told = await say(kirim, `GET /v1/health HTTP/1.1\r\n${host}\r\n\r\n`).told
    expect(told.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(told).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('is somebody else than who is in time', async () => {
    const kirim = await startTestSandbox(quick({ headersMs: 40, requestMs: 80 }))
    await say(kirim, 'GET /v1/health HTTP/1.1\r\n').told
    expect((await kirim.call('GET', '/me')).status).toBe(200)
  })
})

describe('who reads nothing of an answer', () => {
  const start = async (answer: RequestListener) => {
    const server = limitedServer({ ...SERVER_LIMITS, stalledMs: 30 }, answer, () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const closed = new Promise<string>((resolve) => {
      server.on('connection', (socket) => socket.on('close', () => resolve('cut off')))
    })
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    return { socket, closed }
  }

  it('is cut off', async () => {
    const { socket, closed } = await start((_request, response) => {
      response.end(Buffer.alloc(64 * 1024 * 1024))
    })
    socket.pause()
    socket.write('GET / HTTP/1.1\r\n\r\n')
    expect(await closed).toBe('cut off')
  })

  it('is somebody else than who waits for one', async () => {
    const { socket } = await start((_request, response) => {
      setTimeout(() => response.end('at last'), 100)
    })
    socket.write('GET / HTTP/1.1\r\n\r\n')
    const text = await new Promise<string>((resolve) => {
      socket.on('data', (piece) => resolve(String(piece)))
    })
    expect(text).toContain('at last')
  })
})

describe('too many connections', () => {
  it('are closed at once, which the journal tells once, until there is room again', async () => {
    const kirim = await startTestSandbox(quick({ connections: 3 }))
    const open = [1, 2, 3].map(() => say(kirim, requestHead(kirim)))
    await Promise.all(
      open.map(({ socket }) => new Promise((resolve) => socket.once('data', resolve))),
    )
    for (let n = 0; n < 5; n++) expect(await say(kirim, '').told).toBe('')
    const notices = entriesAfter(kirim.world.journal, 0).filter(({ kind }) => kind === 'notice')
    expect(notices).toMatchObject([
      { message: 'More than 3 connections are open: further ones are closed at once.' },
    ])
    for (const { socket } of open) socket.destroy()
    await expect.poll(() => exchange(kirim, requestHead(kirim, 'close'))).toContain('HTTP/1.1 200')
  })
})

function requestHead({ app }: TestSandbox, connection = 'keep-alive'): string {
  const { host } = new URL(app.url)
  return `GET /v1/health HTTP/1.1\r\nHost: ${host}\r\nConnection: ${connection}\r\n\r\n`
}

describe('headers', () => {
  it.each([
    ['in one', `a: ${'x'.repeat(HEADERS_MAX_BYTES)}\r\n`],
    ['in many', 'a: b\r\n'.repeat(HEADERS_MAX_BYTES / 2)],
  ])('that are larger than 16 KiB are refused: %s', async (_how, headers) => {
    const kirim = await startTestSandbox()
    const { status, body } = await sendBytes(kirim, `GET /v1/me HTTP/1.1\r\n${headers}\r\n`)
    expect([status, body.error.code]).toEqual([431, 'invalid_request'])
    expect(body.error.message).toBe('The path or the headers are larger than 16 KiB.')
  })

  it('are not all that is limited: so is the path', async () => {
    const kirim = await startTestSandbox()
    const line = `GET /v1/contacts/${'c'.repeat(HEADERS_MAX_BYTES)} HTTP/1.1\r\n\r\n`
    expect((await sendBytes(kirim, line)).status).toBe(431)
  })
})

it('has limits by default, on each server that it starts', () => {
  const server = limitedServer(
    SERVER_LIMITS,
    () => {},
    () => {},
  )
  expect(server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 60_000,
    timeout: 30_000,
    maxConnections: 1_000,
    // Unlimited: what is beyond a number would silently be missing. Bytes are limited.
    maxHeadersCount: 0,
  })
  server.close()
})

// The HTTP transport: whatever happens is an outcome, and nothing is sent that counted as given up.
import { execFileSync } from 'node:child_process'
import dns from 'node:dns'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { newEgress } from '../../src/adapters/egress.ts'
import { httpTransport } from '../../src/adapters/http-transport.ts'
import type { WebhookRequest } from '../../src/engine/ports.ts'
import { newFolder } from '../support/folder.ts'
import { type Answer, startReceiver } from '../support/receiver.ts'

/** A transport that is closed when the test ends. */
function startTransport(options: Partial<Parameters<typeof httpTransport>[0]> = {}) {
  const transport = httpTransport({ egress: newEgress([]), stopwatch: () => 0, ...options })
  onTestFinished(() => transport.close())
  return transport
}

function requestTo(url: string, changes: Partial<WebhookRequest> = {}): WebhookRequest {
  return { url, headers: {}, body: '{}', timeoutMs: 5_000, ...changes }
}

describe('an outcome', () => {
  it('tells status, beginning of the body, Retry-After and duration', async () => {
    const readings = [100, 112.6]
    const transport = startTransport({ stopwatch: () => readings.shift() ?? 0 })
    const { url } = await startReceiver((response) =>
      response.writeHead(429, { 'retry-after': '7' }).end('slowly'),
    )
    expect(await transport.post(requestTo(url))).toEqual({
      kind: 'answered',
      status: 429,
      snippet: 'slowly',
      retryAfter: '7',
      durationMs: 13,
    })
  })

  it('is all that comes of a request that cannot be made', async () => {
    const transport = startTransport()
    const urls = ['nonsense', 'ftp://127.0.0.1/', 'http://127.0.0.1:1/', 'http://127.0.0.1:0/', '']
    for (const url of urls) {
      expect(await transport.post(requestTo(url)), url).toMatchObject({
        kind: 'unreachable',
        error: expect.stringMatching(/\S/),
      })
    }
  })

  it('is all that comes of headers that cannot be sent', async () => {
    const { url, received } = await startReceiver()
    const headers = { 'X-Broken': 'a\r\nb: c' }
    const outcome = await startTransport().post(requestTo(url, { headers }))
    expect(outcome.kind).toBe('unreachable')
    expect(received).toEqual([])
  })

  it.each(['http://169.254.169.254/latest', 'http://8.8.8.8/', 'http://[2001:db8::1]/'])(
    'of %s is a refusal that names the flag',
    async (url) => {
      expect(await startTransport().post(requestTo(url))).toMatchObject({
        kind: 'refused',
        error: expect.stringContaining(`--allow-target`),
      })
    },
  )
})

describe('an answer', () => {
  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await startReceiver()
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await startReceiver((response) =>
        response.writeHead(status, { location: elsewhere.url }).end(),
      )
      expect(await startTransport().post(requestTo(url))).toMatchObject({ status })
    }
    expect(elsewhere.received).toEqual([])
  })

  it('is read for 64 KiB and no more, then the connection is cut', async () => {
    let written = 0
    const cut = newSignal()
    const { url } = await startReceiver((response) => {
      response.on('close', () => cut.give())
      const more = () => {
        if (response.destroyed) return
        written += 8_192
        response.write('x'.repeat(8_192), () => setImmediate(more))
      }
      more()
    })
    const outcome = await startTransport().post(requestTo(url))
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, snippet: 'x'.repeat(1_024) })
    await cut.given
    expect(written).toBeLessThan(64 * 1_024 * 1_024)
  })

  it.each(['its head', 'its body'])('whose time is over within %s counts as none', async (part) => {
    const cut = newSignal()
    const { url } = await startReceiver((response) => {
      response.on('close', () => cut.give())
      if (part === 'its body') response.writeHead(200, { 'content-length': '9' }).write('{')
    })
    const outcome = await startTransport().post(requestTo(url, { timeoutMs: 40 }))
    expect(outcome).toMatchObject({ kind: 'timed-out', error: 'no answer within 0.04 s' })
    await cut.given
  })

  it('that echoes keys, secrets and signatures is kept without them', async () => {
    const digest = 'ab'.repeat(32)
    const { url } = await startReceiver((response, { headers }) =>
      response.writeHead(500).end(`no: ${headers['x-kirim-signature']} {"token":"mine"}`),
    )
    const headers = { 'X-Kirim-Signature': `t=1,v1=${digest}`, 'X-Kirim-Attempt': '1' }
    expect(await startTransport().post(requestTo(url, { headers }))).toMatchObject({
      status: 500,
      snippet: 'no: t=1,v1=*** {"token":"mine"}',
    })
  })
})

it('refuses a name when the connection is made, by the addresses that it has then', async () => {
  const { url } = await startReceiver()
  const addresses: Record<string, string> = { 'near.test': '127.0.0.1', 'far.test': '203.0.113.7' }
  type Found = (error: null, all: { address: string; family: number }[]) => void
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, _options: object, found: Found) => {
    found(null, [{ address: addresses[name] ?? '', family: 4 }])
  }) as never)
  syncBuiltinESMExports()
  onTestFinished(() => {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
  })
  const transport = startTransport()
  const post = (name: string) => transport.post(requestTo(url.replace('127.0.0.1', name)))
  expect(await post('near.test')).toMatchObject({ kind: 'answered', status: 200 })
  expect(await post('far.test')).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('far.test (203.0.113.7) is neither loopback nor'),
  })
})

it('posts the bytes and the headers that it was given', async () => {
  const { url, received } = await startReceiver()
  const body = JSON.stringify({ text: 'Halo 🙏' })
  await startTransport().post(requestTo(url, { body, headers: { 'X-Kirim-Attempt': '3' } }))
  expect(received[0]?.body).toBe(body)
  expect(received[0]?.headers).toMatchObject({
    'x-kirim-attempt': '3',
    'content-length': String(Buffer.byteLength(body)),
  })
})

it('goes on with the connections that a receiver keeps', async () => {
  const ports = new Set<number | undefined>()
  const note: Answer = (response) => {
    ports.add(response.socket?.remotePort)
    response.end()
  }
  const { url } = await startReceiver(...Array<Answer>(10).fill(note))
  const transport = startTransport()
  for (let n = 0; n < 10; n++) await transport.post(requestTo(url))
  // A second one is opened when a request follows before the first answer is wholly read.
  expect(ports.size).toBeLessThanOrEqual(2)
})

describe('a request that has waited for its turn until its time was over', () => {
  it('is not sent afterwards', async () => {
    const held: (() => void)[] = []
    const hang: Answer = (response) => void held.push(() => response.end())
    const { url, received } = await startReceiver(...Array<Answer>(64).fill(hang))
    const transport = startTransport()
    const first = Array.from({ length: 64 }, (_, n) =>
      transport.post(requestTo(`${url}/${n}`, { timeoutMs: 10_000 })),
    )
    const late = await transport.post(requestTo(`${url}/late`, { timeoutMs: 20 }))
    expect(late.kind).toBe('timed-out')
    while (held.length < 64) await turn()
    for (const answer of held) answer()
    await Promise.all(first)
    await transport.post(requestTo(`${url}/last`))
    const paths = received.map((one) => one.path)
    expect(paths.at(-1)).toBe('/hook/last')
    expect(paths.filter((path) => path.endsWith('late'))).toEqual([])
  })
})

it('stops what is on its way when it is closed', async () => {
  let asked: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    asked = resolve
  })
  const { url } = await startReceiver(() => asked())
  const transport = startTransport()
  const outcome = transport.post(requestTo(url))
  await arrived
  await transport.close()
  expect((await outcome).kind).toBe('unreachable')
})

describe('with more receivers than it keeps connections to', () => {
  it('lets go of the one unused longest, and only then', async () => {
    const transport = startTransport()
    const oldest = await startListening()
    await transport.post(requestTo(oldest.url))
    expect(oldest.open.size).toBe(1)
    const others = await Promise.all(Array.from({ length: 100 }, startListening))
    for (const { url } of others.slice(0, 99)) await transport.post(requestTo(url))
    expect(oldest.open.size).toBe(1)
    await transport.post(requestTo(others[99]?.url ?? ''))
    await oldest.allClosed()
    expect(others[0]?.open.size).toBe(1)
    expect(await transport.post(requestTo(oldest.url))).toMatchObject({ status: 200 })
  })
})

type Listening = {
  readonly url: string
  readonly open: Set<Socket>
  /** Resolves when no connection is left. */
  allClosed(): Promise<void>
}

/** A receiver that counts its connections and never closes one itself. */
async function startListening(): Promise<Listening> {
  const open = new Set<Socket>()
  const server: Server = createServer((_request, response) => response.end())
  server.keepAliveTimeout = 0
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      server.emit('one-less')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    open,
    allClosed: async () => {
      while (open.size > 0) await new Promise((resolve) => server.once('one-less', resolve))
    },
  }
}

function newSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give: () => give() }
}

/** Lets what waits to be read be read. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** A receiver whose certificate nobody but itself has signed. */
async function startSelfSigned(): Promise<string> {
  const folder = newFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert]
  const named = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', ...made, ...named], { stdio: 'ignore' })
  const files = { key: readFileSync(key), cert: readFileSync(cert) }
  const server = createSecureServer(files, (_request, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it.skipIf(!hasOpenssl())(
  'says how to trust a self-signed receiver, and trusts it when told',
  async () => {
    const url = await startSelfSigned()
    expect(await startTransport().post(requestTo(url))).toMatchObject({
      kind: 'unreachable',
      error: expect.stringMatching(/SELF_SIGNED.*NODE_EXTRA_CA_CERTS.*--allow-self-signed/),
    })
    const trusting = startTransport({ takesAnyCertificate: true })
    expect(await trusting.post(requestTo(url))).toMatchObject({ kind: 'answered', status: 200 })
  },
)

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

// Bytes on the socket that no client sends: answered with HTTP or not at all, and nobody else suffers.
import { once } from 'node:events'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { breachesOf, expectOrdinaryRequest } from './besieged.ts'
import { headerProblems } from './judge.ts'
import { type Answer, open, readAnswer } from './line.ts'
import { PATIENCE_MS, runs } from './runs.ts'
import { bytesOf } from './texts.ts'

const LABEL = (name: string) => JSON.stringify({ name })

/** Whole requests that an ordinary client could have sent. */
function requestsOf({ app }: TestSandbox): string[] {
  const head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${app.apiKey}\r\n`
  const post = (body: string) =>
    `POST /v1/labels HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  return [
    `GET /v1/labels?limit=1 HTTP/1.1\r\n${head}\r\n`,
    `GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `HEAD /v1/labels HTTP/1.1\r\n${head}\r\n`,
    `DELETE /v1/labels/lbl_${'0'.repeat(26)} HTTP/1.1\r\n${head}\r\n`,
    post(LABEL('VIP')),
    `POST /v1/labels HTTP/1.1\r\n${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"name":\r\n6\r\n"Emas"\r\n1\r\n}\r\n0\r\n\r\n`,
    `GET /_sandbox/status HTTP/1.1\r\n${head}\r\n`,
  ]
}

/** Sends the bytes in these pieces, says that it was all, and gives what came back. */
async function send(kirim: TestSandbox, pieces: readonly string[]): Promise<Buffer> {
  const socket = await open(Number(new URL(kirim.app.url).port))
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = once(socket, 'close')
  for (const piece of pieces) if (!socket.destroyed) socket.write(piece, 'latin1')
  socket.end()
  await closed
  return Buffer.concat(chunks)
}

/** The answers one behind the other. @throws Error when something between them is no HTTP. */
function answersIn(came: Buffer, isHead: (n: number) => boolean = () => false): Answer[] {
  const answers: Answer[] = []
  for (let rest = came; rest.length > 0; ) {
    const read = readAnswer(rest, isHead(answers.length), true)
    if (read === null) throw new Error(`That is no answer: ${rest.toString('latin1')}`)
    answers.push(read.answer)
    rest = read.rest
  }
  return answers
}

/** What an answer to garbage may be: never a 5xx, and the envelope of all others. */
function problemsOf(answer: Answer): string[] {
  if (answer.status >= 500) return [`The status is ${answer.status}: ${answer.body}`]
  return headerProblems(answer)
}

type Spoiling = (bytes: string, at: number, pick: number) => string

const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\x00',
  ':',
  ' ',
  '\t',
  '\r\n ',
  '\xff',
  'HTTP/1.1',
  '0\r\n\r\n',
  '{',
]

/** Ways to spoil bytes at a place. */
const SPOILINGS: readonly Spoiling[] = [
  (bytes, at) => bytes.slice(0, at),
  (bytes, at, pick) => bytes.slice(0, at) + String.fromCharCode(pick % 256) + bytes.slice(at + 1),
  (bytes, at, pick) => bytes.slice(0, at) + PIECES[pick % PIECES.length] + bytes.slice(at),
  (bytes, at, pick) => bytes.slice(0, at) + bytes.slice(at + 1 + (pick % 20)),
  (bytes, at, pick) =>
    bytes.slice(0, at) + bytes.slice(at, at + 1 + (pick % 40)).repeat(3) + bytes.slice(at),
  (bytes, at) => bytes.slice(at) + bytes.slice(0, at),
  (bytes, at, pick) => bytes.slice(0, at) + 'A'.repeat(pick % 20_000) + bytes.slice(at),
]

const spoiled = fc
  .tuple(
    fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(SPOILINGS.length - 1), fc.nat(), fc.nat()), { maxLength: 3 }),
    fc.nat(),
  )
  .map(([which, ways, cut]) => ({ which, ways, cut }))

describe('bytes on the socket', () => {
  it('that are spoiled requests are answered with HTTP or not at all', {
    timeout: PATIENCE_MS,
  }, async () => {
    const kirim = await startTestSandbox()
    const whole = requestsOf(kirim)
    const property = async ({
      which,
      ways,
      cut,
    }: {
      which: number[]
      ways: number[][]
      cut: number
    }) => {
      let bytes = which.map((n) => whole[n % whole.length]).join('')
      for (const [way = 0, at = 0, pick = 0] of ways) {
        bytes = (SPOILINGS[way] as Spoiling)(bytes, at % (bytes.length + 1), pick)
      }
      const half = cut % (bytes.length + 1)
      const came = await send(kirim, [bytes.slice(0, half), bytes.slice(half)])
      // Which of them ask for a head only, nobody can say any more: then bodies cannot be told apart.
      if (!/HEAD/.test(bytes)) expect(answersIn(came).flatMap(problemsOf)).toStrictEqual([])
      else expect(came.length === 0 || /^HTTP\/1\.1 [1-4]/.test(came.toString('latin1'))).toBe(true)
    }
    await fc.assert(fc.asyncProperty(spoiled, property), runs(700))
    expect(breachesOf(kirim)).toStrictEqual([])
    await expectOrdinaryRequest(kirim)
  })

  it('that mean nothing are answered with HTTP or not at all', {
    timeout: PATIENCE_MS,
  }, async () => {
    const kirim = await startTestSandbox()
    const noise = fc.uint8Array({ maxLength: 600, size: 'max' })
    const property = async (bytes: Uint8Array) => {
      const came = await send(kirim, [Buffer.from(bytes).toString('latin1')])
      expect(answersIn(came).flatMap(problemsOf)).toStrictEqual([])
    }
    await fc.assert(fc.asyncProperty(noise, property), runs(200))
    await expectOrdinaryRequest(kirim)
  })

  it('that hold several requests are answered one by one, in order, each with its own', async () => {
    const kirim = await startTestSandbox()
    const whole = requestsOf(kirim)
    const many = Array.from({ length: 60 }, (_, n) => n % whole.length)
    const bytes = many.map((n) => whole[n]).join('')
    const last = `GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${kirim.app.apiKey}\r\nConnection: close\r\n\r\n`
    const came = await sendWhole(kirim, bytes + last)
    const answers = answersIn(came, (n) => many[n] === 2)
    const statuses = many.map((n, at) =>
      n < 3 || n === 6 ? 200 : n === 3 ? 404 : at < 7 ? 200 : 400,
    )
    expect(answers.map(({ status }) => status)).toStrictEqual([...statuses, 200])
    const ids = answers.map(({ headers }) => headers['x-request-id'])
    expect(new Set(ids).size).toBe(answers.length)
    expect(JSON.parse(String(answers.at(-1)?.body)).data.organization.id).toBe(kirim.world.id)
  })
})

/** Sends bytes whose last request closes the connection, and waits for that. */
async function sendWhole(kirim: TestSandbox, bytes: string): Promise<Buffer> {
  const socket = await open(Number(new URL(kirim.app.url).port))
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = once(socket, 'close')
  socket.write(bytes, 'latin1')
  await closed
  return Buffer.concat(chunks)
}

/** A request inside of what might, or might not, be the body of another one. */
function smuggled({ app }: TestSandbox): string {
  const body = LABEL('Smuggled')
  return `POST /v1/labels HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${app.apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
}

type Shape = (inner: string, key: string) => string

const POST = (key: string, headers: string) =>
  `POST /v1/labels HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`

/** Two readers of these would disagree where the first request ends. */
const SHAPES: Readonly<Record<string, Shape>> = {
  'a length beside chunks': (inner, key) =>
    `${POST(key, `Content-Length: ${inner.length + 5}\r\nTransfer-Encoding: chunked`)}0\r\n\r\n${inner}`,
  'chunks beside a length': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: chunked\r\nContent-Length: 4')}0\r\n\r\n${inner}`,
  'two lengths': (inner, key) =>
    `${POST(key, `Content-Length: 0\r\nContent-Length: ${inner.length}`)}${inner}`,
  'a list of lengths': (inner, key) => `${POST(key, 'Content-Length: 0, 0')}${inner}`,
  'a length with a sign': (inner, key) => `${POST(key, 'Content-Length: +0')}${inner}`,
  'a length in hex': (inner, key) => `${POST(key, 'Content-Length: 0x0')}${inner}`,
  'a negative length': (inner, key) => `${POST(key, 'Content-Length: -1')}${inner}`,
  'chunks under another name': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: xchunked')}0\r\n\r\n${inner}`,
  'chunks coded twice': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n${inner}`,
  'a space before the colon': (inner, key) => `${POST(key, 'Content-Length : 0')}${inner}`,
  'a folded header': (inner, key) =>
    `${POST(key, 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 0')}${inner}`,
  'a chunk that is longer than it says': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: chunked')}1\r\nabc\r\n0\r\n\r\n${inner}`,
  'a chunk size that is none': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: chunked')}zz\r\n\r\n${inner}`,
  'a chunk size beyond all sizes': (inner, key) =>
    `${POST(key, 'Transfer-Encoding: chunked')}ffffffffffffffffff\r\n${inner}`,
  'a bare line feed in the head': (inner, key) =>
    `${POST(key, 'Content-Length: 0\nX: y')}${inner}`.replace(
      'Host: localhost\r\n',
      'Host: localhost\n',
    ),
  'a NUL in a header': (inner, key) => `${POST(key, 'X: a\x00b\r\nContent-Length: 0')}${inner}`,
}

describe('a request that two readers would read differently', () => {
  it.each(Object.entries(SHAPES))('with %s is refused, and hides none', async (_what, shape) => {
    const kirim = await startTestSandbox()
    const bytes = shape(smuggled(kirim), kirim.app.apiKey)
    const [answer, ...more] = answersIn(await sendWhole(kirim, bytes))
    expect([answer?.status, more.length]).toStrictEqual([400, 0])
    expect(answer && problemsOf(answer)).toStrictEqual([])
    expect((await kirim.call('GET', '/labels')).body.data).toStrictEqual([])
  })
})

const ODD: readonly (readonly [what: string, bytes: string, status: number | null])[] = [
  ['a head that is too large', `GET /v1/health HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['a target that is too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431],
  ['a greeting in TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a method in lower case', 'get /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['a method that is none', 'FETCH /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['half a line', 'GET /v1/hea', 400],
  ['half a head', 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX', 400],
  ['another version', 'GET /v1/health HTTP/3.7\r\nHost: localhost\r\n\r\n', 400],
  ['nothing', '', null],
  ['empty lines', '\r\n\r\n\r\n', null],
  ['a tunnel', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n', null],
  [
    'a target with its host',
    'GET http://localhost/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n',
    200,
  ],
  [
    'a target with a host of others',
    'GET http://a.example/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n',
    403,
  ],
  ['a host of others', 'GET /v1/health HTTP/1.1\r\nHost: a.example\r\n\r\n', 403],
  [
    'an expectation that nobody knows',
    'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n',
    200,
  ],
  [
    'an upgrade',
    'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    200,
  ],
  ['the old version and no host', 'GET /v1/health HTTP/1.0\r\n\r\n', 200],
  ['a trace', 'TRACE /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['a method of other protocols', 'PROPFIND /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['a question to all', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['a body that ends early', `${POST('nobody', 'Content-Length: 50')}{`, 400],
  [
    'a body that is no JSON and ends early',
    'POST /v1/labels HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{',
    401,
  ],
  ['a path outside of ASCII', `GET /v1/${bytesOf('é')} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 400],
]

describe('a connection', () => {
  it.each(ODD)('with %s is answered as it should be', async (_what, bytes, status) => {
    const kirim = await startTestSandbox()
    const answers = answersIn(await send(kirim, [bytes]))
    expect(answers.map((answer) => answer.status)).toStrictEqual(status === null ? [] : [status])
    expect(answers.flatMap(problemsOf)).toStrictEqual([])
  })

  it('that brings its request byte by byte is answered like any other', async () => {
    const kirim = await startTestSandbox()
    const [, , , , post = ''] = requestsOf(kirim)
    const [answer] = answersIn(await send(kirim, [...post]))
    expect(JSON.parse(String(answer?.body)).data.name).toBe('VIP')
  })

  it('that goes away without reading leaves nothing behind', async () => {
    const kirim = await startTestSandbox()
    const port = Number(new URL(kirim.app.url).port)
    const bytes = requestsOf(kirim).join('').repeat(20)
    for (let n = 0; n < 20; n++) {
      const socket = await open(port)
      socket.write(bytes, 'latin1', () => socket.resetAndDestroy())
      await once(socket, 'close')
    }
    await expectOrdinaryRequest(kirim)
    expect(breachesOf(kirim)).toStrictEqual([])
  })
})

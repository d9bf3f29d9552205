// The control API under thousands of hostile requests: actions, reads, inboxes, the event stream.
import { once } from 'node:events'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { furnishTown } from '../api/town.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { besiege, breachesOf, expectOrdinaryRequest } from './besieged.ts'
import { type Document, newJudge } from './judge.ts'
import { open } from './line.ts'
import { known } from './names.ts'
import { requestsFor, type Wish } from './requests.ts'
import { PATIENCE_MS, runs } from './runs.ts'
import { bodyOf, spoiler, strangeText, wild } from './texts.ts'
import { type Known, newValues } from './values.ts'

/** What would make a test wait in real time, or look at the machine's files, is kept small here. */
const harmless: Known = (schema, name) => {
  if (name === 'world')
    return fc.constantFrom('empty', 'default', 'none', '/', '/dev/null', 'a\u0000')
  if (name === 'fault') return fc.constantFrom(...FAULTS)
  if (name === 'mode' || name === 'clock') return fc.constantFrom(...CLOCKS)
  if (name === 'email') return fc.constantFrom('ayu@kirim.example')
  return known(schema, name)
}

const CLOCKS = ['virtual', 'virtual', 'virtual', 'x60', 'real']

const FAULTS = [
  'status',
  'fail',
  'fate.delay',
  'delivery.delay',
  'skip',
  'stick',
  'reorder',
  'repeat',
  'hold',
  'outcome',
  'delay',
  'none',
]

/** An inbox answers as it is told; the stream goes on for ever. */
const APART = ['/inbox/{name}', '/events']

/** Requests for all operations of the control API's own document. */
function requestsOf(document: Document): fc.Arbitrary<Wish> {
  const values = newValues(document, harmless)
  const operations = Object.entries(document.paths)
    .filter(([path]) => !APART.includes(path))
    .flatMap(([path, item]) => Object.keys(item).map((method) => [method, path] as const))
  return fc.oneof(
    ...operations.map(([method, path]) =>
      requestsFor(document, values, method.toUpperCase(), path),
    ),
  )
}

async function readControlDocument({ app }: TestSandbox): Promise<Document> {
  const response = await fetch(`${app.controlUrl}/openapi.json`)
  return (await response.json()) as Document
}

it('every action and read answers as it declares', { timeout: PATIENCE_MS }, async () => {
  const { kirim } = await furnishTown()
  const document = await readControlDocument(kirim)
  const judge = newJudge(document)
  const { problemsOf } = besiege(kirim.app.controlUrl, kirim.app.apiKey)
  const property = async (wish: Wish) => {
    expect(await problemsOf(judge, wish)).toStrictEqual([])
    expect(breachesOf(kirim)).toStrictEqual([])
  }
  await fc.assert(fc.asyncProperty(requestsOf(document), property), runs(500))
  await kirim.act('reset', {})
  await expectOrdinaryRequest(kirim)
})

const answers = fc.array(fc.oneof(fc.integer({ min: 200, max: 599 }), strangeText), {
  maxLength: 3,
})

const arrivals = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
  name: fc.oneof(fc.constantFrom('crm', 'a.b~c', '__proto__', 'constructor'), strangeText),
  query: fc.record(
    {
      answers: answers.map((list) => list.join(',')),
      delay_ms: fc.constantFrom('0', '1', '-1', '1e3', 'x'),
      retry_after: fc.oneof(fc.constantFrom('1', 'Sun, 06 Nov 1994 08:49:37 GMT'), strangeText),
      body: strangeText,
      after: strangeText,
    },
    { requiredKeys: [] },
  ),
  headers: fc.subarray([
    'Content-Type: nonsense',
    'Content-Type: application/json',
    'X-Kirim-Delivery-Id: wbd_00000000000000000000000000',
    'X-Kirim-Signature: t=1,v1=00',
    'X-Kirim-Signature: t=1e400,v1=\xff',
    'Authorization: Bearer ~token~',
    'Authorization: Bearer nobody',
    'Expect: 100-continue',
  ]),
  body: fc.tuple(wild, spoiler, fc.nat()).map(([value, how, pick]) => bodyOf(value, how, pick)),
})

type Arrived = typeof arrivals extends fc.Arbitrary<infer Value> ? Value : never

it('an inbox takes whatever comes', { timeout: PATIENCE_MS }, async () => {
  const kirim = await startTestSandbox()
  const { send } = besiege(kirim.app.controlUrl, kirim.app.apiKey)
  const property = async ({ method, name, query, headers, body }: Arrived) => {
    const search = new URLSearchParams(query as Record<string, string>).toString()
    const path = `/inbox/${encodeURIComponent(Buffer.from(name.slice(0, 500)).toString())}`
    const target = `${path}?${search.slice(0, 4_000)}`
    const answer = await send({ method, path, target, headers, body, isAstray: false })
    const isTold = /^[\d, ]*5\d\d/.test(query.answers ?? '')
    expect(answer === null ? 0 : answer.status).toBeGreaterThanOrEqual(200)
    if (!isTold) expect(answer?.status).toBeLessThan(500)
    expect(breachesOf(kirim)).toStrictEqual([])
  }
  await fc.assert(fc.asyncProperty(arrivals, property), runs(300))
  const { body } = await kirim.call('GET', '/health')
  expect(body.data.status).toBe('ok')
})

const followers = fc.record({
  after: fc.oneof(fc.constantFrom('0', '7', '-1', '1e3', '9'.repeat(16)), strangeText),
  lastEventId: fc.constantFrom('', '3', 'x', '-1', '\xff', '9'.repeat(20), '1, 2'),
})

it('the event stream begins, or says what is wrong', { timeout: PATIENCE_MS }, async () => {
  const { app, call } = await startTestSandbox()
  const port = Number(new URL(app.controlUrl).port)
  const property = async ({ after, lastEventId }: { after: string; lastEventId: string }) => {
    const query = encodeURIComponent(Buffer.from(after.slice(0, 1_000)).toString())
    const socket = await open(port)
    const come = once(socket, 'data')
    const head = `GET /_sandbox/events?after=${query} HTTP/1.1\r\nHost: 127.0.0.1`
    socket.write(`${head}\r\nLast-Event-ID: ${lastEventId}\r\n\r\n`, 'latin1')
    const [begin] = await come
    socket.destroy()
    expect(String(begin)).toMatch(/^HTTP\/1\.1 (200|400) /)
  }
  await fc.assert(fc.asyncProperty(followers, property), runs(150))
  expect((await call('GET', '/health')).status).toBe(200)
})

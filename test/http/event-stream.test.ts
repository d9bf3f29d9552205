// The event stream: what happens as it happens, resumed by id, bounded, and gone without a trace.
import { connect } from 'node:net'

import { expect, it, onTestFinished } from 'vitest'

import { JOURNAL_MAX } from '../../src/domain/world/journal.ts'
import { removeOrganization } from '../../src/engine/organizations.ts'
import type { Clock } from '../../src/engine/ports.ts'
import { note } from '../../src/engine/sandbox.ts'
import { STREAMS_MAX, STREAMS_OF_ALL_MAX } from '../../src/http/control/event-stream.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, secondOrganization, sendText } from './control-reading.ts'
import { follow } from './streams.ts'

/** The coverage listens as long as an organisation is there. */
const COUNTING = 1

it('tells each entry as it happens: number, kind and the entry as the journal shows it', async () => {
  const sandbox = await startTestSandbox()
  const stream = await follow(sandbox)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  expect(stream.headers.get('cache-control')).toBe('no-store')
  expect(stream.headers.get('x-request-id')).toMatch(/^req_/)
  const id = await sendText(sandbox, '+628000000001')
  await sandbox.settle()
  const [request, status] = await stream.take(2)
  expect(request).toMatchObject({ id: '1', event: 'request', data: { number: 1, status: 200 } })
  expect(status).toMatchObject({ id: '2', event: 'status', data: { message_id: id } })
  const { data } = await ask(sandbox, '/journal')
  expect([request?.data, status?.data]).toEqual(data.entries)
  const block = stream.text().split('\n\n')[1]
  expect(block).toMatch(/^id: 1\nevent: request\ndata: \{.*\}$/)
})

it('begins with what happens next, or behind a number', async () => {
  const sandbox = await startTestSandbox()
  say(sandbox, 'one', 'two')
  const late = await follow(sandbox)
  const early = await follow(sandbox, { query: '?after=0' })
  const behind = await follow(sandbox, { query: '?after=1' })
  say(sandbox, 'three')
  expect(wordsOf(await late.take(1))).toEqual(['three'])
  expect(wordsOf(await early.take(3))).toEqual(['one', 'two', 'three'])
  expect(wordsOf(await behind.take(2))).toEqual(['two', 'three'])
})

it('resumes behind Last-Event-ID, which goes before the query of the first URL', async () => {
  const sandbox = await startTestSandbox()
  const stream = await follow(sandbox, { query: '?after=0' })
  say(sandbox, 'one', 'two')
  const [, last] = await stream.take(2)
  stream.stop()
  await stream.ended
  say(sandbox, 'three', 'four')
  const headers = { 'last-event-id': last?.id ?? '' }
  const resumed = await follow(sandbox, { query: '?after=0', headers })
  say(sandbox, 'five')
  expect(wordsOf(await resumed.take(3))).toEqual(['three', 'four', 'five'])
})

it('says so when entries are gone, and goes on with the oldest', async () => {
  const sandbox = await startTestSandbox()
  for (let n = 0; n < JOURNAL_MAX + 10; n++) say(sandbox, `${n + 1}`)
  const stream = await follow(sandbox, { headers: { 'last-event-id': '4' } })
  const [gap, first] = await stream.take(2)
  expect(gap).toEqual({ id: '10', event: 'gap', data: { after: 4, lost: 6, resumes: 10 } })
  expect(first).toMatchObject({ id: '11', event: 'notice', data: { message: '11' } })
})

it('says so when the number is of an earlier run, and begins anew', async () => {
  const sandbox = await startTestSandbox()
  say(sandbox, 'one')
  const stream = await follow(sandbox, { headers: { 'last-event-id': '7000' } })
  const [gap, first] = await stream.take(2)
  expect(gap).toEqual({ id: '0', event: 'gap', data: { after: 7000, lost: null, resumes: 0 } })
  expect(first).toMatchObject({ id: '1' })
})

it('tells a whole journal to a reader that takes its time, without losing or doubling', async () => {
  const sandbox = await startTestSandbox()
  for (let n = 0; n < JOURNAL_MAX; n++) say(sandbox, 'x'.repeat(2_000))
  const stream = await follow(sandbox, { query: '?after=0' })
  say(sandbox, 'the last')
  const all = await stream.take(JOURNAL_MAX + 1)
  expect(all.map(({ id }) => Number(id))).toEqual(all.map((_, index) => index + 1))
})

it('cuts off a reader that lets too much pile up; it resumes by the last id', async () => {
  const sandbox = await startTestSandbox()
  const { journal } = sandbox.world
  const socket = await openAndStopReading(sandbox)
  await expect.poll(() => journal.listeners.size).toBe(COUNTING + 1)
  const long = 'x'.repeat(64 * 1_024)
  for (let n = 0; n < 400 && journal.listeners.size > COUNTING; n++) {
    say(sandbox, long)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(journal.listeners.size).toBe(COUNTING)
  socket.destroy()
  const resumed = await follow(sandbox, { query: '?after=0' })
  const all = await resumed.take(journal.next - 1)
  expect(all.at(-1)?.id).toBe(String(journal.next - 1))
})

it('leaves nothing behind when its reader goes', async () => {
  const sandbox = await startTestSandbox()
  const { journal } = sandbox.world
  const streams = [await follow(sandbox), await follow(sandbox)]
  expect(journal.listeners.size).toBe(COUNTING + 2)
  for (const stream of streams) stream.stop()
  await expect.poll(() => journal.listeners.size).toBe(COUNTING)
})

it('refuses one more than a hundred, of each organisation apart', { timeout: 30_000 }, async () => {
  const sandbox = await startTestSandbox()
  const { key } = await secondOrganization(sandbox)
  const streams = await Promise.all(Array.from({ length: STREAMS_MAX }, () => follow(sandbox)))
  const { status, error } = await ask(sandbox, '/events')
  expect([status, error.code]).toEqual([503, 'service_unavailable'])
  const other = await follow(sandbox, { headers: { authorization: `Bearer ${key}` } })
  expect(other.status).toBe(200)
  streams[0]?.stop()
  await expect.poll(() => sandbox.world.journal.listeners.size).toBe(COUNTING + STREAMS_MAX - 1)
  expect((await follow(sandbox)).status).toBe(200)
})

it('refuses one more than five hundred of all together', { timeout: 60_000 }, async () => {
  const sandbox = await startTestSandbox()
  const keys = [sandbox.app.apiKey]
  for (let seed = 8; keys.length <= STREAMS_OF_ALL_MAX / STREAMS_MAX; seed++) {
    keys.push((await secondOrganization(sandbox, seed)).key)
  }
  const last = keys.pop() ?? ''
  for (const key of keys) {
    const headers = { authorization: `Bearer ${key}` }
    await Promise.all(Array.from({ length: STREAMS_MAX }, () => follow(sandbox, { headers })))
  }
  const { status, error } = await ask(sandbox, '/events', { key: last })
  expect([status, error.code]).toEqual([503, 'service_unavailable'])
  expect((await sandbox.call('GET', '/me')).status).toBe(200)
})

it('goes on over a reset', async () => {
  const sandbox = await startTestSandbox()
  const stream = await follow(sandbox)
  await sandbox.act('reset', {})
  await sandbox.call('GET', '/me')
  const told = await stream.take(2)
  expect(told.map(({ event }) => event)).toEqual(['notice', 'request'])
})

it('does not keep a stop waiting', async () => {
  const sandbox = await startTestSandbox()
  const stream = await follow(sandbox)
  const startedAt = performance.now()
  await sandbox.app.close()
  expect(performance.now() - startedAt).toBeLessThan(450)
  await stream.ended
  expect(sandbox.world.journal.listeners.size).toBe(COUNTING)
})

it('is kept alive by comments, and ends when its organisation is gone', async () => {
  const sandbox = await startTestSandbox()
  const { organization, key } = await secondOrganization(sandbox)
  const alarms = takeOverAlarms(sandbox.app.sandbox.ports.clock)
  const stream = await follow(sandbox, { headers: { authorization: `Bearer ${key}` } })
  expect(alarms.map(({ delayMs }) => delayMs)).toEqual([15_000])
  alarms.shift()?.ring()
  await expect.poll(stream.text).toContain('\n\n: heartbeat\n\n')
  removeOrganization(sandbox.app.sandbox, organization)
  expect(alarms.map(({ delayMs }) => delayMs)).toEqual([15_000])
  alarms.shift()?.ring()
  await stream.ended
  expect(organization.world.journal.listeners.size).toBe(COUNTING)
})

it.each([
  ['?after=soon', {}, 'after'],
  ['', { 'last-event-id': 'soon' }, 'Last-Event-ID'],
])('refuses a number that is none: %j %j', async (query, headers, param) => {
  const sandbox = await startTestSandbox()
  const response = await fetch(`${sandbox.app.controlUrl}/events${query}`, { headers })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_field_value', param } })
})

function say({ app }: TestSandbox, ...words: readonly string[]): void {
  for (const message of words) note(app.organization, { kind: 'notice', message })
}

function wordsOf(told: readonly { readonly data: { readonly message: string } }[]): string[] {
  return told.map(({ data }) => data.message)
}

/** Connects, asks for the stream, and reads nothing more of it. */
async function openAndStopReading({ app }: TestSandbox) {
  const { port } = new URL(app.controlUrl)
  const socket = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
  socket.pause()
  socket.write(`GET /_sandbox/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  return socket
}

type SetAlarm = { readonly delayMs: number; readonly ring: () => void }

/** From now on the clock's alarms are rung by hand. */
function takeOverAlarms(clock: Clock): SetAlarm[] {
  const alarms: SetAlarm[] = []
  clock.setAlarm = (delayMs, ring) => {
    const alarm = { delayMs, ring }
    alarms.push(alarm)
    return {
      cancel: () => {
        const at = alarms.indexOf(alarm)
        if (at !== -1) alarms.splice(at, 1)
      },
    }
  }
  return alarms
}

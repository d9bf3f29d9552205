// What each kind of answer of a real receiver leads to, from 204 to silence.
import type { ServerResponse } from 'node:http'

import { describe, expect, it } from 'vitest'

import type { Answer } from '../support/receiver.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import {
  attemptsOf,
  closedPort,
  createContact,
  DAY,
  HOUR,
  newestDelivery,
  nextEntry,
  SECOND,
  startWithReceiver,
  subscribe,
  waitsOf,
} from './webhooks.ts'

/** One event whose first attempt is answered so; the clock stands still behind it. */
async function answered(answer: Answer, settings: object = {}) {
  const story = await startWithReceiver()
  Object.assign(story.world.settings, { retryJitter: 0, ...settings })
  story.receiver.answers = [answer]
  await createContact(story)
  await story.advance(1)
  const delivery = newestDelivery(story.world)
  return { ...story, delivery, attempt: attemptsOf(story.world, delivery.id)[0] }
}

const withHeaders =
  (status: number, headers: Record<string, string>): Answer =>
  (response) =>
    response.writeHead(status, headers).end()

describe('ends well with', () => {
  it.each([200, 201, 202, 204, 206, 299])('%i', async (status) => {
    const { delivery, receiver, settle } = await answered(status)
    expect(delivery).toMatchObject({ status: 'succeeded', responseStatus: status, attemptCount: 1 })
    await settle()
    expect(receiver.received).toHaveLength(1)
  })
})

describe('is tried again ten seconds later after', () => {
  it.each([300, 304, 400 + 8, 429, 500, 502, 503, 504, 599])('%i', async (status) => {
    const { delivery, world, settle, receiver } = await answered(status)
    expect(delivery).toMatchObject({ status: 'failed', responseStatus: status, attemptCount: 1 })
    await settle()
    expect(receiver.received).toHaveLength(2)
    expect(waitsOf(world, delivery.id)).toEqual([10 * SECOND])
    expect(newestDelivery(world).status).toBe('succeeded')
  })

  it.each([301, 302, 303, 307, 308])('%i, which is not followed', async (status) => {
    const elsewhere = await startReceiver()
    const { delivery, settle, receiver } = await answered(
      withHeaders(status, { location: elsewhere.url }),
    )
    expect(delivery).toMatchObject({ status: 'failed', responseStatus: status })
    await settle()
    expect(receiver.received).toHaveLength(2)
    expect(elsewhere.received).toEqual([])
  })
})

describe('is given up at once after', () => {
  it.each([400, 401, 403, 404, 405, 409, 410, 422, 451, 499])('%i', async (status) => {
    const { delivery, advance, receiver } = await answered(status)
    expect(delivery).toMatchObject({ status: 'dead', responseStatus: status, attemptCount: 1 })
    await advance(2 * DAY)
    expect(receiver.received).toHaveLength(1)
  })
})

describe('a 429 with Retry-After', () => {
  const waitAfter = async (retryAfter: string) => {
    const { delivery, world } = await answered(withHeaders(429, { 'retry-after': retryAfter }))
    return (delivery.nextAttemptAt ?? 0) - (attemptsOf(world, delivery.id)[0]?.createdAt ?? 0)
  }

  it.each([
    ['60', 60 * SECOND],
    ['3600', HOUR],
    ['1', 10 * SECOND],
    ['999999', DAY],
  ])('of %s seconds waits for %i ms', async (seconds, wait) => {
    expect(await waitAfter(seconds)).toBe(wait)
  })

  it('that is a date waits until then', async () => {
    const story = await startWithReceiver({ rate: 1 })
    const until = Math.ceil(Date.now() / SECOND) * SECOND + 2 * HOUR
    story.receiver.answers = [withHeaders(429, { 'retry-after': new Date(until).toUTCString() })]
    const attempted = nextEntry(story.world, 'attempt')
    await createContact(story)
    expect((await attempted).nextAttemptAt).toBe(until)
  })
})

describe('is tried again after silence:', () => {
  it('a connection that is refused', async () => {
    const sandbox = await startTestSandbox()
    await subscribe(sandbox, `http://127.0.0.1:${await closedPort()}/hook`)
    await createContact(sandbox)
    await sandbox.advance(1)
    const delivery = newestDelivery(sandbox.world)
    expect(delivery).toMatchObject({ status: 'failed', responseStatus: null, attemptCount: 1 })
    const [attempt] = attemptsOf(sandbox.world, delivery.id)
    expect(attempt).toMatchObject({ outcome: 'unreachable', responseStatus: null })
    expect(attempt?.error).toContain('ECONNREFUSED')
  })

  it('a name that does not exist', async () => {
    const sandbox = await startTestSandbox()
    await subscribe(sandbox, 'http://nobody.invalid/hook')
    await createContact(sandbox)
    await sandbox.advance(1)
    expect(newestDelivery(sandbox.world)).toMatchObject({ status: 'failed', responseStatus: null })
  })

  it('a receiver that speaks no TLS where it is expected', async () => {
    const { receiver, ...sandbox } = await startWithReceiver()
    await subscribe(sandbox, receiver.url.replace('http:', 'https:'), ['contact.updated'])
    const { body } = await createContact(sandbox)
    await sandbox.call('PATCH', `/contacts/${body.data.id}`, { name: 'Dewi' })
    await sandbox.advance(1)
    expect(newestDelivery(sandbox.world)).toMatchObject({ status: 'failed', responseStatus: null })
  })

  it('a receiver that answers too late', async () => {
    const { attempt, delivery } = await answered(() => undefined, { receiverTimeoutMs: 50 })
    expect(delivery.status).toBe('failed')
    expect(attempt).toMatchObject({ outcome: 'timed-out', error: 'no answer within 0.05 s' })
  })

  it('a receiver that begins to answer and never ends', async () => {
    const begins: Answer = (response) => response.writeHead(200).write('{')
    const { attempt, delivery } = await answered(begins, { receiverTimeoutMs: 50 })
    expect(delivery.status).toBe('failed')
    expect(attempt?.outcome).toBe('timed-out')
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['hangs up without a word', (response) => response.socket?.destroy()],
    ['resets the connection', (response) => response.socket?.resetAndDestroy()],
    ['closes politely without a word', (response) => response.socket?.end()],
    ['speaks no HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
    ['says too little', (response) => response.socket?.end('HTTP/1.1 2')],
    [
      'hangs up in the middle of its answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        response.socket?.end()
      },
    ],
  ])('a receiver that %s', async (_what, answer) => {
    const { attempt, delivery, settle, world } = await answered(answer)
    expect(delivery).toMatchObject({ status: 'failed', responseStatus: null })
    expect(attempt?.outcome).toBe('unreachable')
    expect(attempt?.error).not.toBe('')
    await settle()
    expect(newestDelivery(world).status).toBe('succeeded')
  })
})

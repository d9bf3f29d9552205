// The eight attempts of a delivery as a receiver sees them: when, with which headers, which bytes.
import { describe, expect, it } from 'vitest'

import { verifySignature } from '../../src/wire/v1/signature.ts'
import {
  attemptsOf,
  createContact,
  DAY,
  deliveryOf,
  HOUR,
  MINUTE,
  SECOND,
  startWithReceiver,
  waitsOf,
} from './webhooks.ts'

const WAITS = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY]

/** A sandbox whose receiver has answered every attempt of one delivery with 503. */
async function failingStory(settings: object = {}) {
  const story = await startWithReceiver()
  Object.assign(story.world.settings, settings)
  story.receiver.answers = Array(8).fill(503)
  await createContact(story)
  await story.settle()
  const delivery = deliveryOf(story.world, story.receiver.received[0])
  return { ...story, delivery, received: story.receiver.received }
}

describe('a receiver that always answers 503', () => {
  it('is asked eight times, each within a fifth of its schedule', async () => {
    const { world, delivery, received } = await failingStory()
    expect(received).toHaveLength(8)
    const waits = waitsOf(world, delivery.id)
    expect(waits).toHaveLength(7)
    waits.forEach((wait, index) => {
      expect(wait, `before attempt ${index + 2}`).toBeGreaterThanOrEqual(0.8 * Number(WAITS[index]))
      expect(wait, `before attempt ${index + 2}`).toBeLessThanOrEqual(1.2 * Number(WAITS[index]))
    })
    expect(waits).not.toEqual(WAITS)
  })

  it('is asked exactly on schedule without jitter', async () => {
    const { world, delivery } = await failingStory({ retryJitter: 0 })
    expect(waitsOf(world, delivery.id)).toEqual(WAITS)
  })

  it('is asked the first time at the very instant of the event', async () => {
    const { world, delivery } = await failingStory()
    expect(attemptsOf(world, delivery.id)[0]?.createdAt).toBe(delivery.createdAt)
  })

  it('gets the same bytes each time', async () => {
    const { received } = await failingStory()
    expect(new Set(received.map((one) => one.body)).size).toBe(1)
  })

  it('gets the same ids each time, and the number of the attempt', async () => {
    const { received } = await failingStory()
    const seen = (name: string) => new Set(received.map((one) => one.headers[name]))
    expect(seen('x-kirim-delivery-id').size).toBe(1)
    expect(seen('x-kirim-event-id').size).toBe(1)
    const attempts = received.map((one) => one.headers['x-kirim-attempt'])
    expect(attempts).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })

  it('gets a signature made anew each time, at the time of the attempt', async () => {
    const { world, subscription, delivery, received } = await failingStory({
      signatureTime: 'world',
    })
    const instants = attemptsOf(world, delivery.id).map((row) => Math.floor(row.createdAt / 1_000))
    expect(new Set(instants).size).toBe(8)
    received.forEach(({ headers, body }, index) => {
      const header = String(headers['x-kirim-signature'])
      const now = instants[index] as number
      const secrets = [subscription.secret]
      const check = verifySignature({ header, body, secrets, now, toleranceSeconds: 0 })
      expect(check).toEqual({ valid: true, t: now })
    })
    expect(new Set(received.map((one) => one.headers['x-kirim-signature'])).size).toBe(8)
  })

  it('leaves a dead delivery, and a trace of every attempt', async () => {
    const { call, world, delivery, subscription } = await failingStory()
    const { data } = (await call('GET', `/webhook_deliveries/${delivery.id}`)).body
    expect(data).toMatchObject({
      status: 'dead',
      attempt_count: 8,
      next_attempt_at: null,
      response_status: 503,
      subscription_id: subscription.id,
    })
    const attempts = attemptsOf(world, delivery.id)
    expect(attempts.map((row) => row.responseStatus)).toEqual(Array(8).fill(503))
    expect(data.last_attempt_at).toBe(new Date(attempts[7]?.createdAt ?? 0).toISOString())
  })

  it('is asked no more afterwards', async () => {
    const { advance, received } = await failingStory()
    await advance(5 * DAY)
    expect(received).toHaveLength(8)
  })
})

describe('the request', () => {
  it('has the headers that the documentation promises, and no others', async () => {
    const story = await startWithReceiver()
    const { body } = await createContact(story)
    await story.settle()
    const [received] = story.receiver.received
    const { connection: _, ...headers } = received?.headers ?? {}
    expect(headers).toEqual({
      host: new URL(story.receiver.url).host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(received?.body ?? '')),
      'user-agent': 'Kirim-Webhook/1.0',
      'x-kirim-source': 'kirim',
      'x-kirim-event': 'contact.created',
      'x-kirim-event-id': received?.json.id,
      'x-kirim-delivery-id': expect.stringMatching(/^wbd_[0-9A-HJKMNP-TV-Z]{26}$/),
      'x-kirim-attempt': '1',
      'x-kirim-signature': expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/),
    })
    expect(received?.json.data.contact).toEqual(body.data)
  })

  it('goes to the path and the query of the subscription', async () => {
    const story = await startWithReceiver()
    const url = `${story.receiver.url}/deep?token=a%20b&x=1#part`
    await story.call('PATCH', `/webhook_subscriptions/${story.subscription.id}`, { url })
    await createContact(story)
    await story.settle()
    expect(story.receiver.received[0]?.path).toBe('/hook/deep?token=a%20b&x=1')
  })

  it('is signed with the time of the machine unless the world asks for its own', async () => {
    const story = await startWithReceiver()
    const before = Math.floor(Date.now() / 1_000)
    await createContact(story)
    await story.settle()
    const [received] = story.receiver.received
    const check = verifySignature({
      header: String(received?.headers['x-kirim-signature']),
      body: received?.body ?? '',
      secrets: [story.subscription.secret],
      now: Math.floor(Date.now() / 1_000),
    })
    expect(check).toMatchObject({ valid: true })
    expect(check.valid && check.t).toBeGreaterThanOrEqual(before)
  })

  it('carries text outside ASCII as UTF-8, and signs those bytes', async () => {
    const story = await startWithReceiver()
    await createContact(story, 'Dewi 🙏 Ünïcode')
    await story.settle()
    const [received] = story.receiver.received
    expect(received?.json.data.contact.name).toBe('Dewi 🙏 Ünïcode')
    const check = verifySignature({
      header: String(received?.headers['x-kirim-signature']),
      body: Buffer.from(received?.body ?? '', 'utf8'),
      secrets: [story.subscription.secret],
      now: Math.floor(Date.now() / 1_000),
    })
    expect(check.valid).toBe(true)
  })
})

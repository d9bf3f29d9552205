// Receivers that call the API from inside a webhook, before they have answered it.
import { describe, expect, it } from 'vitest'

import { createContact as addContact } from '../../src/domain/messaging/contacts.ts'
import type { Outcome } from '../../src/domain/webhooks/retry.ts'
import { createSubscription } from '../../src/domain/webhooks/subscriptions.ts'
import { commit } from '../../src/engine/sandbox.ts'
import { advance } from '../../src/engine/timeline.ts'
import type { Received } from '../support/receiver.ts'
import { type ManualSandbox, newManualSandbox } from './manual-clock.ts'
import {
  createContact,
  defer,
  deliveries,
  newestDelivery,
  nextEntry,
  startWithReceiver,
} from './webhooks.ts'

const CUSTOMER = '+6281234567890'

const textOf = (received: Received) =>
  received.json.entry?.[0]?.changes[0].value.messages?.[0].text.body as string | undefined

/** A receiver that answers every inbound message with one of its own, before its 200. */
async function startChatBot(options: object) {
  const story = await startWithReceiver(options)
  const { call, receiver, subscription } = story
  await call('PATCH', `/webhook_subscriptions/${subscription.id}`, { events: ['message.received'] })
  const replies: unknown[] = []
  receiver.answers = [
    async (response, received) => {
      const body = `Halo, Anda menulis: ${textOf(received)}`
      const reply = await call('POST', '/messages', { to: CUSTOMER, type: 'text', text: { body } })
      replies.push(reply.status)
      response.writeHead(200).end()
    },
  ]
  return { ...story, replies }
}

describe.each([
  ['in virtual time', { rate: 0 }],
  ['in real time', { rate: 1 }],
])('%s', (_time, options) => {
  it('a receiver may send a message from inside a webhook', async () => {
    const { act, call, world, replies } = await startChatBot(options)
    const attempted = nextEntry(world, 'attempt')
    await act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    expect(await attempted).toMatchObject({ result: 'succeeded', attempt: 1 })
    expect(replies).toEqual([200])
    const { data } = (await call('GET', '/messages?direction=outbound')).body
    expect(data[0].content).toBe('Halo, Anda menulis: Permisi')
  })

  it('a receiver may make further events, of which it hears itself', async () => {
    const story = await startWithReceiver(options)
    const { receiver, world } = story
    receiver.answers = ['Budi', 'Citra'].map((name) => async (response) => {
      await createContact(story, name)
      response.writeHead(200).end()
    })
    const last = nextEntry(
      world,
      'attempt',
      () => receiver.received.at(-1)?.json.data.contact.name === 'Citra',
    )
    await createContact(story, 'Adi')
    await last
    const names = receiver.received.map((one) => one.json.data.contact.name)
    expect(names).toEqual(['Adi', 'Budi', 'Citra'])
    expect(deliveries(world).map((row) => row.attemptCount)).toEqual([1, 1, 1])
  })
})

/** An event for one receiver, in a sandbox that is moved by hand. */
function hearOfContact({ sandbox, organization, world }: ManualSandbox): void {
  const contact = { phoneNumber: '+6281300000001', name: null, email: null, metadata: null }
  const hook = { url: 'http://127.0.0.1:9/hook', description: null, events: ['contact.created'] }
  commit(sandbox, organization, () => {
    createSubscription(world, hook as Parameters<typeof createSubscription>[1])
    addContact(world, { ...contact, from: undefined })
  })
}

/** A transport whose request arrives, and ends when the test says so. */
function held({ sandbox }: ManualSandbox) {
  const [arrived, ended] = [defer(), defer<Outcome>()]
  const post = () => {
    arrived.resolve()
    return ended.promise
  }
  Object.assign(sandbox.ports.transport, { post })
  return { arrived: arrived.promise, end: ended.resolve }
}

describe('a receiver that moves the clock from inside a webhook', () => {
  it('is refused while the clock is being advanced', async () => {
    const story = await startWithReceiver()
    const refused = defer<unknown>()
    const { sandbox, organization } = story.app
    story.receiver.answers = [
      503,
      async (response) => {
        const target = { to: organization.world.now + 1_000 }
        await advance(sandbox, organization, target).catch(refused.resolve)
        response.writeHead(200).end()
      },
    ]
    await createContact(story)
    await story.settle()
    expect(await refused.promise).toMatchObject({ code: 'clock_already_advancing' })
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 2 })
  })

  it('goes on when its own webhook has timed out, as for one who asks outside of a receiver that hangs', async () => {
    const story = newManualSandbox(0)
    const { sandbox, organization, world } = story
    const { arrived, end } = held(story)
    hearOfContact(story)
    await story.clock.move(0)
    await arrived
    const advanced = advance(sandbox, organization, { to: world.now + 1 })
    await story.clock.move(9_999)
    expect(await Promise.race([advanced, 'waiting'])).toBe('waiting')
    end({ kind: 'timed-out', error: 'no answer within 10 s', durationMs: 10_000 })
    expect((await advanced).to).toBe(world.now)
    expect(newestDelivery(world)).toMatchObject({ status: 'failed', attemptCount: 1 })
  })

  it('may be told that it is one: who asks while a webhook is awaited learns why not', async () => {
    const story = newManualSandbox(0)
    const { sandbox, organization } = story
    const { arrived, end } = held(story)
    hearOfContact(story)
    const advanced = advance(sandbox, organization, { until: 'idle' })
    await arrived
    await expect(advance(sandbox, organization, { until: 'idle' })).rejects.toThrow(
      /move it after the answer/,
    )
    end({ kind: 'answered', status: 200, snippet: '', retryAfter: null, durationMs: 1 })
    await advanced
  })

  it('is told from one who asks outside, although the receiver takes all but its whole time-out', async () => {
    const story = newManualSandbox(0)
    const { sandbox, organization, world } = story
    const { arrived, end } = held(story)
    hearOfContact(story)
    await story.clock.move(0)
    await arrived
    let isOver = false
    const advanced = advance(sandbox, organization, { until: 'idle' }).finally(() => {
      isOver = true
    })
    await story.clock.move(world.settings.receiverTimeoutMs - 1)
    expect(isOver).toBe(false)
    end({ kind: 'answered', status: 200, snippet: '', retryAfter: null, durationMs: 9_999 })
    await advanced
    expect(newestDelivery(world)).toMatchObject({ status: 'succeeded', attemptCount: 1 })
  })

  it('is told from one who asks outside while a receiver takes its time', async () => {
    const story = await startWithReceiver()
    const { sandbox, organization } = story.app
    const [asked, answer] = [defer(), defer()]
    story.receiver.answers = [
      async (response) => {
        asked.resolve()
        await answer.promise
        response.writeHead(200).end()
      },
    ]
    await createContact(story)
    await asked.promise
    let isOver = false
    const advanced = advance(sandbox, organization, { until: 'idle' }).finally(() => {
      isOver = true
    })
    // Longer than machines think: many turns of the loop, and a request on the way.
    for (let turns = 0; turns < 5; turns++) await story.call('GET', '/me')
    expect(isOver).toBe(false)
    answer.resolve()
    await advanced
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 1 })
  })

  it('is told by the attempt that is on its way, however many others were before', async () => {
    const story = await startWithReceiver()
    const { sandbox, organization } = story.app
    for (let n = 0; n < 30; n++) await createContact(story, `Customer ${n}`)
    await advance(sandbox, organization, { until: 'idle' })
    expect(deliveries(story.world).map(({ status }) => status)).toEqual(
      Array<string>(30).fill('succeeded'),
    )
  })
})

// Receivers that hang: they delay nobody else, and only so many attempts wait on one of them.
import { describe, expect, it } from 'vitest'

import type { Outcome } from '../../src/domain/webhooks/retry.ts'
import { ATTEMPTS_AT_ONCE } from '../../src/engine/dispatcher.ts'
import type { WebhookRequest } from '../../src/engine/ports.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  defer,
  deliveries,
  newestDelivery,
  nextEntry,
  subscribe,
} from './webhooks.ts'

const OK: Outcome = { kind: 'answered', status: 200, snippet: '', retryAfter: null, durationMs: 1 }

it('a receiver that hangs does not delay another one', async () => {
  const sandbox = await startTestSandbox({ rate: 1 })
  const hanging = await startReceiver()
  const quick = await startReceiver()
  const asked = defer()
  hanging.answers = [() => asked.resolve()]
  const { id } = await subscribe(sandbox, hanging.url)
  await subscribe(sandbox, quick.url)
  const attempted = nextEntry(sandbox.world, 'attempt')
  await createContact(sandbox)
  await asked.promise
  expect((await attempted).url).toBe(quick.url)
  const waiting = deliveries(sandbox.world).find((row) => row.subscriptionId === id)
  expect(waiting).toMatchObject({ status: 'pending', phase: 'attempting' })
})

it('a receiver that hangs does not delay the API', async () => {
  const sandbox = await startTestSandbox({ rate: 1 })
  const asked = defer()
  const hanging = await startReceiver(() => asked.resolve())
  await subscribe(sandbox, hanging.url)
  await createContact(sandbox)
  await asked.promise
  expect((await createContact(sandbox)).status).toBe(200)
  expect((await sandbox.call('GET', '/webhook_deliveries')).body.data).toHaveLength(2)
})

describe('of many events at once', () => {
  /** A sandbox whose transport holds every request until it is told to let one go. */
  async function heldStory() {
    const sandbox = await startTestSandbox({ rate: 1 })
    const waiting: ((outcome: Outcome) => void)[] = []
    let arrived = defer()
    const post = (_request: WebhookRequest) =>
      new Promise<Outcome>((resolve) => {
        waiting.push(resolve)
        arrived.resolve()
        arrived = defer()
      })
    Object.assign(sandbox.app.sandbox.ports.transport, { post })
    const untilWaiting = async (count: number) => {
      while (waiting.length < count) await arrived.promise
    }
    return { ...sandbox, waiting, untilWaiting }
  }

  it(`no more than ${ATTEMPTS_AT_ONCE} are on their way to one receiver`, async () => {
    const story = await heldStory()
    await subscribe(story, 'http://127.0.0.1:9/a')
    await subscribe(story, 'http://127.0.0.1:9/b')
    for (let n = 0; n < ATTEMPTS_AT_ONCE; n++) await createContact(story)
    await story.untilWaiting(ATTEMPTS_AT_ONCE)
    const inFlight = () => deliveries(story.world).filter((row) => row.phase === 'attempting')
    expect(inFlight()).toHaveLength(ATTEMPTS_AT_ONCE)
    story.waiting.shift()?.(OK)
    await story.untilWaiting(ATTEMPTS_AT_ONCE)
    expect(inFlight()).toHaveLength(ATTEMPTS_AT_ONCE)
    expect(deliveries(story.world).filter((row) => row.phase === 'done')).toHaveLength(1)
  })

  it('those that waited go out one after the other, none twice', async () => {
    const story = await heldStory()
    await subscribe(story, 'http://127.0.0.1:9/hook')
    const total = ATTEMPTS_AT_ONCE + 10
    for (let n = 0; n < total; n++) await createContact(story)
    for (let n = 0; n < total; n++) {
      await story.untilWaiting(1)
      const done = nextEntry(story.world, 'attempt')
      story.waiting.shift()?.(OK)
      await done
    }
    const rows = deliveries(story.world)
    expect(rows.map((row) => row.status)).toEqual(Array(total).fill('succeeded'))
    expect(rows.map((row) => row.attemptCount)).toEqual(Array(total).fill(1))
    expect(story.waiting).toEqual([])
  })

  it('one whose subscription is deleted while it waits is not sent', async () => {
    const story = await heldStory()
    const { id } = await subscribe(story, 'http://127.0.0.1:9/hook')
    for (let n = 0; n <= ATTEMPTS_AT_ONCE; n++) await createContact(story)
    await story.untilWaiting(ATTEMPTS_AT_ONCE)
    await story.call('DELETE', `/webhook_subscriptions/${id}`)
    for (let n = 0; n < ATTEMPTS_AT_ONCE; n++) {
      const done = nextEntry(story.world, 'attempt')
      story.waiting.shift()?.(OK)
      await done
    }
    expect(story.waiting).toEqual([])
    expect(newestDelivery(story.world)).toMatchObject({ status: 'dead', attemptCount: 0 })
  })
})

// Faults of signatures: what a careful receiver finds, and that the next attempt is signed well again.
import { describe, expect, it } from 'vitest'

import { unixSeconds } from '../../src/domain/world/time.ts'
import { verifySignature } from '../../src/wire/v1/signature.ts'
import { createContact, startWithReceiver } from '../engine/webhooks.ts'
import { see, subscribeInbox } from '../http/control-reading.ts'
import type { Received } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { arm, counts } from './arming.ts'

/** A receiver's verdict on one request, by a clock of its own. */
function judged(received: Received | undefined, secret: string, now: number): string {
  const header = received?.headers['x-kirim-signature'] as string | undefined
  const body = received?.body ?? ''
  const check = verifySignature({ header, body, secrets: [secret], now: unixSeconds(now) })
  return check.valid ? 'valid' : check.reason
}

const FAULTS = [
  ['delivery.wrong-signature', 'mismatch'],
  ['delivery.stale-signature', 'stale'],
  ['delivery.early-signature', 'stale'],
  ['delivery.no-signature', 'missing'],
  ['delivery.revoked-signature', 'mismatch'],
  ['delivery.changed-body', 'mismatch'],
] as const

describe.each(FAULTS)('%s', (fault, reason) => {
  it(`is found to be ${reason}, and only that attempt`, async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [401, 503, 200]
    await arm(story, { fault, times: 1 })
    await createContact(story)
    await createContact(story)
    await story.settle()
    const now = story.app.sandbox.ports.clock.now()
    const verdicts = story.receiver.received.map((one) =>
      judged(one, story.subscription.secret, now),
    )
    expect(verdicts).toEqual([reason, 'valid', 'valid'])
    expect(await counts(story)).toEqual([[1, 1, false]])
  })

  it('is found by world time too, where that signs', async () => {
    const story = await startWithReceiver()
    await story.act('change-settings', { settings: { signatureTime: 'world' } })
    await arm(story, { fault, times: 1 })
    await createContact(story)
    await story.settle()
    const [first] = story.receiver.received
    expect(judged(first, story.subscription.secret, story.world.now)).toBe(reason)
  })

  it('is found by the built-in inbox', async () => {
    const sandbox = await startTestSandbox()
    await subscribeInbox(sandbox, 'shop')
    await arm(sandbox, { fault, times: 1 })
    await createContact(sandbox)
    await createContact(sandbox)
    await sandbox.settle()
    const { requests } = await see(sandbox, '/inboxes/shop')
    expect(requests).toMatchObject([
      { signature: { valid: false, reason } },
      { signature: { valid: true, reason: null } },
    ])
  })

  it('that a receiver refuses with 401 is dead, and a replay of it is good', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [401]
    await arm(story, { fault, times: 1 })
    await createContact(story)
    await story.settle()
    const { data } = (await story.call('GET', '/webhook_deliveries')).body
    expect(data).toMatchObject([{ status: 'dead', response_status: 401 }])
    await story.call('POST', `/webhook_deliveries/${data[0].id}/replay`)
    await story.settle()
    const now = story.app.sandbox.ports.clock.now()
    expect(judged(story.receiver.received[1], story.subscription.secret, now)).toBe('valid')
  })
})

it('a stale signature is one of the right secret: whoever forgets the time takes it', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.stale-signature', times: 1 })
  await createContact(story)
  await story.settle()
  const [one] = story.receiver.received
  const header = String(one?.headers['x-kirim-signature'])
  const t = Number(/^t=(\d+),/.exec(header)?.[1])
  expect(judged(one, story.subscription.secret, t * 1_000)).toBe('valid')
})

it('the revoked secret is the one that signs, and nothing is said of it any more', async () => {
  const story = await startWithReceiver()
  const { id, secret } = story.subscription
  const path = `/webhook_subscriptions/${id}`
  const { data: fresh } = (await story.call('POST', `${path}/secrets`, {})).body
  const ids = async () => (await story.call('GET', path)).body.data.secrets
  const old = (await ids()).find((one: { id: string }) => one.id !== fresh.id)
  await story.call('DELETE', `${path}/secrets/${old.id}`)
  expect(await ids()).toHaveLength(1)
  await arm(story, { fault: 'delivery.revoked-signature', times: 1 })
  await createContact(story)
  await createContact(story)
  await story.settle()
  const now = story.app.sandbox.ports.clock.now()
  const [first, second] = story.receiver.received
  expect(judged(first, secret, now)).toBe('valid')
  expect(judged(second, secret, now)).toBe('mismatch')
  expect(judged(second, fresh.secret, now)).toBe('valid')
})

it('a body changed after signing is still JSON that says the same and more', async () => {
  const story = await startWithReceiver()
  await arm(story, { fault: 'delivery.changed-body', times: 1 })
  await createContact(story)
  await createContact(story)
  await story.settle()
  const [first, second] = story.receiver.received
  expect(first?.json.changed_after_signing).toBe(true)
  expect(Object.keys(first?.json).slice(1)).toEqual(Object.keys(second?.json))
})

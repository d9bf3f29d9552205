// Signatures while secrets come and go: which ones sign, in which order, and until when.
import { expect, it } from 'vitest'

import { signPayload, verifySignature } from '../../src/wire/v1/signature.ts'
import type { TestSandbox } from '../support/sandbox.ts'
import { createContact, HOUR, MINUTE, type Subscription, startWithReceiver } from './webhooks.ts'

async function addSecret(
  sandbox: TestSandbox,
  { id }: Subscription,
  expires_in_hours?: number,
): Promise<{ id: string; secret: string }> {
  const path = `/webhook_subscriptions/${id}/secrets`
  return (await sandbox.call('POST', path, { expires_in_hours })).body.data
}

/** The digests of the newest request, and what each secret would have made of its body. */
async function nextSignature(story: Awaited<ReturnType<typeof startWithReceiver>>) {
  story.world.settings.signatureTime = 'world'
  const t = Math.floor(story.world.now / 1_000)
  await createContact(story)
  await story.advance(1)
  const { body = '', headers } = story.receiver.received.at(-1) ?? {}
  const header = String(headers?.['x-kirim-signature'])
  return {
    header,
    signedWith: (...secrets: string[]) => signPayload({ secrets, body, t }),
    body,
    t,
  }
}

it('every active secret signs, the newest first', async () => {
  const story = await startWithReceiver()
  const second = await addSecret(story, story.subscription)
  const third = await addSecret(story, story.subscription, 1)
  const { header, signedWith, body, t } = await nextSignature(story)
  expect(header).toBe(signedWith(third.secret, second.secret, story.subscription.secret))
  for (const { secret } of [third, second, story.subscription]) {
    expect(verifySignature({ header, body, secrets: [secret], now: t }).valid).toBe(true)
  }
})

it('a secret signs until its hour has come', async () => {
  const story = await startWithReceiver()
  const short = await addSecret(story, story.subscription, 1)
  await story.advance(HOUR - MINUTE)
  const before = await nextSignature(story)
  expect(before.header).toBe(before.signedWith(short.secret, story.subscription.secret))
  await story.advance(MINUTE)
  const after = await nextSignature(story)
  expect(after.header).toBe(after.signedWith(story.subscription.secret))
})

it('a revoked secret signs no more', async () => {
  const story = await startWithReceiver()
  const second = await addSecret(story, story.subscription)
  const { data } = (await story.call('GET', `/webhook_subscriptions/${story.subscription.id}`)).body
  const initial = data.secrets.at(-1).id
  await story.call('DELETE', `/webhook_subscriptions/${story.subscription.id}/secrets/${initial}`)
  const { header, signedWith } = await nextSignature(story)
  expect(header).toBe(signedWith(second.secret))
})

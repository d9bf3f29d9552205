// Signing secrets of a webhook subscription: added, used side by side, expiring and revoked.
import { createHmac } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { type Received, startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  dataOf,
  disabledSubscription,
  expectRefusal,
  subscribe,
  unknownId,
} from './stories.ts'

const PATH = '/webhook_subscriptions'

async function addSecret(kirim: TestSandbox, id: string, body?: unknown) {
  return dataOf(await kirim.call('POST', `${PATH}/${id}/secrets`, body))
}

function revoke(kirim: TestSandbox, id: string, secretId: string) {
  return kirim.call('DELETE', `${PATH}/${id}/secrets/${secretId}`)
}

async function secretIdsOf(kirim: TestSandbox, id: string): Promise<string[]> {
  const { secrets } = dataOf(await kirim.call('GET', `${PATH}/${id}`))
  return secrets.map((secret: { id: string }) => secret.id)
}

/** The header as it must be for these secrets, signed at the time that the header itself tells. */
function expectSignedWith(received: Received | undefined, ...secrets: string[]): void {
  const header = String(received?.headers['x-kirim-signature'])
  const t = /^t=(\d+),/.exec(header)?.[1]
  const digests = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${t}.${received?.body}`).digest('hex'),
  )
  expect(header).toBe([`t=${t}`, ...digests.map((digest) => `v1=${digest}`)].join(','))
}

describe('POST /webhook_subscriptions/{id}/secrets', () => {
  it('adds a secret and shows it this once, before the older ones', async () => {
    const kirim = await startTestSandbox()
    const { id, secrets } = await subscribe(kirim)
    await kirim.advance(1_000)
    const added = await addSecret(kirim, id, { expires_in_hours: 24 })
    expect(added).toStrictEqual({
      id: expect.stringMatching(/^sec_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'webhook_secret',
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9_-]{43}$/),
      created_at: '2026-01-01T00:00:01.000Z',
      expires_at: '2026-01-02T00:00:01.000Z',
    })
    const shown = await kirim.call('GET', `${PATH}/${id}`)
    expect(dataOf(shown).secrets).toStrictEqual([
      { id: added.id, created_at: added.created_at, expires_at: added.expires_at },
      ...secrets,
    ])
    expect(JSON.stringify(shown.body)).not.toContain(added.secret)
  })

  it('keeps one without an expiry until it is revoked', async () => {
    const kirim = await startTestSandbox()
    const { id } = await subscribe(kirim)
    expect((await addSecret(kirim, id)).expires_at).toBeNull()
    expect((await addSecret(kirim, id, {})).expires_at).toBeNull()
    await kirim.advance(400 * HOUR_MS)
    expect(await secretIdsOf(kirim, id)).toHaveLength(3)
  })

  it('takes 1 to 336 hours', async () => {
    const kirim = await startTestSandbox()
    const { id } = await subscribe(kirim)
    const expiry = async (hours: number) =>
      (await addSecret(kirim, id, { expires_in_hours: hours })).expires_at
    expect(await expiry(1)).toBe('2026-01-01T01:00:00.000Z')
    expect(await expiry(336)).toBe('2026-01-15T00:00:00.000Z')
    for (const hours of [0, 337, -1, 1.5, '24', null]) {
      const reply = await kirim.call('POST', `${PATH}/${id}/secrets`, { expires_in_hours: hours })
      expectRefusal(reply, 400, 'invalid_field_value', 'expires_in_hours')
    }
  })

  it('refuses while the subscription is disabled, and not while it is paused', async () => {
    const kirim = await startTestSandbox()
    const disabled = await disabledSubscription(kirim)
    const reply = await kirim.call('POST', `${PATH}/${disabled}/secrets`, {})
    expectRefusal(reply, 409, 'webhook_subscription_disabled')
    expect(await secretIdsOf(kirim, disabled)).toHaveLength(1)
    await kirim.call('PATCH', `${PATH}/${disabled}`, { status: 'paused' })
    expect((await addSecret(kirim, disabled)).object).toBe('webhook_secret')
  })

  it('does not know the subscription that nobody made', async () => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', `${PATH}/${unknownId('wbs')}/secrets`, {})
    expectRefusal(reply, 404, 'resource_not_found')
  })
})

describe('a rotation', () => {
  it('signs with every active secret, the newest first, and with no expired one', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver()
    const { id, initial_secret: first, secrets } = await subscribe(kirim, receiver.url)
    await createContact(kirim, '+6281200000001')
    expectSignedWith(receiver.received[0], first)
    const second = await addSecret(kirim, id, { expires_in_hours: 1 })
    const third = await addSecret(kirim, id)
    await createContact(kirim, '+6281200000002')
    expectSignedWith(receiver.received[1], third.secret, second.secret, first)
    await kirim.advance(HOUR_MS - 1)
    await createContact(kirim, '+6281200000003')
    expectSignedWith(receiver.received[2], third.secret, second.secret, first)
    await kirim.advance(1)
    await createContact(kirim, '+6281200000004')
    expectSignedWith(receiver.received[3], third.secret, first)
    dataOf(await revoke(kirim, id, secrets[0].id))
    await createContact(kirim, '+6281200000005')
    expectSignedWith(receiver.received[4], third.secret)
  })

  it('signs a retry with the secrets of its own time', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver(503)
    const { id, initial_secret: first } = await subscribe(kirim, receiver.url)
    await createContact(kirim)
    const { secret } = await addSecret(kirim, id)
    await kirim.settle()
    expect(receiver.received).toHaveLength(2)
    expectSignedWith(receiver.received[0], first)
    expectSignedWith(receiver.received[1], secret, first)
  })
})

describe('DELETE /webhook_subscriptions/{id}/secrets/{secret_id}', () => {
  it('revokes a secret as long as another one is active', async () => {
    const kirim = await startTestSandbox()
    const { id, secrets } = await subscribe(kirim)
    const [{ id: first }] = secrets
    expectRefusal(await revoke(kirim, id, first), 422, 'last_active_secret')
    const { id: second } = await addSecret(kirim, id)
    expect(dataOf(await revoke(kirim, id, first))).toStrictEqual({ id: first, deleted: true })
    expect(await secretIdsOf(kirim, id)).toStrictEqual([second])
    expectRefusal(await revoke(kirim, id, first), 404, 'resource_not_found')
    expectRefusal(await revoke(kirim, id, second), 422, 'last_active_secret')
  })

  it('counts no expired secret, and does not know it any more', async () => {
    const kirim = await startTestSandbox()
    const { id, secrets } = await subscribe(kirim)
    const { id: brief } = await addSecret(kirim, id, { expires_in_hours: 1 })
    await kirim.advance(HOUR_MS)
    expect(await secretIdsOf(kirim, id)).toStrictEqual([secrets[0].id])
    expectRefusal(await revoke(kirim, id, brief), 404, 'resource_not_found')
    expectRefusal(await revoke(kirim, id, secrets[0].id), 422, 'last_active_secret')
  })

  it('does not know the secret of another subscription', async () => {
    const kirim = await startTestSandbox()
    const [one, other] = [await subscribe(kirim), await subscribe(kirim)]
    await addSecret(kirim, other.id)
    const reply = await revoke(kirim, one.id, other.secrets[0].id)
    expectRefusal(reply, 404, 'resource_not_found')
    expect(await secretIdsOf(kirim, other.id)).toHaveLength(2)
  })

  it('refuses what is no id, and says which of the two', async () => {
    const kirim = await startTestSandbox()
    const { id } = await subscribe(kirim)
    expectRefusal(await revoke(kirim, id, 'sec_1'), 400, 'invalid_field_value', 'secret_id')
    const reply = await revoke(kirim, 'wbs_1', unknownId('sec'))
    expectRefusal(reply, 400, 'invalid_field_value', 'id')
    expectRefusal(await revoke(kirim, id, unknownId('sec')), 404, 'resource_not_found')
  })
})

// Whose the requests at inboxes are, and what a careful receiver finds their signatures to be.
import { describe, expect, it } from 'vitest'

import { issueKey } from '../../src/domain/access/api-keys.ts'
import { commit } from '../../src/engine/sandbox.ts'
import { advance } from '../../src/engine/timeline.ts'
import { signPayload } from '../../src/wire/v1/signature.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  ask,
  postInbox,
  secondOrganization,
  see,
  sendText,
  subscribeInbox,
} from './control-reading.ts'

const STAYS_SENT = '+628000000001'

describe('finds a signature', () => {
  it('good on every webhook, with old and new secrets', async () => {
    const sandbox = await startTestSandbox()
    const id = await subscribeInbox(sandbox, 'shop')
    await sendText(sandbox, STAYS_SENT)
    await sandbox.settle()
    await sandbox.call('POST', `/webhook_subscriptions/${id}/secrets`, {})
    await sendText(sandbox, STAYS_SENT)
    await sandbox.settle()
    expect(await verdicts(sandbox)).toEqual([
      { valid: true, reason: null, message: null },
      { valid: true, reason: null, message: null },
    ])
  })

  it('good by the clock that stamps it, whatever the world says', async () => {
    for (const signatureTime of ['wall', 'world']) {
      const sandbox = await startTestSandbox()
      await sandbox.act('change-settings', { settings: { signatureTime } })
      await subscribeInbox(sandbox, 'shop?answers=503,200')
      await sendText(sandbox, STAYS_SENT)
      await sandbox.settle()
      expect((await verdicts(sandbox)).map(({ valid }) => valid)).toEqual([true, true])
    }
  })

  it('changed by a fault as it is: missing, of another key, or old', async () => {
    for (const [fault, reason] of [
      ['no-signature', 'missing'],
      ['wrong-signature', 'mismatch'],
      ['stale-signature', 'stale'],
    ]) {
      const sandbox = await startTestSandbox()
      await subscribeInbox(sandbox, 'shop')
      await sandbox.act('arm-fault', { fault, times: 1 })
      await sendText(sandbox, STAYS_SENT)
      await sandbox.settle()
      expect((await verdicts(sandbox))[0]).toMatchObject({ valid: false, reason })
    }
  })

  it('missing or malformed on what anybody sends', async () => {
    const sandbox = await startTestSandbox()
    await subscribeInbox(sandbox, 'shop')
    await postInbox(sandbox, 'shop', '')
    await postInbox(sandbox, 'shop', '', { 'x-kirim-signature': 't=1' })
    expect(await verdicts(sandbox)).toMatchObject([
      { valid: false, reason: 'missing' },
      { valid: false, reason: 'malformed', message: expect.stringContaining('t=1') },
    ])
  })

  it('good by the secret of any subscription, when no delivery is known', async () => {
    const sandbox = await startTestSandbox()
    await subscribeInbox(sandbox, 'other')
    const { body } = await sandbox.call('POST', '/webhook_subscriptions', {
      url: `${sandbox.app.controlUrl}/inbox/shop`,
      events: ['message.status'],
    })
    const t = Math.floor(Date.now() / 1_000)
    for (const secret of [body.data.initial_secret, 'whsec_of_somebody_else']) {
      const signature = signPayload({ secrets: [secret], body: 'Halo', t })
      await postInbox(sandbox, 'shop', 'Halo', { 'x-kirim-signature': signature })
    }
    expect(await verdicts(sandbox)).toMatchObject([
      { valid: true },
      { valid: false, reason: 'mismatch' },
    ])
  })
})

describe('belongs to', () => {
  it('the organisation whose delivery arrives, whatever key stands beside it', async () => {
    const sandbox = await startTestSandbox()
    const { key } = await secondOrganization(sandbox)
    await subscribeInbox(sandbox, 'shop')
    await sendText(sandbox, STAYS_SENT)
    await sandbox.settle()
    const [delivery] = (await see(sandbox, '/deliveries')).deliveries
    const headers = { 'x-kirim-delivery-id': delivery.id, authorization: `Bearer ${key}` }
    await postInbox(sandbox, 'shop', '', headers)
    expect((await see(sandbox, '/inboxes/shop')).requests).toHaveLength(2)
    expect((await see(sandbox, '/inboxes/shop', key)).requests).toHaveLength(0)
  })

  it('the key that is sent, else the first organisation, whoever else is meant by it', async () => {
    const sandbox = await startTestSandbox()
    const { key } = await secondOrganization(sandbox)
    await postInbox(sandbox, 'shop', 'second', { authorization: `Bearer ${key}` })
    await postInbox(sandbox, 'shop', 'first')
    await postInbox(sandbox, 'shop', 'stranger', { authorization: 'Basic c3RyYW5nZXI6' })
    expect(await bodies(sandbox, 'shop')).toEqual([['first', 'stranger'], 2])
    expect(await bodies(sandbox, 'shop', key)).toEqual([['second'], 1])
    await ask(sandbox, '/inbox/shop', { method: 'DELETE', key })
    expect(await bodies(sandbox, 'shop')).toEqual([['first', 'stranger'], 2])
    expect(await bodies(sandbox, 'shop', key)).toEqual([[], 1])
  })

  it('the organisation that is sending, when two of one seed have the same ids', async () => {
    const sandbox = await startTestSandbox()
    const { organization, key } = await secondOrganization(sandbox, 7)
    // The first organisation has a key more, so that its ids are one ahead.
    commit(sandbox.app.sandbox, organization, () => issueKey(organization.world, { label: 'x' }))
    for (const one of [sandbox.app.apiKey, key]) {
      await subscribeInbox(sandbox, 'shop', one)
      await sendText(sandbox, STAYS_SENT, one)
    }
    await sandbox.settle()
    await advance(sandbox.app.sandbox, organization, { until: 'idle' })
    const ids: unknown[] = []
    for (const one of [sandbox.app.apiKey, key]) {
      const { requests } = await see(sandbox, '/inboxes/shop', one)
      expect(requests).toHaveLength(1)
      ids.push(requests[0].delivery_id)
    }
    expect(ids[0]).toBe(ids[1])
  })
})

async function bodies(
  sandbox: TestSandbox,
  inbox: string,
  key?: string,
): Promise<[string[], number]> {
  const { requests, next } = await see(sandbox, `/inboxes/${inbox}`, key)
  return [requests.map(({ body }: { body: string }) => body), next]
}

async function verdicts(sandbox: TestSandbox): Promise<{ readonly valid: boolean }[]> {
  const { requests } = await see(sandbox, '/inboxes/shop')
  return requests.map(({ signature }: { signature: { valid: boolean } }) => signature)
}

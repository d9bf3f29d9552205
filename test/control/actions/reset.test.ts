// reset: an organisation is as it began, and nothing of before reaches it any more.
import { describe, expect, it } from 'vitest'

import { defaultSettings } from '../../../src/domain/world/settings.ts'
import { createContact, holdAnswer, startWithReceiver, subscribe } from '../../engine/webhooks.ts'
import { arm, faults, sendAccepted, sendText } from '../../faults/arming.ts'
import { see } from '../../http/control-reading.ts'
import { startReceiver } from '../../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'
import { beginOrganization, callerWith } from './callers.ts'

/** What an organisation shows of itself at both doors. */
async function shownBy(sandbox: TestSandbox) {
  const pages = ['/me', '/messages', '/contacts', '/templates', '/webhook_subscriptions']
  const bodies: unknown[] = []
  for (const path of pages) bodies.push((await sandbox.call('GET', path)).body)
  const { organizations } = await see(sandbox, '/status')
  const { rows, clock, next_job, tier } = organizations[0]
  return { bodies, rows, clock: clock.mode, now: clock.now, next_job, tier }
}

describe('puts back', () => {
  it('rows, clock, faults, settings and tier', async () => {
    const sandbox = await startTestSandbox({ world: 'default' })
    const before = await shownBy(sandbox)
    await sendAccepted(sandbox)
    await createContact(sandbox)
    await sandbox.act('add-team', { name: 'Gudang' })
    await sandbox.act('change-settings', { settings: { retryJitter: 0 }, tier: 'pro' })
    await arm(sandbox, { fault: 'reply.status', status: 503 })
    await sandbox.act('advance-clock', { by: '40d' })
    await sandbox.act('set-clock', { mode: 'x60' })
    const { status, body } = await sandbox.act('reset', {})
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      organization_id: sandbox.world.id,
      api_key: sandbox.app.apiKey,
      seed: 7,
      clock: 'virtual',
      now: '2026-01-01T00:00:00.000Z',
      tier: 'unlimited',
    })
    expect(await faults(sandbox)).toEqual([])
    expect((await sandbox.act('change-settings', {})).body.data.settings).toEqual(defaultSettings())
    expect(await shownBy(sandbox)).toEqual(before)
  })

  it('the ids: the same requests give the same bytes as before', async () => {
    const sandbox = await startTestSandbox()
    const play = async () => {
      const replies = [
        await sendText(sandbox),
        await sandbox.call('POST', '/contacts', { phone_number: '+6281234567890' }),
      ]
      await sandbox.act('advance-clock', { by: '1h' })
      replies.push(await sandbox.call('GET', '/messages'))
      return replies.map(({ status, body }) => ({ status, body }))
    }
    const first = await play()
    await sandbox.act('reset', {})
    expect(await play()).toEqual(first)
  })

  it('the keys: those of the beginning open, those that were issued do not', async () => {
    const sandbox = await startTestSandbox()
    const { token } = (await sandbox.act('issue-key', {})).body.data
    await sandbox.act('revoke-key', { token: sandbox.app.apiKey })
    expect((await sandbox.call('GET', '/me')).status).toBe(401)
    await sandbox.act('reset', {})
    expect((await sandbox.call('GET', '/me')).status).toBe(200)
    const { body } = await callerWith(sandbox, token).call('GET', '/me')
    expect(body.error.code).toBe('invalid_api_key')
  })

  it('an organisation beside the first, with its own key and id', async () => {
    const sandbox = await startTestSandbox()
    await sendAccepted(sandbox)
    const other = await beginOrganization(sandbox, { name: 'Kedai', seed: 8 })
    await other.call('POST', '/contacts', { phone_number: '+6281234567890' })
    const { body } = await other.act('reset', {})
    expect(body.data).toMatchObject({ organization_id: other.id, api_key: other.key, seed: 8 })
    expect((await other.call('GET', '/contacts')).body.data).toEqual([])
    expect((await other.call('GET', '/me')).body.data.organization.name).toBe('Kedai')
    expect((await sandbox.call('GET', '/messages')).body.data).toHaveLength(1)
  })
})

describe('forgets', () => {
  it('what was planned: no status and no retry comes any more', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503, 503]
    await createContact(story)
    await sendAccepted(story)
    await story.advance(0)
    expect(story.receiver.received).toHaveLength(1)
    await story.act('reset', {})
    const { data } = (await story.act('advance-clock', { by: '40d' })).body
    expect(data).toMatchObject({ jobs: 0, happened: [] })
    expect(story.receiver.received).toHaveLength(1)
  })

  it('answers that were kept under an Idempotency-Key', async () => {
    const sandbox = await startTestSandbox()
    const key = { 'idempotency-key': 'order-1' }
    await sendText(sandbox, undefined, key)
    await sandbox.act('reset', {})
    const { headers } = await sendText(sandbox, undefined, key)
    expect(headers.get('idempotent-replayed')).toBe('false')
  })

  it('what its inboxes received', async () => {
    const sandbox = await startTestSandbox()
    await subscribe(sandbox, `${sandbox.app.controlUrl}/inbox/shop`)
    await createContact(sandbox)
    await sandbox.settle()
    expect((await see(sandbox, '/inboxes/shop')).requests).toHaveLength(1)
    await sandbox.act('reset', {})
    expect((await see(sandbox, '/inboxes/shop')).requests).toEqual([])
  })
})

describe('an attempt in flight', () => {
  /** A sandbox that is reset while a receiver keeps it waiting for an answer. */
  async function resetInFlight() {
    const story = await startWithReceiver()
    const { arrived, answer } = holdAnswer(story.receiver, 503)
    await createContact(story)
    await arrived.promise
    expect((await story.act('reset', {})).status).toBe(200)
    return { ...story, answer }
  }

  it('is forgotten: its outcome is written down nowhere', async () => {
    const story = await resetInFlight()
    const again = await startReceiver()
    const subscription = await subscribe(story, again.url)
    expect(subscription.id).toBe(story.subscription.id)
    story.answer.resolve()
    await createContact(story)
    expect((await story.act('advance-clock', { until: 'idle' })).status).toBe(200)
    expect(again.received.map(({ headers }) => headers['x-kirim-attempt'])).toEqual(['1'])
    const { data } = (await story.call('GET', '/webhook_deliveries')).body
    expect(data).toMatchObject([{ status: 'succeeded', attempt_count: 1, response_status: 200 }])
    const { entries } = await see(story, '/journal?kind=attempt')
    expect(entries).toMatchObject([{ attempt: 1, result: 'succeeded' }])
    expect(story.receiver.received).toHaveLength(1)
  })
})

it('the journal goes on: it tells of the reset, and its numbers never repeat', async () => {
  const sandbox = await startTestSandbox()
  await sendAccepted(sandbox)
  const before = await see(sandbox, '/journal')
  await sandbox.act('reset', {})
  const after = await see(sandbox, `/journal?after=${before.next}`)
  expect(after.entries).toMatchObject([{ kind: 'notice', number: before.next + 1 }])
})

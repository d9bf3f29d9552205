// Idempotency keys and refusals: which noes are kept and given again, and which leave the key free.
import { describe, expect, it } from 'vitest'

import { first, put } from '../../src/domain/world/tables.ts'
import { transact } from '../../src/domain/world/world.ts'
import { type Reply, startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addTemplate, disconnect } from './rows.ts'
import {
  BUSINESS,
  createContact,
  disabledSubscription,
  expectRefusal,
  expectReplay,
  NEVER_READS,
  unknownId,
} from './stories.ts'

const KEY = { 'idempotency-key': 'one' }
const text = { to: NEVER_READS, type: 'text', text: { body: 'Halo' } }

function send(kirim: TestSandbox, body: unknown = text, headers: Record<string, string> = KEY) {
  return kirim.call('POST', '/messages', body, headers)
}

const replayed = (reply: Reply) => reply.headers.get('idempotent-replayed')

describe('a refusal under a key', () => {
  it('is remembered when it is a 404', async () => {
    const kirim = await startTestSandbox()
    const contact = await createContact(kirim)
    const wish = { label_id: unknownId('lbl') }
    const path = `/contacts/${contact.id}/labels`
    const original = await kirim.call('POST', path, wish, KEY)
    expectRefusal(original, 404, 'resource_not_found')
    expectReplay(await kirim.call('POST', path, wish, KEY), original)
  })

  it('is remembered when it is a 409, also when it would be well by now', async () => {
    const kirim = await startTestSandbox()
    const id = await disabledSubscription(kirim)
    const path = `/webhook_subscriptions/${id}/secrets`
    const original = await kirim.call('POST', path, {}, KEY)
    expectRefusal(original, 409, 'webhook_subscription_disabled')
    await kirim.call('PATCH', `/webhook_subscriptions/${id}`, { status: 'active' })
    expectReplay(await kirim.call('POST', path, {}, KEY), original)
    expect((await kirim.call('POST', path, {})).status).toBe(200)
  })

  it('is remembered when it is a 422, also when it would be well by now', async () => {
    const kirim = await startTestSandbox()
    disconnect(kirim)
    const original = await send(kirim)
    expectRefusal(original, 422, 'whatsapp_number_not_verified')
    const { world } = kirim
    const account = first(world.accounts, 'byPhone', BUSINESS.slice(1))
    if (account === undefined) throw new Error('The account is gone.')
    transact(world, () => put(world.accounts, { ...account, connected: true }))
    expectReplay(await send(kirim), original)
    expect((await send(kirim, text, {})).status).toBe(200)
  })

  it('is forgotten when it is a 400 of the contract: the key is free for what is right', async () => {
    const kirim = await startTestSandbox()
    expectRefusal(await send(kirim, {}), 400, 'missing_required_field', 'type')
    expectRefusal(await send(kirim, '{"broken'), 400, 'invalid_request')
    expect(replayed(await send(kirim))).toBe('false')
  })

  it('is forgotten when it is a 400 of a rule: the same request is tried again', async () => {
    const kirim = await startTestSandbox()
    const wish = { to: NEVER_READS, type: 'template', template: { name: 'late', language: 'id' } }
    const early = await send(kirim, wish)
    expectRefusal(early, 400, 'invalid_template_name', 'template.name')
    addTemplate(kirim, 'late')
    const reply = await send(kirim, wish)
    expect([reply.status, replayed(reply)]).toStrictEqual([200, 'false'])
  })
})

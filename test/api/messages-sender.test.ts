// POST /messages: which number sends, and what a send makes of contact, conversation and window.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { addAccount, disconnect } from './rows.ts'
import {
  BUSINESS,
  BUSINESS_SHOWN,
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  sendText,
} from './stories.ts'

const SECOND = '+6281100000002'
const wish = { to: NEVER_READS, type: 'text', text: { body: 'Halo' } }

describe('the sender', () => {
  it('is the only connected number, named or not', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND, { connected: false })
    const unnamed = dataOf(await kirim.call('POST', '/messages', wish))
    const named = dataOf(await kirim.call('POST', '/messages', { ...wish, from: BUSINESS }))
    expect(named.conversation_id).toBe(unnamed.conversation_id)
  })

  it('must be named when there are several', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND)
    const reply = await kirim.call('POST', '/messages', wish)
    expectRefusal(reply, 400, 'missing_required_field', 'from')
    const from = async (phone: string) => {
      const sent = dataOf(await kirim.call('POST', '/messages', { ...wish, from: phone }))
      const path = `/conversations/${sent.conversation_id}`
      return dataOf(await kirim.call('GET', path)).whatsapp_account.phone_number
    }
    expect(await from(BUSINESS)).toBe(BUSINESS_SHOWN)
    expect(await from(SECOND)).toBe('+62 811-0000-0002')
  })

  it('cannot be had when no number is connected', async () => {
    const kirim = await startTestSandbox()
    disconnect(kirim)
    const unnamed = await kirim.call('POST', '/messages', wish)
    expectRefusal(unnamed, 422, 'whatsapp_number_not_verified')
  })

  it('must be a connected number of the organization', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND, { connected: false })
    for (const from of ['+6281100000003', SECOND]) {
      const reply = await kirim.call('POST', '/messages', { ...wish, from })
      expectRefusal(reply, 422, 'whatsapp_number_not_verified', 'from')
    }
  })
})

describe('what a send makes', () => {
  it('is a contact and an open conversation where there were none', async () => {
    const kirim = await startTestSandbox()
    const sent = await sendText(kirim, NEVER_READS)
    const [contact, ...others] = dataOf(await kirim.call('GET', '/contacts'))
    expect(others).toStrictEqual([])
    expect(contact).toMatchObject({
      phone_number: NEVER_READS,
      name: null,
      email: null,
      metadata: null,
      whatsapp_account: { phone_number: BUSINESS_SHOWN },
    })
    expect(dataOf(await kirim.call('GET', '/conversations'))).toMatchObject([
      {
        id: sent.conversation_id,
        status: 'open',
        contact: { id: contact.id, phone_number: NEVER_READS, name: null },
        assignee: null,
        unread_count: 0,
        last_message_at: '2026-01-01T00:00:00.000Z',
        last_inbound_at: null,
      },
    ])
  })

  it('is told to nobody: contact.created is for customers who write and for POST /contacts', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver()
    const subscription = { url: receiver.url, events: ['contact.created', 'message.status'] }
    await kirim.call('POST', '/webhook_subscriptions', subscription)
    await sendText(kirim, NEVER_READS)
    await kirim.settle()
    const events = receiver.received.map(({ headers }) => headers['x-kirim-event'])
    expect(events).toStrictEqual(['message.status', 'message.status'])
  })

  it('is one contact and one conversation for each business number', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND)
    for (const from of [BUSINESS, SECOND, BUSINESS, SECOND]) {
      dataOf(await kirim.call('POST', '/messages', { ...wish, from }))
    }
    expect(dataOf(await kirim.call('GET', '/contacts'))).toHaveLength(2)
    expect(dataOf(await kirim.call('GET', '/conversations'))).toHaveLength(2)
    expect(dataOf(await kirim.call('GET', '/messages'))).toHaveLength(4)
  })

  it('takes up the contact and the conversation that are there', async () => {
    const kirim = await startTestSandbox()
    const inbound = await customerWrites(kirim)
    const sent = await sendText(kirim, CUSTOMER)
    expect(sent.conversation_id).toBe(inbound.conversation_id)
    expect(dataOf(await kirim.call('GET', '/contacts'))).toHaveLength(1)
  })
})

describe('the customer service window', () => {
  async function fateAfter(ms: number): Promise<string> {
    const kirim = await startTestSandbox()
    await customerWrites(kirim)
    await kirim.advance(ms)
    const { id, status } = await sendText(kirim, CUSTOMER)
    expect(status).toBe('pending')
    await kirim.settle()
    const message = dataOf(await kirim.call('GET', `/messages/${id}`))
    return message.error?.code ?? message.status
  }

  it('is open until exactly 24 hours after the customer wrote', async () => {
    expect(await fateAfter(24 * HOUR_MS)).toMatch(/^(delivered|read)$/)
  })

  it('is closed a millisecond later: the message fails when its time comes', async () => {
    expect(await fateAfter(24 * HOUR_MS + 1)).toBe('outside_24h_window')
  })

  it('begins anew with every message of the customer, and with none of the business', async () => {
    const kirim = await startTestSandbox()
    const { message_id } = await customerWrites(kirim)
    await kirim.advance(20 * HOUR_MS)
    await customerWrites(kirim, { text: undefined, reaction: { message_id, emoji: '👍' } })
    await kirim.advance(20 * HOUR_MS)
    const inside = await sendText(kirim, CUSTOMER)
    await kirim.advance(5 * HOUR_MS)
    const outside = await sendText(kirim, CUSTOMER)
    await kirim.settle()
    const statusOf = async ({ id }: { id: string }) =>
      dataOf(await kirim.call('GET', `/messages/${id}`)).status
    expect(await statusOf(inside)).not.toBe('failed')
    expect(await statusOf(outside)).toBe('failed')
  })

  it('does not matter to a template', async () => {
    const kirim = await startTestSandbox()
    const template = { name: 'hello_world', language: 'en_US' }
    const { id } = dataOf(
      await kirim.call('POST', '/messages', { to: CUSTOMER, type: 'template', template }),
    )
    await kirim.settle()
    expect(dataOf(await kirim.call('GET', `/messages/${id}`)).status).toMatch(/^(delivered|read)$/)
  })

  it('is that of the business number which the customer wrote to', async () => {
    const kirim = await startTestSandbox()
    addAccount(kirim, SECOND)
    await customerWrites(kirim, { to: BUSINESS })
    const text = { body: 'Halo' }
    const send = async (from: string) =>
      dataOf(await kirim.call('POST', '/messages', { from, to: CUSTOMER, type: 'text', text }))
    const [here, there] = [await send(BUSINESS), await send(SECOND)]
    await kirim.settle()
    const statusOf = async ({ id }: { id: string }) =>
      dataOf(await kirim.call('GET', `/messages/${id}`)).status
    expect(await statusOf(here)).not.toBe('failed')
    expect(await statusOf(there)).toBe('failed')
  })

  it('is looked at at once when the setting says so, and then nothing is kept', async () => {
    const kirim = await startTestSandbox()
    kirim.world.settings.windowCheck = 'sync'
    const text = { body: 'Halo' }
    const late = { to: CUSTOMER, type: 'text', text }
    expectRefusal(await kirim.call('POST', '/messages', late), 422, 'outside_24h_window', 'to')
    expect(dataOf(await kirim.call('GET', '/contacts'))).toStrictEqual([])
    await customerWrites(kirim)
    dataOf(await kirim.call('POST', '/messages', late))
  })
})

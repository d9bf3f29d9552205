// The tag Messages: what is sent is accepted, goes its way, and can be read again.
import { describe, expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import {
  BUSINESS,
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  READS_AT_ONCE,
  REQUEST_ID,
  sendText,
  unknownId,
} from './stories.ts'

const ID = (prefix: string) => expect.stringMatching(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`)

/** One request of each type that can be sent, without `to`. */
const WISHES = {
  text: { text: { body: 'Halo' } },
  image: { image: { url: 'https://cdn.example/a.jpg', caption: 'Batik' } },
  document: { document: { url: 'https://cdn.example/a.pdf', filename: 'a.pdf' } },
  video: { video: { url: 'https://cdn.example/a.mp4', caption: 'Tenun' } },
  audio: { audio: { url: 'https://cdn.example/a.ogg', caption: 'ignored', filename: 'a.ogg' } },
  template: { template: { name: 'hello_world', language: 'en_US' } },
  interactive: {
    interactive: {
      type: 'cta_url',
      body: { text: 'Lihat katalog' },
      action: {
        name: 'cta_url',
        parameters: { display_text: 'Buka', url: 'https://toko.example' },
      },
    },
  },
} as const

describe('POST /messages', () => {
  it.each(Object.entries(WISHES))('accepts a message of type %s as pending', async (type, wish) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('POST', '/messages', { to: CUSTOMER, type, ...wish })
    expect({ status: reply.status, body: reply.body }).toStrictEqual({
      status: 200,
      body: {
        data: {
          id: ID('msg'),
          object: 'message',
          to: CUSTOMER,
          type,
          status: 'pending',
          created_at: '2026-01-01T00:00:00.000Z',
          conversation_id: ID('cnv'),
        },
        request_id: expect.stringMatching(REQUEST_ID),
      },
    })
  })

  it('accepts a list with sections and rows', async () => {
    const kirim = await startTestSandbox()
    const interactive = {
      type: 'list',
      header: { type: 'text', text: 'Menu' },
      body: { text: 'Pilih satu' },
      footer: { text: 'Toko Nusantara' },
      action: { button: 'Pilih', sections: [{ rows: [{ id: 'a', title: 'Kopi' }] }] },
    }
    const wish = { to: READS_AT_ONCE, type: 'interactive', interactive }
    const { id, type } = dataOf(await kirim.call('POST', '/messages', wish))
    expect(type).toBe('interactive')
    await kirim.settle()
    expect(dataOf(await kirim.call('GET', `/messages/${id}`)).status).toBe('read')
  })

  it('ignores fields that it does not know', async () => {
    const kirim = await startTestSandbox()
    const wish = {
      to: NEVER_READS,
      type: 'text',
      text: { body: 'a', preview_url: true },
      context: 1,
    }
    expect(dataOf(await kirim.call('POST', '/messages', wish)).status).toBe('pending')
  })

  it('accepts a plain http media address and fails the message later', async () => {
    const kirim = await startTestSandbox()
    const wish = { to: READS_AT_ONCE, type: 'image', image: { url: 'http://cdn.example/a.jpg' } }
    const { id } = dataOf(await kirim.call('POST', '/messages', wish))
    await kirim.settle()
    expect(dataOf(await kirim.call('GET', `/messages/${id}`))).toMatchObject({
      status: 'failed',
      error: { code: 'media_download_failed', provider_code: 131053 },
    })
  })

  it('accepts a list of eleven rows and fails the message later', async () => {
    const kirim = await startTestSandbox()
    const rows = Array.from({ length: 11 }, (_, n) => ({ id: `r${n}`, title: `Baris ${n}` }))
    const action = { button: 'Pilih', sections: [{ rows }] }
    const interactive = { type: 'list', body: { text: 'Pilih' }, action }
    const wish = { to: READS_AT_ONCE, type: 'interactive', interactive }
    const { id } = dataOf(await kirim.call('POST', '/messages', wish))
    await kirim.settle()
    expect(dataOf(await kirim.call('GET', `/messages/${id}`))).toMatchObject({
      status: 'failed',
      error: { code: 'whatsapp_upstream_error', provider_code: 131009 },
    })
  })

  it('accepts a message from a number to itself and fails it later', async () => {
    const kirim = await startTestSandbox()
    const { id } = await sendText(kirim, BUSINESS)
    await kirim.settle()
    expect(dataOf(await kirim.call('GET', `/messages/${id}`))).toMatchObject({
      status: 'failed',
      error: { code: 'whatsapp_upstream_error', provider_code: 131021 },
    })
  })
})

describe('GET /messages/{id}', () => {
  it('follows the status from pending to read', async () => {
    const kirim = await startTestSandbox()
    Object.assign(kirim.world.settings, {
      sentAfterMinMs: 1_000,
      sentAfterMaxMs: 1_000,
      deliveredAfterMinMs: 1_000,
      deliveredAfterMaxMs: 1_000,
      readAfterMinMs: 1_000,
      readAfterMaxMs: 1_000,
      readProbability: 1,
    })
    await customerWrites(kirim)
    const sent = await sendText(kirim, CUSTOMER)
    for (const status of ['pending', 'sent', 'delivered', 'read']) {
      expect(dataOf(await kirim.call('GET', `/messages/${sent.id}`))).toStrictEqual({
        ...sent,
        status,
      })
      await kirim.advance(1_000)
    }
  })

  it('shows why a message failed, with the number of the documentation', async () => {
    const kirim = await startTestSandbox()
    const { id } = await sendText(kirim, '+62800000131026')
    await kirim.settle()
    const message = dataOf(await kirim.call('GET', `/messages/${id}`))
    expect(message.status).toBe('failed')
    expect(message.error).toStrictEqual({
      code: 'recipient_not_on_whatsapp',
      message: expect.stringMatching(/\S/),
      provider_code: 1006,
    })
  })

  it('shows an inbound message with the business number as its receiver', async () => {
    const kirim = await startTestSandbox()
    const { message_id, conversation_id } = await customerWrites(kirim)
    expect(dataOf(await kirim.call('GET', `/messages/${message_id}`))).toStrictEqual({
      id: message_id,
      object: 'message',
      to: BUSINESS,
      type: 'text',
      status: 'delivered',
      created_at: '2026-01-01T00:00:00.000Z',
      conversation_id,
    })
  })

  it('does not know what nobody sent', async () => {
    const kirim = await startTestSandbox()
    expectRefusal(
      await kirim.call('GET', `/messages/${unknownId('msg')}`),
      404,
      'resource_not_found',
    )
  })

  it.each([
    'msg_1',
    `cnv_${'0'.repeat(26)}`,
    `msg_${'I'.repeat(26)}`,
    `msg_${'a'.repeat(26)}`,
    `msg_${'0'.repeat(27)}`,
  ])('refuses %s, which is no message id', async (id) => {
    const kirim = await startTestSandbox()
    expectRefusal(await kirim.call('GET', `/messages/${id}`), 400, 'invalid_field_value', 'id')
  })
})

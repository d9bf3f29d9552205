// GET /messages: what a list item shows, what the filters keep, and in which order.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  READS_AT_ONCE,
  sendText,
  unknownId,
} from './stories.ts'

async function idsOf(kirim: TestSandbox, query: string): Promise<string[]> {
  const data = dataOf(await kirim.call('GET', `/messages?${query}`)) as { id: string }[]
  return data.map(({ id }) => id)
}

describe('an item of GET /messages', () => {
  it('shows an outbound text with its receiver and its words', async () => {
    const kirim = await startTestSandbox()
    const sent = await sendText(kirim, NEVER_READS, 'Selamat pagi')
    const reply = await kirim.call('GET', '/messages')
    expect(dataOf(reply)).toStrictEqual([
      {
        id: sent.id,
        object: 'message',
        conversation_id: sent.conversation_id,
        to: NEVER_READS,
        direction: 'outbound',
        type: 'text',
        content: 'Selamat pagi',
        media_url: null,
        status: 'pending',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    ])
    expect(reply.body).toMatchObject({ has_more: false, next_cursor: null })
  })

  it('shows an inbound text without a receiver, as delivered', async () => {
    const kirim = await startTestSandbox()
    const { message_id: id, conversation_id } = await customerWrites(kirim, { text: 'Ada stok?' })
    expect(dataOf(await kirim.call('GET', '/messages'))).toStrictEqual([
      {
        id,
        object: 'message',
        conversation_id,
        to: null,
        direction: 'inbound',
        type: 'text',
        content: 'Ada stok?',
        media_url: null,
        status: 'delivered',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    ])
  })

  it('shows the caption and the address of media', async () => {
    const kirim = await startTestSandbox()
    const image = { url: 'https://cdn.example/a.jpg', caption: 'Batik tulis' }
    await kirim.call('POST', '/messages', { to: NEVER_READS, type: 'image', image })
    const [item] = dataOf(await kirim.call('GET', '/messages'))
    expect(item).toMatchObject({ type: 'image', content: 'Batik tulis', media_url: image.url })
  })

  it("shows the text of a template's body, with its parameters filled in", async () => {
    const kirim = await startTestSandbox()
    const parameters = ['Siti', 'INV-1', 'Rp5.000'].map((text) => ({ type: 'text', text }))
    const button = { type: 'button', sub_type: 'url', index: 0 }
    const template = {
      name: 'order_confirmation',
      language: 'en_US',
      components: [
        { type: 'body', parameters },
        { ...button, parameters: [{ type: 'text', text: 'INV-1' }] },
      ],
    }
    await kirim.call('POST', '/messages', { to: NEVER_READS, type: 'template', template })
    const [item] = dataOf(await kirim.call('GET', '/messages'))
    expect(item.content).toBe(
      'Hi Siti, we have received your order INV-1 of Rp5.000 and are getting it ready. Thank you for shopping with us.',
    )
  })

  it('shows why a message failed', async () => {
    const kirim = await startTestSandbox()
    await sendText(kirim, '+62800000131047')
    await kirim.settle()
    const [item] = dataOf(await kirim.call('GET', '/messages'))
    expect(item).toMatchObject({
      status: 'failed',
      error: { code: 'outside_24h_window', provider_code: 131047 },
    })
  })
})

describe('GET /messages', () => {
  it('has nothing to show in the beginning', async () => {
    const kirim = await startTestSandbox()
    const { request_id, ...body } = (await kirim.call('GET', '/messages')).body
    expect(request_id).toMatch(/^req_/)
    expect(body).toStrictEqual({ data: [], has_more: false, next_cursor: null })
  })

  it('shows the newest first, also among those of one instant', async () => {
    const kirim = await startTestSandbox()
    const ids: string[] = []
    for (const pause of [0, 0, 1, 0, 1_000]) {
      await kirim.advance(pause)
      ids.unshift((await sendText(kirim)).id)
    }
    expect(await idsOf(kirim, '')).toStrictEqual(ids)
  })

  it('keeps by conversation, direction and status, alone and together', async () => {
    const kirim = await startTestSandbox()
    const inbound = await customerWrites(kirim, { from: NEVER_READS })
    const answer = await sendText(kirim, NEVER_READS)
    const other = await sendText(kirim, READS_AT_ONCE)
    await kirim.settle()
    const conversation = `conversation_id=${inbound.conversation_id}`
    expect(await idsOf(kirim, conversation)).toStrictEqual([answer.id, inbound.message_id])
    expect(await idsOf(kirim, 'direction=inbound')).toStrictEqual([inbound.message_id])
    expect(await idsOf(kirim, 'direction=outbound')).toStrictEqual([other.id, answer.id])
    expect(await idsOf(kirim, 'status=read')).toStrictEqual([other.id])
    expect(await idsOf(kirim, 'status=delivered')).toStrictEqual([answer.id, inbound.message_id])
    expect(await idsOf(kirim, 'status=delivered&direction=outbound')).toStrictEqual([answer.id])
    expect(await idsOf(kirim, `${conversation}&status=read`)).toStrictEqual([])
    expect(await idsOf(kirim, `conversation_id=${unknownId('cnv')}`)).toStrictEqual([])
  })

  it('keeps what was created strictly after and strictly before', async () => {
    const kirim = await startTestSandbox()
    const first = await sendText(kirim)
    await kirim.advance(HOUR_MS)
    const second = await sendText(kirim)
    await kirim.advance(HOUR_MS)
    const third = await sendText(kirim)
    expect(await idsOf(kirim, 'created_after=2026-01-01T01:00:00Z')).toStrictEqual([third.id])
    expect(await idsOf(kirim, 'created_before=2026-01-01T01:00:00Z')).toStrictEqual([first.id])
    const between = 'created_after=2026-01-01T00:00:00Z&created_before=2026-01-01T02:00:00Z'
    expect(await idsOf(kirim, between)).toStrictEqual([second.id])
  })

  it.each([
    '2026-01-01T01:00:00Z',
    '2026-01-01T01:00:00.000000Z',
    '2026-01-01t01:00:00z',
    '2026-01-01T08:00:00+07:00',
    '2026-01-01T08:00:00+0700',
    '2026-01-01T08:00:00+07',
    '2025-12-31T20:00:00-05:00',
  ])('understands the instant %s', async (instant) => {
    const kirim = await startTestSandbox()
    const ids: string[] = []
    for (let n = 0; n < 3; n++) {
      ids.push((await sendText(kirim)).id)
      await kirim.advance(HOUR_MS)
    }
    const encoded = encodeURIComponent(instant)
    expect(await idsOf(kirim, `created_after=${encoded}`)).toStrictEqual([ids[2]])
    expect(await idsOf(kirim, `created_before=${encoded}`)).toStrictEqual([ids[0]])
  })

  it('takes a leap second for the one after it', async () => {
    const kirim = await startTestSandbox()
    await sendText(kirim)
    await kirim.advance(1)
    const { id } = await sendText(kirim)
    expect(await idsOf(kirim, 'created_after=2025-12-31T23:59:60Z')).toStrictEqual([id])
    expect(await idsOf(kirim, 'created_before=2025-12-31T23:59:60Z')).toStrictEqual([])
  })

  it.each([
    ['conversation_id=cnv_1', 'conversation_id'],
    ['direction=sideways', 'direction'],
    ['status=queued', 'status'],
    ['status=READ', 'status'],
    ['created_after=yesterday', 'created_after'],
    ['created_after=2026-02-31T00:00:00Z', 'created_after'],
    ['created_before=2026-01-01', 'created_before'],
  ])('refuses %s', async (query, param) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `/messages?${query}`)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })

  it('passes over query parameters that it does not know', async () => {
    const kirim = await startTestSandbox()
    const { id } = await sendText(kirim, CUSTOMER)
    expect(await idsOf(kirim, 'colour=blue&to=nobody')).toStrictEqual([id])
  })
})

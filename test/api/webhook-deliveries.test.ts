// The tag Webhook Deliveries: the log of what was sent to receivers, and what came back.
import { describe, expect, it } from 'vitest'

import { first } from '../../src/domain/world/tables.ts'
import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  customerWrites,
  dataOf,
  expectRefusal,
  NEVER_READS,
  sendText,
  subscribe,
  unknownId,
} from './stories.ts'

const PATH = '/webhook_deliveries'

async function list(kirim: TestSandbox, query = '') {
  return dataOf(await kirim.call('GET', PATH + query))
}

async function idsOf(kirim: TestSandbox, query: string): Promise<string[]> {
  return (await list(kirim, query)).map((row: { id: string }) => row.id)
}

describe('a delivery', () => {
  it('is shown whole but for its payload in the list, and with it alone', async () => {
    const kirim = await startTestSandbox()
    const receiver = await startReceiver((response) => response.writeHead(201).end('thanks'))
    const { id: subscription_id } = await subscribe(kirim, receiver.url)
    const contact = await createContact(kirim)
    const [row, ...others] = await list(kirim)
    expect(others).toStrictEqual([])
    expect(row).toStrictEqual({
      id: expect.stringMatching(/^wbd_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'webhook_delivery',
      subscription_id,
      event_type: 'contact.created',
      event_id: expect.stringMatching(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/),
      status: 'succeeded',
      attempt_count: 1,
      last_attempt_at: '2026-01-01T00:00:00.000Z',
      next_attempt_at: null,
      response_status: 201,
      response_body_snippet: 'thanks',
      duration_ms: 0,
      replayed_from: null,
      created_at: '2026-01-01T00:00:00.000Z',
    })
    const [received] = receiver.received
    expect(received?.headers).toMatchObject({
      'x-kirim-delivery-id': row.id,
      'x-kirim-event-id': row.event_id,
      'x-kirim-attempt': '1',
    })
    expect(dataOf(await kirim.call('GET', `${PATH}/${row.id}`))).toStrictEqual({
      ...row,
      payload: received?.json,
    })
    expect(received?.json.data.contact).toStrictEqual(contact)
  })

  it('keeps its payload as it was announced, whatever happens later', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver()
    await subscribe(kirim, url)
    const contact = await createContact(kirim)
    await kirim.call('PATCH', `/contacts/${contact.id}`, { name: 'Siti' })
    await kirim.call('DELETE', `/contacts/${contact.id}`)
    const [{ id }] = await list(kirim)
    const { payload } = dataOf(await kirim.call('GET', `${PATH}/${id}`))
    expect(payload.data.contact).toStrictEqual(contact)
  })

  it('is failed while a retry is due, and succeeds with it', async () => {
    const kirim = await startTestSandbox()
    kirim.world.settings.retryJitter = 0
    const { url } = await startReceiver(503)
    await subscribe(kirim, url)
    await createContact(kirim)
    expect(await list(kirim)).toMatchObject([
      {
        status: 'failed',
        attempt_count: 1,
        response_status: 503,
        next_attempt_at: '2026-01-01T00:00:10.000Z',
      },
    ])
    await kirim.settle()
    expect(await list(kirim)).toMatchObject([
      {
        status: 'succeeded',
        attempt_count: 2,
        response_status: 200,
        last_attempt_at: '2026-01-01T00:00:10.000Z',
        next_attempt_at: null,
      },
    ])
  })

  it('is dead at once when the receiver refuses it', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver(410)
    const { id } = await subscribe(kirim, url)
    await createContact(kirim)
    expect(await list(kirim)).toMatchObject([
      { status: 'dead', attempt_count: 1, response_status: 410, next_attempt_at: null },
    ])
    const subscription = dataOf(await kirim.call('GET', `/webhook_subscriptions/${id}`))
    expect(subscription).toMatchObject({ status: 'active', consecutive_failures: 1 })
  })

  it('shows no answer where none came', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver((response) => response.destroy())
    await subscribe(kirim, url)
    await createContact(kirim)
    expect(await list(kirim)).toMatchObject([
      { status: 'failed', attempt_count: 1, response_status: null, response_body_snippet: null },
    ])
  })

  it('shows the beginning of a long answer', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver((response) => response.end('ab'.repeat(5_000)))
    await subscribe(kirim, url)
    await createContact(kirim)
    const [{ response_body_snippet: snippet }] = await list(kirim)
    expect(snippet).toBe('ab'.repeat(512))
  })

  it('shares its event id with the other statuses of its message', async () => {
    const kirim = await startTestSandbox()
    const { url, received } = await startReceiver()
    await subscribe(kirim, url, ['message.status'])
    await sendText(kirim, NEVER_READS)
    await kirim.settle()
    const rows = await list(kirim)
    expect(rows).toHaveLength(2)
    const wamid = first(kirim.world.messages, 'all')?.wamid
    expect(wamid).toMatch(/^wamid\./)
    expect(rows.map((row: { event_id: string }) => row.event_id)).toStrictEqual([wamid, wamid])
    const statuses = received.map(({ json }) => json.entry[0].changes[0].value.statuses[0].status)
    expect(statuses).toStrictEqual(['sent', 'delivered'])
  })

  it('is made for each subscription that asked', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver()
    const one = await subscribe(kirim, url, ['contact.created'])
    const other = await subscribe(kirim, url, ['contact.created', 'message.received'])
    await customerWrites(kirim)
    await kirim.settle()
    const rows = await list(kirim)
    const shown = rows.map((row: Record<string, string>) => [row.subscription_id, row.event_type])
    expect(shown).toHaveLength(3)
    expect(shown).toEqual(
      expect.arrayContaining([
        [one.id, 'contact.created'],
        [other.id, 'contact.created'],
        [other.id, 'message.received'],
      ]),
    )
  })
})

describe('GET /webhook_deliveries', () => {
  it('keeps by subscription, status and event, alone and together', async () => {
    const kirim = await startTestSandbox()
    const well = await startReceiver()
    const ill = await startReceiver(400, 503)
    const one = await subscribe(kirim, well.url, ['contact.created', 'contact.updated'])
    const other = await subscribe(kirim, ill.url, ['contact.created'])
    const contact = await createContact(kirim, '+6281200000001')
    await kirim.call('PATCH', `/contacts/${contact.id}`, { name: 'Siti' })
    await createContact(kirim, '+6281200000002')
    const all = await list(kirim)
    const wanted: Record<string, (row: Record<string, string>) => boolean> = {
      [`subscription_id=${one.id}`]: (row) => row.subscription_id === one.id,
      'status=succeeded': (row) => row.status === 'succeeded',
      'status=dead': (row) => row.status === 'dead',
      'status=failed': (row) => row.status === 'failed',
      'event_type=contact.updated': (row) => row.event_type === 'contact.updated',
      [`subscription_id=${other.id}&status=failed`]: (row) => row.status === 'failed',
      [`subscription_id=${other.id}&event_type=contact.updated`]: () => false,
    }
    for (const [query, isWanted] of Object.entries(wanted)) {
      expect(await list(kirim, `?${query}`), query).toStrictEqual(all.filter(isWanted))
    }
    const count = (status: string) =>
      all.filter((row: { status: string }) => row.status === status).length
    expect([count('succeeded'), count('dead'), count('failed')]).toStrictEqual([3, 1, 1])
    expect(await list(kirim, '?event_type=what.ever')).toStrictEqual([])
    expect(await list(kirim, `?subscription_id=${unknownId('wbs')}`)).toStrictEqual([])
  })

  it('shows the newest first, and those strictly between two instants', async () => {
    const kirim = await startTestSandbox()
    const { url } = await startReceiver()
    await subscribe(kirim, url)
    for (const n of [1, 2, 3]) {
      await createContact(kirim, `+628120000000${n}`)
      await kirim.advance(HOUR_MS)
    }
    const [third, second, first] = await list(kirim)
    expect([first, second, third].map(({ created_at }) => created_at)).toStrictEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T01:00:00.000Z',
      '2026-01-01T02:00:00.000Z',
    ])
    expect(await idsOf(kirim, '?created_after=2026-01-01T01:00:00Z')).toStrictEqual([third.id])
    expect(await idsOf(kirim, '?created_before=2026-01-01T01:00:00Z')).toStrictEqual([first.id])
  })

  it.each([
    ['subscription_id=wbs_1', 'subscription_id'],
    ['status=done', 'status'],
    ['event_type=', 'event_type'],
    [`event_type=${'a'.repeat(65)}`, 'event_type'],
    ['created_after=now', 'created_after'],
    ['created_before=2026', 'created_before'],
  ])('refuses %s', async (query, param) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `${PATH}?${query}`)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

describe('GET /webhook_deliveries/{id}', () => {
  it('refuses what is no id, and does not know what nobody has', async () => {
    const kirim = await startTestSandbox()
    const wrong = await kirim.call('GET', `${PATH}/wbd_1`)
    expectRefusal(wrong, 400, 'invalid_field_value', 'id')
    const unknown = await kirim.call('GET', `${PATH}/${unknownId('wbd')}`)
    expectRefusal(unknown, 404, 'resource_not_found')
  })
})

// Idempotency keys as clients see them: the first answer to a POST is given again for 24 hours.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { type Reply, startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addKey, addNeighbour } from './rows.ts'
import {
  createContact,
  dataOf,
  expectRefusal,
  expectReplay,
  NEVER_READS,
  subscribe,
} from './stories.ts'

const KEY = { 'idempotency-key': '3f8a7f0e-5a7c-4d53-9a7e-6f3a2a1d9b10' }
const text = { to: NEVER_READS, type: 'text', text: { body: 'Halo' } }

function send(kirim: TestSandbox, body: unknown = text, headers: Record<string, string> = KEY) {
  return kirim.call('POST', '/messages', body, headers)
}

const replayed = (reply: Reply) => reply.headers.get('idempotent-replayed')

async function countMessages(kirim: TestSandbox): Promise<number> {
  return dataOf(await kirim.call('GET', '/messages')).length
}

describe('a POST under a key', () => {
  it('happens once and is answered in the same words, with the first request id', async () => {
    const kirim = await startTestSandbox()
    const original = await send(kirim)
    expect(original.body.request_id).toBe(original.headers.get('x-request-id'))
    await kirim.settle()
    expectReplay(await send(kirim), original)
    expectReplay(await send(kirim), original)
    expect(original.body.data.status).toBe('pending')
    expect(await countMessages(kirim)).toBe(1)
  })

  it('is no replay without a key, and says nothing of replays', async () => {
    const kirim = await startTestSandbox()
    const [one, other] = [await send(kirim, text, {}), await send(kirim, text, {})]
    expect([replayed(one), replayed(other)]).toStrictEqual([null, null])
    expect(other.body.data.id).not.toBe(one.body.data.id)
  })

  it('is the same request in another order, spacing and spelling of its JSON', async () => {
    const kirim = await startTestSandbox()
    const metadata = { a: 1, b: [{ c: 'é', d: null }] }
    const original = await kirim.call(
      'POST',
      '/contacts',
      { phone_number: '+6281200000001', name: 'Siti', metadata },
      KEY,
    )
    const spelled =
      '{ "metadata": {"b":[{"d":null,\n"c":"\\u00e9"}], "a":1.0},\t"name":"Siti","phone_number":"+6281200000001"}'
    expectReplay(await kirim.call('POST', '/contacts', spelled, KEY), original)
  })

  it('is another request with another body', async () => {
    const kirim = await startTestSandbox()
    await send(kirim)
    const others = [
      { ...text, text: { body: 'halo' } },
      { ...text, extra: 1 },
    ]
    for (const body of others) {
      const reply = await send(kirim, body)
      expectRefusal(reply, 422, 'idempotency_key_reuse', 'Idempotency-Key')
      expect(replayed(reply)).toBeNull()
    }
    expect(await countMessages(kirim)).toBe(1)
  })

  it('is another request when an array has another order', async () => {
    const kirim = await startTestSandbox()
    const label = dataOf(await kirim.call('POST', '/labels', { name: 'VIP' }))
    const ids = [`ctc_${'1'.repeat(26)}`, `ctc_${'2'.repeat(26)}`]
    const wish = { contact_ids: ids, label_id: label.id, operation: 'attach' }
    dataOf(await kirim.call('POST', '/contacts/bulk_label', wish, KEY))
    const turned = { ...wish, contact_ids: ids.toReversed() }
    const reply = await kirim.call('POST', '/contacts/bulk_label', turned, KEY)
    expectRefusal(reply, 422, 'idempotency_key_reuse', 'Idempotency-Key')
  })

  it('is another request on another path', async () => {
    const kirim = await startTestSandbox()
    const [one, other] = [await subscribe(kirim), await subscribe(kirim)]
    const path = (id: string) => `/webhook_subscriptions/${id}/secrets`
    dataOf(await kirim.call('POST', path(one.id), {}, KEY))
    const reply = await kirim.call('POST', path(other.id), {}, KEY)
    expectRefusal(reply, 422, 'idempotency_key_reuse', 'Idempotency-Key')
  })

  it('is remembered for 24 hours', async () => {
    const kirim = await startTestSandbox()
    const original = await send(kirim)
    await kirim.advance(24 * HOUR_MS - 1)
    expectReplay(await send(kirim), original)
    await kirim.advance(1)
    const later = await send(kirim)
    expect(replayed(later)).toBe('false')
    expect(later.body.data.id).not.toBe(original.body.data.id)
    expectReplay(await send(kirim), later)
  })

  it('may have another body once the key is forgotten', async () => {
    const kirim = await startTestSandbox()
    await send(kirim)
    await kirim.advance(24 * HOUR_MS)
    expect((await send(kirim, { ...text, text: { body: 'Lagi' } })).status).toBe(200)
  })

  it('happens once when twenty come at the same time', async () => {
    const kirim = await startTestSandbox()
    const replies = await Promise.all(Array.from({ length: 20 }, () => send(kirim)))
    expect(new Set(replies.map(({ body }) => body.request_id)).size).toBe(1)
    expect(new Set(replies.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20)
    expect(replies.filter((reply) => replayed(reply) === 'false')).toHaveLength(1)
    expect(await countMessages(kirim)).toBe(1)
  })

  it('replays a delivery once', async () => {
    const kirim = await startTestSandbox()
    await subscribe(kirim, 'http://127.0.0.1:9/hook')
    await createContact(kirim)
    const [{ id }] = dataOf(await kirim.call('GET', '/webhook_deliveries'))
    const path = `/webhook_deliveries/${id}/replay`
    const original = await kirim.call('POST', path, undefined, KEY)
    expectReplay(await kirim.call('POST', path, undefined, KEY), original)
    expect(dataOf(await kirim.call('GET', '/webhook_deliveries'))).toHaveLength(2)
  })
})

describe('a key', () => {
  it('belongs to the organization: its other API keys get the replay, others do not', async () => {
    const kirim = await startTestSandbox()
    const { token } = addKey(kirim, { label: 'other' })
    const { authorization } = addNeighbour(kirim)
    const original = await send(kirim)
    const same = await send(kirim, text, { ...KEY, authorization: `Bearer ${token}` })
    expectReplay(same, original)
    const other = await send(kirim, text, { ...KEY, authorization })
    expect(replayed(other)).toBe('false')
    expect(other.body.data.id).not.toBe(original.body.data.id)
  })

  it('has 1 to 255 characters', async () => {
    const kirim = await startTestSandbox()
    for (const key of ['a', 'a'.repeat(255), 'one two; three="ü"', '__proto__']) {
      const headers = { 'idempotency-key': key }
      const original = await send(kirim, text, headers)
      expectReplay(await send(kirim, text, headers), original)
    }
    for (const key of ['', 'a'.repeat(256)]) {
      const reply = await send(kirim, text, { 'idempotency-key': key })
      expectRefusal(reply, 400, 'invalid_field_value', 'Idempotency-Key')
    }
  })

  it('means nothing to GET, PATCH and DELETE, whatever it is', async () => {
    const kirim = await startTestSandbox()
    const { id } = dataOf(await kirim.call('POST', '/labels', { name: 'VIP' }))
    for (const key of ['a', 'a'.repeat(256), '']) {
      const headers = { 'idempotency-key': key }
      const path = `/labels/${id}`
      const replies = [
        await kirim.call('PATCH', path, { name: `one ${key.length}` }, headers),
        await kirim.call('PATCH', path, { name: `two ${key.length}` }, headers),
        await kirim.call('GET', path, undefined, headers),
      ]
      const names = replies.map((reply) => dataOf(reply).name)
      const [one, two] = [`one ${key.length}`, `two ${key.length}`]
      expect(names).toStrictEqual([one, two, two])
      expect(replies.map(replayed)).toStrictEqual([null, null, null])
    }
    const gone = await kirim.call('DELETE', `/labels/${id}`, undefined, KEY)
    expect([gone.status, replayed(gone)]).toStrictEqual([200, null])
    const again = await kirim.call('DELETE', `/labels/${id}`, undefined, KEY)
    expectRefusal(again, 404, 'resource_not_found')
  })
})

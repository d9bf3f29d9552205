// The tag Conversations: the inbox, what moves a conversation in it, and what may be changed.
import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/domain/world/time.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { addUser, teamOf } from './rows.ts'
import {
  BUSINESS_SHOWN,
  CUSTOMER,
  customerWrites,
  dataOf,
  expectRefusal,
  sendText,
  subscribe,
  unknownId,
} from './stories.ts'

async function read(kirim: TestSandbox, id: string) {
  return dataOf(await kirim.call('GET', `/conversations/${id}`))
}

function patch(kirim: TestSandbox, id: string, body?: unknown) {
  return kirim.call('PATCH', `/conversations/${id}`, body)
}

/** A sandbox with a conversation, and a receiver of its events. */
async function story() {
  const kirim = await startTestSandbox()
  const { conversation_id: id } = await customerWrites(kirim)
  const receiver = await startReceiver()
  await subscribe(kirim, receiver.url, ['conversation.assigned', 'conversation.closed'])
  const [one, other] = [addUser(kirim, 'Ayu'), addUser(kirim, 'Bagus')]
  const heard = async () => {
    await kirim.settle()
    return receiver.received.splice(0).map(({ json }) => [json.type, json.data])
  }
  return { kirim, id, one, other, heard }
}

describe('GET /conversations/{id}', () => {
  it('shows a conversation that a customer began', async () => {
    const kirim = await startTestSandbox()
    const { conversation_id: id, contact_id } = await customerWrites(kirim, { name: 'Siti' })
    expect(await read(kirim, id)).toStrictEqual({
      id: expect.stringMatching(/^cnv_[0-9A-HJKMNP-TV-Z]{26}$/),
      object: 'conversation',
      status: 'open',
      contact: { id: contact_id, phone_number: CUSTOMER, name: 'Siti' },
      whatsapp_account: { phone_number: BUSINESS_SHOWN },
      assignee: null,
      unread_count: 1,
      last_message_at: '2026-01-01T00:00:00.000Z',
      last_inbound_at: '2026-01-01T00:00:00.000Z',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
  })

  it('counts what has not been answered', async () => {
    const kirim = await startTestSandbox()
    const { conversation_id: id } = await customerWrites(kirim)
    await customerWrites(kirim)
    await customerWrites(kirim)
    expect((await read(kirim, id)).unread_count).toBe(3)
    await sendText(kirim, CUSTOMER)
    expect((await read(kirim, id)).unread_count).toBe(0)
    await customerWrites(kirim)
    expect((await read(kirim, id)).unread_count).toBe(1)
    await patch(kirim, id, { status: 'pending' })
    expect((await read(kirim, id)).unread_count).toBe(1)
    await patch(kirim, id, { status: 'resolved' })
    expect((await read(kirim, id)).unread_count).toBe(0)
  })

  it('tells apart when the last message came and when the customer last wrote', async () => {
    const kirim = await startTestSandbox()
    const { conversation_id: id } = await customerWrites(kirim)
    await kirim.advance(HOUR_MS)
    await sendText(kirim, CUSTOMER)
    expect(await read(kirim, id)).toMatchObject({
      last_message_at: '2026-01-01T01:00:00.000Z',
      last_inbound_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T01:00:00.000Z',
    })
  })

  it('refuses what is no id, and does not know what nobody has', async () => {
    const kirim = await startTestSandbox()
    const wrong = await kirim.call('GET', '/conversations/cnv_1')
    expectRefusal(wrong, 400, 'invalid_field_value', 'id')
    const unknown = await kirim.call('GET', `/conversations/${unknownId('cnv')}`)
    expectRefusal(unknown, 404, 'resource_not_found')
  })
})

describe('a message from the customer', () => {
  it.each([
    ['resolved', 'open'],
    ['pending', 'pending'],
    ['open', 'open'],
  ])('finds the conversation %s and leaves it %s, without an event', async (before, after) => {
    const { kirim, id, heard } = await story()
    await patch(kirim, id, { status: before })
    await heard()
    const { conversation_id } = await customerWrites(kirim)
    expect(conversation_id).toBe(id)
    expect((await read(kirim, id)).status).toBe(after)
    expect(await heard()).toStrictEqual([])
  })
})

describe('PATCH /conversations/{id}', () => {
  it('assigns a user, and tells who had it before', async () => {
    const { kirim, id, one, other, heard } = await story()
    const assigned = dataOf(await patch(kirim, id, { assigned_to: one.id }))
    expect(assigned.assignee).toStrictEqual({ id: one.id, name: one.name, email: one.email })
    const conversation = { id, object: 'conversation', status: 'open' }
    const team_id = teamOf(kirim.world)
    const facts = (user_id: string, previous_user_id: string | null) => [
      'conversation.assigned',
      { conversation, assignee: { user_id, team_id, previous_user_id } },
    ]
    expect(await heard()).toStrictEqual([facts(one.id, null)])
    await patch(kirim, id, { assigned_to: other.id })
    expect(await heard()).toStrictEqual([facts(other.id, one.id)])
    await patch(kirim, id, { assigned_to: other.id })
    expect(await heard()).toStrictEqual([])
  })

  it('clears the assignee, which is told only when the setting says so', async () => {
    const { kirim, id, one, heard } = await story()
    await patch(kirim, id, { assigned_to: one.id })
    await heard()
    expect(dataOf(await patch(kirim, id, { assigned_to: null })).assignee).toBeNull()
    expect(await heard()).toStrictEqual([])
    kirim.world.settings.eventOnUnassign = true
    await patch(kirim, id, { assigned_to: one.id })
    await patch(kirim, id, { assigned_to: null })
    const [, unassigned] = await heard()
    expect(unassigned?.[1].assignee).toStrictEqual({
      user_id: null,
      team_id: null,
      previous_user_id: one.id,
    })
  })

  it('closes once: what is resolved is not closed again', async () => {
    const { kirim, id, heard } = await story()
    expect(dataOf(await patch(kirim, id, { status: 'resolved' })).status).toBe('resolved')
    await patch(kirim, id, { status: 'resolved' })
    const conversation = {
      id,
      object: 'conversation',
      status: 'resolved',
      closed_by_user_id: null,
    }
    expect(await heard()).toStrictEqual([['conversation.closed', { conversation }]])
    await patch(kirim, id, { status: 'open' })
    await patch(kirim, id, { status: 'resolved' })
    expect(await heard()).toHaveLength(1)
  })

  it('assigns and closes in one request', async () => {
    const { kirim, id, one, heard } = await story()
    await kirim.advance(HOUR_MS)
    const after = dataOf(await patch(kirim, id, { status: 'resolved', assigned_to: one.id }))
    expect(after).toMatchObject({
      status: 'resolved',
      assignee: { id: one.id },
      updated_at: '2026-01-01T01:00:00.000Z',
      last_message_at: '2026-01-01T00:00:00.000Z',
    })
    const events = (await heard()).map(([type]) => type)
    expect(events).toStrictEqual(['conversation.assigned', 'conversation.closed'])
  })

  it.each([
    ['missing_required_field', 'status', {}],
    ['missing_required_field', 'status', { colour: 'red' }],
    ['missing_required_field', 'status', undefined],
    ['invalid_field_value', 'status', { status: 'closed' }],
    ['invalid_field_value', 'status', { status: null }],
    ['invalid_field_value', 'assigned_to', { assigned_to: '' }],
    ['invalid_field_value', 'assigned_to', { assigned_to: 'a'.repeat(65) }],
    ['invalid_field_value', 'assigned_to', { assigned_to: 7 }],
    ['invalid_field_value', 'assigned_to', { assigned_to: 'nobody' }],
  ])('says %s of %s in %j, and changes nothing', async (code, param, body) => {
    const { kirim, id } = await story()
    const before = await read(kirim, id)
    await kirim.advance(HOUR_MS)
    expectRefusal(await patch(kirim, id, body), 400, code, param)
    expect(await read(kirim, id)).toStrictEqual(before)
  })

  it('refuses what is no id, and does not know what nobody has', async () => {
    const kirim = await startTestSandbox()
    const wrong = await patch(kirim, 'cnv_1', { status: 'open' })
    expectRefusal(wrong, 400, 'invalid_field_value', 'id')
    const unknown = await patch(kirim, unknownId('cnv'), { assigned_to: 'nobody' })
    expectRefusal(unknown, 404, 'resource_not_found')
  })
})

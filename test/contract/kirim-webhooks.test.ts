// Webhook bodies of Kirim's own events: one envelope, and data by event.
import { describe, expect, it } from 'vitest'

import { EVENT_TYPES } from '../../src/contract/spec.ts'
import { checkWebhookBody } from '../../src/contract/validators.ts'

describe("Kirim's own events", () => {
  const id = (prefix: string) => `${prefix}_01HXYZABCDEFGHJKMNPQRSTVWX`
  const created_at = '2026-05-23T10:00:00.000Z'
  const event = (type: string, data: object) => ({ id: id('evt'), type, created_at, data })
  const conversation = { id: id('cnv'), object: 'conversation', status: 'open' }
  const assignee = { user_id: 'usr_1', team_id: 'team', previous_user_id: null }
  const contact = {
    id: id('ctc'),
    object: 'contact',
    phone_number: '+628111111111',
    name: 'John Doe',
    email: null,
    metadata: null,
    whatsapp_account: { phone_number: '+62 851-1760-0829' },
    created_at,
    updated_at: created_at,
  }
  const samples = {
    'conversation.assigned': { conversation, assignee },
    'conversation.closed': {
      conversation: { ...conversation, status: 'resolved', closed_by_user_id: null },
    },
    'contact.created': { contact, acquisition_source: 'inbound' },
    'contact.updated': { contact, changed_fields: ['name'] },
  } as const

  it.each(Object.entries(samples))('%s is accepted as documented', (type, data) => {
    expect(checkWebhookBody(type as keyof typeof samples, event(type, data))).toBeNull()
  })

  it('are told apart by their type', () => {
    const body = event('contact.updated', samples['contact.created'])
    expect(checkWebhookBody('contact.created', body)).toMatchObject({ param: 'type' })
  })

  it('cannot close an open conversation', () => {
    const closed = { conversation: { ...conversation, closed_by_user_id: null } }
    expect(
      checkWebhookBody('conversation.closed', event('conversation.closed', closed)),
    ).toMatchObject({ param: 'data.conversation.status' })
  })

  it('need their ids, dates and data', () => {
    const good = event('contact.created', samples['contact.created'])
    const check = (body: unknown) => checkWebhookBody('contact.created', body)?.param
    expect(check({ ...good, id: 'evt_1' })).toBe('id')
    expect(check({ ...good, created_at: '2026-02-31T10:00:00Z' })).toBe('created_at')
    expect(check({ ...good, data: {} })).toBe('data.contact')
    const data = { contact: { ...contact, id: 'x' }, acquisition_source: 'api' }
    expect(check({ ...good, data })).toBe('data.contact.id')
    expect(check({ ...good, data: { contact } })).toBe('data.acquisition_source')
  })

  it('have a validator each, as have the events of Meta', () => {
    expect(EVENT_TYPES).toHaveLength(6)
    for (const type of EVENT_TYPES) expect(checkWebhookBody(type, {})).not.toBeNull()
  })
})

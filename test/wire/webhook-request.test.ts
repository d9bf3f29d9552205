// The headers of a webhook request, name by name.
import { expect, it } from 'vitest'

import { VIRTUAL_START_AT } from '../../src/domain/world/time.ts'
import type { EventRow } from '../../src/domain/world/webhook-rows.ts'
import { webhookHeaders } from '../../src/wire/v1/webhook-request.ts'
import { ACCOUNT, messageRow } from '../domain/messaging/samples.ts'

function eventRow(changes: Pick<EventRow, 'eventId' | 'facts'>): EventRow {
  return { id: '1', seq: 1, createdAt: VIRTUAL_START_AT, ...changes }
}

const message = messageRow()
const received = eventRow({
  eventId: message.wamid,
  facts: { type: 'message.received', message, account: ACCOUNT, profileName: 'Siti' },
})

it('names the agent, the event, the delivery and the attempt', () => {
  const signature = `t=1767225600,v1=${'0'.repeat(64)}`
  const request = { event: received, deliveryId: 'wbd_1', attempt: 3, signature }
  expect(webhookHeaders(request)).toEqual({
    'Content-Type': 'application/json',
    'User-Agent': 'Kirim-Webhook/1.0',
    'X-Kirim-Source': 'meta',
    'X-Kirim-Event': 'message.received',
    'X-Kirim-Event-Id': message.wamid,
    'X-Kirim-Delivery-Id': 'wbd_1',
    'X-Kirim-Attempt': '3',
    'X-Kirim-Signature': signature,
  })
})

it('says that Kirim speaks when it is not Meta', () => {
  const contact = {
    id: 'ctc_1',
    seq: 1,
    createdAt: VIRTUAL_START_AT,
    updatedAt: VIRTUAL_START_AT,
    accountId: ACCOUNT.id,
    phone: '6281234567890',
    name: null,
    email: null,
    metadata: null,
  }
  const event = eventRow({
    eventId: 'evt_1',
    facts: { type: 'contact.created', contact, account: ACCOUNT, source: 'api' },
  })
  const headers = webhookHeaders({ event, deliveryId: 'wbd_1', attempt: 1, signature: 't=1,v1=a' })
  expect(headers).toMatchObject({
    'X-Kirim-Source': 'kirim',
    'X-Kirim-Event': 'contact.created',
    'X-Kirim-Event-Id': 'evt_1',
  })
})

it('leaves the signature out when there is none', () => {
  const request = { event: received, deliveryId: 'wbd_1', attempt: 1, signature: null }
  expect(webhookHeaders(request)).not.toHaveProperty('X-Kirim-Signature')
})

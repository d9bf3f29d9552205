// A client generated from the contract goes through a day at the shop, from its key to a replay.
import { createHmac, timingSafeEqual } from 'node:crypto'

import createClient from 'openapi-fetch'
import { describe, expect, it } from 'vitest'

import type { paths } from '../../src/contract/generated/types.ts'
import { addUser } from '../api/rows.ts'
import { type Received, startReceiver } from '../support/receiver.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

const CUSTOMER = '+628000000003'

function newClient({ app }: TestSandbox) {
  return createClient<paths>({
    baseUrl: app.url,
    headers: { Authorization: `Bearer ${app.apiKey}` },
  })
}

/** The receiver's side, as the documentation describes it: age first, then any secret, any digest. */
function isGenuine(received: Received, secrets: readonly string[], nowSeconds: number): boolean {
  const parts = String(received.headers['x-kirim-signature'])
    .split(',')
    .map((part) => part.split('=', 2) as [string, string])
  const t = Number(parts.find(([name]) => name === 't')?.[1])
  if (!(Math.abs(nowSeconds - t) <= 300)) return false
  const given = parts.filter(([name]) => name === 'v1').map(([, hex]) => Buffer.from(hex, 'hex'))
  return secrets.some((secret) => {
    const digest = createHmac('sha256', secret).update(`${t}.${received.body}`).digest()
    return given.some((each) => each.length === digest.length && timingSafeEqual(each, digest))
  })
}

/** What the call gave, which must be a success; the types are the contract's. */
async function given<Body>(call: Promise<{ data?: Body; error?: unknown }>): Promise<Body> {
  const { data, error } = await call
  expect(error).toBeUndefined()
  if (data === undefined) throw new Error('The call gave neither data nor an error.')
  return data
}

describe('a generated client', () => {
  it('sends a template, hears of its statuses, files the customer, closes and replays', async () => {
    const kirim = await startTestSandbox()
    // World time signs, so that the receiver can be asked what it thinks of old deliveries.
    kirim.world.settings.signatureTime = 'world'
    const client = newClient(kirim)
    const receiver = await startReceiver()
    const seconds = () => Math.floor(kirim.world.now / 1_000)

    const me = await given(client.GET('/me'))
    expect(me.data.organization.name).toBe('Kirim Sandbox')
    expect(me.data.rate_limits.tier).toBe('unlimited')

    const query = { status: 'approved', language: 'en_US' } as const
    const templates = await given(client.GET('/templates', { params: { query } }))
    const template = templates.data.find(({ variables }) => variables.length === 3)
    expect(template?.name).toBe('appointment_reminder')

    const subscription = await given(
      client.POST('/webhook_subscriptions', {
        body: {
          url: receiver.url,
          events: ['message.status', 'conversation.assigned', 'conversation.closed'],
        },
      }),
    )
    const secret = subscription.data.initial_secret ?? ''
    expect(secret).toMatch(/^whsec_/)

    const parameters = ['Hendra', 'Dr. Maya Sari', 'Monday at 9:30'].map((text) => ({
      type: 'text',
      text,
    }))
    const sent = await given(
      client.POST('/messages', {
        params: { header: { 'idempotency-key': 'reminder-1' } },
        body: {
          to: CUSTOMER,
          type: 'template',
          template: {
            name: template?.name ?? '',
            language: 'en_US',
            components: [{ type: 'body', parameters }],
          },
        },
      }),
    )
    expect(sent.data.status).toBe('pending')
    const id = sent.data.id

    await kirim.advance(60_000)
    const read = await given(client.GET('/messages/{id}', { params: { path: { id } } }))
    expect(read.data.status).toBe('read')
    const events = receiver.received.splice(0)
    const told = events.map(({ json }) => json.entry[0].changes[0].value.statuses[0])
    expect(told.map(({ status }) => status)).toStrictEqual(['sent', 'delivered', 'read'])
    expect(new Set(told.map(({ recipient_id }) => recipient_id))).toEqual(
      new Set([CUSTOMER.slice(1)]),
    )
    for (const one of events) {
      expect(isGenuine(one, [secret], seconds())).toBe(true)
      expect(isGenuine(one, ['whsec_other', secret], seconds() + 200)).toBe(true)
      expect(isGenuine(one, [secret], seconds() + 400)).toBe(false)
      expect(isGenuine(one, [secret], seconds() - 400)).toBe(false)
      expect(isGenuine(one, [`${secret} `], seconds())).toBe(false)
      expect(isGenuine({ ...one, body: `${one.body} ` }, [secret], seconds())).toBe(false)
    }

    const [contact] = (await given(client.GET('/contacts'))).data
    const label = await given(client.POST('/labels', { body: { name: 'Reminded', color: 'teal' } }))
    const attached = await given(
      client.POST('/contacts/{id}/labels', {
        params: { path: { id: contact?.id ?? '' } },
        body: { label_id: label.data.id },
      }),
    )
    expect(attached.data.attached).toBe(true)

    const path = { id: sent.data.conversation_id ?? '' }
    const agent = addUser(kirim, 'Ayu')
    const assigned = await given(
      client.PATCH('/conversations/{id}', { params: { path }, body: { assigned_to: agent.id } }),
    )
    expect(assigned.data.assignee?.name).toBe('Ayu')
    const closed = await given(
      client.PATCH('/conversations/{id}', { params: { path }, body: { status: 'resolved' } }),
    )
    expect(closed.data.status).toBe('resolved')
    await kirim.advance(0)
    expect(receiver.received.map(({ json }) => json.type)).toStrictEqual([
      'conversation.assigned',
      'conversation.closed',
    ])

    await kirim.advance(3_600_000)
    const closing = { event_type: 'conversation.closed' }
    const [delivery] = (
      await given(client.GET('/webhook_deliveries', { params: { query: closing } }))
    ).data
    expect(delivery?.status).toBe('succeeded')
    const replay = await given(
      client.POST('/webhook_deliveries/{id}/replay', {
        params: { path: { id: delivery?.id ?? '' } },
      }),
    )
    await kirim.advance(0)
    const [, original, again] = receiver.received
    if (original === undefined || again === undefined) throw new Error('The replay did not come.')
    expect(again.body).toBe(original.body)
    expect(again.headers['x-kirim-delivery-id']).toBe(replay.data.id)
    expect(isGenuine(original, [secret], seconds())).toBe(false)
    expect(isGenuine(again, [secret], seconds())).toBe(true)
  })

  it('is told in its own types what went wrong', async () => {
    const kirim = await startTestSandbox()
    const client = newClient(kirim)
    const { data, error, response } = await client.POST('/messages', {
      body: { to: '081234567890', type: 'text', text: { body: 'Halo' } },
    })
    expect(data).toBeUndefined()
    expect(response.status).toBe(400)
    expect(error?.error).toMatchObject({ code: 'invalid_phone_number', param: 'to' })
    expect(error?.error.request_id).toBe(response.headers.get('x-request-id'))
  })
})

// What the tests of the API share: numbers, replies as they must look, beginnings of stories.
import { expect } from 'vitest'

import type { EventType } from '../../src/domain/world/webhook-rows.ts'
import { startReceiver } from '../support/receiver.ts'
import type { Reply, TestSandbox } from '../support/sandbox.ts'

export const REQUEST_ID = /^req_[0-9A-HJKMNP-TV-Z]{26}$/

/** The connected number of the ready-made worlds, as it is written in requests and as it is shown. */
export const BUSINESS = '+6281100000001'
export const BUSINESS_SHOWN = '+62 811-0000-0001'

/** An ordinary customer. */
export const CUSTOMER = '+6281234567890'

/** Messages to them are delivered and never read, or read at once, whatever the window. */
export const NEVER_READS = '+628000000002'
export const READS_AT_ONCE = '+628000000003'

/** Well shaped, and nobody has it. */
export function unknownId(prefix: string): string {
  return `${prefix}_${'0'.repeat(26)}`
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
}

/** The error envelope, whole: `param` must be there exactly when it is expected. */
export function expectRefusal(reply: Reply, status: number, code: string, param?: string): void {
  expect({ status: reply.status, body: reply.body }).toStrictEqual({
    status,
    body: {
      error: {
        type: TYPES[status],
        code,
        message: expect.stringMatching(/\S/),
        ...(param !== undefined && { param }),
        request_id: expect.stringMatching(REQUEST_ID),
      },
    },
  })
  expect(reply.headers.get('x-request-id')).toBe(reply.body.error.request_id)
  expect(reply.headers.get('content-type')).toMatch(/^application\/json(;|$)/)
}

/** The same answer to a POST, word for word, under a request id of its own. */
export function expectReplay(reply: Reply, original: Reply): void {
  expect({ status: reply.status, body: reply.body }).toStrictEqual({
    status: original.status,
    body: original.body,
  })
  expect([original, reply].map(({ headers }) => headers.get('idempotent-replayed'))).toStrictEqual([
    'false',
    'true',
  ])
  const id = reply.headers.get('x-request-id')
  expect(id).toMatch(/^req_/)
  expect(id).not.toBe(original.headers.get('x-request-id'))
}

/** A 200 with its data; the request id stands in body and header alike. */
export function dataOf(reply: Reply): Reply['body'] {
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  expect(reply.body.request_id).toMatch(REQUEST_ID)
  expect(reply.headers.get('x-request-id')).toBe(reply.body.request_id)
  return reply.body.data
}

/** Lets a customer write a text; gives the ids of message, conversation and contact. */
export async function customerWrites(
  kirim: TestSandbox,
  input: Record<string, unknown> = {},
): Promise<{ message_id: string; wamid: string; conversation_id: string; contact_id: string }> {
  const reply = await kirim.act('customer-writes', { from: CUSTOMER, text: 'Halo', ...input })
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body.data
}

/** Sends a text and gives the message of the reply. */
export async function sendText(kirim: TestSandbox, to: string = READS_AT_ONCE, body = 'Halo') {
  return dataOf(await kirim.call('POST', '/messages', { to, type: 'text', text: { body } }))
}

/** Subscribes to events; gives the data of the reply, its only secret in `initial_secret`. */
export async function subscribe(
  kirim: TestSandbox,
  url = 'https://receiver.example/hook',
  events: readonly EventType[] = ['contact.created'],
) {
  return dataOf(await kirim.call('POST', '/webhook_subscriptions', { url, events }))
}

/** Creates a contact, which announces `contact.created`, and lets its deliveries be attempted once. */
export async function createContact(kirim: TestSandbox, phoneNumber: string = CUSTOMER) {
  const contact = dataOf(await kirim.call('POST', '/contacts', { phone_number: phoneNumber }))
  await kirim.advance(0)
  return contact
}

/** A subscription that was disabled because its receiver failed once too often; its id. */
export async function disabledSubscription(kirim: TestSandbox): Promise<string> {
  kirim.world.settings.disableAfterFailures = 1
  const { url } = await startReceiver(400)
  const { id } = await subscribe(kirim, url)
  await createContact(kirim, '+6281299999999')
  const { status } = dataOf(await kirim.call('GET', `/webhook_subscriptions/${id}`))
  expect(status).toBe('disabled')
  return id
}

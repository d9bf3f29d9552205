// What the tests of the API share: refusals as they must look, ids that nobody has, rows put by hand.
import { expect } from 'vitest'

import { issueKey } from '../../src/domain/access/api-keys.ts'
import { digitsOf, displayPhone } from '../../src/domain/messaging/accounts.ts'
import type {
  AccountRow,
  ApiKeyRow,
  JsonObject,
  MetaTemplateStatus,
  TeamRow,
  TemplateRow,
  UserRow,
} from '../../src/domain/world/rows.ts'
import { first, put } from '../../src/domain/world/tables.ts'
import type { EventType } from '../../src/domain/world/webhook-rows.ts'
import { newId, newWorld, nextSeq, transact, type World } from '../../src/domain/world/world.ts'
import { addOrganization } from '../../src/engine/organizations.ts'
import { commit } from '../../src/engine/sandbox.ts'
import { startReceiver } from '../support/receiver.ts'
import type { Reply, TestSandbox } from '../support/sandbox.ts'

export const REQUEST_ID = /^req_[0-9A-HJKMNP-TV-Z]{26}$/

/** The connected number of the ready-made worlds, as it is written in requests and as it is shown. */
export const BUSINESS = '+6281100000001'
export const BUSINESS_SHOWN = '+62 811-0000-0001'

/** An ordinary customer. */
export const CUSTOMER = '+6281234567890'

/** Their messages are delivered, read at once, or neither, whatever the window. */
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

/** Whoever holds a world: a sandbox, or a neighbour in it. */
type Holder = Pick<TestSandbox, 'world'>

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

/** Adds a WhatsApp account; without a team, to the one there is. */
export function addAccount(
  { world }: Holder,
  phoneNumber: string,
  more: { readonly teamId?: string; readonly connected?: boolean } = {},
): AccountRow {
  const phone = digitsOf(phoneNumber)
  return transact(world, () =>
    put(world.accounts, {
      id: newId(world, 'account'),
      seq: nextSeq(world),
      createdAt: world.now,
      phone,
      displayPhone: displayPhone(phone),
      displayName: `Toko ${phone}`,
      phoneNumberId: '106540352242922',
      businessAccountId: '102290129340398',
      teamId: more.teamId ?? teamOf(world),
      connected: more.connected ?? true,
    }),
  )
}

/** The only team of the ready-made worlds. */
export function teamOf(world: World): string {
  return (first(world.teams, 'all') as TeamRow).id
}

/** Takes the line of an account away; the account stays. */
export function disconnect({ world }: Holder, phoneNumber: string = BUSINESS): void {
  const account = first(world.accounts, 'byPhone', digitsOf(phoneNumber)) as AccountRow
  transact(world, () => put(world.accounts, { ...account, connected: false }))
}

export function addTeam({ world }: Holder, name: string): TeamRow {
  return transact(world, () =>
    put(world.teams, {
      id: newId(world, 'team'),
      seq: nextSeq(world),
      createdAt: world.now,
      name,
    }),
  )
}

/** Adds an agent to the team there is. */
export function addUser({ world }: Holder, name: string): UserRow {
  return transact(world, () =>
    put(world.users, {
      id: newId(world, 'user'),
      seq: nextSeq(world),
      createdAt: world.now,
      name,
      email: `${name.toLowerCase()}@kirim.example`,
      teamId: teamOf(world),
    }),
  )
}

/** Adds a template to an account; without one, to the first. Its body may have placeholders. */
export function addTemplate(
  { world }: Holder,
  name: string,
  more: {
    readonly language?: string
    readonly metaStatus?: MetaTemplateStatus
    readonly accountId?: string
    readonly components?: readonly JsonObject[]
    readonly updatedAt?: number
  } = {},
): TemplateRow {
  return transact(world, () =>
    put(world.templates, {
      id: newId(world, 'template'),
      seq: nextSeq(world),
      createdAt: world.now,
      updatedAt: more.updatedAt ?? world.now,
      accountId: more.accountId ?? (first(world.accounts, 'all') as AccountRow).id,
      name,
      language: more.language ?? 'id',
      category: 'UTILITY',
      metaStatus: more.metaStatus ?? 'APPROVED',
      components: more.components ?? [{ type: 'BODY', text: 'Selamat pagi.' }],
      providerTemplateId: '1689556908129832',
    }),
  )
}

/** A second organisation in the same sandbox, with a number and a team of its own; its key. */
export function addNeighbour({ app }: TestSandbox): { world: World; authorization: string } {
  const { now } = app.organization.world
  const world = newWorld({ seed: 8, now, organizationName: 'Tetangga', tier: 'unlimited' })
  const key = transact(world, () => issueKey(world, { label: 'Neighbour' }))
  addTeam({ world }, 'Neighbours')
  addAccount({ world }, '+6281100000008')
  addOrganization(app.sandbox, world, 0)
  return { world, authorization: `Bearer ${key.token}` }
}

/** Issues a key as the dashboard does: the next request may use it. */
export function addKey(
  { app }: TestSandbox,
  wish: { readonly label: string; readonly token?: string; readonly expiresAt?: number },
): ApiKeyRow {
  const { sandbox, organization } = app
  return commit(sandbox, organization, () => issueKey(organization.world, wish)).result
}

/** Revokes a key as the dashboard does. */
export function revokeKey({ world }: Holder, key: ApiKeyRow): void {
  transact(world, () => put(world.apiKeys, { ...key, revokedAt: world.now }))
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

/** Empties a bucket: the next request of the class is refused until the clock moves. */
export function emptyBucket({ world }: Holder, rateClass: 'read' | 'write'): void {
  world.buckets.set(rateClass, { tokens: 0, filledAt: world.now })
}

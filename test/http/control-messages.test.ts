// Reading messages: both ids, the plan, the reason of a failure, and the time line.
import { expect, it } from 'vitest'

import { toIso, VIRTUAL_START_AT } from '../../src/domain/world/time.ts'
import { note } from '../../src/engine/sandbox.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { ask, see, sendText, subscribeInbox } from './control-reading.ts'

const READS_AT_ONCE = '+628000000003'
const FAILS_131047 = '+62800000131047'
const CUSTOMER = '+6281234567890'

type Moment = { readonly at: string; readonly kind: string; readonly [member: string]: unknown }

it('shows the newest messages with both ids, page by page', async () => {
  const sandbox = await startTestSandbox()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push(await sendText(sandbox, READS_AT_ONCE))
  const first = await see(sandbox, '/messages?limit=3')
  expect(idsOf(first.messages)).toEqual([ids[4], ids[3], ids[2]])
  expect(first.messages[0]).toMatchObject({
    wamid: expect.stringMatching(/^wamid\./),
    direction: 'outbound',
    type: 'text',
    status: 'pending',
    customer: READS_AT_ONCE,
    summary: 'Halo!',
    created_at: toIso(VIRTUAL_START_AT),
  })
  const second = await see(sandbox, `/messages?limit=3&after=${first.next}`)
  expect(idsOf(second.messages)).toEqual([ids[1], ids[0]])
  expect(second.next).toBeNull()
  const { status, error } = await ask(sandbox, '/messages?after=msg_nobody')
  expect([status, error.code, error.param]).toEqual([400, 'invalid_field_value', 'after'])
})

it('shows what is planned before anything has come', async () => {
  const sandbox = await startTestSandbox()
  const id = await sendText(sandbox, READS_AT_ONCE)
  const message = await see(sandbox, `/messages/${id}`)
  expect(message).toMatchObject({
    id,
    business: '+6281100000001',
    content: { body: 'Halo!' },
    window_open: true,
    failure: null,
    plan: [
      { status: 'sent', taken: false },
      { status: 'delivered', taken: false },
      { status: 'read', taken: false },
    ],
  })
  expect(kinds(message)).toEqual(['accepted'])
  const [sent] = message.plan
  await sandbox.advance(Date.parse(sent.due_at) - VIRTUAL_START_AT)
  const later = await see(sandbox, `/messages/${id}`)
  expect(later.plan.map(({ taken }: { taken: boolean }) => taken)).toEqual([true, false, false])
  expect(later.time_line[1]).toEqual({ at: sent.due_at, kind: 'status', status: 'sent' })
})

it('is found by the wamid too, encoded or as it stands', async () => {
  const sandbox = await startTestSandbox()
  const id = await sendText(sandbox, READS_AT_ONCE)
  const { wamid } = await see(sandbox, `/messages/${id}`)
  expect(wamid).toMatch(/^wamid\..+=$/)
  expect(await see(sandbox, `/messages/${wamid}`)).toMatchObject({ id })
  expect(await see(sandbox, `/messages/${encodeURIComponent(wamid)}`)).toMatchObject({ id })
})

it('does not know the messages of nobody', async () => {
  const sandbox = await startTestSandbox()
  for (const id of ['msg_nobody', 'wamid.nobody/x', '']) {
    const { status, error } = await ask(sandbox, `/messages/${id}`)
    expect([status, error.code]).toEqual([404, 'resource_not_found'])
  }
})

it('tells the reason of a failure in the words of the API and in those of Meta', async () => {
  const sandbox = await startTestSandbox()
  const id = await sendText(sandbox, FAILS_131047)
  await sandbox.settle()
  expect(await see(sandbox, `/messages/${id}`)).toMatchObject({
    status: 'failed',
    plan: [{ status: 'failed', taken: true }],
    failure: {
      reason: 'outside_24h_window',
      code: 'outside_24h_window',
      provider_code: 131047,
      meta_code: 131047,
      title: 'Re-engagement message',
    },
  })
})

it('tells what happened in order: accepted, statuses, and each webhook with each attempt', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop?answers=503,200')
  const id = await sendText(sandbox, '+628000000002')
  await sandbox.settle()
  await sendText(sandbox, '+628000000002')
  await sandbox.settle()
  const message = await see(sandbox, `/messages/${id}`)
  expect(sorted(message.time_line)).toEqual(message.time_line)
  expect(kinds(message)).toEqual([
    'accepted',
    'status',
    'delivery',
    'attempt',
    'status',
    'delivery',
    'attempt',
    'attempt',
  ])
  const deliveries = message.time_line.filter(({ kind }: Moment) => kind === 'delivery')
  expect(deliveries).toMatchObject([
    { event_type: 'message.status', message_status: 'sent', status: 'succeeded' },
    { event_type: 'message.status', message_status: 'delivered', status: 'succeeded' },
  ])
  const attempts = message.time_line.filter(({ kind }: Moment) => kind === 'attempt')
  const ofTheFirst = attempts.filter(
    ({ delivery_id: delivery }: Moment) => delivery === deliveries[0].delivery_id,
  )
  expect(ofTheFirst).toMatchObject([
    { attempt: 1, outcome: 'answered', response_status: 503 },
    { attempt: 2, outcome: 'answered', response_status: 200 },
  ])
})

it('finds the webhooks of a status when its event id tells the status, too', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('change-settings', { settings: { statusEventId: 'wamid:status' } })
  await subscribeInbox(sandbox, 'shop')
  const id = await sendText(sandbox, '+628000000001')
  await sandbox.settle()
  expect(kinds(await see(sandbox, `/messages/${id}`))).toEqual([
    'accepted',
    'status',
    'delivery',
    'attempt',
  ])
})

it('names the request that sent the message, as long as the journal knows it', async () => {
  const sandbox = await startTestSandbox()
  const { organization } = sandbox.app
  const id = await sendText(sandbox, READS_AT_ONCE)
  const request = {
    kind: 'request',
    operation: 'GET /messages/{id}',
    method: 'GET',
    path: `/v1/messages/${id}`,
    status: 200,
    durationMs: 1,
    subject: id,
  } as const
  note(organization, { ...request, requestId: 'req_looked' })
  const sent = { ...request, operation: 'POST /messages', method: 'POST', path: '/v1/messages' }
  note(organization, { ...sent, requestId: 'req_sent' })
  note(organization, { ...sent, requestId: 'req_again', replayed: true })
  const [accepted] = (await see(sandbox, `/messages/${id}`)).time_line
  const known = organization.world.journal.ring.find(
    (entry) => entry?.kind === 'request' && entry.operation === 'POST /messages' && entry.subject,
  )
  expect(accepted.request_id).toBe(known?.kind === 'request' && known.requestId)
})

it('shows what a customer wrote, and who was told', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop')
  const { body } = await write(sandbox)
  await sandbox.settle()
  const message = await see(sandbox, `/messages/${body.data.message_id}`)
  expect(message).toMatchObject({ direction: 'inbound', status: 'delivered', plan: [] })
  expect(kinds(message)).toEqual(['received', 'delivery', 'attempt'])
})

function write(sandbox: TestSandbox) {
  return sandbox.act('customer-writes', { from: CUSTOMER, type: 'text', text: 'Halo' })
}

function idsOf(messages: readonly { readonly id: string }[]): string[] {
  return messages.map(({ id }) => id)
}

function kinds({ time_line: line }: { readonly time_line: readonly Moment[] }): string[] {
  return line.map(({ kind }) => kind)
}

function sorted(line: readonly Moment[]): Moment[] {
  return [...line].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

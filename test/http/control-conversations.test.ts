// Reading what a screen needs: conversations as customers see them, templates, subscriptions, settings, faults.
import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'
import { ask, see } from './control-reading.ts'

const CUSTOMER = '+6281234567890'

it('shows the conversation that was active last first, with its window', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('customer-writes', { from: CUSTOMER, name: 'Budi', text: 'Halo' })
  await sandbox.advance(1_000)
  await sandbox.act('customer-writes', { from: '+6281234567891', text: 'Ada?' })
  const { conversations } = await see(sandbox, '/conversations')
  expect(conversations).toMatchObject([
    { customer: '+6281234567891', name: null, last_message: { summary: 'Ada?' } },
    {
      customer: CUSTOMER,
      name: 'Budi',
      business: '+6281100000001',
      window_open: true,
      window_closes_at: '2026-01-02T00:00:00.000Z',
      unread_count: 1,
    },
  ])
  await sandbox.advance(25 * 3_600_000)
  const later = await see(sandbox, `/conversations/${conversations[1].id}`)
  expect(later.window_open).toBe(false)
})

it('shows a template as the phone does, and what of it can be tapped', async () => {
  const sandbox = await startTestSandbox()
  const { templates } = await see(sandbox, '/templates?limit=100')
  const one = templates.find(
    ({ name, language }: { name: string; language: string }) =>
      name === 'appointment_reminder' && language === 'id',
  )
  await sandbox.call('POST', '/messages', {
    to: '+628000000003',
    type: 'template',
    template: one.example,
  })
  const { conversations } = await see(sandbox, '/conversations')
  const { messages } = await see(sandbox, `/conversations/${conversations[0].id}`)
  expect(messages[0]).toMatchObject({
    header: 'Pengingat janji temu',
    text: expect.stringContaining('Hendra Gunawan'),
    buttons: [
      { kind: 'reply', text: 'Hadir' },
      { kind: 'reply', text: 'Jadwal ulang' },
      { kind: 'reply', text: 'Batalkan' },
    ],
  })
})

it('shows the rows of a list, and what a tap answered', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('POST', '/messages', {
    to: CUSTOMER,
    type: 'interactive',
    interactive: {
      type: 'list',
      header: { type: 'text', text: 'Jam buka' },
      body: { text: 'Pilih cabang' },
      action: {
        button: 'Lihat cabang',
        sections: [{ title: 'Jawa', rows: [{ id: 'jkt', title: 'Jakarta' }] }],
      },
    },
  })
  await sandbox.act('customer-writes', {
    from: CUSTOMER,
    interactive: { list_reply: { id: 'jkt' } },
  })
  const { conversations } = await see(sandbox, '/conversations')
  const { messages } = await see(sandbox, `/conversations/${conversations[0].id}`)
  expect(messages).toMatchObject([
    {
      header: 'Jam buka',
      text: 'Pilih cabang',
      list: { button: 'Lihat cabang', rows: [{ id: 'jkt', title: 'Jakarta', section: 'Jawa' }] },
    },
    { direction: 'inbound', text: 'Jakarta', quotes: 'Pilih cabang' },
  ])
})

it.each([
  [{ image: { caption: 'Ini' } }, { text: 'Ini', media: { kind: 'image' } }],
  [{ document: { filename: 'faktur.pdf' } }, { media: { kind: 'document', name: 'faktur.pdf' } }],
  [{ location: { name: 'Monas' } }, { media: { kind: 'location', name: 'Monas' } }],
  [{ contacts: [{ name: 'Siti' }] }, { media: { kind: 'contacts', name: 'Siti' } }],
])('shows what a customer sends: %j', async (input, bubble) => {
  const sandbox = await startTestSandbox()
  await sandbox.act('customer-writes', { from: CUSTOMER, ...input })
  const { conversations } = await see(sandbox, '/conversations')
  const { messages } = await see(sandbox, `/conversations/${conversations[0].id}`)
  expect(messages).toMatchObject([bubble])
})

it('says that there is no such conversation', async () => {
  const { status, error } = await ask(await startTestSandbox(), '/conversations/conv_nobody')
  expect([status, error.code]).toEqual([404, 'resource_not_found'])
})

it('gives an example of every template that is taken and never fails', async () => {
  const sandbox = await startTestSandbox()
  const { templates } = await see(sandbox, '/templates?limit=100')
  const sendable = templates.filter(
    ({ meta_status: is }: { meta_status: string }) => is === 'APPROVED',
  )
  expect(sendable.length).toBeGreaterThan(10)
  for (const { example } of sendable) {
    const body = { to: '+628000000003', type: 'template', template: example }
    const { status, body: reply } = await sandbox.call('POST', '/messages', body)
    expect([example.name, status]).toEqual([example.name, 200])
    const message = await see(sandbox, `/messages/${reply.data.id}`)
    expect([example.name, message.failure]).toEqual([example.name, null])
  }
})

it('shows subscriptions with what became of their deliveries', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('POST', '/webhook_subscriptions', {
    url: `${sandbox.app.controlUrl}/inbox/broken?answers=410`,
    events: ['message.received'],
  })
  await sandbox.act('customer-writes', { from: CUSTOMER, text: 'Halo' })
  const before = await see(sandbox, '/subscriptions')
  expect(before.subscriptions).toMatchObject([{ status: 'active', pending: 1, dead: 0 }])
  await sandbox.settle()
  const { subscriptions } = await see(sandbox, '/subscriptions')
  expect(subscriptions).toMatchObject([{ pending: 0, dead: 1, succeeded: 0 }])
})

it('shows settings with their values, and the table of faults', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('change-settings', { settings: { readProbability: 1 }, tier: 'pro' })
  const { settings, tier } = await see(sandbox, '/settings')
  expect(tier).toBe('pro')
  expect(settings).toContainEqual({
    name: 'readProbability',
    what: 'How many messages are read at all.',
    value: 1,
    default: 0.7,
    from: 0,
    to: 1,
    one_of: null,
  })
  const { faults } = await see(sandbox, '/faults/known')
  expect(faults[0]).toMatchObject({
    fault: 'reply.status',
    site: 'reply',
    needs: ['status'],
    matches: ['operation', 'to', 'header'],
  })
})

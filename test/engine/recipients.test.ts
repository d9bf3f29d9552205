// Numbers that behave on purpose: the statuses a receiver hears, and those that the API shows.
import { describe, expect, it } from 'vitest'

import { advance } from '../../src/engine/timeline.ts'
import { HOUR, startWithReceiver } from './webhooks.ts'

const RANK = ['pending', 'sent', 'failed', 'delivered', 'read']

/** A text to a number, followed job by job until nothing more happens. */
async function sendTo(to: string, settings: object = {}) {
  const story = await startWithReceiver()
  const { call, app, world, receiver } = story
  Object.assign(world.settings, settings)
  const wish = { to, type: 'text', text: { body: 'Halo' } }
  const { id } = (await call('POST', '/messages', wish)).body.data
  const shown = [(await call('GET', `/messages/${id}`)).body.data.status as string]
  for (let jobs = 1; jobs > 0; ) {
    jobs = (await advance(app.sandbox, app.organization, { until: 'next-job' })).jobs
    shown.push((await call('GET', `/messages/${id}`)).body.data.status)
  }
  const heard = receiver.received.filter((one) => one.headers['x-kirim-event'] === 'message.status')
  const statuses = heard.map((one) => one.json.entry[0].changes[0].value.statuses[0])
  const message = (await call('GET', `/messages/${id}`)).body.data
  return { ...story, id, shown, heard, statuses, message, told: statuses.map((one) => one.status) }
}

describe.each([
  ['+628000000001', 'stays sent', ['sent'], 'sent'],
  ['+628000000002', 'is delivered and never read', ['sent', 'delivered'], 'delivered'],
  ['+628000000003', 'is read at once', ['sent', 'delivered', 'read'], 'read'],
  ['+628000000004', 'is read without a delivered', ['sent', 'read'], 'read'],
  ['+628000000006', 'reads and writes back', ['sent', 'delivered', 'read'], 'read'],
  ['+628000000007', 'tells its statuses out of order', ['read', 'delivered', 'sent'], 'read'],
  [
    '+628000000008',
    'tells each status twice',
    ['sent', 'sent', 'delivered', 'delivered', 'read', 'read'],
    'read',
  ],
  ['+62800000131047', 'fails with 131047', ['failed'], 'failed'],
  ['+62800000130472', 'fails with a code that has no name', ['failed'], 'failed'],
  ['+6280000099', 'is not on WhatsApp', ['failed'], 'failed'],
])('%s, which %s,', (to, _what, told, last) => {
  it('tells the receiver its statuses in this order', async () => {
    expect((await sendTo(to)).told).toEqual(told)
  })

  it('shows statuses that never go back, from pending to the last', async () => {
    const { shown } = await sendTo(to)
    const ranks = shown.map((status) => RANK.indexOf(status))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect([shown[0], shown.at(-1)]).toEqual(['pending', last])
  })

  it('has one wamid for all its statuses', async () => {
    const { statuses, heard } = await sendTo(to)
    const ids = new Set([
      ...statuses.map((one) => one.id),
      ...heard.map((one) => one.headers['x-kirim-event-id']),
    ])
    expect(ids.size).toBe(1)
    expect([...ids][0]).toMatch(/^wamid\.[A-Za-z0-9+/]+={0,2}$/)
  })
})

it('+628000000005 is delivered after six hours', async () => {
  const { world, id, told } = await sendTo('+628000000005', { readProbability: 1 })
  expect(told).toEqual(['sent', 'delivered', 'read'])
  const message = world.messages.slots.get(id)?.row
  const deliveredAt = message?.statusTimes.find(([status]) => status === 'delivered')?.[1] ?? 0
  expect(deliveredAt - (message?.createdAt ?? 0)).toBe(6 * HOUR)
})

it('+628000000003 is read at the moment it is delivered', async () => {
  const { statuses } = await sendTo('+628000000003')
  expect(statuses[2].timestamp).toBe(statuses[1].timestamp)
})

it('+628000000006 writes back what was sent, once', async () => {
  const { receiver, call, message } = await sendTo('+628000000006')
  const inbound = receiver.received.filter(
    (one) => one.headers['x-kirim-event'] === 'message.received',
  )
  expect(inbound.map((one) => one.json.entry[0].changes[0].value.messages[0])).toMatchObject([
    { from: '628000000006', type: 'text', text: { body: 'Halo' } },
  ])
  const { data } = (await call('GET', '/messages?direction=inbound')).body
  expect(data).toMatchObject([{ content: 'Halo', conversation_id: message.conversation_id }])
})

it.each([
  ['+62800000131047', 'outside_24h_window', 131047],
  ['+62800000132015', 'template_paused', 132015],
  ['+62800000131053', 'media_download_failed', 131053],
  ['+62800000130472', 'whatsapp_upstream_error', 130472],
])(
  '%s fails with %s in the API and with Meta’s number in the webhook',
  async (to, code, number) => {
    const { message, statuses } = await sendTo(to)
    expect(message).toMatchObject({ status: 'failed', error: { code, provider_code: number } })
    expect(statuses[0].errors).toMatchObject([{ code: number }])
  },
)

it('gives each status an event id of its own where the world was set so', async () => {
  const { heard, told, statuses } = await sendTo('+628000000003', {
    statusEventId: 'wamid:status',
  })
  const wamid = statuses[0].id
  expect(heard.map((one) => one.headers['x-kirim-event-id'])).toEqual(
    told.map((status) => `${wamid}:${status}`),
  )
})

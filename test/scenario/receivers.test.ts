// Receivers of scenarios: built-in ones answer as they are told, real ones are really called.
import { expect, it } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { play } from './playing.ts'

const CREATE = `call: { operation: POST /contacts, body: { phone_number: '+62812345678\${i}' } }`

it('answers in order, a status several times, and the last one for ever', async () => {
  const played = await play(`
receivers:
  crm: { events: [contact.created], answers: [{ status: 400, times: 2 }, unreachable, timeout, 201] }
steps:
  - repeat: { times: 6, index: i, steps: [{ ${CREATE} }] }
  - expect-webhook:
      receiver: crm
      sequence:
        - { answered: 400 }
        - { answered: 400 }
        - { answered: unreachable }
        - { answered: timed-out }
        - { answered: 201 }
        - { answered: 201 }`)
  expect(played.failed).toBeUndefined()
})

it('takes longer than the time-out as no answer', async () => {
  const played = await play(`
settings: { receiverTimeoutMs: 2000 }
receivers:
  crm: { events: [contact.created], answers: [{ status: 200, delay: 2s }, { status: 200, delay: 1s }] }
steps:
  - repeat: { times: 2, index: i, steps: [{ ${CREATE} }] }
  - expect-webhook: { receiver: crm, sequence: [{ answered: timed-out }, { answered: 200 }] }`)
  expect(played.failed).toBeUndefined()
})

it('is told anew how to answer, and begins its script again', async () => {
  const played = await play(`
receivers: { crm: { events: [contact.created], answers: [410] } }
variables: { i: 1 }
steps:
  - ${CREATE}
  - set-receiver: { receiver: crm, answers: [202, 203] }
  - repeat: { times: 2, index: n, steps: [{ call: { operation: POST /contacts, body: { phone_number: '+62812000000\${n}' } } }] }
  - expect-webhook: { receiver: crm, sequence: [{ answered: 410 }, { answered: 202 }, { answered: 203 }] }`)
  expect(played.failed).toBeUndefined()
})

it('tells the nearest request when none fits, and counts when it is asked to', async () => {
  const story = (expected: string) => `
receivers: { crm: { events: [contact.created] } }
variables: { i: 1 }
steps:
  - ${CREATE}
  - expect-webhook: { receiver: crm, ${expected} }`
  const near = await play(story('event: contact.created, data: { contact: { name: Siti } }'))
  expect(near.failed).toMatchObject({
    message: 'none of 1 webhooks at crm fits; the nearest one',
    mismatches: [{ path: 'data.contact.name', expected: '"Siti"', seen: 'null' }],
  })
  const counted = await play(story('event: contact.created, count: 2'))
  expect(counted.failed?.mismatches).toEqual([{ path: 'count', expected: '2', seen: '1' }])
  const surplus = await play(story('sequence: [{}, { attempt: 2 }]'))
  expect(surplus.failed?.mismatches).toEqual([
    { path: 'request 2', expected: '{"attempt":2}', seen: 'nothing' },
  ])
})

it('posts to a real program, which may call back, and waits for what comes of it', async () => {
  const receiver = await startReceiver((response, { headers }) => {
    const isSigned = headers['x-kirim-signature'] !== undefined
    response.writeHead(isSigned ? 200 : 401).end()
  })
  const played = await play(
    `
receivers: { app: { url: '\${env.WEBHOOK_URL}', events: [message.received] } }
steps:
  - customer-writes: { from: '+6281234567890', text: Halo }
  - expect-webhook: { receiver: app, answered: 200, signature: valid, count: 1 }
  - expect-delivery: { receiver: app, status: succeeded }`,
    { WEBHOOK_URL: receiver.url },
  )
  expect(played.failed).toBeUndefined()
  expect(receiver.received).toHaveLength(1)
  expect(receiver.received[0]?.json.entry).toHaveLength(1)
})

it('gives up on a real program that never does what is expected', async () => {
  const receiver = await startReceiver(500)
  const played = await play(
    `
receivers: { app: { url: '\${env.WEBHOOK_URL}', events: [message.received] } }
steps:
  - customer-writes: { from: '+6281234567890', text: Halo }
  - expect-webhook: { receiver: app, answered: 200, within: 50ms }`,
    { WEBHOOK_URL: receiver.url },
  )
  expect(played.failed?.mismatches).toEqual([{ path: 'answered', expected: '200', seen: '500' }])
})

// The step `expect-request`: what a real program called, with what, in which order.
import { expect, it } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { play } from './playing.ts'

/** A program that is refused once, and then thanks the customer under an Idempotency-Key. */
async function thankful() {
  const { url } = await startReceiver(async (response, { path, json }) => {
    const { searchParams } = new URL(path, 'http://program')
    const [{ from }] = json.entry[0].changes[0].value.messages
    const send = (to: string) =>
      fetch(`${searchParams.get('base')}/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${searchParams.get('key')}`,
          'content-type': 'application/json',
          'idempotency-key': 'thanks',
        },
        body: JSON.stringify({ to, type: 'text', text: { body: 'Terima kasih!' } }),
      })
    await send(from)
    await send(`+${from}`)
    response.end()
  })
  return { PROGRAM: url }
}

/** The program hears of Siti; the scenario itself calls as well. */
const story = (expected: string) => `
receivers:
  app:
    url: '\${env.PROGRAM}?base=\${env.KIRIM_BASE_URL}&key=\${env.KIRIM_API_KEY}'
    events: [message.received]
steps:
  - call: { operation: POST /messages, body: { to: '+628000000003', type: text, text: { body: Halo } } }
  - customer-writes: { from: '+6281234567890', name: Siti, text: Masih buka? }
    as: wrote
  - expect-webhook: { receiver: app, answered: 200 }
  - expect-request: ${expected}`

it('sees the calls of the program in sequence, and not those of the scenario', async () => {
  const played = await play(
    story(`
      operation: POST /messages
      sequence:
        - { status: 400, code: invalid_phone_number, param: to, body: { to: '6281234567890' } }
        - status: 200
          body: { to: '+6281234567890', type: text, text: { body: { $pattern: '^Terima' } } }
          headers: { idempotency-key: thanks, authorization: 'Bearer ***' }
          response: { body: { data: { status: pending } } }`),
    await thankful(),
  )
  expect(played.failed).toBeUndefined()
})

it('counts them from a step on', async () => {
  const count = (expected: string) => story(`{ path: /v1/messages, method: POST, ${expected} }`)
  const all = await play(count('since: wrote, count: 2'), await thankful())
  expect(all.failed).toBeUndefined()
  const one = await play(count('status: 200, count: 2, within: 50ms'), await thankful())
  expect(one.failed).toMatchObject({
    message: 'of 2 calls of the program, 1 fit',
    mismatches: [{ path: 'count', expected: '2', seen: '1' }],
  })
})

it('shows the call that comes nearest, and a missing or surplus one', async () => {
  const near = await play(
    story('{ status: 200, body: { type: image }, within: 50ms }'),
    await thankful(),
  )
  expect(near.failed).toMatchObject({
    message: 'none of 2 calls of the program fits; the nearest one',
    mismatches: [{ path: 'body.type', expected: '"image"', seen: '"text"' }],
  })
  const surplus = await play(story('{ sequence: [{}], within: 50ms }'), await thankful())
  expect(surplus.failed).toMatchObject({
    message: 'the calls of the program did not come in this sequence',
    mismatches: [
      {
        path: 'request 2',
        expected: 'nothing',
        seen: '{"operation":"POST /messages","status":200}',
      },
    ],
  })
})

it('says that there were no calls', async () => {
  const played = await play(`
  - call: { operation: GET /me }
  - expect-request: { operation: GET /me }`)
  expect(played.failed?.message).toBe('there are no calls of the program')
})

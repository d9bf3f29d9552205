// How much of a receiver's answer is read, and what of it the delivery log keeps.
import { expect, it } from 'vitest'

import type { Answer } from '../support/receiver.ts'
import { createContact, defer, deliveries, newestDelivery, startWithReceiver } from './webhooks.ts'

async function answeredWith(answer: Answer) {
  const story = await startWithReceiver()
  story.receiver.answers = [answer]
  await createContact(story)
  await story.advance(1)
  return { ...story, delivery: newestDelivery(story.world) }
}

const text =
  (body: string, status = 200): Answer =>
  (response) =>
    response.writeHead(status).end(body)

it.each([200, 410, 503])('keeps the body of a %i for the log', async (status) => {
  const { delivery, call } = await answeredWith(text('{"ok":"terima kasih"}', status))
  const { data } = (await call('GET', `/webhook_deliveries/${delivery.id}`)).body
  expect(data).toMatchObject({
    response_status: status,
    response_body_snippet: '{"ok":"terima kasih"}',
  })
})

it('keeps an empty body as an empty text', async () => {
  const { delivery } = await answeredWith(204)
  expect(delivery.responseSnippet).toBe('')
})

it('keeps 1,024 bytes of a longer body', async () => {
  const exact = await answeredWith(text('x'.repeat(1_024)))
  expect(exact.delivery.responseSnippet).toBe('x'.repeat(1_024))
  const longer = await answeredWith(text(`${'x'.repeat(1_023)}yz`))
  expect(longer.delivery.responseSnippet).toBe(`${'x'.repeat(1_023)}y`)
})

it('cuts between characters, not within one', async () => {
  const { delivery } = await answeredWith(text(`a${'é'.repeat(1_000)}`))
  expect(delivery.responseSnippet).toBe(`a${'é'.repeat(511)}`)
})

it('reads no more than 64 KiB, and judges by the status', async () => {
  const closed = defer<number>()
  const { delivery, receiver, advance } = await answeredWith((response) => {
    response.writeHead(200, { 'content-length': String(1_024 * 1_024) })
    const { socket } = response
    socket?.once('close', () => closed.resolve(socket.bytesWritten))
    const chunk = 'x'.repeat(16 * 1_024)
    const write = (left: number) => {
      if (left > 0 && socket?.destroyed === false) response.write(chunk, () => write(left - 1))
    }
    // Never ends by itself: whoever wanted to read it all would wait until the time-out.
    write(63)
  })
  expect(delivery).toMatchObject({
    status: 'succeeded',
    responseStatus: 200,
    responseSnippet: 'x'.repeat(1_024),
  })
  expect(await closed.promise).toBeGreaterThan(64 * 1_024)
  await advance(1)
  expect(receiver.received).toHaveLength(1)
})

it('reads a body of exactly 64 KiB to its end and goes on with the same connection', async () => {
  const story = await startWithReceiver()
  const ports: (number | undefined)[] = []
  const noting = (body: string): Answer => {
    return (response) => {
      ports.push(response.socket?.remotePort)
      response.end(body)
    }
  }
  story.receiver.answers = [noting('x'.repeat(64 * 1_024)), noting('')]
  await createContact(story)
  await story.advance(1)
  await createContact(story)
  await story.advance(1)
  expect(deliveries(story.world).map((row) => row.status)).toEqual(['succeeded', 'succeeded'])
  expect(ports[1]).toBe(ports[0])
})

it('passes over what is told early', async () => {
  const { delivery } = await answeredWith((response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    response.writeHead(202).end('later')
  })
  expect(delivery).toMatchObject({
    status: 'succeeded',
    responseStatus: 202,
    responseSnippet: 'later',
  })
})

it('shows no bytes that are no text', async () => {
  const { delivery, call } = await answeredWith((response) => {
    response.end(Buffer.from([0x68, 0x69, 0xff, 0x00, 0xfe]))
  })
  expect((await call('GET', `/webhook_deliveries/${delivery.id}`)).status).toBe(200)
  expect(delivery.responseSnippet).toMatch(/^hi/)
})

// The same seed and the same inputs give the same bytes, whatever the machine does in between.
import { expect, it } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { attemptsOf, deliveries, subscribe } from './webhooks.ts'

/** A day of a small shop: everything that came out of it, except for the machine's own times. */
async function dayOfAShop(seed: number) {
  const receiver = await startReceiver()
  const { call, act, world, advance, settle, ...rest } = await startTestSandbox({
    seed,
    world: 'default',
  })
  world.settings.signatureTime = 'world'
  const replies: unknown[] = []
  const say = async (method: string, path: string, body?: unknown) => {
    const reply = await call(method, path, body)
    replies.push([reply.status, reply.headers.get('x-request-id'), reply.body])
    return reply.body.data
  }
  await subscribe({ call, act, world, advance, settle, ...rest }, receiver.url)
  receiver.answers = [503, 500, 200, 302, 429]
  await say('POST', '/contacts', { phone_number: '+6281399990001', name: 'Siti' })
  await act('customer-writes', { from: '+6281399990002', text: 'Ada stok?' })
  for (const to of ['+6281399990002', '+628000000007', '+62800000131047']) {
    await say('POST', '/messages', { to, type: 'text', text: { body: 'Ada, Kak.' } })
  }
  await advance(7_200_000)
  await say('GET', '/messages?limit=100')
  await settle()
  const [conversation] = await say('GET', '/conversations')
  await say('PATCH', `/conversations/${conversation.id}`, { status: 'resolved' })
  await settle()
  await say('GET', '/webhook_deliveries?limit=100')
  return {
    replies,
    requests: receiver.received.map(({ path, body, headers: { host: _, ...headers } }) => ({
      path,
      body,
      headers,
    })),
    attempts: deliveries(world).map((row) =>
      attemptsOf(world, row.id).map((one) => one.createdAt - row.createdAt),
    ),
    now: world.now,
  }
}

it('two runs are alike to the byte', async () => {
  const first = await dayOfAShop(42)
  const second = await dayOfAShop(42)
  expect(first.requests.length).toBeGreaterThan(10)
  expect(first.attempts.flat().some((offset) => offset > 0)).toBe(true)
  expect(second).toEqual(first)
})

it('another seed gives other ids, other people and other jitter', async () => {
  const first = await dayOfAShop(42)
  const second = await dayOfAShop(43)
  const idsIn = (run: typeof first) =>
    new Set(JSON.stringify(run).match(/\b[a-z]{3,4}_[0-9A-HJKMNP-TV-Z]{26}\b/g))
  const common = [...idsIn(first)].filter((id) => idsIn(second).has(id))
  expect(idsIn(first).size).toBeGreaterThan(50)
  expect(common).toEqual([])
  expect(second.attempts).not.toEqual(first.attempts)
})

// What the program under test called, in its order, apart from what the test calls itself.
import { expect, it } from 'vitest'

import { type KirimSandbox, startSandbox } from '../../src/index.ts'

/** The program under test: it knows an address and a key. */
async function program({ env }: KirimSandbox, method: string, path: string, body?: unknown) {
  await fetch(env.KIRIM_BASE_URL + path, {
    method,
    headers: {
      authorization: `Bearer ${env.KIRIM_API_KEY}`,
      'content-type': 'application/json',
      'user-agent': 'shop/1',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

it('lists the calls with what was sent and answered, and not those of the test', async () => {
  await using sandbox = await startSandbox()
  await sandbox.call('GET /me')
  const body = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }
  await program(sandbox, 'GET', '/templates?limit=1')
  await program(sandbox, 'POST', '/messages', body)
  await program(sandbox, 'POST', '/messages', { ...body, to: '0812' })
  expect(sandbox.requests().map(({ operation, status }) => [operation, status])).toEqual([
    ['GET /templates', 200],
    ['POST /messages', 200],
    ['POST /messages', 400],
  ])
  const [sent] = sandbox.requests({ operation: 'POST /messages', status: 200 })
  expect(sent).toMatchObject({ path: '/v1/messages', body, headers: { 'user-agent': 'shop/1' } })
  expect(sent?.response.body.data.id).toBe(sandbox.messages()[0]?.id)
  expect(sandbox.requests({ status: 400 })).toMatchObject([{ code: 'invalid_phone_number' }])
})

// Calling the API from a test, typed by the operation.
import { expect, it } from 'vitest'

import { KirimCallError, startSandbox } from '../../src/index.ts'

const BODY = { to: '+6281234567890', type: 'text', text: { body: 'Halo' } } as const

it('sends what an operation takes, and gives back what it answers', async () => {
  await using sandbox = await startSandbox()
  const sent = await sandbox.call('POST /messages', { body: BODY })
  const read = await sandbox.call('GET /messages/{id}', { params: { id: sent.data.id } })
  const list = await sandbox.call('GET /messages', { query: { status: 'pending' } })
  expect(sent).toMatchObject({ status: 200, operation: 'POST /messages' })
  expect(sent.headers['x-request-id']).toBe(sent.body.request_id)
  expect(read.data.id).toBe(sent.data.id)
  expect(list.data.map(({ id }) => id)).toEqual([sent.data.id])
})

it('keeps an answer under an idempotency key', async () => {
  await using sandbox = await startSandbox()
  const first = await sandbox.call('POST /messages', { body: BODY, idempotencyKey: 'k-1' })
  const again = await sandbox.call('POST /messages', { body: BODY, idempotencyKey: 'k-1' })
  expect(again.data.id).toBe(first.data.id)
  expect(sandbox.messages()).toHaveLength(1)
})

it('takes another status where it is expected', async () => {
  await using sandbox = await startSandbox()
  const body = { ...BODY, to: '0812' }
  const { error } = await sandbox.call('POST /messages', { body, expect: 400 })
  expect(error).toMatchObject({ code: 'invalid_phone_number', param: 'to' })
})

it('throws another status than the expected one, with all that the answer says', async () => {
  await using sandbox = await startSandbox()
  const call = sandbox.call('POST /messages', { body: { ...BODY, to: '0812' } })
  const error = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(KirimCallError)
  expect(error).toMatchObject({
    operation: 'POST /messages',
    status: 400,
    code: 'invalid_phone_number',
    param: 'to',
  })
  expect((error as Error).message).toMatch(
    /^POST \/messages answered 400, not 200: .+ \(invalid_phone_number, to\)$/,
  )
})

it('says so when all is well that should not be', async () => {
  await using sandbox = await startSandbox()
  const call = sandbox.call('GET /me', { expect: 401 })
  await expect(call).rejects.toMatchObject({ code: 'unexpected_status', status: 200 })
})

it('sends another key, or none', async () => {
  await using sandbox = await startSandbox()
  const none = await sandbox.call('GET /me', { apiKey: null, expect: 401 })
  const wrong = await sandbox.call('GET /me', { apiKey: 'kdv_test_wrong', expect: 401 })
  expect([none.error.code, wrong.error.code]).toEqual(['missing_api_key', 'invalid_api_key'])
})

it('throws an answer that a fault has spoiled', async () => {
  await using sandbox = await startSandbox()
  await sandbox.do.armFault({ fault: 'malformed', times: 1 })
  await expect(sandbox.call('GET /me')).rejects.toMatchObject({ code: 'malformed_answer' })
})

it('names the nearest operation when there is none', async () => {
  await using sandbox = await startSandbox()
  const call = sandbox.call('GET /message' as 'GET /messages')
  await expect(call).rejects.toThrow('Did you mean GET /messages?')
})

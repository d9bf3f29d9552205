// Faults of one organisation do not touch another one.
import { expect, it } from 'vitest'

import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { arm, counts, faults, READER, sendText } from './arming.ts'

/** A second organisation: its key, and what acts for it. */
async function second(sandbox: TestSandbox) {
  const { body } = await sandbox.act('create-organization', { name: 'Kedai Kedua' })
  const key: string = body.data.api_key
  const bearer = { authorization: `Bearer ${key}` }
  const act = async (name: string, input: object) => {
    const response = await fetch(`${sandbox.app.controlUrl}/actions/${name}`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
    return { status: response.status, body: (await response.json()) as any }
  }
  return { key, bearer, act }
}

it('one that is armed here strikes here and is listed here', async () => {
  const sandbox = await startTestSandbox()
  const other = await second(sandbox)
  await arm(sandbox, { fault: 'reply.status', status: 503 })
  expect((await sendText(sandbox, READER, other.bearer)).status).toBe(200)
  expect(await faults(sandbox, other.key)).toEqual([])
  expect((await sendText(sandbox)).status).toBe(503)
  expect(await counts(sandbox)).toEqual([[1, 1, true]])
})

it('one that is armed with the other key strikes there', async () => {
  const sandbox = await startTestSandbox()
  const other = await second(sandbox)
  expect((await other.act('arm-fault', { fault: 'reply.status', status: 502 })).status).toBe(200)
  expect((await sendText(sandbox)).status).toBe(200)
  expect(await faults(sandbox)).toEqual([])
  expect((await sendText(sandbox, READER, other.bearer)).status).toBe(502)
  expect(await faults(sandbox, other.key)).toMatchObject([{ seen: 1, hits: 1 }])
})

it('one of the other organisation can be neither found nor disarmed from here', async () => {
  const sandbox = await startTestSandbox()
  const other = await second(sandbox)
  const armed = await other.act('arm-fault', { fault: 'reply.status', status: 502 })
  const { status, body } = await sandbox.act('disarm-faults', { fault_id: armed.body.data.id })
  expect([status, body.error.code]).toEqual([404, 'resource_not_found'])
  await sandbox.act('disarm-faults', {})
  expect((await sendText(sandbox, READER, other.bearer)).status).toBe(502)
})

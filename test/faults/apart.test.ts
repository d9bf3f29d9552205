// Faults of one organisation do not touch another one.
import { expect, it } from 'vitest'

import { beginOrganization, type Caller } from '../control/actions/callers.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { arm, counts, faults, READER, sendText } from './arming.ts'

const bearerOf = ({ key }: Caller) => ({ authorization: `Bearer ${key}` })

it('one that is armed here strikes here and is listed here', async () => {
  const sandbox = await startTestSandbox()
  const other = await beginOrganization(sandbox)
  await arm(sandbox, { fault: 'reply.status', status: 503 })
  expect((await sendText(sandbox, READER, bearerOf(other))).status).toBe(200)
  expect(await faults(sandbox, other.key)).toEqual([])
  expect((await sendText(sandbox)).status).toBe(503)
  expect(await counts(sandbox)).toEqual([[1, 1, true]])
})

it('one that is armed with the other key strikes there', async () => {
  const sandbox = await startTestSandbox()
  const other = await beginOrganization(sandbox)
  expect((await other.act('arm-fault', { fault: 'reply.status', status: 502 })).status).toBe(200)
  expect((await sendText(sandbox)).status).toBe(200)
  expect(await faults(sandbox)).toEqual([])
  expect((await sendText(sandbox, READER, bearerOf(other))).status).toBe(502)
  expect(await faults(sandbox, other.key)).toMatchObject([{ seen: 1, hits: 1 }])
})

it('one of the other organisation can be neither found nor disarmed from here', async () => {
  const sandbox = await startTestSandbox()
  const other = await beginOrganization(sandbox)
  const armed = await other.act('arm-fault', { fault: 'reply.status', status: 502 })
  const { status, body } = await sandbox.act('disarm-faults', { fault_id: armed.body.data.id })
  expect([status, body.error.code]).toEqual([404, 'resource_not_found'])
  await sandbox.act('disarm-faults', {})
  expect((await sendText(sandbox, READER, bearerOf(other))).status).toBe(502)
})

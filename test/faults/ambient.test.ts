// Ambient faults: each row says how it is armed under a whole suite, or why it is not.
import { describe, expect, it } from 'vitest'

import { AMBIENT_NAMES, ambientFault } from '../../src/domain/faults/ambient.ts'
import { FAULT_NAMES } from '../../src/domain/faults/table.ts'
import type { AmbientTally } from '../../src/engine/ambient.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { arm, faults, sendText } from './arming.ts'

function tallyOf(name: (typeof FAULT_NAMES)[number]): AmbientTally {
  const fault = ambientFault(name)
  if (typeof fault === 'string') throw new Error(fault)
  return { fault, seen: 0, hits: 0 }
}

it.each(FAULT_NAMES.filter((name) => !AMBIENT_NAMES.includes(name)))('%s says why not', (name) => {
  expect(ambientFault(name)).toMatch(/^[A-Z].*\.$/)
})

it.each(AMBIENT_NAMES)('%s could be armed in the same way by hand', async (name) => {
  const sandbox = await startTestSandbox({ ambient: tallyOf(name) })
  const [{ id, fault, site, armed, seen, hits, armed_at, after, ambient, every, ...said }] =
    // biome-ignore lint/suspicious/noExplicitAny: what is said depends on the fault.
    (await faults(sandbox)) as any[]
  expect({ fault, armed, ambient }).toEqual({ fault: name, armed: true, ambient: true })
  const { status } = await sandbox.act('arm-fault', { fault, ...withoutNulls(said) })
  expect(status).toBe(200)
})

function withoutNulls(said: object): object {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))
}

describe('an ambient fault', () => {
  it('strikes the first send and lets what is tried again pass, in turn', async () => {
    const tally = tallyOf('reply.status')
    const sandbox = await startTestSandbox({ ambient: tally })
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await sendText(sandbox)).status)
    expect(statuses).toEqual([503, 200, 503, 200])
    expect(tally).toMatchObject({ seen: 4, hits: 2 })
  })

  it('yields to a fault that is armed beside it, also when that is spent', async () => {
    const tally = tallyOf('reply.status')
    const sandbox = await startTestSandbox({ ambient: tally })
    await arm(sandbox, { fault: 'reply.status', status: 429, times: 1 })
    const statuses = [(await sendText(sandbox)).status, (await sendText(sandbox)).status]
    expect(statuses).toEqual([429, 200])
    expect(tally.seen).toBe(0)
  })

  it('stays when all are disarmed, and goes on when those of a test are', async () => {
    const sandbox = await startTestSandbox({ ambient: tallyOf('reply.status') })
    await arm(sandbox, { fault: 'reply.latency', ms: 0 })
    await sandbox.act('disarm-faults', {})
    expect((await sendText(sandbox)).status).toBe(503)
  })

  it('is there again after a reset, and the strikes before it count', async () => {
    const tally = tallyOf('reply.status')
    const sandbox = await startTestSandbox({ ambient: tally })
    await sendText(sandbox)
    expect((await sandbox.act('reset', {})).status).toBe(200)
    expect((await sendText(sandbox)).status).toBe(503)
    expect(tally.hits).toBe(2)
  })

  it('changes no id of what is made', async () => {
    const [plain, under] = await Promise.all([
      startTestSandbox(),
      startTestSandbox({ ambient: tallyOf('fate.repeat') }),
    ])
    const ids = [await sendText(plain), await sendText(under)].map(({ body }) => body.data.id)
    expect(ids[0]).toBe(ids[1])
  })
})

// Whatever a receiver answers and whoever meddles: every delivery ends, waits or is held.
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { nextWork } from '../../src/domain/world/schedule.ts'
import { find, oldestFirst } from '../../src/domain/world/tables.ts'
import type { World } from '../../src/domain/world/world.ts'
import type { Answer } from '../support/receiver.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { createContact, deliveries, HOUR, SECOND, subscribe } from './webhooks.ts'

const reset: Answer = (response) => response.socket?.resetAndDestroy()

const answer = fc.constantFrom<Answer[]>(200, 204, 302, 404, 408, 429, 500, 503, reset)

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.constant('happen' as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('pause' as const, 'resume' as const, 'replay' as const),
  },
  { weight: 3, arbitrary: fc.constantFrom('wait' as const, 'wait long' as const) },
  { weight: 1, arbitrary: fc.constantFrom('delete' as const, 'bulk replay' as const) },
)

it('ends every delivery, or waits with it, and points no job at nothing', async () => {
  const sandbox = await startTestSandbox()
  const receiver = await startReceiver()
  sandbox.world.settings.disableAfterFailures = 2
  const story = async (deeds: readonly Deed[], answers: readonly Answer[]) => {
    receiver.answers = [...answers]
    const { id } = await subscribe(sandbox, receiver.url)
    for (const one of deeds) {
      await doOne(one, id)
      checkWhole(sandbox.world)
    }
    await sandbox.call('PATCH', `/webhook_subscriptions/${id}`, { status: 'active' })
    receiver.answers = []
    await sandbox.settle()
    checkWhole(sandbox.world)
    const open = deliveries(sandbox.world).filter((row) => row.phase !== 'done')
    expect(open).toEqual([])
    expect(nextWork(sandbox.world)).toBeUndefined()
    await sandbox.call('DELETE', `/webhook_subscriptions/${id}`)
  }
  const doOne = async (one: Deed, id: string): Promise<void> => {
    const path = `/webhook_subscriptions/${id}`
    if (one === 'happen') await createContact(sandbox)
    else if (one === 'pause') await sandbox.call('PATCH', path, { status: 'paused' })
    else if (one === 'resume') await sandbox.call('PATCH', path, { status: 'active' })
    else if (one === 'delete') await sandbox.call('DELETE', path)
    else if (one === 'wait') await sandbox.advance(20 * SECOND)
    else if (one === 'wait long') await sandbox.advance(9 * HOUR)
    else if (one === 'replay') await replayNewest()
    else {
      const body = { subscription_id: id }
      await sandbox.call('POST', '/webhook_deliveries/bulk_replay', body)
    }
  }
  const replayNewest = async () => {
    const newest = deliveries(sandbox.world).at(-1)
    if (newest === undefined) return
    await sandbox.call('POST', `/webhook_deliveries/${newest.id}/replay`)
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 3, maxLength: 15 }),
      fc.array(answer, { maxLength: 30 }),
      story,
    ),
    { numRuns: 30 },
  )
})

type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never

function checkWhole(world: World): void {
  for (const row of deliveries(world)) {
    const isOver = row.status === 'succeeded' || row.status === 'dead'
    expect(row.phase === 'done', row.id).toBe(isOver)
    if (row.phase === 'scheduled') expect(find(world.jobs, row.jobId ?? '')).toBeDefined()
    if (row.phase === 'held') {
      expect(find(world.subscriptions, row.subscriptionId)?.status).toBe('paused')
    }
  }
  for (const job of oldestFirst(world.jobs)) {
    if (job.kind !== 'attempt-delivery') continue
    expect(find(world.deliveries, job.subject)).toMatchObject({ jobId: job.id })
  }
}

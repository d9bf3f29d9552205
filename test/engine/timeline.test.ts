// The timeline: what advancing runs, in which order, where it stops, and when it is refused.
import { describe, expect, it } from 'vitest'

import { nextWork, schedule } from '../../src/domain/world/schedule.ts'
import { put } from '../../src/domain/world/tables.ts'
import { nextSeq, transact } from '../../src/domain/world/world.ts'
import type { AdvanceTarget } from '../../src/engine/advance-progress.ts'
import { closeSandbox } from '../../src/engine/organizations.ts'
import { commit } from '../../src/engine/sandbox.ts'
import { advance } from '../../src/engine/timeline.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import {
  createContact,
  DAY,
  defer,
  HOUR,
  nextEntry,
  SECOND,
  startWithReceiver,
} from './webhooks.ts'

const READS_AT_ONCE = '+628000000003'

async function start() {
  const sandbox = await startTestSandbox()
  const { app, world, call } = sandbox
  return {
    ...sandbox,
    go: (target: AdvanceTarget) => advance(app.sandbox, app.organization, target),
    send: async (to = READS_AT_ONCE) => {
      const wish = { to, type: 'text', text: { body: 'Halo' } }
      return (await call('POST', '/messages', wish)).body.data.id as string
    },
    statusOf: (id: string) => world.messages.slots.get(id)?.row.status,
  }
}

describe('advancing', () => {
  it('to an instant runs what is due until then, and leaves the clock there', async () => {
    const { go, send, world, statusOf } = await start()
    const id = await send()
    const first = nextWork(world)?.dueAt ?? 0
    const from = world.now
    expect(await go({ to: first - 1 })).toEqual({ from, to: first - 1, jobs: 0 })
    expect(statusOf(id)).toBe('pending')
    expect(await go({ to: first })).toEqual({ from: first - 1, to: first, jobs: 1 })
    expect(statusOf(id)).toBe('sent')
    expect(world.now).toBe(first)
  })

  it('moves the clock where nothing is due', async () => {
    const { go, world } = await start()
    const to = world.now + 400 * DAY
    expect((await go({ to })).jobs).toBe(0)
    expect(world.now).toBe(to)
  })

  it('never moves the clock back', async () => {
    const { go, world } = await start()
    const before = world.now
    expect(await go({ to: before - DAY })).toEqual({ from: before, to: before, jobs: 0 })
    expect(world.now).toBe(before)
  })

  it('until idle runs all work, and stops at the last of it', async () => {
    const { go, send, world, statusOf } = await start()
    const ids = [await send(), await send('+628000000005')]
    world.settings.readProbability = 1
    const { jobs } = await go({ until: 'idle' })
    expect(ids.map(statusOf)).toEqual(['read', expect.stringMatching(/delivered|read/)])
    expect(jobs).toBeGreaterThanOrEqual(5)
    expect(nextWork(world)).toBeUndefined()
    const times = ids.flatMap((id) => world.messages.slots.get(id)?.row.statusTimes ?? [])
    expect(world.now).toBe(Math.max(...times.map(([, at]) => at)))
  })

  it('until idle leaves housekeeping for later', async () => {
    const { settle, world, ...story } = await startWithReceiver()
    await createContact({ settle, world, ...story })
    const before = world.now
    await settle()
    expect(world.now).toBe(before)
    expect(world.jobs.slots.size).toBe(1)
  })

  it('until the next job runs exactly one', async () => {
    const { go, send, statusOf } = await start()
    const id = await send()
    const seen: unknown[] = []
    for (let n = 0; n < 4; n++) seen.push([(await go({ until: 'next-job' })).jobs, statusOf(id)])
    expect(seen).toEqual([
      [1, 'sent'],
      [1, 'delivered'],
      [1, 'read'],
      [0, 'read'],
    ])
  })

  it('runs jobs by their time, and those of the same time as they were scheduled', async () => {
    const { go, world, app } = await start()
    const order: string[] = []
    const [a, b, c] = [10, 5, 10].map((second, n) =>
      commit(app.sandbox, app.organization, () =>
        schedule(world, 'progress-message', `msg_${n}`, world.now + second * SECOND),
      ),
    )
    world.log.open = null
    for (let n = 0; n < 3; n++) {
      const before = new Set(world.jobs.slots.keys())
      await go({ until: 'next-job' })
      for (const id of before) if (!world.jobs.slots.has(id)) order.push(id)
    }
    expect(order).toEqual([b, a, c].map((one) => one?.result.id))
  })

  it('gives each job the time it was due at', async () => {
    const { go, send, world } = await start()
    const id = await send()
    const { fate, createdAt } = world.messages.slots.get(id)?.row ?? {}
    await go({ to: world.now + DAY })
    expect(world.messages.slots.get(id)?.row.statusTimes).toEqual(
      fate?.map((step) => [step.status, (createdAt ?? 0) + step.afterMs]),
    )
  })

  it('is refused while it goes on already', async () => {
    const { app, call, receiver } = await startWithReceiver()
    const { sandbox, organization } = app
    const asked = defer()
    const answer = defer()
    receiver.answers = [
      503,
      async (response) => {
        asked.resolve()
        await answer.promise
        response.end()
      },
    ]
    await call('POST', '/contacts', { phone_number: '+6281300000001' })
    const first = advance(sandbox, organization, { to: organization.world.now + HOUR })
    await asked.promise
    await expect(advance(sandbox, organization, { until: 'idle' })).rejects.toMatchObject({
      code: 'clock_already_advancing',
    })
    answer.resolve()
    expect((await first).jobs).toBeGreaterThanOrEqual(1)
  })

  it('is refused where time follows the machine', async () => {
    const { app } = await startTestSandbox({ rate: 1 })
    const refused = advance(app.sandbox, app.organization, { until: 'idle' })
    await expect(refused).rejects.toMatchObject({ code: 'clock_not_virtual' })
  })

  it('goes through when the sandbox is closed on the way', async () => {
    const { app, receiver, call } = await startWithReceiver()
    receiver.answers = [503, () => void closeSandbox(app.sandbox)]
    await call('POST', '/contacts', { phone_number: '+6281300000001' })
    await advance(app.sandbox, app.organization, { until: 'idle' })
    expect(receiver.received).toHaveLength(2)
  })
})

describe('a clock that is moved too far', () => {
  it.each([{ by: '3000000d' }, { by: '999999999d' }, { to: '9999-12-31T23:59:59.999Z' }])(
    'by %j is refused, or goes on to work',
    async (target) => {
      const story = await startTestSandbox()
      await story.act('advance-clock', target)
      await story.act('advance-clock', { by: '1d' })
      expect((await createContact(story)).status).toBe(200)
      expect((await story.call('GET', '/contacts')).status).toBe(200)
    },
  )
})

describe('without advancing', () => {
  it('what is due at once runs by itself', async () => {
    const story = await startWithReceiver()
    const attempted = nextEntry(story.world, 'attempt')
    const before = story.world.now
    await createContact(story)
    expect((await attempted).result).toBe('succeeded')
    expect(story.world.now).toBe(before)
  })

  it('time that follows the machine runs what has become due', async () => {
    const { call, world } = await startTestSandbox({ rate: 1 })
    Object.assign(world.settings, { sentAfterMinMs: 1, sentAfterMaxMs: 1 })
    const sent = nextEntry(world, 'status')
    await call('POST', '/messages', { to: '+628000000001', type: 'text', text: { body: 'Halo' } })
    expect((await sent).status).toBe('sent')
  })
})

it('a job that throws is told as a breach and dropped, and the others run', async () => {
  const { go, send, world, statusOf, app } = await start()
  const broken = await send()
  const whole = await send()
  const row = world.messages.slots.get(broken)?.row
  transact(world, () => {
    const fate = [{ status: 'nonsense', afterMs: 0 }] as never
    if (row !== undefined) put(world.messages, { ...row, accountId: 'wba_gone', fate })
    put(world.subscriptions, {
      id: 'wbs_x',
      seq: nextSeq(world),
      createdAt: world.now,
      updatedAt: world.now,
      url: 'http://127.0.0.1:9/',
      description: null,
      events: ['message.received'],
      status: 'active',
      disabledReason: null,
      consecutiveFailures: 0,
    })
  })
  const breach = nextEntry(app.organization.world, 'breach')
  await go({ until: 'idle' })
  expect((await breach).message).toContain(`Job progress-message ${broken} failed`)
  expect(statusOf(broken)).toBe('pending')
  expect(statusOf(whole)).toBe('read')
  expect(nextWork(world)).toBeUndefined()
})

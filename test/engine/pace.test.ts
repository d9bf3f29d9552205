// How a world's time follows the machine's: not at all, evenly, or many times as fast.
import { describe, expect, it } from 'vitest'

import { createContact } from '../../src/domain/messaging/contacts.ts'
import { acceptMessage } from '../../src/domain/messaging/messages.ts'
import { createSubscription } from '../../src/domain/webhooks/subscriptions.ts'
import { cancelJob, nextJob, schedule } from '../../src/domain/world/schedule.ts'
import { get } from '../../src/domain/world/tables.ts'
import { closeSandbox, resetOrganization, setPace } from '../../src/engine/organizations.ts'
import { commit, syncNow } from '../../src/engine/sandbox.ts'
import { type ManualSandbox, newManualSandbox, START } from './manual-clock.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

function change<Result>(manual: ManualSandbox, run: () => Result): Result {
  return commit(manual.sandbox, manual.organization, run).result
}

/** Something due after so long; nothing else happens with it. */
function scheduleIn(manual: ManualSandbox, ms: number): string {
  const { world } = manual.organization
  return change(manual, () => schedule(world, 'progress-message', 'msg_none', world.now + ms)).id
}

function send(manual: ManualSandbox, to = '+628000000003'): ReturnType<typeof acceptMessage> {
  const { world } = manual.organization
  const text = { content: { body: 'Halo' }, summary: 'Halo', mediaUrl: null }
  return change(manual, () => acceptMessage(world, { to, from: undefined, type: 'text', ...text }))
}

describe('world time', () => {
  it.each([
    [0, 0],
    [1, 10 * SECOND],
    [60, 600 * SECOND],
    [0.5, 5 * SECOND],
  ])('at rate %d has moved by %i ms after ten seconds', async (rate, moved) => {
    const manual = newManualSandbox(rate)
    await manual.move(10 * SECOND)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(START + moved)
  })

  it('is always a whole millisecond', async () => {
    const manual = newManualSandbox(0.3)
    await manual.move(7)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(START + 2)
  })

  it('never goes back, although the machine’s clock does', async () => {
    const manual = newManualSandbox(1)
    await manual.move(HOUR)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(START + HOUR)
    await manual.move(-2 * HOUR)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(START + HOUR)
  })
})

describe('an alarm', () => {
  it.each([
    [1, 60 * SECOND, 60 * SECOND],
    [60, 60 * SECOND, SECOND],
    [7, SECOND, 143],
    [100_000, SECOND, 1],
  ])('at rate %d is set, for a job in %i ms, for %i ms', (rate, inMs, delay) => {
    const manual = newManualSandbox(rate)
    scheduleIn(manual, inMs)
    expect(manual.clock.delays).toEqual([delay])
  })

  it('is set in virtual time for what is due now, and only for that', () => {
    const manual = newManualSandbox(0)
    scheduleIn(manual, 1)
    expect(manual.clock.delays).toEqual([])
    scheduleIn(manual, 0)
    expect(manual.clock.delays).toEqual([0])
  })

  it('gives way to an earlier job, and not to a later one', () => {
    const manual = newManualSandbox(1)
    for (const seconds of [30, 60, 10]) scheduleIn(manual, seconds * SECOND)
    expect(manual.clock.delays).toEqual([30 * SECOND, 10 * SECOND])
    expect(manual.clock.alarms.size).toBe(1)
  })

  it('that rings for a job that was taken back is set anew for the next one', async () => {
    const manual = newManualSandbox(1)
    const id = scheduleIn(manual, 10 * SECOND)
    const later = scheduleIn(manual, 30 * SECOND)
    change(manual, () => cancelJob(manual.world, id))
    await manual.move(10 * SECOND)
    expect(nextJob(manual.world)?.id).toBe(later)
    await manual.move(20 * SECOND)
    expect(nextJob(manual.world)).toBeUndefined()
  })

  it('for a job in a year is set as often as it takes', async () => {
    const manual = newManualSandbox(1)
    scheduleIn(manual, 365 * 24 * HOUR)
    expect(manual.clock.delays[0]).toBe(2 ** 31 - 1)
    await manual.move(364 * 24 * HOUR)
    expect(nextJob(manual.world)).toBeDefined()
    await manual.move(24 * HOUR)
    expect(nextJob(manual.world)).toBeUndefined()
  })

  it('is set no more once the sandbox is closed', async () => {
    const manual = newManualSandbox(1)
    scheduleIn(manual, 10 * SECOND)
    await closeSandbox(manual.sandbox)
    expect(manual.clock.alarms.size).toBe(0)
    scheduleIn(manual, SECOND)
    expect(manual.clock.alarms.size).toBe(0)
  })
})

describe('jobs', () => {
  it.each([1, 60, 0.25])('at rate %d run at their own time, all of them', async (rate) => {
    const manual = newManualSandbox(rate)
    const { id, fate, createdAt } = send(manual)
    await manual.move((4 * HOUR) / rate)
    const { status, statusTimes } = get(manual.world.messages, id)
    expect(status).toBe('read')
    expect(statusTimes.map(([one]) => one)).toEqual(fate.map((step) => step.status))
    statusTimes.forEach(([, at], index) => {
      expect(at).toBe(createdAt + (fate[index]?.afterMs ?? 0))
    })
  })

  it('that were missed while the machine slept run in order, each at its time', async () => {
    const manual = newManualSandbox(1)
    const { id, fate, createdAt } = send(manual, '+628000000008')
    const [alarm] = manual.clock.alarms
    await manual.clock.move(0)
    manual.clock.alarms.clear()
    await manual.move(HOUR)
    alarm?.ring()
    await manual.organization.loop.running
    expect(get(manual.world.messages, id).statusTimes).toEqual(
      fate.map((step) => [step.status, createdAt + step.afterMs]),
    )
  })
})

describe('a pace that is changed', () => {
  it.each([
    [0, 1],
    [1, 60],
    [60, 1],
  ])('from %d to %d goes on from where the clock stood, and loses no job', async (from, to) => {
    const manual = newManualSandbox(from)
    scheduleIn(manual, 600 * SECOND)
    await manual.move(SECOND)
    setPace(manual.sandbox, manual.organization, to)
    const stood = manual.world.now
    expect(stood).toBe(START + from * SECOND)
    await manual.move(SECOND)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(stood + to * SECOND)
    await manual.move(600 * SECOND)
    expect(nextJob(manual.world)).toBeUndefined()
  })

  it('to virtual stands still, with no alarm left', async () => {
    const manual = newManualSandbox(1)
    scheduleIn(manual, 10 * SECOND)
    setPace(manual.sandbox, manual.organization, 0)
    expect(manual.clock.alarms.size).toBe(0)
    await manual.move(HOUR)
    expect(syncNow(manual.sandbox, manual.organization)).toBe(START)
    expect(nextJob(manual.world)).toBeDefined()
  })
})

describe('an organisation that is reset', () => {
  it('is as it began, and what was planned is forgotten', async () => {
    const manual = newManualSandbox(1)
    const { id } = send(manual)
    await manual.move(HOUR)
    await resetOrganization(manual.sandbox, manual.organization)
    const { world } = manual.organization
    expect(world).not.toBe(manual.world)
    expect(world.messages.slots.get(id)).toBeUndefined()
    expect(nextJob(world)).toBeUndefined()
    expect(manual.clock.alarms.size).toBe(0)
  })

  it('writes nothing down about an attempt that was on its way', async () => {
    const manual = newManualSandbox(0)
    const url = 'http://127.0.0.1:9/'
    const subscription = { url, description: null, events: ['contact.created'] } as const
    change(manual, () => createSubscription(manual.world, subscription))
    const post = async () => {
      await resetOrganization(manual.sandbox, manual.organization)
      return manual.outcome
    }
    Object.assign(manual.sandbox.ports.transport, { post })
    const contact = { phoneNumber: '+6281300000001', name: null, email: null, metadata: null }
    change(manual, () => createContact(manual.world, { ...contact, from: undefined }))
    await manual.move(0)
    const { world } = manual.organization
    expect(world).not.toBe(manual.world)
    expect([world.attempts.slots.size, manual.world.attempts.slots.size]).toEqual([0, 0])
  })
})

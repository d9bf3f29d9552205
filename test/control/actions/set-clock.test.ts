// set-clock: time that changes its pace loses no job and doubles none.
import { describe, expect, it } from 'vitest'

import { V1 } from '../../../src/api/v1/api.ts'
import { runAction } from '../../../src/control/actions/index.ts'
import { acceptMessage } from '../../../src/domain/messaging/messages.ts'
import type { Outcome } from '../../../src/domain/webhooks/retry.ts'
import { createSubscription } from '../../../src/domain/webhooks/subscriptions.ts'
import type { MessageRow } from '../../../src/domain/world/message-rows.ts'
import { get } from '../../../src/domain/world/tables.ts'
import { commit, syncNow } from '../../../src/engine/sandbox.ts'
import { type ManualSandbox, newManualSandbox, START } from '../../engine/manual-clock.ts'
import {
  attemptsOf,
  createContact,
  deliveries,
  HOUR,
  holdAnswer,
  MINUTE,
  nextEntry,
  SECOND,
  startWithReceiver,
} from '../../engine/webhooks.ts'
import { see } from '../../http/control-reading.ts'
import { startTestSandbox } from '../../support/sandbox.ts'

const PHONES = ['+628000000003', '+628000000005', '+628000000008', '+62800000131026']

const DOWN: Outcome = {
  kind: 'answered',
  status: 503,
  snippet: '',
  retryAfter: null,
  durationMs: 1,
}

function act({ sandbox, organization }: ManualSandbox, name: string, input: object) {
  return runAction({ api: V1, sandbox, organization }, name, input)
}

/** A subscription whose receiver is down, and one message to each of the phones. */
function begin(manual: ManualSandbox): MessageRow[] {
  const { world, sandbox, organization } = manual
  manual.outcome = DOWN
  const url = 'http://127.0.0.1:9/'
  return commit(sandbox, organization, () => {
    createSubscription(world, { url, description: null, events: ['message.status'] })
    const text = { content: { body: 'Halo' }, summary: 'Halo', mediaUrl: null }
    return PHONES.map((to) => acceptMessage(world, { to, from: undefined, type: 'text', ...text }))
  }).result
}

describe('with jobs scheduled across every switch', () => {
  async function switchAbout(manual: ManualSandbox): Promise<MessageRow[]> {
    const messages = begin(manual)
    await manual.move(700)
    await act(manual, 'set-clock', { mode: 'virtual' })
    await manual.move(5 * HOUR)
    await act(manual, 'advance-clock', { by: '3s' })
    await act(manual, 'set-clock', { mode: 'x60' })
    await manual.move(2 * MINUTE)
    await act(manual, 'set-clock', { mode: 'real' })
    await manual.move(10 * HOUR)
    await act(manual, 'set-clock', { mode: 'virtual' })
    await act(manual, 'advance-clock', { until: 'next-job' })
    await act(manual, 'set-clock', { mode: 'x60' })
    await manual.move(HOUR)
    await act(manual, 'set-clock', { mode: 'real' })
    return messages
  }

  it('each status comes once, at its own time', async () => {
    const manual = newManualSandbox(1)
    const messages = await switchAbout(manual)
    for (const { id, fate, createdAt } of messages) {
      expect(fate.length).toBeGreaterThan(0)
      expect(get(manual.world.messages, id).statusTimes).toEqual(
        fate.map((step) => [step.status, createdAt + step.afterMs]),
      )
    }
  })

  it('each delivery is attempted eight times, in documented steps, and then dead', async () => {
    const manual = newManualSandbox(1)
    const messages = await switchAbout(manual)
    const rows = deliveries(manual.world)
    expect(rows).toHaveLength(messages.flatMap(({ fate }) => fate).length)
    expect(manual.posted).toHaveLength(rows.length * 8)
    const documented = [0, 10, 30, 120, 600, 3_600, 21_600, 86_400].map((s) => s * SECOND)
    for (const { id, status, createdAt } of rows) {
      expect(status).toBe('dead')
      let before = createdAt
      attemptsOf(manual.world, id).forEach((attempt, index) => {
        const wait = documented[index] ?? 0
        expect(attempt.number).toBe(index + 1)
        expect(attempt.createdAt - before).toBeGreaterThanOrEqual(wait * 0.8)
        // A clock that is sixty times as fast steps by sixty milliseconds.
        expect(attempt.createdAt - before).toBeLessThanOrEqual(wait * 1.2 + 60)
        before = attempt.createdAt
      })
    }
  })

  it('world time is what each pace gave', async () => {
    const manual = newManualSandbox(1)
    const now = () => syncNow(manual.sandbox, manual.organization) - START
    await manual.move(10 * SECOND)
    expect(await act(manual, 'set-clock', { mode: 'virtual' })).toMatchObject({ mode: 'virtual' })
    await manual.move(HOUR)
    expect(now()).toBe(10 * SECOND)
    await act(manual, 'advance-clock', { by: '1m' })
    expect(await act(manual, 'set-clock', { mode: 'x60' })).toEqual({
      mode: 'x60',
      now: '2026-06-01T00:01:10.000Z',
    })
    await manual.move(MINUTE)
    expect(now()).toBe(70 * SECOND + HOUR)
    await act(manual, 'set-clock', { mode: 'real' })
    await manual.move(MINUTE)
    expect(now()).toBe(130 * SECOND + HOUR)
  })
})

describe('over HTTP', () => {
  it('an attempt in flight across switches is made once, and its retries follow', async () => {
    const story = await startWithReceiver({ rate: 1 })
    const { arrived, answer } = holdAnswer(story.receiver, 503, 503)
    await createContact(story)
    await arrived.promise
    await story.act('set-clock', { mode: 'x60' })
    await story.act('set-clock', { mode: 'virtual' })
    // The advance waits for its outcome: what real time began belongs before what comes.
    const ended = nextEntry(story.world, 'attempt')
    const advance = story.act('advance-clock', { by: '38h' })
    while ((await see(story, '/status')).organizations[0].advance == null);
    answer.resolve()
    expect(await ended).toMatchObject({ attempt: 1, result: 'failed' })
    const { happened } = (await advance).body.data
    const made = happened.filter(({ kind }: { kind: string }) => kind === 'attempt')
    expect(made.map(({ attempt }: { attempt: number }) => attempt)).toEqual([1, 2, 3])
    const attempts = story.receiver.received.map(({ headers }) => headers['x-kirim-attempt'])
    expect(attempts).toEqual(['1', '2', '3'])
  })

  it('tells the new mode and shows it, and what was virtual can run by itself', async () => {
    const sandbox = await startTestSandbox()
    const { status, body } = await sandbox.act('set-clock', { mode: 'x3600' })
    expect(status).toBe(200)
    expect(body.data.mode).toBe('x3600')
    expect(Date.parse(body.data.now)).toBeGreaterThanOrEqual(Date.parse('2026-01-01T00:00:00Z'))
    const { organizations } = await see(sandbox, '/status')
    expect(organizations[0].clock.mode).toBe('x3600')
    const refused = await sandbox.act('advance-clock', { by: '1h' })
    expect(refused.body.error.code).toBe('clock_not_virtual')
  })

  it.each(['x0', 'x', 'fast', 'X60', 'x1.5', ''])('refuses the mode "%s"', async (mode) => {
    const sandbox = await startTestSandbox()
    const { status, body } = await sandbox.act('set-clock', { mode })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'mode' })
    expect((await see(sandbox, '/status')).organizations[0].clock.mode).toBe('virtual')
  })

  it('refuses to be told nothing', async () => {
    const { act: call } = await startTestSandbox()
    const { body } = await call('set-clock', {})
    expect(body.error).toMatchObject({ code: 'missing_required_field', param: 'mode' })
  })
})

// advance-clock: how far it goes, what it tells, and when it is refused.
import { describe, expect, it } from 'vitest'

import { VIRTUAL_START_AT } from '../../../src/domain/world/time.ts'
import { createContact, defer, newestDelivery, startWithReceiver } from '../../engine/webhooks.ts'
import { READER, sendAccepted } from '../../faults/arming.ts'
import { see } from '../../http/control-reading.ts'
import { startTestSandbox } from '../../support/sandbox.ts'

const START = '2026-01-01T00:00:00.000Z'

describe('by', () => {
  it('so much, to the millisecond, and tells what happened on the way', async () => {
    const sandbox = await startTestSandbox()
    const id = await sendAccepted(sandbox)
    const { status, body } = await sandbox.act('advance-clock', { by: '1h30m' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      from: START,
      to: '2026-01-01T01:30:00.000Z',
      jobs: 3,
      next_job_at: null,
      more: 0,
    })
    expect(body.data.happened).toMatchObject([
      { kind: 'status', message_id: id, status: 'sent', to: READER },
      { kind: 'status', message_id: id, status: 'delivered' },
      { kind: 'status', message_id: id, status: 'read' },
    ])
    const at: string[] = body.data.happened.map((entry: { at: string }) => entry.at)
    expect(at).toEqual([...at].sort())
    expect(sandbox.world.now).toBe(VIRTUAL_START_AT + 5_400_000)
  })

  it('nothing at all leaves time where it is', async () => {
    const sandbox = await startTestSandbox()
    const { body } = await sandbox.act('advance-clock', { by: '0s' })
    expect(body.data).toMatchObject({ from: START, to: START, jobs: 0, happened: [] })
  })

  it('less than a step leaves it scheduled, and says when it comes', async () => {
    const sandbox = await startTestSandbox()
    await sendAccepted(sandbox)
    const { data } = (await sandbox.act('advance-clock', { by: '299ms' })).body
    expect(data).toMatchObject({ jobs: 0, happened: [] })
    expect(Date.parse(data.next_job_at)).toBeGreaterThan(VIRTUAL_START_AT + 299)
    const next = (await sandbox.act('advance-clock', { to: data.next_job_at })).body.data
    expect(next).toMatchObject({ jobs: 1, happened: [{ status: 'sent', at: data.next_job_at }] })
  })

  it('so far that more happens than is told counts the rest', async () => {
    const sandbox = await startTestSandbox()
    for (let n = 0; n < 350; n++) await sendAccepted(sandbox)
    const { data } = (await sandbox.act('advance-clock', { by: '1h' })).body
    expect([data.happened.length, data.more, data.jobs]).toEqual([1_000, 50, 1_050])
  })
})

describe('to', () => {
  it('an instant, also one written with an offset', async () => {
    const { act } = await startTestSandbox()
    const { body } = await act('advance-clock', { to: '2026-02-01T07:00:00+07:00' })
    expect(body.data.to).toBe('2026-02-01T00:00:00.000Z')
    const again = await act('advance-clock', { to: '2026-02-01T00:00:00Z' })
    expect(again.body.data).toMatchObject({ from: body.data.to, to: body.data.to, jobs: 0 })
  })

  it('the past is refused, and the clock stays', async () => {
    const { act, world } = await startTestSandbox()
    const { status, body } = await act('advance-clock', { to: '2025-12-31T23:59:59Z' })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'to' })
    expect(body.error.message).toContain(START)
    expect(world.now).toBe(VIRTUAL_START_AT)
  })
})

describe('until', () => {
  it('next-job: one thing at a time', async () => {
    const sandbox = await startTestSandbox()
    await sendAccepted(sandbox, '+628000000002')
    const seen: unknown[] = []
    for (let n = 0; n < 3; n++) {
      const { jobs, happened } = (await sandbox.act('advance-clock', { until: 'next-job' })).body
        .data
      seen.push([jobs, ...happened.map((entry: { status: string }) => entry.status)])
    }
    expect(seen).toEqual([[1, 'sent'], [1, 'delivered'], [0]])
  })

  it('idle: until nothing but housekeeping is scheduled, retries included', async () => {
    const story = await startWithReceiver()
    story.receiver.answers = [503, 503, 503]
    await createContact(story)
    const { data } = (await story.act('advance-clock', { until: 'idle' })).body
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 4 })
    const attempts = data.happened.filter((entry: { kind: string }) => entry.kind === 'attempt')
    expect(attempts.at(-1)).toMatchObject({ attempt: 4, result: 'succeeded', at: data.to })
    expect(data.next_job_at).toBe('2026-01-02T00:00:00.000Z')
    const again = (await story.act('advance-clock', { until: 'idle' })).body.data
    expect(again).toMatchObject({ from: data.to, to: data.to, jobs: 0, happened: [] })
  })
})

describe('is refused', () => {
  it.each([
    [{}, 'missing_required_field', 'by'],
    [{ by: '1h', to: START }, 'invalid_field_value', 'by'],
    [{ by: '1h', until: 'idle' }, 'invalid_field_value', 'by'],
    [{ by: 'tomorrow' }, 'invalid_field_value', 'by'],
    [{ by: '-1h' }, 'invalid_field_value', 'by'],
    [{ by: '999999999d' }, 'invalid_field_value', 'by'],
    [{ to: 'tomorrow' }, 'invalid_field_value', 'to'],
    [{ to: '2026-02-30T00:00:00Z' }, 'invalid_field_value', 'to'],
    [{ until: 'done' }, 'invalid_field_value', 'until'],
    [{ by: 5 }, 'invalid_field_value', 'by'],
  ])('%j', async (input, code, param) => {
    const { act, world } = await startTestSandbox()
    const { status, body } = await act('advance-clock', input)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code, param })
    expect(world.now).toBe(VIRTUAL_START_AT)
  })

  it.each([1, 60])('at rate %i: only a virtual clock is moved by hand', async (rate) => {
    const { act } = await startTestSandbox({ rate })
    const { status, body } = await act('advance-clock', { by: '1s' })
    expect([status, body.error.code]).toEqual([409, 'clock_not_virtual'])
  })

  it('from inside a webhook, and the outer advance goes on', async () => {
    const story = await startWithReceiver()
    const inner = defer<unknown[]>()
    story.receiver.answers = [
      503,
      async (response) => {
        const { status, body } = await story.act('advance-clock', { by: '1h' })
        inner.resolve([status, body.error.code])
        response.writeHead(200).end()
      },
    ]
    await createContact(story)
    const outer = await story.act('advance-clock', { by: '2h' })
    expect(await inner.promise).toEqual([409, 'clock_already_advancing'])
    expect(outer.status).toBe(200)
    expect(outer.body.data.to).toBe('2026-01-01T02:00:00.000Z')
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 2 })
    expect((await story.act('advance-clock', { by: '1h' })).status).toBe(200)
  })

  it.each([
    ['set-clock', { mode: 'real' }],
    ['reset', {}],
  ])('so is %s meanwhile', async (name, input) => {
    const story = await startWithReceiver()
    const inner = defer<unknown[]>()
    story.receiver.answers = [
      503,
      async (response) => {
        const { status, body } = await story.act(name, input)
        inner.resolve([status, body.error.code])
        response.writeHead(200).end()
      },
    ]
    await createContact(story)
    expect((await story.act('advance-clock', { by: '2h' })).status).toBe(200)
    expect(await inner.promise).toEqual([409, 'clock_already_advancing'])
    expect((await see(story, '/status')).organizations[0].clock.mode).toBe('virtual')
  })
})

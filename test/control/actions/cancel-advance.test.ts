// An advance that takes long: it tells how far it has got, and is cancelled from outside.
import { describe, expect, it } from 'vitest'

import { launch } from '../../cli/running.ts'
import { createContact, defer, newestDelivery, startWithReceiver } from '../../engine/webhooks.ts'
import { see } from '../../http/control-reading.ts'
import { follow } from '../../http/streams.ts'
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts'

/**
 * A sandbox whose receiver takes a webhook and does not answer before it is told to: the retry, which
 * only an advance gets to, or the first attempt.
 */
async function startHeld({ held = 'retry' }: { readonly held?: 'retry' | 'first' } = {}) {
  const story = await startWithReceiver()
  const [arrived, answer] = [defer(), defer()]
  story.receiver.answers = [
    ...(held === 'retry' ? [503] : []),
    async (response) => {
      arrived.resolve()
      await answer.promise
      response.writeHead(503).end()
    },
  ]
  await createContact(story)
  const at = () => new Date(story.world.now).toISOString()
  return { ...story, at, arrived: arrived.promise, answer: () => answer.resolve() }
}

async function cancel({ app }: TestSandbox) {
  const response = await fetch(`${app.controlUrl}/advance`, { method: 'DELETE' })
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the reply.
  return { status: response.status, body: (await response.json()) as any }
}

const advanceOf = async (story: TestSandbox) =>
  (await see(story, '/status')).organizations[0].advance

describe('DELETE /_sandbox/advance', () => {
  it('ends it after the job that runs, and time stands where it has got to', async () => {
    const story = await startHeld()
    const advanced = story.act('advance-clock', { by: '2h' })
    await story.arrived
    expect((await cancel(story)).body.data).toMatchObject({
      cancelled: true,
      target: '2026-01-01T02:00:00.000Z',
    })
    story.answer()
    const { status, body } = await advanced
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ cancelled: true, to: story.at() })
    expect(newestDelivery(story.world)).toMatchObject({ status: 'failed', attemptCount: 2 })
    const { data } = (await story.act('advance-clock', { to: '2026-01-01T02:00:00.000Z' })).body
    expect(data.to).toBe('2026-01-01T02:00:00.000Z')
    expect(data).not.toHaveProperty('cancelled')
    expect(newestDelivery(story.world)).toMatchObject({ status: 'succeeded', attemptCount: 3 })
  })

  it('ends one that still waits for what runs by itself', async () => {
    const story = await startHeld({ held: 'first' })
    await story.arrived
    const advanced = story.act('advance-clock', { by: '2h' })
    await expect.poll(() => advanceOf(story)).toMatchObject({ jobs: 0 })
    expect((await cancel(story)).status).toBe(200)
    expect((await advanced).body.data).toMatchObject({ cancelled: true, jobs: 0 })
    story.answer()
  })

  it('is refused where nothing is being advanced', async () => {
    const { status, body } = await cancel(await startTestSandbox())
    expect([status, body.error.code]).toEqual([409, 'clock_not_advancing'])
  })
})

describe('how far it has got', () => {
  it('stands in the status while it is under way, and on the stream each second', async () => {
    const story = await startHeld()
    const stream = await follow(story)
    const { clock } = story.app.sandbox.ports
    const { setAlarm } = clock
    // Seconds pass at once here.
    clock.setAlarm = (delayMs, ring) => setAlarm(delayMs === 1_000 ? 0 : delayMs, ring)
    const advanced = story.act('advance-clock', { by: '2h' })
    await story.arrived
    clock.setAlarm = setAlarm
    const progress = { from: '2026-01-01T00:00:00.000Z', target: '2026-01-01T02:00:00.000Z' }
    expect(await advanceOf(story)).toMatchObject({ ...progress, cancelled: false })
    for (;;) {
      const told = await stream.next()
      if (told.event !== 'progress') continue
      expect(told).toMatchObject({ id: '', data: progress })
      break
    }
    story.answer()
    await advanced
    expect(await advanceOf(story)).toBeNull()
  })

  it('is said by `do advance-clock`, which Ctrl-C cancels', async () => {
    const story = await startHeld()
    const args = ['do', 'advance-clock', '--by', '2h', '--url', story.app.url, '--compact']
    const running = launch(args)
    running.stdin.end()
    await running.until(({ stderr }) => /it is .*, on the way to 2026-01-01T02/.test(stderr))
    running.kill('SIGINT')
    await expect.poll(() => advanceOf(story)).toMatchObject({ cancelled: true })
    story.answer()
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ cancelled: true })
    expect(stderr).toContain(`cancelled at ${story.at()} after `)
  })
})

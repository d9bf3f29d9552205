// Checkpoints in both stores: what is gone back to is what is kept.
import { describe, expect, it, onTestFinished } from 'vitest'

import { type App, startApp } from '../../src/app.ts'
import { newAdvancing } from '../../src/engine/advance-progress.ts'
import { advance } from '../../src/engine/timeline.ts'
import { newFolder } from '../support/folder.ts'
import { startTestSandbox, TEST_OPTIONS } from '../support/sandbox.ts'

async function start(folder: string | undefined): Promise<App> {
  const data = folder === undefined ? undefined : ({ folder, durability: 'flush' } as const)
  const app = await startApp({ ...TEST_OPTIONS, data })
  onTestFinished(() => app.close())
  return app
}

async function post(app: App, path: string, body: object): Promise<string> {
  const isAction = path.startsWith('/actions')
  const response = await fetch((isAction ? app.controlUrl : app.url) + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return `${response.status} ${await response.text()}`
}

const text = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }

/** The whole organisation as a text, without what is of the process. */
async function stateOf(app: App): Promise<string> {
  return (await fetch(`${app.controlUrl}/snapshot`)).text()
}

describe.each(['memory', 'file'])('in the %s store', (store) => {
  it('going back is whole, and doing the same again gives the same bytes', async () => {
    const app = await start(store === 'file' ? newFolder() : undefined)
    await post(app, '/messages', text)
    await post(app, '/actions/checkpoint', { mark: 'here' })
    const before = await stateOf(app)
    const play = async () => {
      const replies = [await post(app, '/messages', text), await post(app, '/messages', text)]
      await advance(app.sandbox, app.organization, { until: 'idle' })
      return [...replies, await stateOf(app)]
    }
    const first = await play()
    expect(await post(app, '/actions/rewind', {})).toMatch(/^200 /)
    expect(await stateOf(app)).toBe(before)
    expect(await play()).toEqual(first)
  })
})

it('after a restart, what was gone back to is there, and what came after it', async () => {
  const folder = newFolder()
  const app = await start(folder)
  await post(app, '/messages', text)
  await post(app, '/actions/checkpoint', {})
  await post(app, '/messages', text)
  await post(app, '/actions/arm-fault', { fault: 'reply.status', status: 429 })
  await post(app, '/actions/rewind', {})
  await post(app, '/contacts', { phone_number: '+6281234567890' })
  const before = await stateOf(app)
  await app.close()
  const again = await start(folder)
  expect(await stateOf(again)).toBe(before)
  expect(again.organization.world.faults.slots.size).toBe(0)
  // A checkpoint lives as long as the process.
  expect(await post(again, '/actions/rewind', {})).toMatch(/^404 .*The action checkpoint takes one/)
})

it('a scaled clock goes back, and goes on from there', async () => {
  const { app, act, world } = await startTestSandbox()
  await act('set-clock', { mode: 'x60' })
  await act('checkpoint', {})
  const { now } = app.organization.world
  await act('set-clock', { mode: 'virtual' })
  await act('advance-clock', { by: '9d' })
  expect((await act('rewind', {})).body.data.now).toBe(new Date(now).toISOString())
  expect(app.organization.pace.rate).toBe(60)
  expect(app.organization.world).not.toBe(world)
})

it('holds twenty, the newest; a mark that is there moves', async () => {
  const { app, act, call } = await startTestSandbox()
  for (let n = 1; n <= 22; n++) await act('checkpoint', {})
  await act('checkpoint', { mark: 'checkpoint-5' })
  const marks = [...app.organization.checkpoints.keys()]
  expect(marks).toHaveLength(20)
  expect(marks.slice(0, 2)).toEqual(['checkpoint-3', 'checkpoint-4'])
  expect(marks.at(-1)).toBe('checkpoint-5')
  await call('POST', '/contacts', { phone_number: '+6281234567890' })
  await act('rewind', { mark: 'checkpoint-5' })
  expect((await call('GET', '/contacts')).body.data).toEqual([])
})

it('is refused while the clock is being advanced, and then nothing has changed', async () => {
  const { app, act } = await startTestSandbox()
  app.organization.loop.advancing = newAdvancing(0, { until: 'idle' })
  for (const action of ['checkpoint', 'rewind']) {
    const { status, body } = await act(action, {})
    expect([status, body.error.code]).toEqual([409, 'clock_already_advancing'])
  }
  app.organization.loop.advancing = null
})

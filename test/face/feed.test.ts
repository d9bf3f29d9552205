// The feed: everything in order while it is calm, the newest when too much happens, and calm again.
import { expect, it, onTestFinished } from 'vitest'

import { controlClient } from '../../src/client/control-client.ts'
import { followFeed } from '../../src/face/feed.ts'
import type { FeedEntry } from '../../src/tui/screen/data.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'

function follow({ app }: TestSandbox) {
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const entries: FeedEntry[] = []
  const said: string[] = []
  let changed = () => {}
  const tell = (what: string) => {
    said.push(what)
    changed()
  }
  const listener = {
    entries: (more: readonly FeedEntry[]) => {
      entries.push(...more)
      changed()
    },
    connected: () => tell('connected'),
    lost: () => tell('lost'),
  }
  void followFeed(controlClient({ url: app.controlUrl }), listener, over.signal)
  const until = async (fits: () => boolean) => {
    while (!fits()) {
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    }
  }
  return { entries, said, until }
}

const numbers = (entries: readonly FeedEntry[]) => entries.map(({ number }) => number)

it('begins with what has happened, and goes on with what happens', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.call('GET', '/contacts')
  const { entries, until, said } = follow(sandbox)
  await until(() => said.includes('connected'))
  await sandbox.call('GET', '/labels')
  await until(() => entries.length === 2)
  expect(numbers(entries)).toEqual([1, 2])
})

it('shows the newest when too much happens, says how much is left out, and misses nothing later', async () => {
  const sandbox = await startTestSandbox()
  const { entries, until, said } = follow(sandbox)
  await until(() => said.includes('connected'))
  const body = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }
  for (let n = 0; n < 200; n++) await sandbox.call('POST', '/messages', body)
  await sandbox.settle()
  const last = 200 + 200 * 3
  await until(() => entries.at(-1)?.number === last)
  const all = numbers(entries)
  expect([...all].sort((a, b) => a - b)).toEqual(all)
  expect(new Set(all).size).toBe(all.length)
  // Whatever is not there is accounted for.
  const left = entries
    .filter(({ kind }) => kind === 'gap')
    .reduce((sum, { lost }) => sum + Number(lost), 0)
  expect(entries.filter(({ kind }) => kind !== 'gap').length + left).toBe(last)
  await sandbox.call('GET', '/labels')
  await until(() => entries.at(-1)?.number === last + 1)
})

it('says when nobody answers any more', async () => {
  const sandbox = await startTestSandbox()
  const { until, said } = follow(sandbox)
  await until(() => said.includes('connected'))
  await sandbox.app.close()
  await until(() => said.includes('lost'))
})

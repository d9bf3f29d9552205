// Saving and loading: everything is as it was, and what comes next is what would have come.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { startApp } from '../../../src/app.ts'
import { saveSnapshot } from '../../../src/engine/snapshots/snapshots.ts'
import { startReceiver } from '../../support/receiver.ts'
import {
  dayOf,
  loadText,
  pagesOf,
  startBusySandbox,
  startTestSandbox,
  text,
  textOf,
} from './stories.ts'

describe('a snapshot that is loaded', () => {
  it('shows the same pages with the same cursors', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    const before = await pagesOf(sandbox)
    await dayOf(sandbox)
    expect(await pagesOf(sandbox)).not.toEqual(before)

    await loadText(sandbox, saved)

    expect(await pagesOf(sandbox)).toEqual(before)
  })

  it('goes on as it would have gone on: the same jobs in the same order, the same ids', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    sandbox.receiver.answers = [503, 200, 500]
    const first = await dayOf(sandbox)

    await loadText(sandbox, saved)
    sandbox.receiver.answers = [503, 200, 500]
    const second = await dayOf(sandbox)

    expect(first.length).toBeGreaterThan(20)
    expect(second).toEqual(first)
  })

  it('sends the very same bytes to receivers', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    const bodies = () => sandbox.receiver.received.map(({ body }) => body)
    const sentBefore = bodies().length
    await dayOf(sandbox)
    const sent = bodies().slice(sentBefore)

    await loadText(sandbox, saved)
    const from = bodies().length
    await dayOf(sandbox)

    expect(sent.length).toBeGreaterThan(5)
    expect(bodies().slice(from)).toEqual(sent)
  })

  it('has the same bytes when it is saved again', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    await dayOf(sandbox)
    await loadText(sandbox, saved)
    expect(await textOf(sandbox)).toBe(saved)
    expect(await textOf(sandbox)).toBe(saved)
  })

  it('is one JSON value with a row in each line and a newline at its end', async () => {
    const sandbox = await startBusySandbox()
    const saved = await textOf(sandbox)
    const { rows, tables } = JSON.parse(saved)
    expect(saved.endsWith('\n}\n')).toBe(true)
    expect(saved.split('\n').filter((line) => line.startsWith('{"id":'))).toHaveLength(rows)
    for (const rows of Object.values<{ seq: number }[]>(tables)) {
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).sort((a, b) => a - b))
    }
  })

  it('keeps what somebody sent in the order in which it was sent', async () => {
    const sandbox = await startBusySandbox()
    expect(await textOf(sandbox)).toContain('"metadata":{"zebra":1,"apple":{"10":"x","b":"y"}}')
  })
})

describe('another sandbox', () => {
  it('becomes the organisation, its keys and its clock, and the journal goes on', async () => {
    const from = await startBusySandbox()
    const issued = await from.act('issue-key', { label: 'extra' })
    const saved = await textOf(from)
    const pages = await pagesOf(from)
    const into = await startTestSandbox({ seed: 99, rate: 1 })
    const { organization, sandbox } = into.app
    const next = organization.world.journal.next

    await loadText(into, saved)

    expect(sandbox.defaultOrganization).toBe(organization)
    expect([...sandbox.organizations.keys()]).toEqual([from.world.id])
    expect(organization.pace.rate).toBe(0)
    expect(organization.world.now).toBe(from.world.now)
    expect(organization.world.journal.next).toBe(next + 1)
    expect(sandbox.keys.get(issued.body.data.token ?? issued.body.data.api_key)).toBeDefined()
    expect(await pagesOf(into)).toEqual(pages)
    expect(await textOf(into)).toBe(saved)
  })

  it('keeps its place among the organisations', async () => {
    const from = await startBusySandbox()
    const into = await startTestSandbox({ seed: 99, world: 'empty' })
    await into.act('create-organization', { name: 'Second' })
    await loadText(into, (await textOf(from)).replaceAll('kdv_test_kirim', 'kdv_test_other'))
    const names = [...into.app.sandbox.organizations.values()].map(({ world }) => world.id)
    expect(names[0]).toBe(from.world.id)
    expect(names).toHaveLength(2)
  })

  it('keeps it in its files, and knows it after a restart', async () => {
    const from = await startBusySandbox()
    const saved = await textOf(from)
    const folder = mkdtempSync(join(tmpdir(), 'kirim-snapshots-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const data = { folder: join(folder, 'data'), durability: 'flush' } as const
    const options = {
      host: '127.0.0.1',
      port: 0,
      seed: 99,
      world: 'empty',
      tier: 'unlimited',
    } as const
    const start = () => startApp({ ...options, rate: 0, strictUrls: false, allowTargets: [], data })
    const first = await start()
    await loadText({ app: first }, saved)
    await first.close()

    const second = await start()
    onTestFinished(() => second.close())

    expect(second.organization.world.id).toBe(from.world.id)
    expect(await textOf({ app: second })).toBe(saved)
    await saveSnapshot(second.sandbox, second.organization, { name: 'kept' })
    const kept = await second.sandbox.ports.snapshots.read('kept', 1e9)
    expect(kept).toBe(saved)
  })
})

it('makes attempts again that were in flight when it was saved', async () => {
  const sandbox = await startTestSandbox({ rate: 1 })
  const arrived: (() => void)[] = []
  const arrivals = [0, 1].map(() => new Promise<void>((resolve) => arrived.push(resolve)))
  const receiver = await startReceiver(
    // The first attempt is never answered.
    () => arrived[0]?.(),
    (response) => {
      response.writeHead(200).end()
      arrived[1]?.()
    },
  )
  const events = ['contact.created']
  await sandbox.call('POST', '/webhook_subscriptions', { url: receiver.url, events })
  await sandbox.call('POST', '/contacts', { phone_number: '+6281234567892' })
  await arrivals[0]
  const saved = await textOf(sandbox)
  expect(saved).toContain('"phase":"attempting"')

  await loadText(sandbox, saved)

  await arrivals[1]
  const [one, other] = receiver.received
  expect(other?.body).toBe(one?.body)
})

it('is refused while the clock is advancing', async () => {
  const sandbox = await startBusySandbox()
  const saved = await textOf(sandbox)
  let answer: unknown
  sandbox.receiver.answers = [
    (response) => {
      void sandbox.act('load-snapshot', { snapshot: JSON.parse(saved) }).then((reply) => {
        answer = reply.body.error.code
        response.writeHead(200).end()
      })
    },
  ]
  await sandbox.call('POST', '/contacts', { phone_number: '+6281234567899' })
  await sandbox.advance(10_000)
  expect(answer).toBe('clock_already_advancing')
})

it('does not show what happens while it is written', async () => {
  const sandbox = await startBusySandbox()
  const expected = await textOf(sandbox)
  const { presentTexts } = await import('../../../src/engine/snapshots/snapshots.ts')
  const { texts } = presentTexts(sandbox.app.sandbox, sandbox.app.organization, false)
  let written = ''
  for await (const piece of texts) {
    if (written === '') await sandbox.call('POST', '/messages', text('+628000000003', 'Between'))
    written += piece
  }
  expect(written).toBe(expected)
  expect(await textOf(sandbox)).not.toBe(expected)
})

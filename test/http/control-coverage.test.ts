// Reading the coverage: events, types of message, breaches, and all organisations together.
import { expect, it } from 'vitest'

import { removeOrganization } from '../../src/engine/organizations.ts'
import { note } from '../../src/engine/sandbox.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { secondOrganization, see, sendText, subscribeInbox } from './control-reading.ts'

type Typed = { readonly type: string; readonly seen: boolean }

function seenOf(rows: readonly Typed[]): string[] {
  return rows.filter(({ seen }) => seen).map(({ type }) => type)
}

it('begins with nothing seen, whatever the history of the world is', async () => {
  const sandbox = await startTestSandbox({ world: 'default' })
  const coverage = await see(sandbox, '/coverage')
  expect(coverage).toMatchObject({ seen: 0, breaches: { count: 0, messages: [] } })
  expect(seenOf(coverage.events)).toEqual([])
  expect(coverage.events).toHaveLength(6)
  expect(seenOf([...coverage.message_types.sent, ...coverage.message_types.received])).toEqual([])
})

it('counts events when a receiver takes them', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'slow?answers=503,200')
  await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  await sandbox.settle()
  const { events } = await see(sandbox, '/coverage')
  expect(seenOf(events)).toEqual(['message.received', 'contact.created'])
  const attempts = events.map((one: { attempts: number }) => one.attempts)
  expect(attempts.reduce((sum: number, one: number) => sum + one)).toBe(3)
})

it('counts no event that only a fault says was taken', async () => {
  const sandbox = await startTestSandbox()
  await subscribeInbox(sandbox, 'shop')
  await sandbox.act('arm-fault', { fault: 'outcome', status: 200 })
  await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  await sandbox.settle()
  const { events } = await see(sandbox, '/coverage')
  expect(seenOf(events)).toEqual([])
  expect(events.find(({ type }: Typed) => type === 'message.received')).toEqual({
    type: 'message.received',
    seen: false,
    attempts: 0,
    delivered: 0,
    fault_attempts: 1,
  })
})

it('counts messages by type: what was accepted, once, and what came from customers', async () => {
  const sandbox = await startTestSandbox()
  const key = { 'idempotency-key': 'once' }
  const image = { to: '+628000000006', type: 'image', image: { url: 'https://x.example/a.jpg' } }
  await sandbox.call('POST', '/messages', image, key)
  await sandbox.call('POST', '/messages', image, key)
  await sandbox.call('POST', '/messages', { ...image, type: 'text' })
  await sandbox.act('customer-writes', { from: '+6281234567890', type: 'sticker' })
  await sandbox.settle()
  const { sent, received } = (await see(sandbox, '/coverage')).message_types
  expect(sent.filter(({ seen }: Typed) => seen)).toEqual([{ type: 'image', seen: true, count: 1 }])
  // Echoed by the number that writes back.
  expect(seenOf(received)).toEqual(['text', 'sticker'])
})

it('counts a message whose reply was lost', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('arm-fault', { fault: 'drop-after-accept', times: 1 })
  await expect(sendText(sandbox, '+628000000003')).rejects.toThrow()
  const { message_types: types, seen } = await see(sandbox, '/coverage')
  expect(types.sent[0]).toEqual({ type: 'text', seen: true, count: 1 })
  expect(seen).toBe(0)
})

it('adds up all organisations, those that are gone included', async () => {
  const sandbox = await startTestSandbox()
  const { key, organization } = await secondOrganization(sandbox)
  await sandbox.call('GET', '/me')
  await sandbox.call('GET', '/labels', undefined, { authorization: `Bearer ${key}` })
  const all = () => see(sandbox, '/coverage?of=all')
  expect(await all()).toMatchObject({ seen: 2 })
  expect(await see(sandbox, '/coverage')).toMatchObject({ seen: 1 })
  removeOrganization(sandbox.app.sandbox, organization)
  expect(await all()).toMatchObject({ seen: 2 })
  expect(await see(sandbox, '/coverage?of=organization')).toMatchObject({ seen: 1 })
})

it('keeps what was seen through a reset, and goes on counting', async () => {
  const sandbox = await startTestSandbox()
  await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  await sandbox.act('reset', {})
  await sandbox.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  const { received } = (await see(sandbox, '/coverage')).message_types
  expect(received[0]).toEqual({ type: 'text', seen: true, count: 2 })
})

it('tells breaches', async () => {
  const sandbox = await startTestSandbox()
  note(sandbox.app.organization, { kind: 'breach', message: 'Something is broken.' })
  expect((await see(sandbox, '/coverage')).breaches).toEqual({
    count: 1,
    messages: ['Something is broken.'],
  })
})

// Looks whether a sandbox knows everything that its clients were told.
import { expect } from 'vitest'

import type { Ready } from '../cli/running.ts'
import type { Receiver } from '../support/receiver.ts'
import type { Ledger } from './ledger.ts'
import { send } from './load.ts'

/** Every write that was acknowledged is there, as it was told; what was not answered is whole. */
export async function verifyAll(ready: Ready, ledger: Ledger): Promise<void> {
  await repeatUnanswered(ready, ledger)
  await each(ledger.messages, async ([id, { to }]) => {
    const { status, body } = await send(ready, 'GET', `/messages/${id}`)
    expect([id, status]).toEqual([id, 200])
    expect(body.data).toMatchObject({ id, to, type: 'text' })
  })
  await each(ledger.inbound, async (id) => {
    const { status, body } = await send(ready, 'GET', `/messages/${id}`)
    expect([id, status]).toEqual([id, 200])
    expect(body.data).toMatchObject({ id, type: 'text' })
  })
  await verifyContacts(ready, ledger)
  await verifySettings(ready, ledger)
  await verifyList(ready, ledger)
}

/** With the same key: it is answered as it would have been, and the message is there once. */
async function repeatUnanswered(ready: Ready, ledger: Ledger): Promise<void> {
  await each(ledger.unanswered.splice(0), async ({ path, body, key }) => {
    const { to, text } = body as { to: string; text: { body: string } }
    const first = await send(ready, 'POST', path, body, key)
    expect([key, first.status]).toEqual([key, 200])
    ledger.answers.set(key, first.body.data.id)
    ledger.messages.set(first.body.data.id, { to, text: text.body })
  })
  // Kept answers are given again, the very same.
  await each([...ledger.answers].slice(-20), async ([key, id]) => {
    const { to, text } = ledger.messages.get(id) as { to: string; text: string }
    const again = await send(
      ready,
      'POST',
      '/messages',
      { to, type: 'text', text: { body: text } },
      key,
    )
    expect([key, again.body.data.id]).toEqual([key, id])
  })
}

async function verifyContacts(ready: Ready, { contacts }: Ledger): Promise<void> {
  await each(contacts, async ([id, contact]) => {
    const { status, body } = await send(ready, 'GET', `/contacts/${id}`)
    const expected = [contact.mayBeThere && 200, contact.mayBeGone && 404].filter(Boolean)
    expect(expected).toContain(status)
    contact.mayBeThere = status === 200
    contact.mayBeGone = status === 404
    if (status !== 200) return
    expect(contact.names).toContain(body.data.name)
    contact.names = [body.data.name]
  })
}

async function verifySettings(ready: Ready, ledger: Ledger): Promise<void> {
  const path = `${ready.control_url}/actions/change-settings`
  const { body } = await send(ready, 'POST', path, {})
  const { readProbability } = body.data.settings
  expect(ledger.readProbability).toContain(readProbability)
  ledger.readProbability = [readProbability]
}

/** Page by page, every message once, and none that nobody sent. */
async function verifyList(ready: Ready, ledger: Ledger): Promise<void> {
  const seen = new Map<string, { readonly to: string; readonly content: string }>()
  for (let cursor = ''; ; ) {
    const { body } = await send(ready, 'GET', `/messages?limit=100${cursor}`)
    for (const { id, to, content } of body.data) {
      expect(seen.has(id)).toBe(false)
      seen.set(id, { to, content })
    }
    if (!body.has_more) break
    cursor = `&cursor=${body.next_cursor}`
  }
  for (const [id, { to, text }] of ledger.messages) {
    expect([id, seen.get(id)]).toEqual([id, { to, content: text }])
  }
}

/** When all that is scheduled has happened, every message has had its fate and every event arrived. */
export async function verifyEnd(ready: Ready, ledger: Ledger, receiver: Receiver) {
  const act = async (name: string, input: unknown) => {
    const reply = await send(ready, 'POST', `${ready.control_url}/actions/${name}`, input)
    expect([name, reply.status]).toEqual([name, 200])
    return reply.body.data
  }
  await act('set-clock', { mode: 'virtual' })
  await act('advance-clock', { until: 'idle' })
  const arrived = new Set(receiver.received.map(({ headers }) => headers['x-kirim-delivery-id']))
  let statuses = 0
  let events = 0
  await each(ledger.messages.keys(), async (id) => {
    const { status, body } = await send(ready, 'GET', `${ready.control_url}/messages/${id}`)
    expect([id, status, body.error]).toEqual([id, 200, undefined])
    const { plan, time_line: line } = body.data
    expect(plan.filter((step: { taken: boolean }) => !step.taken)).toEqual([])
    const told = line.filter((moment: { kind: string }) => moment.kind === 'status')
    const deliveries = line.filter((moment: { kind: string }) => moment.kind === 'delivery')
    expect(deliveries.length).toBeGreaterThanOrEqual(told.length)
    for (const delivery of deliveries) {
      expect(delivery).toMatchObject({ status: 'succeeded' })
      expect(arrived).toContain(delivery.delivery_id)
    }
    statuses += told.length
    events += deliveries.length
  })
  expect(statuses).toBeGreaterThan(0)
  return { messages: ledger.messages.size, statuses, events }
}

/** Some at a time. */
async function each<T>(items: Iterable<T>, look: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items]
  const worker = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await look(item)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

// The command `trigger`: each event comes to a receiver, by what really causes it.
import { expect, it } from 'vitest'

import { TRIGGERS } from '../../src/cli/trigger/events.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { run } from './running.ts'

const EVENTS = Object.keys(TRIGGERS)

async function startHeard() {
  const receiver = await startReceiver()
  const sandbox = await startTestSandbox({ world: 'default' })
  await sandbox.call('POST', '/webhook_subscriptions', { url: receiver.url, events: EVENTS })
  const trigger = async (...args: string[]) => {
    const ended = await run(['trigger', ...args, '--url', sandbox.app.controlUrl])
    await sandbox.advance(0)
    return ended
  }
  const events = () => receiver.received.map(({ headers }) => headers['x-kirim-event'])
  return { receiver, trigger, events }
}

it.each(EVENTS)('causes %s', async (event) => {
  const { trigger, events } = await startHeard()
  const { code, stderr } = await trigger(event)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(events()).toContain(event)
})

it.each(['sent', 'delivered', 'read', 'failed'])('moves a message to %s', async (status) => {
  const { receiver, trigger } = await startHeard()
  await trigger('message.status', '--status', status, '--code', '131049')
  const bodies = receiver.received.map(({ body }) => body).join('\n')
  expect(bodies).toContain(`"status":"${status}"`)
  expect(bodies.includes('131049')).toBe(status === 'failed')
})

it('says which events there are, and which one was meant', async () => {
  const { trigger } = await startHeard()
  const { code, stderr } = await trigger('message.recieved')
  expect(code).toBe(2)
  expect(stderr).toContain('There is no event message.recieved. Did you mean message.received?')
})

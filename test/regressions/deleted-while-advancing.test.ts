// An organisation that is deleted while its clock is advanced does nothing more.
import { expect, it } from 'vitest'

import { beginOrganization } from '../control/actions/callers.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it('no webhook comes after the one from which it was deleted', async () => {
  const sandbox = await startTestSandbox()
  const other = await beginOrganization(sandbox, { seed: 8 })
  const receiver = await startReceiver(503, async (response) => {
    await other.act('delete-organization', {})
    response.writeHead(503).end()
  })
  const events = ['contact.created']
  await other.call('POST', '/webhook_subscriptions', { url: receiver.url, events })
  await other.call('POST', '/contacts', { phone_number: '+6281234567890' })
  receiver.answers.push(503, 503, 503, 503, 503, 503)
  await other.act('advance-clock', { by: '38h' })
  expect((await other.call('GET', '/me')).status).toBe(401)
  expect(receiver.received).toHaveLength(2)
})

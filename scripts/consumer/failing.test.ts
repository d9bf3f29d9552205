// A test that fails: the check reads from what is printed whether anybody could tell why.
import { test } from 'kirim-sandbox/vitest'

test('waits for a webhook that never comes', async ({ kirim }) => {
  const { id } = await kirim.inbox.subscribe(['message.received'])
  const body = { status: 'paused' } as const
  await kirim.call('PATCH /webhook_subscriptions/{id}', { params: { id }, body })
  await kirim.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
  await kirim.waitFor.webhook({ event: 'message.received' }, { timeout: 100 })
})

import { expect, it, vi } from 'vitest'
import { startSandbox } from '../../src/index.ts'

it('works', async () => {
  const t0 = performance.now()
  const sandbox = await startSandbox()
  console.log('start', performance.now() - t0)
  for (let i = 0; i < 5; i++) {
    const t = performance.now()
    await sandbox.createOrganization()
    console.log('org', performance.now() - t)
  }
  const s = await sandbox.inbox.subscribe(['message.status', 'message.received'])
  console.log(s.initial_secret)
  await sandbox.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
  const reply = await sandbox.call('POST /messages', { body: { to: '+6281234567890', type: 'text', text: { body: 'Hai' } } })
  const id = reply.data.id
  console.log(await sandbox.waitFor.message(id, 'delivered'))
  const hook = await sandbox.waitFor.webhook({ event: 'message.status', status: 'delivered' })
  console.log(hook.body.entry[0]?.changes[0]?.value.statuses[0], hook.signature)
  await sandbox.settle()
  await expect(sandbox.waitFor.webhook({ event: 'message.status', status: 'failed' }, { timeout: 100 })).rejects.toThrow('xx')
})
it('b', async () => {
  await using sandbox = await startSandbox()
  const reply = await sandbox.call('POST /messages', { body: { to: '+628000000001', type: 'text', text: { body: 'Hai' } } })
  await sandbox.waitFor.message(reply.data.id, 'read')
})
it('c', async () => {
  await using sandbox = await startSandbox()
  await sandbox.do.armFault({ fault: 'nope' })
})
it('d', async () => {
  await using sandbox = await startSandbox()
  vi.useFakeTimers()
  await sandbox.waitFor.message({ to: '+628' }, 'read', { timeout: 100 })
})

// How webhooks name customers: by another WhatsApp id than the number, or by Meta's business-scoped ids.
import { expect, it } from 'vitest'

import { type KirimSandbox, startSandbox } from '../../src/index.ts'

/** What stands in the first change of every webhook so far. */
// biome-ignore lint/suspicious/noExplicitAny: values of every shape.
async function values(sandbox: KirimSandbox): Promise<any[]> {
  await sandbox.settle()
  return sandbox.inbox.webhooks.map(({ rawBody }) => JSON.parse(rawBody).entry[0].changes[0].value)
}

const text = (to: string) => ({ to, type: 'text' as const, text: { body: 'Halo' } })

it('names a phone by its other WhatsApp id, and finds it again under that one', async () => {
  await using sandbox = await startSandbox()
  await sandbox.inbox.subscribe(['message.received', 'message.status'])
  const siti = '+5511987654321'
  await sandbox.do.setRecipient({ phone_number: siti, behaviour: 'other-wa-id' })
  const wrote = await sandbox.do.customerWrites({ from: siti, name: 'Siti', text: 'Oi' })
  const [received] = await values(sandbox)
  expect(received.messages[0].from).toBe('551187654321')
  expect(received.contacts[0].wa_id).toBe('551187654321')
  const answer = await sandbox.call('POST /messages', { body: text('+551187654321') })
  expect(answer.data.conversation_id).toBe(wrote.conversation_id)
  await sandbox.advance('1m')
  const told = (await values(sandbox)).slice(1).map(({ statuses }) => statuses[0])
  expect(told.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
  expect(told.map(({ recipient_id }) => recipient_id)).toEqual(Array(3).fill('551187654321'))
})

it.each([
  ['+628000000009', '6218000000009'],
  ['+5215512345678', '525512345678'],
  ['+525512345678', '5215512345678'],
  ['+5491123456789', '541123456789'],
])('%s goes by %s', async (to, waId) => {
  await using sandbox = await startSandbox()
  await sandbox.inbox.subscribe(['message.status'])
  await sandbox.do.setRecipient({ phone_number: to, behaviour: 'other-wa-id' })
  await sandbox.do.customerWrites({ from: to, text: 'Halo' })
  await sandbox.call('POST /messages', { body: text(to) })
  await sandbox.advance('1m')
  const [{ statuses }] = await values(sandbox)
  expect(statuses[0].recipient_id).toBe(waId)
})

it.each(['beside', 'only'] as const)(
  'business-scoped ids stand in webhooks (%s)',
  async (setting) => {
    await using sandbox = await startSandbox({ settings: { businessScopedIds: setting } })
    await sandbox.inbox.subscribe(['message.received', 'message.status'])
    const from = '+6281234567890'
    await sandbox.do.customerWrites({ from, name: 'Siti Rahayu', text: 'Halo' })
    await sandbox.call('POST /messages', { body: text(from) })
    await sandbox.advance('1s')
    await sandbox.advance('1s')
    const [received, sent] = await values(sandbox)
    const userId = received.messages[0].from_user_id
    expect(userId).toMatch(/^ID\.\d{21}$/)
    expect(received.contacts[0]).toMatchObject({
      user_id: userId,
      profile: { name: 'Siti Rahayu', username: 'siti.rahayu.7890' },
    })
    expect(sent.statuses[0].recipient_user_id).toBe(userId)
    const number = setting === 'only' ? undefined : '6281234567890'
    expect(received.messages[0].from).toBe(number)
    expect(received.contacts[0].wa_id).toBe(number)
    expect(sent.statuses[0].recipient_id).toBe(number)
  },
)

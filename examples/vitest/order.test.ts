// A program that uses Kirim, tested against a sandbox of its own.
import { test } from 'kirim-sandbox/vitest'
import { expect } from 'vitest'

/** The program under test: answers an order. It finds Kirim by its environment, as in production. */
async function confirmOrder(env: Record<string, string>, customer: string): Promise<void> {
  const response = await fetch(`${env.KIRIM_BASE_URL}/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${env.KIRIM_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': `order-of-${customer}`,
    },
    body: JSON.stringify({ to: customer, type: 'text', text: { body: 'Pesanan siap' } }),
  })
  if (!response.ok) throw new Error(`Kirim said ${response.status}: ${await response.text()}`)
}

test('a customer hears that the order is ready', async ({ kirim }) => {
  await kirim.inbox.subscribe(['message.status'])
  await kirim.do.customerWrites({ from: '+6281234567890', text: 'Sudah siap?' })
  await confirmOrder(kirim.env, '+6281234567890')

  const message = await kirim.waitFor.message({ to: '+6281234567890' }, 'delivered')
  expect(message.text).toBe('Pesanan siap')
  const told = { message: message.id, status: 'delivered' } as const
  await kirim.waitFor.webhook({ event: 'message.status', ...told })
  expect(kirim.inbox).toHaveReceivedWebhook('message.status', told)
  expect(kirim).toConformToContract()
})

test('the window closes after a day', async ({ kirim }) => {
  await kirim.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
  await kirim.advance('25h')
  await confirmOrder(kirim.env, '+6281234567890')
  const message = await kirim.waitFor.message({ to: '+6281234567890' }, 'failed')
  expect(message.error?.code).toBe('outside_24h_window')
})

test('Kirim is down for a moment', async ({ kirim }) => {
  await kirim.do.armFault({ fault: 'status', status: 503, times: 1 })
  await expect(confirmOrder(kirim.env, '+6281234567890')).rejects.toThrow('Kirim said 503')
  await confirmOrder(kirim.env, '+6281234567890')
  expect(kirim.messages()).toHaveLength(1)
})

// A hundred tests at once in one file; the check runs two such files on two workers.
import { kirimTest } from 'kirim-sandbox/vitest'
import { expect } from 'vitest'

// However busy the machine is: what is checked is that nothing bleeds.
const test = kirimTest({ timeout: '30s' })

const NUMBERS = Array.from({ length: 100 }, (_, number) => number)

for (const number of NUMBERS) {
  test.concurrent(`conversation ${number} is nobody else's`, async ({ kirim }) => {
    const customer = `+62812345678${String(number).padStart(2, '0')}`
    await kirim.inbox.subscribe(['message.received', 'message.status'])
    await kirim.do.customerWrites({ from: customer, text: `Nomor ${number}` })
    const { data } = await kirim.call('POST /messages', {
      body: { to: customer, type: 'text', text: { body: `Untuk ${number}` } },
    })
    await kirim.waitFor.webhook({ event: 'message.status', message: data.id, status: 'delivered' })
    await kirim.advance('25h')
    const messages = await kirim.call('GET /messages')
    expect(messages.data.map(({ content }) => content).sort()).toEqual([
      `Nomor ${number}`,
      `Untuk ${number}`,
    ])
    const received = kirim.inbox.webhooks.filter(({ event }) => event === 'message.received')
    expect(received).toHaveLength(1)
    expect(kirim.inbox.webhooks.every(({ signature }) => signature.valid)).toBe(true)
    expect(kirim.now.startsWith('2026-01-02T01:00:')).toBe(true)
  })
}

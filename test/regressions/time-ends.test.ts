// Faults that delay, one behind the other, led into years of five digits, which no reply may hold.
import { expect, it } from 'vitest'

import { TIME_ENDS_AT } from '../../src/domain/world/time.ts'
import { dataOf, expectRefusal } from '../api/stories.ts'
import { breachesOf } from '../fuzz/besieged.ts'
import { startTestSandbox } from '../support/sandbox.ts'

it('whatever is delayed beyond the end of time comes at its end', async () => {
  const kirim = await startTestSandbox()
  await kirim.act('advance-clock', { to: '9892-01-01T00:00:00Z' })
  const events = ['contact.created', 'message.status']
  await kirim.call('POST', '/webhook_subscriptions', { url: 'http://127.0.0.1:9/', events })
  for (const fault of ['delivery.delay', 'delivery.delay', 'fate.delay']) {
    await kirim.act('arm-fault', { fault, delay: '36500d' })
  }
  await kirim.call('POST', '/contacts', { phone_number: '+6281234567890' })
  const text = { to: '+628000000003', type: 'text', text: { body: 'Halo' } }
  await kirim.call('POST', '/messages', text)
  await kirim.settle()
  const deliveries = dataOf(await kirim.call('GET', '/webhook_deliveries'))
  expect(new Set(deliveries.map((row: { status: string }) => row.status))).toEqual(
    new Set(['dead']),
  )
  expect(kirim.world.now).toBe(TIME_ENDS_AT)
  expect(breachesOf(kirim)).toStrictEqual([])
})

it('a fault delays by a hundred years at most', async () => {
  const kirim = await startTestSandbox()
  const fault = { fault: 'fate.delay', delay: '36501d' }
  expectRefusal(await kirim.act('arm-fault', fault), 400, 'invalid_field_value', 'delay')
})

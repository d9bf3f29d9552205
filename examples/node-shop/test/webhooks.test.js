// Webhooks: who is believed, what is taken once, and what is tried again.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { it } from 'node:test'

import { webhookReceiver } from '../src/webhooks.js'
import { openShop } from '../testing/sandbox.js'

it('refuses a webhook that somebody else has signed', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'wrong-signature' })
  await sandbox.customerWrites('Pesan 100 kopi')
  await sandbox.settle()
  assert.deepEqual(shop.orders, [])
})

it('refuses a webhook that nobody has signed', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'no-signature' })
  await sandbox.customerWrites('Pesan 100 kopi')
  await sandbox.settle()
  assert.deepEqual(shop.orders, [])
})

it('refuses a webhook that was signed an hour ago', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'stale-signature' })
  await sandbox.customerWrites('Pesan 100 kopi')
  await sandbox.settle()
  assert.deepEqual(shop.orders, [])
})

it('takes an order once, however often it is told of it', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'duplicate', copies: 3 })
  await sandbox.customerWrites('Pesan kopi')
  await sandbox.settle()
  assert.equal(shop.orders.length, 1)
})

it('takes an order once when its delivery is replayed', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.customerWrites('Pesan kopi')
  await sandbox.settle()
  const deliveries = await sandbox.call('GET', '/webhook_deliveries')
  for (const { id } of deliveries) await sandbox.call('POST', `/webhook_deliveries/${id}/replay`)
  await sandbox.settle()
  assert.equal(shop.orders.length, 1)
})

it('takes an order that it could not take at first', async (test) => {
  let failures = 2
  const { sandbox, shop, reported } = await openShop(test, {
    handle: (event, { handle }) => {
      if (event.type === 'message.received' && failures-- > 0) throw new Error('No database.')
      return handle(event)
    },
  })
  await sandbox.customerWrites('Pesan kopi')
  await sandbox.settle()
  assert.equal(shop.orders.length, 1)
  assert.deepEqual(reported, ['No database.', 'No database.'])
})

for (const body of ['{"entry":', 'halo', 'null', '']) {
  it(`is not ended by ${JSON.stringify(body)}, though it is signed`, async () => {
    const unexpected = () => assert.fail('It was taken for an event.')
    const secrets = () => ['whsec_test']
    const receive = webhookReceiver({
      secrets,
      onEvent: unexpected,
      report: unexpected,
      now: () => 7,
    })
    const signature = createHmac('sha256', 'whsec_test').update(`7.${body}`).digest('hex')
    const headers = { 'x-kirim-signature': `t=7,v1=${signature}` }
    assert.equal(await receive({ headers, body: Buffer.from(body) }), 400)
  })
}

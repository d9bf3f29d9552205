// Orders: a customer writes, the shop answers, and the statuses of the answer come back.
import assert from 'node:assert/strict'
import { it } from 'node:test'

import { BUDI, openShop } from '../testing/sandbox.js'

it('takes an order and answers it', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.customerWrites('Pesan kopi susu')
  await sandbox.settle()
  assert.deepEqual(shop.orders, [{ number: 1, item: 'kopi susu', customer: BUDI }])
  const [answer] = await sandbox.call('GET', '/messages?direction=outbound')
  assert.equal(answer.content, 'Terima kasih! Pesanan nomor 1: kopi susu.')
})

it('has no use for small talk', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.customerWrites('Halo, masih buka?')
  await sandbox.settle()
  assert.deepEqual(shop.orders, [])
})

it('sees that its answer was read, although all three statuses share one event id', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('set-recipient', { phone_number: BUDI, behaviour: 'reads' })
  await sandbox.customerWrites('Pesan teh')
  await sandbox.settle()
  assert.deepEqual([...shop.statuses.values()], ['read'])
})

it('is not misled by statuses that arrive out of order', async (test) => {
  const { sandbox, shop } = await openShop(test)
  await sandbox.act('set-recipient', { phone_number: BUDI, behaviour: 'out-of-order' })
  await sandbox.customerWrites('Pesan teh')
  await sandbox.settle()
  assert.deepEqual([...shop.statuses.values()], ['read'])
})

it('keeps an order that it could not answer', async (test) => {
  const { sandbox, shop, reported } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'status', status: 422, times: 1 })
  await sandbox.customerWrites('Pesan teh')
  await sandbox.settle()
  assert.equal(shop.orders.length, 1)
  assert.match(reported.join(), /^422 /)
})

// Sending: limits are kept, storms are sat out, and no customer gets a message twice.
import assert from 'node:assert/strict'
import { it } from 'node:test'

import { KirimError } from '../src/kirim-client.js'
import { openShop } from '../testing/sandbox.js'

/** Reads whatever is sent, and may always be written to. */
const READER = '+628000000003'

const HALO = { to: READER, type: 'text', text: { body: 'Halo' } }

it('waits as long as the rate limit asks for', async (test) => {
  const { sandbox, client, waits } = await openShop(test, { tier: 'default' })
  for (let n = 0; n < 70; n++) await client.sendMessage(HALO)
  assert.ok(waits.length > 0)
  const { entries } = await sandbox.read('/journal?kind=request&limit=500')
  const refused = entries.filter(({ status }) => status === 429)
  assert.equal(refused.length, waits.length, 'after each wait, the limit has room again')
})

it('waits no less than Retry-After says', async (test) => {
  const { sandbox, client, waits } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'status', status: 429, retry_after: 17, times: 1 })
  await client.sendMessage(HALO)
  assert.deepEqual(waits, [17_000])
})

it('sits out an outage', async (test) => {
  const { sandbox, client, waits } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'status', status: 503, times: 3 })
  const { id } = await client.sendMessage(HALO)
  assert.match(id, /^msg_/)
  assert.deepEqual(waits, [1_000, 2_000, 4_000])
})

it('sends a message once when the reply to it is lost', async (test) => {
  const { sandbox, client } = await openShop(test)
  await sandbox.act('arm-fault', { fault: 'drop-after-accept', times: 1 })
  await client.sendMessage(HALO)
  assert.equal((await sandbox.call('GET', '/messages')).length, 1)
})

it('does not try again what will never be taken', async (test) => {
  const { client, waits } = await openShop(test)
  const sending = client.sendMessage({ ...HALO, to: '0812' })
  await assert.rejects(sending, (error) => error instanceof KirimError && error.status === 400)
  assert.deepEqual(waits, [])
})

for (const fault of ['truncate', 'malformed', 'empty', 'drop-after-accept']) {
  it(`sends once although the reply is lost to ${fault}`, async (test) => {
    const { sandbox, shop } = await openShop(test)
    await sandbox.act('arm-fault', { fault, match: { operation: 'POST /messages' }, times: 1 })
    await sandbox.customerWrites('Pesan teh')
    await sandbox.settle()
    assert.equal(shop.orders.length, 1)
    assert.equal((await sandbox.call('GET', '/messages?direction=outbound')).length, 1)
  })
}

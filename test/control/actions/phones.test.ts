// Customers at their phones: they read, they block, and they behave as they are told.
import { describe, expect, it } from 'vitest'

import { RECIPIENTS } from '../../../src/domain/messaging/recipients.ts'
import { startWithReceiver } from '../../engine/webhooks.ts'
import { sendAccepted, statusesAt } from '../../faults/arming.ts'
import type { TestSandbox } from '../../support/sandbox.ts'

const CUSTOMER = '+6281234567890'
const STAYS_SENT = '+628000000001'
const NEVER_READS = '+628000000002'

async function shown({ call }: TestSandbox, id: string) {
  return (await call('GET', `/messages/${id}`)).body.data
}

describe('customer-reads', () => {
  it('reads all that has arrived, oldest first, and the receiver hears of each', async () => {
    const story = await startWithReceiver()
    const first = await sendAccepted(story, NEVER_READS)
    const second = await sendAccepted(story, NEVER_READS)
    await story.settle()
    const pending = await sendAccepted(story, NEVER_READS)
    const elsewhere = await sendAccepted(story, STAYS_SENT)
    story.receiver.received.length = 0
    const { status, body } = await story.act('customer-reads', { from: NEVER_READS })
    expect([status, body.data]).toEqual([200, { read: [first, second] }])
    await story.advance(0)
    expect(statusesAt(story.receiver)).toEqual(['read', 'read'])
    expect((await shown(story, first)).status).toBe('read')
    expect((await shown(story, pending)).status).toBe('pending')
    expect((await shown(story, elsewhere)).status).toBe('pending')
  })

  it('reads what is only sent: the chat is open', async () => {
    const story = await startWithReceiver()
    const id = await sendAccepted(story, STAYS_SENT)
    await story.settle()
    await story.act('customer-reads', { from: STAYS_SENT })
    await story.settle()
    expect((await shown(story, id)).status).toBe('read')
    expect(statusesAt(story.receiver)).toEqual(['sent', 'read'])
  })

  it('reads one message, and the second time there is nothing to read', async () => {
    const story = await startWithReceiver()
    const [one, other] = [
      await sendAccepted(story, NEVER_READS),
      await sendAccepted(story, NEVER_READS),
    ]
    await story.settle()
    expect((await story.act('customer-reads', { message_id: other })).body.data.read).toEqual([
      other,
    ])
    expect((await shown(story, one)).status).toBe('delivered')
    await story.act('customer-reads', { from: NEVER_READS })
    const again = await story.act('customer-reads', { from: NEVER_READS })
    expect(again.body.data.read).toEqual([])
  })

  it.each([
    [{}, 400, 'missing_required_field'],
    [{ from: '+6281200000000' }, 404, 'resource_not_found'],
    [{ message_id: `msg_${'0'.repeat(26)}` }, 404, 'resource_not_found'],
    [{ message_id: 'msg_short' }, 400, 'invalid_field_value'],
  ])('refuses %j', async (input, expected, code) => {
    const { act } = await startWithReceiver()
    const { status, body } = await act('customer-reads', input)
    expect([status, body.error.code]).toEqual([expected, code])
  })
})

describe('customer-blocks', () => {
  it('makes messages fail until the block is taken back', async () => {
    const story = await startWithReceiver()
    await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    const blocked = await story.act('customer-blocks', { from: CUSTOMER })
    expect(blocked.body.data).toEqual({ from: CUSTOMER, blocked: true })
    const first = await sendAccepted(story, CUSTOMER)
    await story.settle()
    expect(await shown(story, first)).toMatchObject({
      status: 'failed',
      error: { code: 'recipient_blocked', provider_code: 1013 },
    })
    await story.act('customer-blocks', { from: CUSTOMER, blocked: false })
    const second = await sendAccepted(story, CUSTOMER)
    await story.settle()
    expect(['delivered', 'read']).toContain((await shown(story, second)).status)
    expect((await shown(story, first)).status).toBe('failed')
  })
})

describe('set-recipient', () => {
  it('tells how a phone behaves from the next message on', async () => {
    const story = await startWithReceiver()
    await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    const before = await sendAccepted(story, CUSTOMER)
    const wish = { phone_number: CUSTOMER, behaviour: 'stays-sent' }
    expect((await story.act('set-recipient', wish)).body.data).toEqual(wish)
    const after = await sendAccepted(story, CUSTOMER)
    await story.settle()
    expect((await shown(story, before)).status).not.toBe('sent')
    expect((await shown(story, after)).status).toBe('sent')
  })

  it('by a Meta code, and ordinary forgets it', async () => {
    const story = await startWithReceiver()
    await story.act('customer-writes', { from: CUSTOMER, text: 'Permisi' })
    await story.act('set-recipient', { phone_number: CUSTOMER, behaviour: 'fails:131049' })
    const failing = await sendAccepted(story, CUSTOMER)
    await story.act('set-recipient', { phone_number: CUSTOMER, behaviour: 'ordinary' })
    const well = await sendAccepted(story, CUSTOMER)
    await story.settle()
    expect((await shown(story, failing)).error).toMatchObject({ provider_code: 131049 })
    expect((await shown(story, well)).error ?? null).toBeNull()
  })

  it('goes before what a number always does', async () => {
    const story = await startWithReceiver()
    await story.act('set-recipient', { phone_number: STAYS_SENT, behaviour: 'reads' })
    const id = await sendAccepted(story, STAYS_SENT)
    await story.settle()
    expect((await shown(story, id)).status).toBe('read')
  })

  it('takes every behaviour of the table', async () => {
    const { act } = await startWithReceiver()
    for (const behaviour of Object.keys(RECIPIENTS)) {
      if (behaviour === 'fails-with-code') continue
      const { status } = await act('set-recipient', { phone_number: CUSTOMER, behaviour })
      expect([behaviour, status]).toEqual([behaviour, 200])
    }
  })

  it.each(['asleep', 'fails-with-code', 'fails:', 'fails:1234567', 'constructor'])(
    'refuses %s and lists the behaviours',
    async (behaviour) => {
      const { act } = await startWithReceiver()
      const { status, body } = await act('set-recipient', { phone_number: CUSTOMER, behaviour })
      expect(status).toBe(400)
      expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'behaviour' })
      for (const known of ['stays-sent', 'echoes', 'blocked', 'fails:<Meta code>']) {
        expect(body.error.message).toContain(known)
      }
    },
  )
})

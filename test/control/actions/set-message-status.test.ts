// set-message-status: statuses that come at once, late, or instead of what was planned.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../../src/contract/validators.ts'
import { startWithReceiver } from '../../engine/webhooks.ts'
import { READER, sendAccepted, statusesAt } from '../../faults/arming.ts'
import { see } from '../../http/control-reading.ts'

async function startWithMessage(to = READER) {
  const story = await startWithReceiver()
  const id = await sendAccepted(story, to)
  return {
    ...story,
    id,
    set: (status: string, more = {}) =>
      story.act('set-message-status', { message_id: id, status, ...more }),
    shown: async () => (await story.call('GET', `/messages/${id}`)).body.data,
    heard: async () => {
      await story.settle()
      for (const { json } of story.receiver.received) {
        expect(checkWebhookBody('message.status', json)).toBeNull()
      }
      return statusesAt(story.receiver)
    },
  }
}

describe('ahead of the plan', () => {
  it('sent comes at once, and the rest as planned', async () => {
    const { set, shown, heard } = await startWithMessage()
    const { status, body } = await set('sent')
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ status: 'sent' })
    expect((await shown()).status).toBe('sent')
    expect(await heard()).toEqual(['sent', 'delivered', 'read'])
  })

  it('read drops what the plan held before it', async () => {
    const { set, shown, heard } = await startWithMessage()
    await set('read')
    expect((await shown()).status).toBe('read')
    expect(await heard()).toEqual(['read'])
  })

  it('failed ends the plan, with the code that is said', async () => {
    const { set, shown, heard, receiver } = await startWithMessage()
    await set('failed', { meta_code: 131049 })
    expect(await shown()).toMatchObject({
      status: 'failed',
      error: { code: 'whatsapp_upstream_error', provider_code: 131049 },
    })
    expect(await heard()).toEqual(['failed'])
    const [status] = receiver.received[0]?.json.entry[0].changes[0].value.statuses ?? []
    expect(status.errors).toMatchObject([{ code: 131049 }])
  })

  it('failed without a code is an unknown error', async () => {
    const { set, shown, heard, receiver } = await startWithMessage()
    await set('failed')
    expect((await shown()).error).toMatchObject({ code: 'whatsapp_upstream_error' })
    await heard()
    const [status] = receiver.received[0]?.json.entry[0].changes[0].value.statuses ?? []
    expect(status.errors).toMatchObject([{ code: 131000 }])
  })
})

describe('late', () => {
  it.each(['sent', 'delivered'])(
    '%s after read is heard, and what is shown stays read',
    async (late) => {
      const { set, shown, heard } = await startWithMessage()
      expect(await heard()).toEqual(['sent', 'delivered', 'read'])
      const { body } = await set(late)
      expect(body.data.status).toBe('read')
      expect(await heard()).toEqual(['sent', 'delivered', 'read', late])
      expect((await shown()).status).toBe('read')
    },
  )

  it('failed after read is heard when it is forced, and what is shown has no error', async () => {
    const { set, shown, heard } = await startWithMessage()
    await heard()
    await set('failed', { meta_code: 131026, force: true })
    expect((await heard()).at(-1)).toBe('failed')
    expect((await shown()).status).toBe('read')
    expect((await shown()).error ?? null).toBeNull()
  })

  it('read after failed is further on when it is forced: another of the customer’s devices got it', async () => {
    const { set, shown, heard } = await startWithMessage('+62800000131026')
    expect(await heard()).toEqual(['failed'])
    await set('read', { force: true })
    expect(await heard()).toEqual(['failed', 'read'])
    expect((await shown()).status).toBe('read')
    expect((await shown()).error ?? null).toBeNull()
  })
})

describe('a step that never happens by itself', () => {
  it.each(['sent', 'delivered', 'read'])(
    '%s after failed is refused, with its history',
    async (next) => {
      const { set, shown, heard } = await startWithMessage('+62800000131026')
      await heard()
      const { status, body } = await set(next)
      expect([status, body.error.code, body.error.param]).toEqual([
        400,
        'invalid_field_value',
        'status',
      ])
      expect(body.error.message).toMatch(
        /is failed and does not become .*failed at 2026-.*force: true/,
      )
      expect(await heard()).toEqual(['failed'])
      expect(await shown()).toMatchObject({
        status: 'failed',
        error: { code: 'recipient_not_on_whatsapp' },
      })
    },
  )

  it('failed after delivered is refused', async () => {
    const { set, shown } = await startWithMessage()
    await set('delivered')
    const { body } = await set('failed')
    expect(body.error.message).toContain('is delivered and does not become failed')
    expect((await shown()).status).toBe('delivered')
  })

  it('is noted in the journal when it is forced', async () => {
    const story = await startWithMessage('+62800000131026')
    await story.heard()
    await story.set('read', { force: true })
    const { entries } = await see(story, '/journal')
    const message = `Message ${story.id} was failed; read was forced on it.`
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'notice', message }))
  })

  it('a customer does not read what failed', async () => {
    const { act, id, heard } = await startWithMessage('+62800000131026')
    await heard()
    const { status, body } = await act('customer-reads', { message_id: id })
    expect([status, body.error.code]).toEqual([400, 'invalid_field_value'])
  })
})

describe('the message', () => {
  it('may be named by its wamid', async () => {
    const story = await startWithMessage()
    const { wamid } = await see(story, `/messages/${story.id}`)
    const input = { message_id: wamid, status: 'delivered' }
    const { body } = await story.act('set-message-status', input)
    expect(body.data).toEqual({ message_id: story.id, wamid, status: 'delivered' })
  })

  it('must be one of ours that was sent', async () => {
    const { act } = await startWithReceiver()
    const inbound = await act('customer-writes', { from: '+6281234567890', text: 'Permisi' })
    const set = async (message_id: string) =>
      (await act('set-message-status', { message_id, status: 'read' })).body.error
    expect(await set(inbound.body.data.message_id)).toMatchObject({
      code: 'invalid_field_value',
      param: 'message_id',
    })
    expect((await set(`msg_${'0'.repeat(26)}`)).code).toBe('resource_not_found')
    expect((await set('wamid.HBgL')).code).toBe('resource_not_found')
  })

  it.each(['pending', 'queued', 'played'])('cannot be set to %s', async (status) => {
    const { set, shown } = await startWithMessage()
    const { body } = await set(status)
    expect(body.error).toMatchObject({ code: 'invalid_field_value', param: 'status' })
    expect((await shown()).status).toBe('pending')
  })
})

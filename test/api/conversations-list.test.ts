// GET /conversations: which come first, and which the filters keep.
import { describe, expect, it } from 'vitest'

import type { ConversationRow } from '../../src/domain/world/rows.ts'
import { first, put } from '../../src/domain/world/tables.ts'
import { HOUR_MS } from '../../src/domain/world/time.ts'
import { newId, nextSeq, transact } from '../../src/domain/world/world.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { customerWrites, dataOf, expectRefusal, sendText, unknownId } from './stories.ts'

describe('GET /conversations', () => {
  it('shows the last active first, and those without a message behind all others', async () => {
    const kirim = await startTestSandbox()
    const ids: string[] = []
    for (const n of [1, 2, 3]) {
      const { conversation_id } = await customerWrites(kirim, { from: `+628120000000${n}` })
      ids.push(conversation_id)
      await kirim.advance(HOUR_MS)
    }
    const { world } = kirim
    const silent = transact(world, () => {
      const row = first(world.conversations, 'all') as ConversationRow
      const born = { id: newId(world, 'conversation'), seq: nextSeq(world), createdAt: world.now }
      return put(world.conversations, { ...row, ...born, lastMessageAt: null, lastInboundAt: null })
    })
    const shown = async (query = '') => {
      const data = dataOf(await kirim.call('GET', `/conversations${query}`))
      return data.map((row: { id: string }) => row.id)
    }
    const [a, b, c] = ids
    expect(await shown()).toStrictEqual([c, b, a, silent.id])
    await sendText(kirim, '+6281200000001')
    expect(await shown()).toStrictEqual([a, c, b, silent.id])
    expect(await shown('?status=open')).toStrictEqual([a, c, b, silent.id])
  })

  it('keeps by status and by contact, alone and together', async () => {
    const kirim = await startTestSandbox()
    const talks: Awaited<ReturnType<typeof customerWrites>>[] = []
    for (const status of ['open', 'pending', 'resolved']) {
      const talk = await customerWrites(kirim, { from: `+628120000000${talks.length + 1}` })
      dataOf(await kirim.call('PATCH', `/conversations/${talk.conversation_id}`, { status }))
      talks.push(talk)
    }
    const shown = async (query: string) => {
      const data = dataOf(await kirim.call('GET', `/conversations?${query}`))
      return data.map((row: { id: string }) => row.id)
    }
    const [open, pending, resolved] = talks as [
      (typeof talks)[0],
      (typeof talks)[0],
      (typeof talks)[0],
    ]
    expect(await shown('status=open')).toStrictEqual([open.conversation_id])
    expect(await shown('status=pending')).toStrictEqual([pending.conversation_id])
    expect(await shown('status=resolved')).toStrictEqual([resolved.conversation_id])
    expect(await shown(`contact_id=${open.contact_id}`)).toStrictEqual([open.conversation_id])
    expect(await shown(`contact_id=${open.contact_id}&status=resolved`)).toStrictEqual([])
    expect(await shown(`contact_id=${unknownId('ctc')}`)).toStrictEqual([])
  })

  it.each([
    ['status=closed', 'status'],
    ['contact_id=ctc_1', 'contact_id'],
  ])('refuses %s', async (query, param) => {
    const kirim = await startTestSandbox()
    const reply = await kirim.call('GET', `/conversations?${query}`)
    expectRefusal(reply, 400, 'invalid_field_value', param)
  })
})

// Customers who answer: replies, taps and reactions, and the message they speak of.
import { describe, expect, it } from 'vitest'

import {
  completeInbound,
  type InboundInput,
} from '../../../src/domain/messaging/inbound/inbound-content.ts'
import type { World } from '../../../src/domain/world/world.ts'
import { CUSTOMER, emptyWorld, messageRow, putMessages, putTemplates } from './samples.ts'

const { conversationId } = messageRow()

function complete(world: World, input: InboundInput) {
  return completeInbound(world, 'msg_00000000000000000000000099', input, conversationId)
}

describe('a reply', () => {
  it('to a message of ours carries its wamid', () => {
    const world = emptyWorld()
    const [ours] = putMessages(world, {})
    const { content } = complete(world, { text: 'Ya', context: { message_id: ours?.id ?? '' } })
    expect(content.context).toEqual({ id: ours?.wamid })
  })

  it("to the customer's own message says who wrote it", () => {
    const world = emptyWorld()
    const [own] = putMessages(world, { direction: 'inbound' })
    const { content } = complete(world, { text: 'Ya', context: { message_id: own?.id ?? '' } })
    expect(content.context).toEqual({ from: CUSTOMER, id: own?.wamid })
  })

  it('takes a wamid as it is, known or not', () => {
    const world = emptyWorld()
    const [own] = putMessages(world, { direction: 'inbound', wamid: 'wamid.OWN' })
    expect(own?.wamid).toBe('wamid.OWN')
    const contextOf = (message_id: string) =>
      complete(world, { text: 'Ya', context: { message_id } }).content.context
    expect(contextOf('wamid.OWN')).toEqual({ from: CUSTOMER, id: 'wamid.OWN' })
    expect(contextOf('wamid.ELSEWHERE')).toEqual({ id: 'wamid.ELSEWHERE' })
  })

  it('to a message that is not there is refused', () => {
    const world = emptyWorld()
    const input = { text: 'Ya', context: { message_id: 'msg_00000000000000000000000042' } }
    expect(() => complete(world, input)).toThrow(
      expect.objectContaining({ code: 'invalid_field_value', param: 'context.message_id' }),
    )
  })

  it('quotes nothing unless it says so', () => {
    const world = emptyWorld()
    putMessages(world, {}, { type: 'template' }, { type: 'interactive' })
    expect(complete(world, { text: 'Ya' }).content).not.toHaveProperty('context')
    expect(complete(world, { type: 'image' }).content).not.toHaveProperty('context')
  })
})

const BUTTONS = {
  type: 'BUTTONS',
  buttons: [
    { type: 'URL', text: 'Lihat', url: 'https://toko.example' },
    { type: 'QUICK_REPLY', text: 'Hadir' },
    { type: 'QUICK_REPLY', text: 'Batalkan' },
  ],
}

const PAYLOAD = {
  type: 'button',
  sub_type: 'quick_reply',
  index: 1,
  parameters: [{ type: 'payload', payload: 'HADIR-7' }],
}

function worldWithTemplateSent(): World {
  const world = emptyWorld()
  putTemplates(world, { components: [{ type: 'BODY', text: 'Halo' }, BUTTONS] })
  const content = { name: 'order_update', language: 'id', components: [PAYLOAD] }
  putMessages(
    world,
    { type: 'template', content, wamid: 'wamid.FIRST' },
    { type: 'template', content, wamid: 'wamid.SECOND' },
    { type: 'text' },
    { type: 'template', direction: 'inbound', wamid: 'wamid.INBOUND' },
    { type: 'template', conversationId: 'cnv_other', wamid: 'wamid.OTHER' },
  )
  return world
}

describe('a tap on a quick reply', () => {
  it('answers the newest template, with the payload that was sent for it', () => {
    expect(complete(worldWithTemplateSent(), { button: 'Hadir' })).toEqual({
      type: 'button',
      content: {
        context: { id: 'wamid.SECOND' },
        button: { payload: 'HADIR-7', text: 'Hadir' },
      },
      summary: 'Hadir',
      mediaUrl: null,
    })
  })

  it('has its label as its payload when none was sent', () => {
    const { content } = complete(worldWithTemplateSent(), { button: { text: 'Batalkan' } })
    expect(content.button).toEqual({ payload: 'Batalkan', text: 'Batalkan' })
  })

  it('has the payload that is said, whatever was sent', () => {
    const button = { text: 'Hadir', payload: 'MINE' }
    expect(complete(worldWithTemplateSent(), { button }).content.button).toEqual(button)
  })

  it('answers the template that is said', () => {
    const context = { message_id: 'wamid.FIRST' }
    const { content } = complete(worldWithTemplateSent(), { button: 'Hadir', context })
    expect(content.context).toEqual({ id: 'wamid.FIRST' })
    expect(content.button).toEqual({ payload: 'HADIR-7', text: 'Hadir' })
  })

  it('answers a message from before the sandbox when no template was sent', () => {
    const { content } = complete(emptyWorld(), { button: 'Hadir' })
    expect(content.button).toEqual({ payload: 'Hadir', text: 'Hadir' })
    expect(content.context).toEqual({ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/]+={0,2}$/) })
  })
})

describe('a tap on a list', () => {
  const list = {
    type: 'list',
    body: { text: 'Pilih' },
    action: {
      button: 'Menu',
      sections: [
        { title: 'A', rows: [{ id: 'a', title: 'Kopi' }] },
        { title: 'B', rows: [{ id: 'b', title: 'Teh', description: 'Tanpa gula' }] },
      ],
    },
  }
  const sent = (): World => {
    const world = emptyWorld()
    putMessages(
      world,
      { type: 'interactive', content: list, wamid: 'wamid.LIST' },
      { type: 'text' },
    )
    return world
  }

  it.each([
    ['a', { id: 'a', title: 'Kopi' }],
    ['b', { id: 'b', title: 'Teh', description: 'Tanpa gula' }],
    ['nowhere', { id: 'nowhere', title: 'nowhere' }],
  ])('at row %s', (id, list_reply) => {
    expect(complete(sent(), { interactive: { list_reply: { id } } })).toEqual({
      type: 'interactive',
      content: {
        context: { id: 'wamid.LIST' },
        interactive: { type: 'list_reply', list_reply },
      },
      summary: list_reply.title,
      mediaUrl: null,
    })
  })

  it('keeps what is said of the row', () => {
    const list_reply = { id: 'a', title: 'Kopi susu', description: 'Dingin' }
    const { content } = complete(sent(), { interactive: { list_reply } })
    expect(content.interactive).toEqual({ type: 'list_reply', list_reply })
  })

  it('may be a tap on a reply button', () => {
    const made = complete(sent(), { interactive: { button_reply: { id: 'ya', title: 'Ya' } } })
    expect(made.summary).toBe('Ya')
    expect(made.content.interactive).toEqual({
      type: 'button_reply',
      button_reply: { id: 'ya', title: 'Ya' },
    })
  })

  it('must say what was tapped', () => {
    expect(() => complete(sent(), { interactive: {} })).toThrow(
      expect.objectContaining({
        code: 'missing_required_field',
        param: 'interactive.list_reply',
      }),
    )
  })
})

describe('a reaction', () => {
  it('is put on the newest message of the business', () => {
    const world = emptyWorld()
    putMessages(
      world,
      { wamid: 'wamid.OLD' },
      { wamid: 'wamid.NEW' },
      { direction: 'inbound', wamid: 'wamid.IN' },
    )
    expect(complete(world, { reaction: '👍' })).toEqual({
      type: 'reaction',
      content: { reaction: { message_id: 'wamid.NEW', emoji: '👍' } },
      summary: '👍',
      mediaUrl: null,
    })
  })

  it('is put on the message that is said, inside and not in a context', () => {
    const world = emptyWorld()
    const [old] = putMessages(world, {}, {})
    const message_id = old?.id ?? ''
    const expected = { reaction: { message_id: old?.wamid, emoji: '👍' } }
    expect(complete(world, { reaction: { message_id, emoji: '👍' } }).content).toEqual(expected)
    const byContext = complete(world, { reaction: '👍', context: { message_id } })
    expect(byContext.content).toEqual(expected)
  })

  it('is taken back with an empty emoji, and then has none for its receiver', () => {
    const world = emptyWorld()
    putMessages(world, { wamid: 'wamid.NEW' })
    const expected = { reaction: { message_id: 'wamid.NEW' } }
    const takenBack = complete(world, { reaction: { emoji: '' } })
    expect([takenBack.content, takenBack.summary]).toStrictEqual([expected, null])
    expect(complete(world, { type: 'reaction', reaction: '' }).content).toStrictEqual(expected)
  })

  it('needs a message', () => {
    expect(() => complete(emptyWorld(), { reaction: '👍' })).toThrow(
      expect.objectContaining({ code: 'missing_required_field', param: 'reaction.message_id' }),
    )
  })

  it('refuses a message that is not there', () => {
    const reaction = { message_id: 'msg_00000000000000000000000042', emoji: '👍' }
    expect(() => complete(emptyWorld(), { reaction })).toThrow(
      expect.objectContaining({ code: 'invalid_field_value', param: 'reaction.message_id' }),
    )
  })
})

// Meta's webhook for inbound messages: shapes that the contract knows, in the order of real ones.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../src/contract/validators.ts'
import {
  completeInbound,
  type InboundInput,
} from '../../src/domain/messaging/inbound/inbound-content.ts'
import { inboundWamid, outboundWamid } from '../../src/domain/messaging/wamid.ts'
import type { MessageRow } from '../../src/domain/world/message-rows.ts'
import type { JsonObject } from '../../src/domain/world/rows.ts'
import { type MessageFacts, metaMessageBody } from '../../src/wire/v1/meta-messages.ts'
import {
  ACCOUNT,
  CUSTOMER,
  emptyWorld,
  messageRow,
  putMessages,
} from '../domain/messaging/samples.ts'

const ID = 'msg_00000000000000000000000099'
const WAMID = inboundWamid(7, CUSTOMER, ID)
const QUOTED = outboundWamid(7, CUSTOMER, 'msg_quoted')

function received(changes: Partial<MessageRow>): MessageFacts {
  return {
    type: 'message.received',
    message: messageRow({ id: ID, direction: 'inbound', wamid: WAMID, ...changes }),
    account: ACCOUNT,
    profileName: 'Siti Rahayu',
  }
}

/** What a customer writes, on its way from the control API to the receiver. */
function written(input: InboundInput): MessageFacts {
  const world = emptyWorld()
  const [ours] = putMessages(world, { wamid: QUOTED })
  const { type, content } = completeInbound(world, ID, input, ours?.conversationId)
  return received({ type, content })
}

function changeOf(body: JsonObject): JsonObject {
  const { entry } = body as unknown as { entry: { changes: { value: JsonObject }[] }[] }
  return entry[0]?.changes[0]?.value ?? {}
}

function messageOf(body: JsonObject): JsonObject {
  return (changeOf(body).messages as JsonObject[])[0] ?? {}
}

it('is one message in one change of one entry', () => {
  expect(metaMessageBody(received({ type: 'text', content: { text: { body: 'Halo' } } }))).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: {
                display_phone_number: '6281100000001',
                phone_number_id: '106540352242922',
              },
              contacts: [{ profile: { name: 'Siti Rahayu' }, wa_id: CUSTOMER }],
              messages: [
                {
                  from: CUSTOMER,
                  id: WAMID,
                  timestamp: '1767225600',
                  type: 'text',
                  text: { body: 'Halo' },
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  })
})

const item = { product_retailer_id: 'SKU-1', quantity: 2, item_price: 50_000, currency: 'IDR' }
const card = {
  name: { formatted_name: 'Budi' },
  phones: ['+62 812-3456-7890', '112'],
  emails: [{ email: 'budi@toko.example' }],
  birthday: '1990-02-28',
}

const WRITTEN: readonly [string, InboundInput][] = [
  ['a text', { text: 'Halo' }],
  ['a picture', { image: { caption: 'Foto' } }],
  ['a video', { type: 'video' }],
  ['a document', { document: { filename: 'faktur.pdf' } }],
  ['a voice note', { type: 'audio' }],
  ['a sticker', { type: 'sticker' }],
  ['a place', { location: { latitude: -6.2, longitude: 106.8, name: 'Kantor' } }],
  ['a place that is not said', { type: 'location' }],
  ['cards', { contacts: [card, { name: 'Siti' }] }],
  ['a tap on a row', { interactive: { list_reply: { id: 'a' } } }],
  ['a tap on a reply button', { interactive: { button_reply: { id: 'ya', title: 'Ya' } } }],
  ['a tap on a quick reply', { button: 'Hadir' }],
  ['a reaction', { reaction: '👍' }],
  ['a reaction taken back', { reaction: { emoji: '' } }],
  ['an order', { order: { product_items: [item] } }],
  ['a new number', { type: 'system' }],
  ['a type that is not shown', { type: 'unsupported' }],
  ['a poll', { unsupported: { type: 'poll' } }],
  ['a reply', { text: 'Ya', context: { message_id: QUOTED } }],
  ['what was forwarded', { text: 'Ya', context: { forwarded: true } }],
  ['what was forwarded often', { type: 'image', context: { frequently_forwarded: true } }],
  [
    'a question about a product',
    {
      text: 'Ada?',
      context: { referred_product: { catalog_id: '1', product_retailer_id: 'SKU-1' } },
    },
  ],
  ['an answer to an advertisement', { text: 'Halo', referral: {} }],
  ['an answer to a video', { text: 'Halo', referral: { media_type: 'video' } }],
]

describe('the contract knows', () => {
  it.each(WRITTEN)('%s', (_, input) => {
    expect(checkWebhookBody('message.received', metaMessageBody(written(input)))).toBeNull()
  })
})

it('has whoever is behind it beside it, but nobody behind a system message', () => {
  for (const [, input] of WRITTEN) {
    const value = changeOf(metaMessageBody(written(input)))
    expect('contacts' in value).toBe(messageOf(metaMessageBody(written(input))).type !== 'system')
  }
})

it('stands a number in for a name that nobody told', () => {
  const body = metaMessageBody({ ...written({ text: 'Halo' }), profileName: null })
  expect(changeOf(body).contacts).toEqual([{ profile: { name: CUSTOMER }, wa_id: CUSTOMER }])
})

it('puts context and referral first, as live webhooks do', () => {
  const input = { text: 'Ya', context: { message_id: QUOTED }, referral: {} }
  const message = messageOf(metaMessageBody(written(input)))
  expect(Object.keys(message)).toEqual([
    'context',
    'referral',
    'from',
    'id',
    'timestamp',
    'type',
    'text',
  ])
})

describe('a quoted message', () => {
  it('of the business is from its number', () => {
    const message = messageOf(
      metaMessageBody(written({ text: 'Ya', context: { message_id: QUOTED } })),
    )
    expect(message.context).toEqual({ from: ACCOUNT.phone, id: QUOTED })
  })

  it('of the customer is from the customer', () => {
    const context = { from: CUSTOMER, id: QUOTED }
    const message = messageOf(
      metaMessageBody(received({ type: 'text', content: { text: { body: 'Ya' }, context } })),
    )
    expect(message.context).toEqual(context)
  })

  it('is there for every tap, though none was sent', () => {
    const message = messageOf(metaMessageBody(written({ button: 'Hadir' })))
    expect(message.context).toEqual({
      from: ACCOUNT.phone,
      id: expect.stringMatching(/^wamid\./),
    })
  })

  it('does not stand beside a reaction, which names it inside', () => {
    const message = messageOf(metaMessageBody(written({ reaction: '👍' })))
    expect(message).not.toHaveProperty('context')
    expect(message.reaction).toEqual({ message_id: QUOTED, emoji: '👍' })
  })

  it('is not made up for what was only forwarded', () => {
    const message = messageOf(
      metaMessageBody(written({ text: 'Ya', context: { forwarded: true } })),
    )
    expect(message.context).toEqual({ forwarded: true })
  })
})

it('says the same bytes for the same facts', () => {
  const facts = written({ image: { caption: 'Foto' } })
  expect(JSON.stringify(metaMessageBody(facts))).toBe(JSON.stringify(metaMessageBody(facts)))
})

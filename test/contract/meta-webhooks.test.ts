// Webhook bodies of messages and statuses: Meta's shapes, passed through.
import { describe, expect, it } from 'vitest'

import { checkWebhookBody } from '../../src/contract/validators.ts'

const wamid = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA='
const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
const contacts = [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234' }]
const envelope = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        { value: { messaging_product: 'whatsapp', metadata, ...value }, field: 'messages' },
      ],
    },
  ],
})
const inbound = (members: object) => ({
  from: '16505551234',
  id: wamid,
  timestamp: '1749416383',
  ...members,
})
const received = (members: object) => envelope({ contacts, messages: [inbound(members)] })
const told = (members: object) =>
  envelope({
    statuses: [{ id: wamid, timestamp: '1750030073', recipient_id: '16505551234', ...members }],
  })
const at = 'entry.0.changes.0.value'

const context = { from: '15550783881', id: wamid }
const file = { mime_type: 'image/jpeg', sha256: 'abc=', id: '1003383421387256' }
const typeError = { code: 131051, title: 'Message type unknown', message: 'Message type unknown' }

describe('message.received', () => {
  it.each([
    ['text', { text: { body: 'Does it come in another color?' } }],
    ['text', { context: { forwarded: true }, text: { body: 'x' } }],
    ['image', { image: { caption: 'Taj Mahal', ...file, url: 'https://lookaside.fbsbx.com/x' } }],
    ['video', { video: file }],
    ['document', { document: { filename: 'a.pdf', ...file } }],
    ['audio', { audio: { ...file, voice: true } }],
    ['sticker', { sticker: { ...file, animated: false } }],
    ['location', { location: { latitude: -6.2, longitude: 106.8 } }],
    [
      'contacts',
      { contacts: [{ name: { formatted_name: 'Budi' }, phones: [{ phone: '+62 811' }] }] },
    ],
    [
      'interactive',
      { context, interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Ya' } } },
    ],
    [
      'interactive',
      {
        context,
        interactive: { type: 'list_reply', list_reply: { id: '1', title: 'A', description: 'b' } },
      },
    ],
    ['button', { context, button: { payload: 'Ya', text: 'Ya' } }],
    ['reaction', { reaction: { message_id: wamid, emoji: '👍' } }],
    ['reaction', { reaction: { message_id: wamid } }],
    [
      'order',
      {
        order: {
          catalog_id: '1',
          text: '',
          product_items: [
            { product_retailer_id: 'a', quantity: 1, item_price: 2.5, currency: 'IDR' },
          ],
        },
      },
    ],
    ['system', { system: { body: 'moved', wa_id: '16505551235', type: 'user_changed_number' } }],
    ['unsupported', { errors: [{ ...typeError, error_data: { details: 'x' } }] }],
  ])('accepts a message of type %s', (type, members) => {
    expect(checkWebhookBody('message.received', received({ type, ...members }))).toBeNull()
  })

  it('accepts members that Meta may add', () => {
    const body = {
      ...received({ type: 'text', text: { body: 'x' } }),
      kirim: { message_id: 'msg_1' },
    }
    expect(checkWebhookBody('message.received', body)).toBeNull()
  })

  it('accepts the referral of an ad', () => {
    const referral = { source_url: 'https://fb.me/x', source_id: '1', source_type: 'ad' }
    const body = received({ type: 'text', text: { body: 'x' }, referral })
    expect(checkWebhookBody('message.received', body)).toBeNull()
  })

  it('needs contacts except for a system message', () => {
    const system = {
      type: 'system',
      system: { body: 'x', wa_id: '16505551235', type: 'user_changed_number' },
    }
    const without = (members: object) => envelope({ messages: [inbound(members)] })
    expect(checkWebhookBody('message.received', without(system))).toBeNull()
    const text = { type: 'text', text: { body: 'x' } }
    expect(checkWebhookBody('message.received', without(text))).not.toBeNull()
  })

  it.each([
    [
      'without its typed member',
      received({ type: 'image', text: { body: 'x' } }),
      `${at}.messages.0.image`,
    ],
    ['of an unknown type', received({ type: 'poll' }), `${at}.messages.0.type`],
    [
      'from a number with a plus',
      received({ type: 'text', text: { body: 'x' }, from: '+16505551234' }),
      `${at}.messages.0.from`,
    ],
    [
      'with a timestamp that is a number',
      received({ type: 'text', text: { body: 'x' }, timestamp: 1 }),
      `${at}.messages.0.timestamp`,
    ],
    [
      'with an id of Kirim',
      received({ type: 'text', text: { body: 'x' }, id: 'msg_1' }),
      `${at}.messages.0.id`,
    ],
    [
      'that is a tap without context',
      received({ type: 'button', button: { payload: 'a', text: 'a' } }),
      `${at}.messages.0.context`,
    ],
    ['with no messages', envelope({ contacts, messages: [] }), `${at}.messages`],
    ['without an entry', { object: 'whatsapp_business_account', entry: [] }, 'entry'],
  ])('refuses one %s', (_name, body, param) => {
    expect(checkWebhookBody('message.received', body)).toMatchObject({ param })
  })
})

describe('message.status', () => {
  const conversation = { id: '72b14d6bd5407799e66f64d1b338e567', origin: { type: 'marketing' } }
  const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' }
  const errors = [
    {
      code: 131047,
      title: 'Re-engagement message',
      message: 'Re-engagement message',
      error_data: { details: 'More than 24 hours have passed.' },
      href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
    },
  ]

  it.each([
    ['sent', { conversation: { ...conversation, expiration_timestamp: '1750116480' }, pricing }],
    [
      'delivered',
      { conversation, pricing: { billable: true, pricing_model: 'CBP', category: 'service' } },
    ],
    ['read', {}],
    ['played', {}],
    ['failed', { errors }],
  ])('accepts %s', (status, members) => {
    expect(checkWebhookBody('message.status', told({ status, ...members }))).toBeNull()
  })

  it('accepts the id of Kirim for a message that Meta never took', () => {
    const id = 'msg_01HXYZABCDEFGHJKMNPQRSTVWX'
    expect(checkWebhookBody('message.status', told({ id, status: 'failed', errors }))).toBeNull()
  })

  it.each([
    ['that failed without errors', told({ status: 'failed' }), `${at}.statuses.0.errors`],
    [
      'that failed with no error',
      told({ status: 'failed', errors: [] }),
      `${at}.statuses.0.errors`,
    ],
    ['that is pending', told({ status: 'pending' }), `${at}.statuses.0.status`],
    [
      'for a recipient with a plus',
      told({ status: 'sent', recipient_id: '+1650' }),
      `${at}.statuses.0.recipient_id`,
    ],
    [
      'with an unknown pricing model',
      told({ status: 'sent', pricing: { ...pricing, pricing_model: 'X' } }),
      `${at}.statuses.0.pricing.pricing_model`,
    ],
  ])('refuses one %s', (_name, body, param) => {
    expect(checkWebhookBody('message.status', body)).toMatchObject({ param })
  })
})

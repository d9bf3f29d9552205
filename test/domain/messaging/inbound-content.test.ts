// What customers write: short forms are understood and what is left out is made up.
import { describe, expect, it } from 'vitest'

import {
  completeInbound,
  INBOUND_TYPES,
  type InboundInput,
} from '../../../src/domain/messaging/inbound/inbound-content.ts'
import type { JsonObject } from '../../../src/domain/world/rows.ts'
import { emptyWorld } from './samples.ts'

const ID = 'msg_00000000000000000000000099'

function complete(input: InboundInput, seed = 7) {
  return completeInbound(emptyWorld(seed), ID, input)
}

describe('a text', () => {
  it.each([
    ['in short', { text: 'Halo' }],
    ['in full', { type: 'text' as const, text: { body: 'Halo' } }],
  ])('%s', (_, input) => {
    expect(complete(input)).toEqual({
      type: 'text',
      content: { text: { body: 'Halo' } },
      summary: 'Halo',
      mediaUrl: null,
    })
  })
})

describe('media that say nothing of themselves are made up', () => {
  const FILE = {
    sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    id: expect.stringMatching(/^\d{16}$/),
  }
  it.each([
    ['image', { mime_type: 'image/jpeg', ...FILE }],
    ['video', { mime_type: 'video/mp4', ...FILE }],
    ['document', { filename: 'dokumen.pdf', mime_type: 'application/pdf', ...FILE }],
    ['audio', { mime_type: 'audio/ogg; codecs=opus', ...FILE, voice: true }],
    ['sticker', { mime_type: 'image/webp', ...FILE, animated: false }],
  ] as const)('%s', (type, member) => {
    const made = complete({ type })
    expect(made.content).toEqual({ [type]: member })
    expect(made.summary).toBeNull()
    const { mime_type } = made.content[type] as JsonObject
    expect(made.mediaUrl).toBe(`sample:${mime_type}`)
  })
})

describe('media', () => {
  it('keep what is said of them, and their address to themselves', () => {
    const url = 'https://cdn.toko.example/faktur/07.pdf?x=1'
    const made = complete({
      document: { url, caption: 'Faktur', mime_type: 'text/plain', id: '5' },
    })
    expect(made).toMatchObject({ type: 'document', summary: 'Faktur', mediaUrl: url })
    expect(made.content.document).toEqual({
      caption: 'Faktur',
      filename: '07.pdf',
      mime_type: 'text/plain',
      sha256: expect.any(String),
      id: '5',
    })
  })

  it('have a caption only where WhatsApp has one', () => {
    for (const type of ['audio', 'sticker'] as const) {
      const made = complete({ type, [type]: { caption: 'x' } })
      expect(made.content[type]).not.toHaveProperty('caption')
      expect(made.summary).toBeNull()
    }
  })

  it('sound is a voice note when it was recorded in the chat', () => {
    const voiceOf = (audio: NonNullable<InboundInput['audio']>) =>
      (complete({ audio }).content.audio as JsonObject).voice
    expect(voiceOf({})).toBe(true)
    expect(voiceOf({ mime_type: 'audio/mpeg' })).toBe(false)
    expect(voiceOf({ mime_type: 'audio/mpeg', voice: true })).toBe(true)
  })

  it('are the same for the same seed and id, and others for others', () => {
    expect(complete({ type: 'image' })).toEqual(complete({ type: 'image' }))
    expect(complete({ type: 'image' })).not.toEqual(complete({ type: 'image' }, 8))
  })
})

describe('other things that customers send', () => {
  const item = { product_retailer_id: 'SKU-1', quantity: 2, item_price: 50_000, currency: 'IDR' }
  it.each<[string, InboundInput, JsonObject, string | null]>([
    [
      'a place',
      { location: { latitude: -6.2, longitude: 106.8, name: 'Kantor' } },
      { location: { latitude: -6.2, longitude: 106.8, name: 'Kantor' } },
      'Kantor',
    ],
    [
      'a place that is not said',
      { type: 'location' },
      { location: { latitude: -6.175392, longitude: 106.827153 } },
      null,
    ],
    [
      'cards, in short',
      { contacts: [{ name: 'Budi', phones: ['+62 812-3456-7890'] }] },
      {
        contacts: [
          {
            name: { formatted_name: 'Budi', first_name: 'Budi' },
            phones: [{ wa_id: '6281234567890', type: 'CELL', phone: '+62 812-3456-7890' }],
          },
        ],
      },
      'Budi',
    ],
    [
      'cards, in full',
      {
        contacts: [
          {
            name: { formatted_name: 'Budi Santoso' },
            phones: [{ phone: '+62811', wa_id: '62811', type: 'WORK' }],
            org: { company: 'Toko' },
          },
          { name: 'Siti' },
        ],
      },
      {
        contacts: [
          {
            name: { formatted_name: 'Budi Santoso' },
            phones: [{ wa_id: '62811', type: 'WORK', phone: '+62811' }],
            org: { company: 'Toko' },
          },
          { name: { formatted_name: 'Siti', first_name: 'Siti' } },
        ],
      },
      'Budi Santoso, Siti',
    ],
    [
      'a basket',
      { order: { catalog_id: '12', text: 'Tolong cepat', product_items: [item] } },
      { order: { catalog_id: '12', text: 'Tolong cepat', product_items: [item] } },
      'Tolong cepat',
    ],
    [
      'a new number',
      { system: { wa_id: '+62 899-1' } },
      {
        system: {
          body: 'User changed to 628991',
          wa_id: '628991',
          type: 'user_changed_number',
        },
      },
      'User changed to 628991',
    ],
  ])('%s', (_, input, content, summary) => {
    expect(complete(input)).toMatchObject({ content, summary, mediaUrl: null })
  })

  it('a type that Meta does not show is an error', () => {
    const error = {
      code: 131051,
      title: 'Message type unknown',
      message: 'Message type unknown',
      error_data: { details: 'Message type is currently not supported.' },
    }
    expect(complete({ type: 'unsupported' }).content).toEqual({ errors: [error] })
    expect(complete({ unsupported: { type: 'poll' } }).content).toEqual({
      errors: [error],
      unsupported: { type: 'poll' },
    })
  })

  it('an unfinished basket and a changed number are filled up', () => {
    const order = complete({ order: { product_items: [item] } })
    expect(order.content.order).toMatchObject({
      catalog_id: expect.stringMatching(/^\d{15}$/),
      text: '',
    })
    expect(order.summary).toBeNull()
    const system = complete({ type: 'system' }).content.system as JsonObject
    expect(system.wa_id).toMatch(/^62812\d{8}$/)
  })
})

describe('around any message stands', () => {
  it('that it was forwarded', () => {
    const made = complete({ text: 'Halo', context: { forwarded: true } })
    expect(made.content).toEqual({ context: { forwarded: true }, text: { body: 'Halo' } })
    const often = complete({ text: 'Halo', context: { frequently_forwarded: true } })
    expect(often.content.context).toEqual({ frequently_forwarded: true })
  })

  it('nothing when there is nothing to say', () => {
    const made = complete({ text: 'Halo', context: { forwarded: false } })
    expect(made.content).not.toHaveProperty('context')
  })

  it('the product that is asked about', () => {
    const referred_product = { catalog_id: '1', product_retailer_id: 'SKU-1' }
    const made = complete({ text: 'Ada?', context: { referred_product } })
    expect(made.content.context).toEqual({ referred_product })
  })

  it('the advertisement that it came from, made up where nothing is said', () => {
    const { referral } = complete({ text: 'Halo', referral: { headline: 'Diskon' } }).content
    expect(referral).toMatchObject({
      source_url: expect.stringMatching(/^https:\/\/fb\.me\//),
      source_id: expect.stringMatching(/^\d{15}$/),
      source_type: 'ad',
      headline: 'Diskon',
      media_type: 'image',
      image_url: expect.stringMatching(/^https:/),
      ctwa_clid: expect.any(String),
    })
    const video = complete({ text: 'Halo', referral: { media_type: 'video' } }).content.referral
    expect(video).toHaveProperty('thumbnail_url')
    expect(video).not.toHaveProperty('image_url')
  })
})

describe('a message of which only the type is said', () => {
  it.each(Object.keys(INBOUND_TYPES))('is made up when it is %s', (name) => {
    const type = name as keyof typeof INBOUND_TYPES
    const made = complete({ type })
    expect(made.type).toBe(type)
    const member = made.content[type === 'unsupported' ? 'errors' : type]
    expect(Object.keys(member as object)).not.toEqual([])
  })
})

it('refuses a message that says neither its type nor anything else', () => {
  expect(() => complete({})).toThrow(
    expect.objectContaining({ code: 'missing_required_field', param: 'text' }),
  )
})

it('says of every type what it is', () => {
  for (const { what } of Object.values(INBOUND_TYPES)) expect(what).toMatch(/^[A-Z].*\.$/)
})

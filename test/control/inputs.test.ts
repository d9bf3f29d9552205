// The inputs of control actions: strict schemas that say what every property is.
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'

import { ACTION_INPUTS } from '../../src/control/actions/index.ts'
import { INBOUND_TYPES } from '../../src/domain/messaging/inbound/inbound-content.ts'

const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  discriminator: true,
  allowUnionTypes: true,
})
addFormats.default(ajv)

type Part = {
  readonly [keyword: string]: unknown
  readonly properties?: { readonly [name: string]: Part }
}

/** Every schema of a property or of an item, with the way to it. */
function parts(schema: unknown, path: string): [string, Record<string, unknown>][] {
  const {
    properties = {},
    items,
    anyOf = [],
  } = schema as {
    properties?: Record<string, unknown>
    items?: unknown
    anyOf?: unknown[]
  }
  const below: [string, unknown][] = [
    ...Object.entries(properties).map(([name, one]): [string, unknown] => [`${path}.${name}`, one]),
    ...anyOf.map((one, index): [string, unknown] => [`${path}(${index})`, one]),
    ...(items === undefined ? [] : [[`${path}[]`, items] as [string, unknown]]),
  ]
  const all = below.flatMap(([name, one]) => parts(one, name))
  return [[path, schema as Record<string, unknown>], ...all]
}

describe.each(Object.entries(ACTION_INPUTS))('the input of %s', (_name, schema) => {
  it('compiles in strict mode', () => {
    expect(() => ajv.compile(schema)).not.toThrow()
  })

  it('says what it is and what each property is, and lets no other in', () => {
    const { description, properties = {}, additionalProperties } = schema as Part
    expect(description).toMatch(/\.$/)
    expect(additionalProperties).toBe(false)
    for (const [property, part] of Object.entries(properties)) {
      expect(part.description, property).toBeTruthy()
    }
  })
})

describe('a customer', () => {
  const accepts = ajv.compile(ACTION_INPUTS['customer-writes'])
  const from = '+6281234567890'

  it.each([
    ['a text in short', { from, text: 'Halo' }],
    [
      'a text in full',
      { from, to: '+6281100000001', name: 'Siti', type: 'text', text: { body: 'Halo' } },
    ],
    ['a picture of which nothing is said', { from, type: 'image' }],
    ['a picture', { from, image: { url: 'https://a.example/a.jpg', caption: 'x' } }],
    ['a voice note', { from, audio: { voice: true } }],
    ['a place', { from, location: { latitude: -6.2, longitude: 106.8 } }],
    ['cards', { from, contacts: [{ name: 'Budi', phones: ['112'], birthday: '1990-02-28' }] }],
    ['a tap on a row', { from, interactive: { list_reply: { id: 'a' } } }],
    ['a tap on a quick reply', { from, button: 'Hadir' }],
    ['a tap with a payload', { from, button: { text: 'Hadir', payload: 'X' } }],
    ['a reaction', { from, reaction: '👍' }],
    ['a reaction taken back', { from, reaction: { message_id: 'wamid.HBg=', emoji: '' } }],
    ['a new number', { from, type: 'system', system: { wa_id: '+628991234567' } }],
    ['what Meta does not show', { from, unsupported: { type: 'poll' } }],
    ['a reply', { from, text: 'Ya', context: { message_id: 'msg_86HD2ZRSEVJK3NWQT1XTCZMSW6' } }],
    ['from an advertisement', { from, text: 'Halo', referral: { source_type: 'post' } }],
  ])('may write %s', (_, input) => {
    expect(accepts(input), JSON.stringify(accepts.errors)).toBe(true)
  })

  it.each([
    ['without a number', { text: 'Halo' }],
    ['with a number that is not E.164', { from: '081234567890', text: 'Halo' }],
    ['an empty text', { from, text: '' }],
    ['a number for a text', { from, text: 7 }],
    ['with a member that nobody knows', { from, text: 'Halo', foo: 1 }],
    ['a type that nobody knows', { from, type: 'poll' }],
    ['a picture with a member that nobody knows', { from, image: { link: 'https://a.example' } }],
    ['a file from nowhere', { from, document: { url: 'file:///etc/passwd' } }],
    ['a place beyond the pole', { from, location: { latitude: 91, longitude: 0 } }],
    ['no cards', { from, contacts: [] }],
    ['a card without a name', { from, contacts: [{ phones: ['112'] }] }],
    ['a birthday that never comes', { from, contacts: [{ name: 'A', birthday: '2026-02-31' }] }],
    ['an order without products', { from, order: { catalog_id: '1' } }],
    ['a reply to nothing', { from, text: 'Ya', context: { message_id: '' } }],
    ['a reply to what is no wamid', { from, text: 'Ya', context: { message_id: 'wamid.a b' } }],
    ['from a strange advertisement', { from, text: 'Halo', referral: { source_type: 'tv' } }],
  ])('may not write %s', (_, input) => {
    expect(accepts(input)).toBe(false)
  })

  it('is strict down to the last member', () => {
    for (const [path, part] of parts(ACTION_INPUTS['customer-writes'], 'message')) {
      expect(part.description, path).toMatch(/\.$/)
      if (part.type === 'object') expect(part.additionalProperties, path).toBe(false)
    }
  })

  it('may write every type that can be completed, and no other', () => {
    const { properties } = ACTION_INPUTS['customer-writes'] as unknown as {
      properties: { type: { enum: string[] } }
    }
    expect(properties.type.enum).toEqual(Object.keys(INBOUND_TYPES))
  })
})

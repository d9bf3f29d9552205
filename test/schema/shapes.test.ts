// One definition of a shape gives its type, its JSON Schema, its check and its words.
import { describe, expect, expectTypeOf, it } from 'vitest'

import { faultsOf, sentenceOf } from '../../src/schema/check.ts'
import { count, seed, tier } from '../../src/schema/choices.ts'
import * as formats from '../../src/schema/formats.ts'
import {
  API_KEY,
  CLOCK,
  DURATION,
  INSTANT,
  idOf,
  PHONE,
  SNAPSHOT_NAME,
} from '../../src/schema/formats.ts'
import type { Schema } from '../../src/schema/json-schema.ts'
import {
  byName,
  choice,
  either,
  flag,
  kinds,
  list,
  literal,
  object,
  optional,
  orNull,
  type Static,
  text,
} from '../../src/schema/shapes.ts'

const named = Object.entries(formats).flatMap(([name, one]) =>
  typeof one === 'object' && 'parse' in one ? [[name, one as formats.Format] as const] : [],
)

const ORDER = object('An order.', {
  from: PHONE.shape('Who orders.'),
  by: optional(DURATION.shape('How soon.')),
  how: optional(choice('How it comes.', ['bike', 'boat'])),
  tags: optional(list('Words for it.', text('A word.', { maxLength: 5 }))),
  note: optional(either('A note.', text('Plain.'), object('Rich.', { html: text('Text.') }))),
  gift: optional(orNull(flag('Whether it is a gift.'))),
  extras: optional(byName('Whatever.', count('How many.'))),
  payment: optional(
    kinds(
      'How it is paid.',
      'type',
      object('Cash.', { type: literal('Cash.', 'cash') }),
      object('Card.', { type: literal('Card.', 'card'), number: text('Its number.') }),
    ),
  ),
})

function sentences(schema: Schema, value: unknown): string[] {
  return faultsOf(schema, value).map((fault) => sentenceOf(fault))
}

describe('a shape', () => {
  it('has the type that its values have', () => {
    type Order = Static<typeof ORDER>
    expectTypeOf<Order['from']>().toEqualTypeOf<string>()
    expectTypeOf<Order['how']>().toEqualTypeOf<'bike' | 'boat' | undefined>()
    expectTypeOf<Order['gift']>().toEqualTypeOf<boolean | null | undefined>()
    expectTypeOf<Order['extras']>().toEqualTypeOf<{ [name: string]: number } | undefined>()
    expectTypeOf<Order['note']>().toEqualTypeOf<string | { html: string } | undefined>()
    expectTypeOf<{ from: string }>().toExtend<Order>()
  })

  it('is a JSON Schema', () => {
    const { properties, ...rest } = JSON.parse(JSON.stringify(ORDER))
    expect(rest).toEqual({
      type: 'object',
      description: 'An order.',
      required: ['from'],
      additionalProperties: false,
    })
    expect(properties.how).toEqual({
      description: 'How it comes.',
      type: 'string',
      enum: ['bike', 'boat'],
    })
    expect(properties.gift.type).toEqual(['boolean', 'null'])
  })

  it('finds everything that is wrong, in the order of the value', () => {
    const value = {
      by: '1w',
      how: 'bke',
      tags: ['short', 'too long'],
      gift: 'yes',
      extras: { ribbon: 0 },
      payment: { type: 'card' },
      prize: 1,
    }
    expect(sentences(ORDER, value)).toEqual([
      'from is required: a phone number in E.164 format (e.g. +628123456789).',
      'by must be a duration such as 90s, 2h30m or 3d (at most 365000d); got "1w". Did you mean 7d?',
      'how must be one of bike, boat; got "bke". Did you mean bike?',
      'tags.1 must be a string of at most 5 characters; got a string of 8 characters.',
      'gift must be true or false or null; got "yes".',
      'extras.ribbon must be an integer of at least 1; got the number 0.',
      'payment.number is required: a string of at most 65536 characters.',
      'prize is not a known field; expected one of the fields from, by, how, tags, note, gift, extras, payment.',
    ])
  })

  it('judges a value by the branch that was meant', () => {
    const from = '+6281234567890'
    expect(sentences(ORDER, { from, note: { htm: 'x' } })).toEqual([
      'note.html is required: a string of at most 65536 characters.',
      'note.htm is not a known field; expected one of the fields html. Did you mean html?',
    ])
    expect(sentences(ORDER, { from, payment: { type: 'crad' } })).toEqual([
      'payment.type must be one of cash, card; got "crad". Did you mean card?',
    ])
    expect(sentences(ORDER, { from, payment: {} })).toEqual([
      'payment.type is required: one of cash, card.',
    ])
  })

  it('takes a member that is undefined for one that is not there', () => {
    expect(sentences(ORDER, { from: undefined, by: undefined })).toHaveLength(1)
  })

  it('tells of no more faults than anybody reads', () => {
    const extras = Object.fromEntries(Array.from({ length: 9_999 }, (_, n) => [`x${n}`, 0]))
    expect(faultsOf(ORDER, { from: '+6281234567890', extras })).toHaveLength(50)
  })

  it('can be looked at before it is checked', () => {
    const look = (_: Schema, value: unknown) =>
      value === 'later' ? { faults: [], isJudged: true } : undefined
    expect(faultsOf(ORDER, { from: 'later', by: 'soon' }, { look })).toHaveLength(1)
  })
})

describe('a named format', () => {
  it.each([
    [CLOCK, 'virtuel', 'virtual'],
    [CLOCK, '60x', 'x60'],
    [CLOCK, 'Real', 'real'],
    [CLOCK, 'sundial', undefined],
    [DURATION, '1w', '7d'],
    [DURATION, '90', '90s'],
    [DURATION, '2 hours 30 min', '2h30m'],
    [DURATION, '1,5h', '1.5h'],
    [DURATION, 'PT2H', '2h'],
    [DURATION, 'soon', undefined],
    [DURATION, '400000d', undefined],
    [PHONE, '081234567890', '+6281234567890'],
    [PHONE, '62 812-3456-7890', '+6281234567890'],
    [PHONE, '006281234567890', '+6281234567890'],
    [PHONE, 'Budi', undefined],
    [SNAPSHOT_NAME, 'before the sale', 'before-the-sale'],
    [SNAPSHOT_NAME, '../secrets', 'secrets'],
    [SNAPSHOT_NAME, '…', undefined],
  ])('%# knows that %s was meant', (format, written, meant) => {
    expect(format.parse(written)).toBeNull()
    const [fault] = faultsOf(format.shape('It.'), written, { path: ['it'] })
    expect(fault).toMatchObject({ problem: 'wrong', expected: format.words, path: ['it'] })
    expect(fault?.meant).toBe(meant)
  })

  it.each([CLOCK, DURATION, PHONE, SNAPSHOT_NAME, INSTANT, API_KEY, idOf('key')])(
    '%# says what it is, and repeats nothing that is secret',
    (format) => {
      const [fault] = faultsOf(format.shape('It.'), '?', { path: ['it'] })
      const got = format.isSecret === true ? 'a string of 1 character' : '"?"'
      expect(sentenceOf(fault as never)).toBe(`it must be ${format.words}; got ${got}.`)
    },
  )

  it.each([...named, ['an id', idOf('key')] as const])(
    '%s takes its own example, and shows no pattern',
    (_name, format) => {
      expect(faultsOf(format.shape('It.'), format.example)).toEqual([])
      expect(format.words).not.toMatch(/[\\^$]|\{\d/)
    },
  )

  it.each([
    [
      tier('Limits.'),
      'unlimted',
      'one of default, pro, unlimited; got "unlimted". Did you mean unlimited?',
    ],
    [seed('Seed.'), 2 ** 32, 'an integer from 0 to 4294967295; got the number 4294967296.'],
    [seed('Seed.'), 'x', 'an integer from 0 to 4294967295; got "x".'],
  ])('of a choice or a range says what it takes', (shape, value, said) => {
    expect(sentences(shape, value)).toEqual([`The input must be ${said}`])
  })

  it('says nothing of a pattern that has no name', () => {
    const schema = { type: 'string', pattern: '^q[0-9]{3}$' }
    expect(sentences(schema, 'x')).toEqual(['The input must be a string of another form; got "x".'])
    expect(sentences({ ...schema, example: 'q123' }, 'x')[0]).toContain('a string such as q123')
  })
})

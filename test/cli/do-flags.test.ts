// The flags of control actions: made from the schemas, read strictly, added up to one input.
import { describe, expect, it } from 'vitest'

import { type Flag, faultsText, flagsOf, inputOf, readValue } from '../../src/cli/action-flags.ts'
import { ACTION_INPUTS } from '../../src/control/actions/index.ts'
import { faultsOf } from '../../src/schema/check.ts'
import { INSTANT, PHONE } from '../../src/schema/formats.ts'
import {
  allOptional,
  byName,
  choice,
  either,
  flag,
  integer,
  list,
  number,
  object,
  optional,
  text,
} from '../../src/schema/shapes.ts'

const SCHEMA = object('Something to do.', {
  phone_number: PHONE.shape('A phone.'),
  ...allOptional({
    count: integer('A count.'),
    share: number('A share.'),
    status: choice('A status.', ['sent', 'read']),
    is_new: flag('Whether.'),
    at: INSTANT.shape('When.'),
    text: either('Words.', text('Them.'), object('The same.', { body: text('Them.') })),
    reaction: either(
      'An emoji.',
      text('It.'),
      object(
        'It and its message.',
        allOptional({ emoji: text('It.'), message_id: text('The message.') }),
      ),
    ),
    match: object('What it strikes.', {
      to: optional(PHONE.shape('A phone.')),
      attempt: optional(integer('Which.')),
      header: optional(object('A header.', { name: text('Its name.') })),
    }),
    names: list('Names.', text('A name.')),
    cards: list('Cards.', object('A card.', { name: text('Its name.') })),
    settings: byName('By name.', either('A value.', number('One.'), text('One.'))),
  }),
})

const flags = flagsOf(SCHEMA)

function flagNamed(name: string): Flag {
  const found = flags.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no flag ${name}.`)
  return found
}

/** The input of flags that are given one behind the other. */
function inputFrom(given: readonly [name: string, text: string][], base?: Record<string, unknown>) {
  const values = new Map<Flag, unknown>()
  for (const [name, text] of given) {
    const one = flagNamed(name)
    values.set(one, readValue(one.shape, text, values.get(one)))
  }
  return inputOf(flags, (one) => values.get(one), base)
}

describe('a schema', () => {
  it('gives a flag for each member, and for each part of an object', () => {
    expect(flags.map(({ name }) => name)).toEqual([
      'phone-number',
      'count',
      'share',
      'status',
      'is-new',
      'at',
      'text',
      'reaction',
      'reaction.emoji',
      'reaction.message-id',
      'match',
      'match.to',
      'match.attempt',
      'match.header',
      'names',
      'cards',
      'settings',
    ])
  })

  it('says what a flag is for, and what must be given', () => {
    expect(flagNamed('phone-number').what).toBe('A phone. (required)')
    expect(flagNamed('match.to').what).toBe('A phone.')
  })

  it.each([
    ['phone-number', 'phone'],
    ['count', 'integer'],
    ['share', 'number'],
    ['at', 'instant'],
    ['text', 'text'],
    ['match', 'json'],
    ['match.header', 'json'],
    ['names', 'text'],
    ['cards', 'json'],
    ['settings', 'name=value'],
  ])('shows for --%s that it takes a %s', (name, placeholder) => {
    expect(flagNamed(name).placeholder).toBe(placeholder)
  })
})

describe('a value', () => {
  it.each([
    ['count', '12', 12],
    ['count', '-3', -3],
    ['share', '0.25', 0.25],
    ['share', '-6.2', -6.2],
    ['share', '.5', 0.5],
    ['share', '1e3', 1000],
    ['status', 'read', 'read'],
    ['text', '{not json', '{not json'],
    ['reaction', '', ''],
    ['phone-number', '+6281234567890', '+6281234567890'],
    ['match.header', '{"name":"X-Test"}', { name: 'X-Test' }],
    ['names', 'Budi', ['Budi']],
    ['names', '["Budi","Citra"]', ['Budi', 'Citra']],
    ['cards', '{"name":"Budi"}', [{ name: 'Budi' }]],
    ['settings', 'readProbability=1', { readProbability: 1 }],
    ['settings', 'statusStyle=v24', { statusStyle: 'v24' }],
    ['settings', '{"readProbability":0.5}', { readProbability: 0.5 }],
    ['settings', 'a=b=c', { a: 'b=c' }],
  ])('of --%s %j is %j', (name, text, value) => {
    expect(readValue(flagNamed(name).shape, text)).toEqual(value)
  })

  it.each([
    ['match', 'POST', 'Expected a JSON object'],
    ['match', '[]', 'Expected a JSON object'],
    ['cards', 'Budi', 'Expected a JSON object'],
    ['settings', 'readProbability', 'Expected name=value or a JSON object.'],
    ['settings', '=1', 'Expected name=value or a JSON object.'],
  ])('of --%s is not %j', (name, text, problem) => {
    expect(() => readValue(flagNamed(name).shape, text)).toThrow(problem)
  })
})

describe('what is no number and none of the words is left for the check of the whole', () => {
  it.each([
    ['count', '1.5', '--count must be an integer; got "1.5".'],
    ['count', '1e3', '--count must be an integer; got "1e3".'],
    ['count', '', '--count must be an integer; got an empty string.'],
    ['count', '0x10', '--count must be an integer; got "0x10".'],
    ['count', '99999999999999999', '--count must be an integer; got "99999999999999999".'],
    ['share', 'half', '--share must be a number; got "half".'],
    ['share', '1,5', '--share must be a number; got "1,5".'],
    ['share', 'NaN', '--share must be a number; got "NaN".'],
    ['share', '1e999', '--share must be a number; got "1e999".'],
    ['status', 'Read', '--status must be one of sent, read; got "Read". Did you mean read?'],
  ])('--%s %s', (name, text, sentence) => {
    const input = inputFrom([
      ['phone-number', '+6281234567890'],
      [name, text],
    ])
    expect(faultsText(flags, faultsOf(SCHEMA, input))).toBe(sentence)
  })
})

describe('an input', () => {
  it('holds what the flags say, under the names of the schema', () => {
    const input = inputFrom([
      ['phone-number', '+6281234567890'],
      ['match.attempt', '2'],
      ['match.to', '+6281234567891'],
    ])
    expect(input).toEqual({
      phone_number: '+6281234567890',
      match: { attempt: 2, to: '+6281234567891' },
    })
  })

  it('gathers what is repeated', () => {
    const input = inputFrom([
      ['names', 'Budi'],
      ['names', '["Citra","Dewi"]'],
      ['settings', 'a=1'],
      ['settings', 'b=2'],
    ])
    expect(input).toEqual({ names: ['Budi', 'Citra', 'Dewi'], settings: { a: 1, b: 2 } })
  })

  it('lays flags over JSON, and parts over the whole', () => {
    const base = { count: 1, share: 0.5, match: { attempt: 1, to: '+6281111111111' } }
    const given = [
      ['count', '2'],
      ['match', '{"attempt":2,"operation":"POST /messages"}'],
      ['match.attempt', '3'],
    ] as const
    expect(inputFrom([...given.map(([a, b]) => [a, b] as [string, string])], base)).toEqual({
      count: 2,
      share: 0.5,
      match: { attempt: 3, to: '+6281111111111', operation: 'POST /messages' },
    })
    expect(base.match).toEqual({ attempt: 1, to: '+6281111111111' })
  })

  it('is a text or its parts, not both', () => {
    const both = () =>
      inputFrom([
        ['reaction', '👍'],
        ['reaction.message-id', 'msg_1'],
      ])
    expect(both).toThrow('--reaction.message-id is part of reaction, which is given as a text')
  })
})

describe('a violation speaks of flags', () => {
  const flagsOfWriting = flagsOf(ACTION_INPUTS['customer-writes'])
  const textFor = (input: unknown) => {
    const faults = faultsOf(ACTION_INPUTS['customer-writes'], input)
    return faults.length === 0 ? null : faultsText(flagsOfWriting, faults)
  }

  it('that are missing', () => {
    expect(textFor({})).toMatch(/^--from is required: a phone number in E\.164 format/)
  })

  it('with a wrong phone number', () => {
    expect(textFor({ from: '0812' })).toBe(
      '--from must be a phone number in E.164 format (e.g. +628123456789); got "0812".',
    )
  })

  it('of a part', () => {
    const input = { from: '+6281234567890', location: { latitude: 91 } }
    expect(textFor(input)).toMatch(/^--location\.latitude must be a number from -90 to 90/)
  })

  it('whose JSON holds something wrong', () => {
    const input = { from: '+6281234567890', contacts: [{ name: 'Budi', birthday: 'May' }] }
    expect(textFor(input)).toMatch(/^--contacts: contacts\.0\.birthday must be a date/)
  })

  it('and of members that have no flag', () => {
    expect(textFor({ from: '+6281234567890', frm: 1 })).toMatch(/^"frm" is not a known field/)
  })
})

describe('every action', () => {
  const names = Object.keys(ACTION_INPUTS) as (keyof typeof ACTION_INPUTS)[]

  it.each(names)('%s has flags of its own names only', (name) => {
    const all = flagsOf(ACTION_INPUTS[name]).map((one) => one.name)
    expect(new Set(all).size).toBe(all.length)
    for (const shared of ['url', 'api-key', 'json', 'compact', 'help', 'version']) {
      expect(all).not.toContain(shared)
    }
  })

  it.each(names)('%s says of each flag what it is for', (name) => {
    for (const { what } of flagsOf(ACTION_INPUTS[name])) expect(what).toMatch(/\S/)
  })
})

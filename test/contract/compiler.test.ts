// Compiling schemas to standalone code, and the words for violations that no operation shows.
import { describe, expect, it } from 'vitest'

import { compileValidators, type Flavour } from '../../src/contract/compiler.ts'
import { inlineReferences } from '../../src/contract/document.ts'
import type { Validator } from '../../src/contract/generated/validators.js'
import { violationOf } from '../../src/contract/violations.ts'
import {
  codePointLength,
  replyFormats,
  requestFormats,
  sameJson,
} from '../../src/schema/json-formats.ts'

const HELPERS = { codePointLength, replyFormats, requestFormats, sameJson }

function compile(schema: object, flavour: Flavour = 'request', components = {}): Validator {
  const code = compileValidators(flavour, new Map([['it', schema]]), components)
  const make = new Function(...Object.keys(HELPERS), `return ${code}`)
  return make(...Object.values(HELPERS)).it
}

function violation(schema: object, data: unknown) {
  const validator = compile(schema)
  return validator(data) ? null : violationOf('body', validator.errors ?? [])
}

const moves = {
  type: 'object',
  properties: { by: { type: 'string' }, to: { type: 'string' } },
  oneOf: [{ required: ['by'] }, { required: ['to'] }],
  additionalProperties: false,
}

describe('compileValidators', () => {
  it('makes code that needs nothing but the helpers of formats', () => {
    const schema = { type: 'array', uniqueItems: true, items: { type: 'object' } }
    const validator = compile(schema)
    expect(validator([{ a: 1 }, { a: 2 }])).toBe(true)
    expect(validator([{ a: 1 }, { a: 1 }])).toBe(false)
  })

  it('counts code points and checks formats in both flavours', () => {
    for (const flavour of ['request', 'reply'] as const) {
      expect(compile({ type: 'string', maxLength: 1 }, flavour)('😀')).toBe(true)
      expect(
        compile({ type: 'string', format: 'date-time' }, flavour)('2026-02-31T00:00:00Z'),
      ).toBe(false)
      expect(compile({ type: 'string', format: 'uri' }, flavour)('https://a.id')).toBe(true)
    }
  })

  it('neither fills in defaults nor converts types', () => {
    const schema = {
      type: 'object',
      properties: { color: { type: 'string', default: 'gray' }, index: { type: 'integer' } },
    }
    const data = {}
    expect(compile(schema)(data)).toBe(true)
    expect(data).toEqual({})
    expect(compile(schema)({ index: '1' })).toBe(false)
  })

  it('calls components by name', () => {
    const components = { Digits: { type: 'string', pattern: '^[0-9]+$' } }
    const validator = compile({ type: 'array', items: { $ref: 'Digits' } }, 'reply', components)
    expect(validator(['1'])).toBe(true)
    expect(validator(['1', 'x'])).toBe(false)
    expect(validator.errors?.[0]?.instancePath).toBe('/1')
  })

  it('knows the words of OpenAPI and refuses any other, naming the schema', () => {
    expect(() => compile({ type: 'string', example: 'x' })).not.toThrow()
    expect(() => compile({ type: 'string', minLenght: 1 })).toThrow(
      /The schema of it does not compile: .*minLenght/,
    )
    expect(() => compile({ type: 'string', format: 'postcode' })).toThrow(/postcode/)
    expect(() => compile({ type: 'object', unevaluatedProperties: false })).toThrow(
      'The schema of it uses unevaluatedProperties, which is not supported.',
    )
  })
})

describe('violations of inputs', () => {
  it('say which fields are alternatives', () => {
    const expected = 'exactly one of by, to'
    expect(violation(moves, { by: '1h' })).toBeNull()
    expect(violation(moves, {})).toMatchObject({
      code: 'missing_required_field',
      param: 'by',
      expected,
    })
    expect(violation(moves, { by: '1h', to: 'x' })).toMatchObject({
      code: 'invalid_field_value',
      expected,
      message: 'The body needs exactly one of by, to.',
    })
  })

  it('name an unknown field and the one that was perhaps meant', () => {
    const schema = { ...moves, oneOf: [{ type: 'object' }] }
    expect(violation(schema, { bye: '1h' })?.message).toBe(
      'bye is not a known field; expected one of the fields by, to. Did you mean by?',
    )
    const nasty = violation(schema, { [`\u001b[2J${'x'.repeat(1000)}`]: 1 })
    expect(nasty?.message).not.toContain('\u001b')
    expect(nasty?.param?.length).toBeLessThanOrEqual(60)
  })

  it('speak of the alternative that got furthest', () => {
    const text = { type: 'object', properties: { body: { type: 'string' } }, required: ['body'] }
    const schema = { type: 'object', properties: { text: { anyOf: [{ type: 'string' }, text] } } }
    expect(violation(schema, { text: { body: 7 } })).toMatchObject({ param: 'text.body' })
    expect(violation(schema, { text: 7 })?.message).toBe(
      'text must be a string or an object; got the number 7.',
    )
  })

  it('describe limits of every kind', () => {
    const expected = (schema: object) =>
      violation({ type: 'array', items: schema }, [Symbol()])?.expected
    expect(expected({ type: 'number', minimum: 0, maximum: 1 })).toBe('a number from 0 to 1')
    expect(expected({ type: 'integer', maximum: 9 })).toBe('an integer of at most 9')
    expect(expected({ type: 'string', minLength: 2 })).toBe('a string of at least 2 characters')
    expect(expected({ type: 'array', maxItems: 1000 })).toBe('an array of at most 1000 items')
    expect(expected({ type: 'array', uniqueItems: true })).toBe('an array, all different')
    expect(expected({ type: 'boolean' })).toBe('true or false')
    expect(expected({ type: ['string', 'null'] })).toBe('a string or null')
    expect(expected({ const: 'x' })).toBe('"x"')
    expect(expected({ type: 'string', pattern: '^a$' })).toBe('a string of another form')
    expect(expected({ type: 'string', pattern: '^a$', example: 'a' })).toBe('a string such as a')
  })
})

describe('inlineReferences', () => {
  const document = {
    paths: {},
    components: { schemas: { Loop: { items: { $ref: '#/components/schemas/Loop' } } } },
  }

  it('refuses a schema that contains itself', () => {
    const schema = { $ref: '#/components/schemas/Loop' }
    expect(() => inlineReferences(schema, document)).toThrow(/contains itself/)
  })

  it('refuses a reference that leads nowhere or out of the document', () => {
    expect(() => inlineReferences({ $ref: '#/components/schemas/Nope' }, document)).toThrow(
      /nowhere/,
    )
    expect(() => inlineReferences({ $ref: 'https://a.id/x.json' }, document)).toThrow(/Only local/)
  })
})

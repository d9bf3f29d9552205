// Requests that break the contract, and the code, field and sentence that each gets.
import { describe, expect, it } from 'vitest'

import type { OperationKey } from '../../src/contract/spec.ts'
import { checkRequest, type RequestInput } from '../../src/contract/validators.ts'

const phoneSentence = 'Phone number must be in E.164 format (e.g. +628123456789).'
const id = (prefix: string) => `${prefix}_01HXYZABCDEFGHJKMNPQRSTVWX`

function check(key: OperationKey, input: Partial<RequestInput>) {
  return checkRequest(key, { params: {}, query: {}, headers: {}, body: undefined, ...input })
}

describe('limit', () => {
  it.each(['1', '25', '100', '007'])('accepts %s', (limit) => {
    expect(check('GET /messages', { query: { limit } })).toBeNull()
  })

  it.each(['0', '101', '-1', 'abc', '1e2', '', '00', '1000', ' 5', '5.0'])(
    'refuses %j',
    (limit) => {
      expect(check('GET /contacts', { query: { limit } })).toMatchObject({
        code: 'invalid_limit',
        where: 'query',
        param: 'limit',
        expected: 'an integer from 1 to 100',
      })
    },
  )

  it('refuses a repeated limit', () => {
    const violation = check('GET /labels', { query: { limit: ['1', '2'] } })
    expect(violation).toMatchObject({ code: 'invalid_limit', got: 'an array of 2 items' })
  })
})

describe('parameters', () => {
  it.each<[OperationKey, Partial<RequestInput>, string, string, string]>([
    ['GET /messages', { query: { status: 'queued' } }, 'query', 'status', 'invalid_field_value'],
    [
      'GET /messages',
      { query: { created_after: '2026-02-31T00:00:00Z' } },
      'query',
      'created_after',
      'invalid_field_value',
    ],
    [
      'GET /contacts',
      { query: { phone: ' 628123456789' } },
      'query',
      'phone',
      'invalid_phone_number',
    ],
    ['GET /contacts', { query: { search: '' } }, 'query', 'search', 'invalid_field_value'],
    ['GET /messages/{id}', { params: { id: 'msg_1' } }, 'path', 'id', 'invalid_field_value'],
    ['GET /messages/{id}', { params: { id: id('cnv') } }, 'path', 'id', 'invalid_field_value'],
    ['GET /templates/{name}', { params: { name: '' } }, 'path', 'name', 'invalid_field_value'],
  ])('of %s %j break the contract', (key, input, where, param, code) => {
    expect(check(key, input)).toMatchObject({ where, param, code })
  })

  it('are checked in the order path, query, body', () => {
    const key = 'PATCH /conversations/{id}'
    expect(check(key, { params: { id: 'x' }, body: {} })).toMatchObject({ where: 'path' })
    expect(check(key, { params: { id: id('cnv') }, body: {} })).toMatchObject({ where: 'body' })
  })

  it('that nobody declared are ignored', () => {
    expect(check('GET /messages', { query: { colour: 'blue' } })).toBeNull()
  })
})

describe('other bodies', () => {
  it.each<[OperationKey, string | undefined, unknown, string, string, string]>([
    [
      'PATCH /conversations/{id}',
      'cnv',
      {},
      'status',
      'missing_required_field',
      'The body needs at least one of status, assigned_to.',
    ],
    [
      'PATCH /conversations/{id}',
      'cnv',
      undefined,
      'status',
      'missing_required_field',
      'The body needs at least one of status, assigned_to.',
    ],
    [
      'PATCH /contacts/{id}',
      'ctc',
      { email: 'x' },
      'email',
      'invalid_field_value',
      'email must be an email address (at most 255 characters), an empty string or null; got "x".',
    ],
    [
      'POST /webhook_subscriptions/{id}/secrets',
      'wbs',
      { expires_in_hours: 337 },
      'expires_in_hours',
      'invalid_field_value',
      'expires_in_hours must be an integer from 1 to 336; got the number 337.',
    ],
    [
      'POST /webhook_subscriptions/{id}/secrets',
      'wbs',
      { expires_in_hours: 1.5 },
      'expires_in_hours',
      'invalid_field_value',
      'expires_in_hours must be an integer from 1 to 336; got the number 1.5.',
    ],
    [
      'POST /contacts',
      undefined,
      { phone_number: '0812' },
      'phone_number',
      'invalid_phone_number',
      `${phoneSentence} phone_number was "0812".`,
    ],
    [
      'POST /labels',
      undefined,
      { name: 'a', color: 'grey' },
      'color',
      'invalid_field_value',
      'color must be one of gray, red, orange, amber, yellow, lime, green, emerald, teal, sky, blue, violet, pink; got "grey". Did you mean gray?',
    ],
    [
      'POST /contacts/bulk_label',
      undefined,
      { contact_ids: [id('ctc'), 'x'], label_id: id('lbl'), operation: 'attach' },
      'contact_ids.1',
      'invalid_field_value',
      'contact_ids.1 must be an id: ctc_ and 26 characters of 0-9 and A-Z without I, L, O, U; got "x".',
    ],
    [
      'POST /contacts/bulk_label',
      undefined,
      { contact_ids: Array(1001).fill(id('ctc')), label_id: id('lbl'), operation: 'attach' },
      'contact_ids',
      'invalid_field_value',
      'contact_ids must be an array of 1 to 1000 items; got an array of 1001 items.',
    ],
  ])('of %s: %s %j', (key, prefix, body, param, code, message) => {
    const params: Record<string, string> = prefix === undefined ? {} : { id: id(prefix) }
    expect(check(key, { params, body })).toMatchObject({ param, code, message })
  })

  it.each<[OperationKey, string]>([
    ['PATCH /contacts/{id}', 'ctc'],
    ['PATCH /labels/{id}', 'lbl'],
    ['POST /webhook_subscriptions/{id}/secrets', 'wbs'],
  ])('of %s may be left out', (key, prefix) => {
    expect(check(key, { params: { id: id(prefix) } })).toBeNull()
  })
})

describe('a check', () => {
  it('does not change the data', () => {
    const body = Object.freeze({ name: 'a' })
    expect(check('POST /labels', { body })).toBeNull()
    expect(body).toEqual({ name: 'a' })
  })
})

// Replies are checked against the status under which they go out.
import { describe, expect, it } from 'vitest'

import { OPERATION_KEYS, OPERATIONS } from '../../src/contract/spec.ts'
import { checkReply } from '../../src/contract/validators.ts'

const id = (prefix: string) => `${prefix}_01HXYZABCDEFGHJKMNPQRSTVWX`
const request_id = id('req')
const message = {
  id: id('msg'),
  object: 'message',
  to: '+628123456789',
  type: 'text',
  status: 'pending',
  created_at: '2026-05-23T10:00:00.000Z',
}
const item = {
  ...message,
  conversation_id: id('cnv'),
  direction: 'outbound',
  content: 'Halo',
  media_url: null,
}
const page = { data: [item], has_more: false, next_cursor: null, request_id }
const error = { type: 'not_found', code: 'resource_not_found', message: 'No.', request_id }

describe('checkReply', () => {
  it('accepts what the document describes', () => {
    expect(checkReply('POST /messages', 200, { data: message, request_id })).toBeNull()
    expect(checkReply('GET /messages', 200, page)).toBeNull()
    expect(checkReply('GET /messages/{id}', 404, { error })).toBeNull()
    expect(checkReply('GET /health', 200, { data: { status: 'ok' }, request_id })).toBeNull()
  })

  it('accepts the statuses that the overlay adds', () => {
    expect(checkReply('POST /messages', 409, { error })).toBeNull()
    expect(checkReply('POST /labels', 422, { error })).toBeNull()
  })

  it('refuses a status that the operation does not declare', () => {
    expect(checkReply('POST /messages', 500, { error })).toMatchObject({
      expected: 'one of the declared statuses 200, 400, 401, 409, 422, 429, 502, 503',
      got: 'the status 500',
    })
    expect(checkReply('GET /health', 404, { error })).not.toBeNull()
  })

  it('refuses a missing member, a wrong word and a date that does not exist', () => {
    const { status, ...rest } = message
    expect(status).toBe('pending')
    expect(checkReply('POST /messages', 200, { data: rest, request_id })).toMatchObject({
      param: 'data.status',
      code: 'missing_required_field',
    })
    const queued = { ...page, data: [item, { ...item, status: 'queued' }] }
    expect(checkReply('GET /messages', 200, queued)).toMatchObject({ param: 'data.1.status' })
    const never = { data: { ...message, created_at: '2026-02-31T10:00:00.000Z' }, request_id }
    expect(checkReply('POST /messages', 200, never)).toMatchObject({ param: 'data.created_at' })
  })

  it('allows no body on the redirect to media', () => {
    expect(checkReply('GET /messages/{id}/media', 302, undefined)).toBeNull()
    expect(checkReply('GET /messages/{id}/media', 302, { data: 1 })).toMatchObject({
      expected: 'no body',
      got: 'an object',
    })
  })

  it('has a validator for every declared status, which refuses an empty object', () => {
    for (const key of OPERATION_KEYS) {
      for (const status of OPERATIONS[key].statuses) {
        expect(
          checkReply(key, status, status === 302 ? 'x' : {}),
          `${key} ${status}`,
        ).not.toBeNull()
      }
    }
  })
})

// What compiles and what does not: the contract as types.
import { describe, expectTypeOf, it } from 'vitest'

import type {
  ErrorStatus,
  Method,
  OperationKey,
  PathParams,
  Query,
  ReplyData,
  RequestBody,
  Schemas,
  Status,
  SuccessBody,
  WebhookBody,
} from '../../src/contract/operation-types.ts'

/** A table like the one of the handlers: one row per operation. */
type Table = { readonly [Key in OperationKey]: () => ReplyData<Key> }

describe('operations as types', () => {
  it('are known by method and path', () => {
    expectTypeOf<Method>().toEqualTypeOf<'GET' | 'POST' | 'PATCH' | 'DELETE'>()
    expectTypeOf<'POST /messages'>().toExtend<OperationKey>()
    // @ts-expect-error no such operation
    expectTypeOf<'PUT /messages'>().toExtend<OperationKey>()
  })

  it('answer only with declared statuses, the overlay’s included', () => {
    expectTypeOf<Status<'POST /messages'>>().toEqualTypeOf<
      200 | 400 | 401 | 409 | 422 | 429 | 502 | 503
    >()
    expectTypeOf<ErrorStatus<'GET /messages/{id}/media'>>().toEqualTypeOf<
      400 | 401 | 404 | 429 | 500
    >()
    expectTypeOf<ErrorStatus<'GET /health'>>().toBeNever()
    // @ts-expect-error POST /messages has no 500
    const status: Status<'POST /messages'> = 500
    expectTypeOf(status).toBeNumber()
  })

  it('take the bodies that the document describes', () => {
    const body: RequestBody<'POST /messages'> = { to: '+628', type: 'text', text: { body: 'x' } }
    expectTypeOf(body.type).toEqualTypeOf<'text'>()
    expectTypeOf<RequestBody<'POST /messages'>['type']>().toEqualTypeOf<
      'text' | 'image' | 'document' | 'video' | 'audio' | 'template' | 'interactive'
    >()
    expectTypeOf<RequestBody<'PATCH /conversations/{id}'>['status']>().toEqualTypeOf<
      'open' | 'resolved' | 'pending' | undefined
    >()
    expectTypeOf<RequestBody<'GET /me'>>().toBeUndefined()
    expectTypeOf<undefined>().toExtend<RequestBody<'PATCH /contacts/{id}'>>()
    // @ts-expect-error a text message needs its text
    const broken: RequestBody<'POST /messages'> = { to: '+628', type: 'text' }
    expectTypeOf(broken.to).toBeString()
  })

  it('take the parameters that the document describes', () => {
    expectTypeOf<Query<'GET /conversations'>['status']>().toEqualTypeOf<
      'open' | 'resolved' | 'pending' | undefined
    >()
    expectTypeOf<keyof Query<'GET /me'>>().toBeNever()
    expectTypeOf<PathParams<'GET /messages/{id}'>>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<keyof PathParams<'GET /messages'>>().toBeNever()
  })

  it('hand back the body of their 200 without the request id', () => {
    expectTypeOf<ReplyData<'GET /messages/{id}'>>().toEqualTypeOf<{ data: Schemas['Message'] }>()
    expectTypeOf<keyof ReplyData<'GET /labels'>>().toEqualTypeOf<
      'data' | 'has_more' | 'next_cursor'
    >()
    expectTypeOf<SuccessBody<'GET /messages/{id}/media'>>().toBeNever()
    expectTypeOf<ReplyData<'GET /messages/{id}/media'>>().toBeNever()
  })

  it('all need a row, and only they', () => {
    const row = {} as Table
    expectTypeOf(row).toExtend<Table>()
    // @ts-expect-error a table without all the operations
    const missing: Table = { 'GET /health': row['GET /health'] }
    // @ts-expect-error a table with an operation too many
    const tooMany: Table = { ...row, 'PUT /messages': row['GET /me'] }
    // @ts-expect-error a reply of another operation
    const wrong: Pick<Table, 'GET /me'> = { 'GET /me': row['GET /health'] }
    expectTypeOf([missing, tooMany, wrong]).toBeArray()
  })

  it('describe webhook bodies too', () => {
    expectTypeOf<WebhookBody<'contact.created'>['type']>().toEqualTypeOf<'contact.created'>()
    expectTypeOf<WebhookBody<'message.received'>['object']>().toBeString()
    expectTypeOf<WebhookBody<'message.received'>>().toEqualTypeOf<Schemas['MessageReceivedEvent']>()
  })
})

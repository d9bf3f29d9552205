// Calling the API from a test: an operation by its key, with the types of its request and its answer.
import type {
  OperationKey,
  PathParams,
  Query,
  ReplyBody,
  RequestBody,
  Status,
} from '../contract/operation-types.ts'
import { OPERATIONS } from '../contract/spec.ts'
import { nearest } from '../schema/nearest.ts'
import { KirimCallError } from './errors.ts'
import { checkOpen, type Place } from './place.ts'
import { OWN_USER_AGENT } from './requests.ts'

type IsNone<T> = [keyof T] extends [never] ? true : false

type ParamsPart<K extends OperationKey> =
  IsNone<PathParams<K>> extends true
    ? { readonly params?: undefined }
    : { readonly params: { readonly [Name in keyof PathParams<K>]: string } }

type BodyPart<K extends OperationKey> =
  undefined extends RequestBody<K>
    ? { readonly body?: RequestBody<K> }
    : { readonly body: RequestBody<K> }

/** What a call sends beside its operation. Members that the operation does not have are not there. */
export type CallInput<K extends OperationKey> = ParamsPart<K> &
  BodyPart<K> & {
    readonly query?: { readonly [Name in keyof Query<K>]?: Query<K>[Name] | undefined }
    /** Further headers. */
    readonly headers?: Readonly<Record<string, string>> | undefined
    readonly idempotencyKey?: string | undefined
    /** Another key than the organisation's first; null sends none. */
    readonly apiKey?: string | null | undefined
  }

/** The status that an operation answers with when all is well. */
export type OkStatus<K extends OperationKey> = Extract<Status<K>, 200 | 302>

type DataOf<Body> = Body extends { data: infer Data } ? Data : undefined
type ErrorOf<Body> = Body extends { error: infer Err } ? Err : undefined

/** An answer of the API. */
export type CallReply<K extends OperationKey, S extends Status<K> = OkStatus<K>> = {
  readonly operation: K
  readonly status: S
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReplyBody<K, S>
  /** `body.data`, where there is one. */
  readonly data: DataOf<ReplyBody<K, S>>
  /** `body.error`, of an answer that says no. */
  readonly error: ErrorOf<ReplyBody<K, S>>
}

type EasyOperation = {
  [K in OperationKey]: Record<never, never> extends CallInput<K> ? K : never
}[OperationKey]

/** Calls the API over HTTP with the organisation's key. */
export type Call = {
  /**
   * Calls an operation: `call('POST /messages', { body })`. Another status than the one that is
   * expected, 200 if none is said, is an error.
   *
   * @throws KirimCallError.
   */
  <K extends OperationKey, S extends Status<K> = OkStatus<K>>(
    operation: K,
    input: CallInput<K> & { readonly expect?: S | undefined },
  ): Promise<CallReply<K, S>>
  <K extends EasyOperation>(operation: K): Promise<CallReply<K>>
}

type AnyInput = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly idempotencyKey?: string
  readonly apiKey?: string | null
  readonly expect?: number
}

export function newCall(place: Place): Call {
  const call = async (operation: OperationKey, input: AnyInput = {}) => {
    checkOpen(place, `The call of ${operation}`)
    const { method } = factsOf(operation)
    const response = await fetch(place.app.url + pathOf(operation, input), {
      method,
      redirect: 'manual',
      headers: headersOf(place, input),
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    })
    const text = await response.text()
    const body = text === '' ? undefined : parse(operation, response.status, text)
    const { status } = response
    const { expect = operation === 'GET /messages/{id}/media' ? 302 : 200 } = input
    const { data, error } = (body ?? {}) as { data?: unknown; error?: ErrorPart }
    if (status !== expect) throw unexpected(operation, expect, status, body, error)
    return { operation, status, headers: Object.fromEntries(response.headers), body, data, error }
  }
  return call as unknown as Call
}

function factsOf(operation: string) {
  if (Object.hasOwn(OPERATIONS, operation)) return OPERATIONS[operation as OperationKey]
  const near = nearest(operation, Object.keys(OPERATIONS))
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new TypeError(`There is no operation ${operation}.${hint}`)
}

function pathOf(operation: OperationKey, { params = {}, query = {} }: AnyInput): string {
  const path = OPERATIONS[operation].path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`${operation} needs params.${name}.`)
    return encodeURIComponent(value)
  })
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const texts = given.map(([name, value]): [string, string] => [name, String(value)])
  const search = new URLSearchParams(texts)
  return search.size === 0 ? path : `${path}?${search}`
}

function headersOf(place: Place, input: AnyInput): Record<string, string> {
  const { body, headers, idempotencyKey, apiKey = place.apiKey } = input
  return {
    'user-agent': OWN_USER_AGENT,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...headers,
  }
}

/** A fault may have cut the answer off, or made it no JSON. */
function parse(operation: OperationKey, status: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new KirimCallError({
      operation,
      expected: status,
      status,
      code: 'malformed_answer',
      message: `the body is no JSON: ${text.slice(0, 80)}`,
      body: text,
    })
  }
}

type ErrorPart = {
  readonly code: string
  readonly message: string
  readonly param?: string
  readonly request_id?: string
}

function unexpected(
  operation: string,
  expected: number,
  status: number,
  body: unknown,
  error: ErrorPart | undefined,
): KirimCallError {
  return new KirimCallError({
    operation,
    expected,
    status,
    code: error?.code ?? 'unexpected_status',
    message: error?.message ?? 'that is another status than the one expected',
    param: error?.param,
    requestId: error?.request_id,
    body,
  })
}

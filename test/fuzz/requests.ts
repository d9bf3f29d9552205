// Hostile requests: made from an operation of a document, each with something odd about it, or nothing.
import fc from 'fast-check'

import {
  bodySchemaOf,
  type Document,
  type Operation,
  operationAt,
  type Parameter,
} from './judge.ts'
import { bodyOf, spoiler, strangeText } from './texts.ts'
import type { newValues } from './values.ts'

/** A request as it will be sent, with one character for each byte. */
export type Wish = {
  readonly method: string
  /** The path in the document. */
  readonly path: string
  /** The path with its parameters and query, behind the API's prefix. */
  readonly target: string
  readonly headers: readonly string[]
  readonly body: string | null
  /** Whether a router might not see which operation is meant. */
  readonly isAstray: boolean
}

type Values = ReturnType<typeof newValues>

/** Percent-encoding of whatever can be encoded at all. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
}

const BROKEN_SEGMENTS = [
  '%',
  '%zz',
  '%E0%A4%A',
  '%C3%28',
  'a/b',
  '..',
  '.',
  '%2e%2e',
  '%2F',
  ';a=b',
]

const strangeSegment = fc.oneof(
  strangeText.map((text) => ({ text: encoded(text.slice(0, 1_000)), isAstray: text === '' })),
  fc.constantFrom(...BROKEN_SEGMENTS).map((text) => ({ text, isAstray: true })),
)

function segment(values: Values, { schema, name }: Parameter) {
  const fits = values.valid(schema, name).map((text) => ({ text: encoded(text), isAstray: false }))
  return fc.oneof({ arbitrary: fits, weight: 8 }, { arbitrary: strangeSegment, weight: 1 })
}

/** The path with its parameters filled in. */
function filledPath(values: Values, path: string, parameters: readonly Parameter[]) {
  const names = parameters.filter((parameter) => parameter.in === 'path')
  return fc.tuple(...names.map((parameter) => segment(values, parameter))).map((segments) => {
    let filled = path
    for (const [n, { name }] of names.entries()) {
      filled = filled.replace(`{${name}}`, () => segments[n]?.text ?? '')
    }
    return { filled, isAstray: segments.some((one) => one.isAstray) }
  })
}

const STRANGE_QUERIES = [
  '?',
  '?&&&',
  '?=&=a',
  '?%zz=%',
  '?__proto__=1&constructor[a]=2',
  '?limit=1&limit=2',
  '?limit[]=1&limit[a]=0',
  '?cursor=',
  '?cursor=AAAA&cursor=',
  `?${'a=1&'.repeat(500)}`,
  `?search=${'%F0%9F%91%8D'.repeat(300)}`,
  '?a=1#b',
  '?limit=%00&created_after=%0A',
]

function query(values: Values, parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query')
  const pair = ({ name, schema }: Parameter) => {
    const fits = values.valid(schema, name)
    const value = fc.oneof({ arbitrary: fits, weight: 3 }, values.broken(schema, name))
    return value.map((one) => `${encoded(name)}=${encoded(one).slice(0, 3_000)}`)
  }
  const strange = fc.constantFrom(...STRANGE_QUERIES)
  if (known.length === 0) return fc.oneof({ arbitrary: fc.constant(''), weight: 4 }, strange)
  const pairs = fc.array(fc.oneof(...known.map(pair)), { maxLength: 4 })
  const joined = pairs.map((texts) => (texts.length === 0 ? '' : `?${texts.join('&')}`))
  return fc.oneof({ arbitrary: joined, weight: 8 }, strange)
}

const STRANGE_HEADERS = [
  'Authorization: ',
  'Authorization: Bearer',
  'Authorization: Bearer  ~token~',
  'Authorization: bearer ~token~',
  'Authorization: Basic a2lyaW06a2lyaW0=',
  'Authorization: Bearer kdv_test_aaaaaaaaaaaaaaaaaaaaaaaa',
  'Authorization: Bearer __proto__',
  'Authorization: Bearer \xff\xfe',
  'Authorization: Bearer ~token~\r\nAuthorization: Bearer other',
  `Authorization: Bearer ${'a'.repeat(8_000)}`,
  'Content-Type: text/plain',
  'Content-Type: application/json; charset=utf-16',
  'Content-Type: APPLICATION/JSON;charset="utf-8"',
  'Content-Type: application/json, text/html',
  'Content-Type: multipart/form-data; boundary=a',
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: ;',
  'Content-Type: __proto__',
  'Content-Type: ',
  'Content-Encoding: gzip',
  'Content-Encoding: nonsense',
  'Accept: text/html;q=1, */*;q=0',
  'Accept-Encoding: gzip, br',
  'X-HTTP-Method-Override: DELETE',
  'X-Request-Id: req_00000000000000000000000000',
  'X-Forwarded-Host: evil.example',
  'Expect: 100-continue',
  'Expect: 200-ok',
  // Node loses what comes behind the body of a request that wants to upgrade.
  'Upgrade: websocket\r\nConnection: Upgrade, close',
  'Range: bytes=0-1',
  'If-None-Match: *',
  'Cookie: a=b; __proto__=c',
  'Connection: close',
  'Connection: keep-alive, x-request-id',
  'TE: trailers',
  '__proto__: a',
  'constructor: a',
  'Idempotency-Key: ',
  'Idempotency-Key: __proto__',
  'Idempotency-Key: \xff\xfe\x80',
  'Idempotency-Key: a, b',
  `Idempotency-Key: ${'k'.repeat(255)}`,
  `Idempotency-Key: ${'k'.repeat(256)}`,
  'Idempotency-Key: a\r\nIdempotency-Key: b',
]

const AUTHORIZATION = 'Authorization: Bearer ~token~'
const JSON_TYPE = 'Content-Type: application/json'

const strangeHeaders = fc.oneof(
  { arbitrary: fc.constant([]), weight: 3 },
  { arbitrary: fc.array(fc.constantFrom(...STRANGE_HEADERS), { maxLength: 2 }), weight: 1 },
  { arbitrary: fc.nat(12).map((key) => [`Idempotency-Key: key ${key}`]), weight: 1 },
)

/** Strange headers stand in the place of the usual ones of the same name. */
function headersOf(strange: readonly string[], hasBody: boolean): string[] {
  const usual = hasBody ? [AUTHORIZATION, JSON_TYPE] : [AUTHORIZATION]
  const isReplaced = (line: string) => {
    const name = line.slice(0, line.indexOf(':') + 1)
    return strange.some((one) => one.startsWith(name))
  }
  return [...usual.filter((line) => !isReplaced(line)), ...strange]
}

function bodyFor(document: Document, values: Values, operation: Operation) {
  const schema = bodySchemaOf(document, operation)
  if (schema === undefined) {
    const none = { arbitrary: fc.constant(null), weight: 8 }
    return fc.oneof(none, fc.constantFrom('{}', 'null', '[', '', '\x00'))
  }
  const value = fc.oneof(
    { arbitrary: values.valid(schema), weight: 3 },
    { arbitrary: values.broken(schema), weight: 2 },
  )
  return fc.tuple(value, spoiler, fc.nat()).map(([one, how, pick]) => bodyOf(one, how, pick))
}

/** Requests for one operation. */
export function requestsFor(
  document: Document,
  values: Values,
  method: string,
  path: string,
): fc.Arbitrary<Wish> {
  const operation = operationAt(document, method, path)
  const { parameters = [] } = operation
  const parts = fc.record({
    path: filledPath(values, path, parameters),
    query: query(values, parameters),
    strange: strangeHeaders,
    body: bodyFor(document, values, operation),
  })
  return parts.map(({ path: { filled, isAstray }, query, strange, body }) => ({
    method,
    path,
    target: filled + query,
    headers: headersOf(strange, body !== null),
    body,
    isAstray,
  }))
}

/** The bytes of a request; in chunks when its length says so, so that both ways are gone. */
export function bytesOfWish(wish: Wish, prefix: string, fill: (text: string) => string): string {
  const { method, target } = wish
  const body = wish.body === null ? null : fill(wish.body)
  const lines = [`${method} ${prefix}${target} HTTP/1.1`, 'Host: 127.0.0.1', ...wish.headers]
  const isChunked = body !== null && body.length % 5 === 1
  if (isChunked) lines.push('Transfer-Encoding: chunked')
  else if (body !== null) lines.push(`Content-Length: ${body.length}`)
  const framed = isChunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : (body ?? '')
  return `${fill(lines.join('\r\n'))}\r\n\r\n${framed}`
}

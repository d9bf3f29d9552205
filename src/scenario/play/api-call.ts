// Calls the API as a client would, in this process: from a call of a scenario to what the client saw.
import type { Api } from '../../api/api.ts'
import { dispatch } from '../../api/dispatch.ts'
import type { ApiReply, ApiRequest } from '../../api/exchange.ts'
import { BODY_MAX_BYTES } from '../../api/request-body.ts'
import type { OperationKey } from '../../contract/spec.ts'
import type { Sending } from '../../domain/faults/reply.ts'
import type { Sandbox } from '../../engine/sandbox.ts'

/** The input of a `call`, its references filled in. */
export type Call = {
  readonly operation?: OperationKey
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly api_key?: string | null
  readonly body?: unknown
  readonly text?: string
  readonly background?: boolean
}

/** What was answered: what an expectation can look at. A call's body stands beside its parts, so `sent.data.id` works. */
export type Reply = {
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly text: string
  readonly connection: 'whole' | 'reset' | 'closed' | 'truncated'
  readonly [member: string]: unknown
}

/** A call as it goes over the wire. */
export type Request = ApiRequest & { readonly shown: Readonly<Record<string, string>> }

/** @throws Error with a sentence when there is no such operation. */
export function requestOf(api: Api, call: Call, usualKey: string): Request {
  const { method, path } = call.operation === undefined ? asWritten(call) : asOperation(api, call)
  const { operation, params } = route(api, method, path)
  const text = call.text ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  const shown: Record<string, string> = {}
  if (text !== undefined) shown['content-type'] = 'application/json'
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    shown[name.toLowerCase()] = String(value)
  }
  const key = call.api_key === undefined ? usualKey : call.api_key
  const headers = key === null ? shown : { authorization: `Bearer ${key}`, ...shown }
  return {
    operation,
    method,
    path: api.prefix + path,
    params,
    query: queryOf(path),
    headers,
    body: text,
    bodyProblem: problemOf(text, shown['content-type']),
    shown,
  }
}

function asWritten({ method = 'GET', path = '/' }: Call): { method: string; path: string } {
  return { method, path }
}

function asOperation(
  { operations }: Api,
  { operation, params = {}, query }: Call,
): { method: string; path: string } {
  const { method, path } = operations[operation as OperationKey]
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  )
  if (query === undefined) return { method, path: filled }
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as [string, string]),
  )
  return { method, path: `${filled}?${new URLSearchParams(pairs)}` }
}

function route(
  { operations }: Api,
  method: string,
  written: string,
): { operation: OperationKey; params: Record<string, string> } {
  const path = written.split('?')[0] ?? ''
  const candidates = Object.values(operations).filter((one) => one.method === method)
  // A literal segment wins over a parameter, as it does in the server.
  const exact = candidates.find((one) => one.path === path)
  if (exact !== undefined) return { operation: exact.key, params: {} }
  for (const { key, path: pattern } of candidates) {
    const params = paramsOf(pattern.split('/'), path.split('/'))
    if (params !== undefined) return { operation: key, params }
  }
  throw new Error(`No operation is called ${method} ${written}. See \`list operations\`.`)
}

function paramsOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = decoded(segment)
    else if (part !== segment) return undefined
  }
  return params
}

/** What is no escape stays as it is, and is refused by the contract. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function queryOf(path: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  const at = path.indexOf('?')
  if (at === -1) return query
  for (const [name, value] of new URLSearchParams(path.slice(at + 1))) {
    const before = query[name]
    query[name] = before === undefined ? value : [before, value].flat()
  }
  return query
}

function problemOf(text: string | undefined, type: string | undefined): ApiRequest['bodyProblem'] {
  if (text === undefined) return undefined
  if (Buffer.byteLength(text) > BODY_MAX_BYTES) return 'too-large'
  return /^application\/json\s*(;|$)/.test(type ?? '') ? undefined : 'media-type'
}

/** Sends it, and notes the id of the request; the promise settles with what the client saw. */
export async function send(
  { api, sandbox }: { readonly api: Api; readonly sandbox: Sandbox },
  request: Request,
  ids: Set<string>,
): Promise<Reply> {
  const reply = await dispatch(api, sandbox, request)
  ids.add(reply.headers['X-Request-Id'] ?? '')
  return replyOf(reply)
}

function replyOf({ status, headers, body, sending }: ApiReply): Reply {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const connection = connectionAfter(sending)
  const isLost = connection === 'reset' || connection === 'closed'
  const text = isLost ? '' : partOf(body ?? '', sending?.share ?? 1)
  const parsed = connection === 'whole' ? parse(text) : undefined
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  return {
    ...(isObject && (parsed as Record<string, unknown>)),
    status: isLost ? null : status,
    headers: isLost ? {} : (Object.fromEntries(lower) as Record<string, string>),
    body: parsed ?? null,
    text,
    connection,
  }
}

/** What the client saw of the connection. */
function connectionAfter(sending: Sending | undefined): Reply['connection'] {
  if (sending === undefined || sending.after === 'open') return 'whole'
  if (sending.after === 'reset') return 'reset'
  return sending.share === 0 ? 'closed' : 'truncated'
}

/** As much as a client gets of a reply that breaks off. */
function partOf(body: string, share: number): string {
  if (share === 1) return body
  const bytes = Buffer.from(body)
  return bytes.subarray(0, Math.floor(bytes.length * share)).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

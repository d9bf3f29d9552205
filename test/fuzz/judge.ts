// Who says whether an answer is one: an AJV of its own over documents, and nothing that is judged.
import { readFileSync } from 'node:fs'

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import overlay from '../../src/contract/overlay.json' with { type: 'json' }
import { applyOverlay } from '../../src/contract/overlay.ts'
import type { Answer } from './line.ts'
import { resolve, type Schema } from './values.ts'

export type Document = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
}

export type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: { readonly [status: string]: { readonly content?: Content } }
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}

type Content = { readonly [type: string]: { readonly schema: Schema } }

/** What the vendor declares, with what its prose adds. */
export function readContract(): Document {
  const vendor = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'))
  return applyOverlay(vendor, overlay) as Document
}

export type Judge = {
  /** What is wrong with an answer to an operation; nothing when it is well. */
  problemsOf(method: string, path: string, answer: Answer): string[]
}

export function newJudge(document: Document): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema(document as object, 'document')
  const compiled = new Map<string, ValidateFunction | undefined>()
  const validatorAt = (pointer: string) => {
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.getSchema(`document#${pointer}`))
    return compiled.get(pointer)
  }
  const problemsOf = (method: string, path: string, answer: Answer): string[] => {
    const { status } = answer
    const operation = operationAt(document, method, path)
    const response = operation.responses[status]
    if (response === undefined) return [`${status} is not declared: ${answer.body}`]
    const isHead = method === 'HEAD'
    if (response.content === undefined || isHead) {
      return [...headerProblems(answer), ...(answer.body.length > 0 ? ['There is a body.'] : [])]
    }
    const pointer = ['', 'paths', path, method.toLowerCase(), 'responses', status, 'content']
      .concat('application/json', 'schema')
      .map((segment) =>
        encodeURIComponent(`${segment}`.replaceAll('~', '~0').replaceAll('/', '~1')),
      )
      .join('/')
    const validate = validatorAt(pointer)
    if (validate === undefined) return [`The document has no schema at ${pointer}.`]
    const body = jsonOf(answer)
    if (body === undefined) return [`The body is not JSON: ${answer.body}`]
    const found = validate(body) ? [] : (validate.errors ?? []).map(sentence)
    return [...headerProblems(answer), ...idProblems(answer, body), ...found]
  }
  return { problemsOf }
}

export function operationAt(document: Document, method: string, path: string): Operation {
  const item = document.paths[path]
  const operation = item?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  if (operation === undefined) throw new Error(`The document has no ${method} ${path}.`)
  return operation
}

/** The schema of the JSON body of a request, if the operation takes one. */
export function bodySchemaOf(document: Document, { requestBody }: Operation): Schema | undefined {
  const schema = requestBody?.content['application/json']?.schema
  return typeof schema?.$ref === 'string' ? resolve(document, schema.$ref) : schema
}

const REQUEST_ID = /^req_[0-9A-HJKMNP-TV-Z]{26}$/

/** What every answer must have, wherever it comes from. */
export function headerProblems({ headers, body, status }: Answer): string[] {
  const problems: string[] = []
  if (!REQUEST_ID.test(headers['x-request-id'] ?? '')) problems.push('There is no X-Request-Id.')
  const type = headers['content-type']
  if (body.length > 0 && !/^application\/json(; charset=utf-8)?$/.test(type ?? '')) {
    problems.push(`The content type is ${type}.`)
  }
  if (status === 429 && !/^\d+$/.test(headers['retry-after'] ?? '')) {
    problems.push('A 429 says no Retry-After.')
  }
  return problems
}

/** What is wrong with a no that belongs to no operation. */
export function refusalProblems(answer: Answer, statuses: readonly number[]): string[] {
  if (!statuses.includes(answer.status)) return [`The status is ${answer.status}: ${answer.body}`]
  const error = (jsonOf(answer) as { error?: Record<string, unknown> } | undefined)?.error
  const members = ['type', 'code', 'message', 'request_id']
  const isWhole = members.every((name) => typeof error?.[name] === 'string' && error[name] !== '')
  return [...headerProblems(answer), ...(isWhole ? [] : [`No envelope: ${answer.body}`])]
}

function idProblems({ headers }: Answer, body: unknown): string[] {
  if (headers['idempotent-replayed'] === 'true') return []
  const { request_id: own, error } = body as {
    request_id?: unknown
    error?: { request_id?: unknown }
  }
  const told = own ?? error?.request_id
  return told === undefined || told === headers['x-request-id'] ? [] : [`Two request ids: ${told}.`]
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

function sentence({ instancePath, message }: { instancePath: string; message?: string }): string {
  return `${instancePath} ${message}`
}

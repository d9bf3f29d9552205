// What a validating proxy would check with nothing but the vendor's document: an AJV of its own.
import { readFileSync } from 'node:fs'

import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { OPERATIONS, type OperationKey } from '../../src/contract/spec.ts'
import type { Reply } from '../support/sandbox.ts'

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null

const document: Json = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
)

export type Proxy = {
  /** What is wrong with a reply by the vendor's document; nothing when it is well. */
  replyProblems(key: OperationKey, reply: Reply): string[]
  /** What is wrong with the body of a request. */
  bodyProblems(key: OperationKey, body: unknown): string[]
}

/** `closed` refuses every member that the document does not name. */
export function newProxy({ closed }: { readonly closed: boolean }): Proxy {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(closed ? (close(document) as object) : (document as object), 'vendor')
  const problems = (pointer: string, value: unknown): string[] => {
    const validate = ajv.getSchema(`vendor#${pointer}`)
    if (validate === undefined) return [`The document has no schema at ${pointer}.`]
    if (validate(value)) return []
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
  }
  const operationAt = (key: OperationKey) => {
    const { method, path } = OPERATIONS[key]
    return `/paths/${escaped(path)}/${method.toLowerCase()}`
  }
  return {
    replyProblems: (key, { status, headers, body }) => {
      if (!OPERATIONS[key].vendorStatuses.includes(status)) return [`${key} declares no ${status}.`]
      if (status === 302) return body === undefined ? [] : ['A redirect has no body.']
      const type = headers.get('content-type') ?? ''
      if (!/^application\/json(;|$)/.test(type)) return [`The content type is ${type}.`]
      const content = `${operationAt(key)}/responses/${status}/content/${escaped('application/json')}`
      return problems(`${content}/schema`, body)
    },
    bodyProblems: (key, body) =>
      problems(
        `${operationAt(key)}/requestBody/content/${escaped('application/json')}/schema`,
        body,
      ),
  }
}

/** A segment of a JSON pointer in a URI fragment. */
function escaped(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** The document with every object closed that names its members and leaves open whether there are more. */
function close(value: Json): Json {
  if (Array.isArray(value)) return value.map(close)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).map(([name, member]) => [name, close(member)])
  const isOpen = typeof value.properties === 'object' && !('additionalProperties' in value)
  return { ...Object.fromEntries(members), ...(isOpen && { additionalProperties: false }) }
}

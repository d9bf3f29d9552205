// What the control API may answer, as its document tells it: data, or a failure by status.
import type { Api } from '../../api/api.ts'
import { FAILURES, Failure, type FailureCode } from '../../domain/failures/failures.ts'
import type { Schema } from '../../schema/json-schema.ts'

/** By status: a description and what is sent, as Fastify and OpenAPI write it. */
export type Replies = Readonly<Record<string, object>>

/** What stands before everything: the door, and our own bugs. */
export const DOOR_FAILURES: readonly FailureCode[] = [
  'control_token_required',
  'control_forbidden',
  'internal_error',
]

/** What may be said to the key that picks the organisation. */
export const KEY_FAILURES: readonly FailureCode[] = [
  'missing_api_key',
  'invalid_api_key',
  'expired_api_key',
  'revoked_api_key',
]

/** The document's name for the shape of every failure. */
const ERROR_NAME = 'Error'

/** The error envelope, which is that of the API. */
export const ERROR_ENVELOPE = {
  $id: ERROR_NAME,
  type: 'object',
  description: 'Every failure has this shape, here and in the Kirim API.',
  properties: {
    error: {
      type: 'object',
      properties: {
        type: { type: 'string', description: 'The kind of failure.' },
        code: { type: 'string', description: 'Which failure it is, for programs.' },
        message: { type: 'string', description: 'What was expected and what came, for people.' },
        param: { type: 'string', description: 'The member, parameter or header to blame.' },
        request_id: { type: 'string', description: 'The id of the request.' },
      },
      required: ['type', 'code', 'message', 'request_id'],
    },
  },
  required: ['error'],
} as const

const HEADERS = {
  'X-Request-Id': { type: 'string', description: 'The id of the request, as in `request_id`.' },
}

/** `{data}` of this shape; or what may be said to whoever asks for an organisation, and these. */
export function dataOr(api: Api, data: Schema, failures: readonly FailureCode[]): Replies {
  const body = { type: 'object', properties: { data }, required: ['data'] }
  return wholeOr(api, { ...body, description: data.description }, failures)
}

/** The same for a reply that is a page to read, too. */
export function pageOr(api: Api, data: Schema, failures: readonly FailureCode[]): Replies {
  const { 200: reply, ...others } = dataOr(api, data, failures)
  const { content, ...facts } = reply as { content: object }
  const page = { schema: { type: 'string', description: 'The same as Markdown.' } }
  return { 200: { ...facts, content: { ...content, 'text/markdown': page } }, ...others }
}

/** The same for a reply that is of this shape by itself. */
export function wholeOr(api: Api, body: Schema, failures: readonly FailureCode[]): Replies {
  const { description, ...schema } = body
  return {
    200: {
      description: String(description),
      headers: HEADERS,
      content: { 'application/json': { schema } },
    },
    ...failuresOf(api, [...failures, ...KEY_FAILURES, ...DOOR_FAILURES]),
  }
}

/** The failures with these codes, by status. */
export function failuresOf(api: Api, failures: readonly FailureCode[]): Replies {
  const statusOf = (code: FailureCode) => api.failures[code].status
  const codes = [...new Set(failures)]
  const statuses = [...new Set(codes.map(statusOf))].sort()
  const rows = statuses.map((status) => {
    return [
      status,
      failureReply(
        api,
        codes.filter((code) => statusOf(code) === status),
      ),
    ]
  })
  return Object.fromEntries(rows)
}

function failureReply(api: Api, codes: readonly FailureCode[]) {
  const lines = codes.map((code) => `- \`${code}\`: ${FAILURES[code]}`)
  return {
    description: lines.join('\n'),
    headers: HEADERS,
    content: {
      'application/json': {
        schema: { $ref: `${ERROR_NAME}#` },
        examples: Object.fromEntries(
          codes.map((code) => [code, { value: api.errorBody(new Failure(code), EXAMPLE_ID) }]),
        ),
      },
    },
  }
}

const EXAMPLE_ID = 'req_01J9Z3K4M5N6P7Q8R9S0T1V2W3'

// Every no that the API can say: code, status, type and the sentence behind it, one row each.
import { CONTROL_FAILURES, type FailureFacts } from './control-failures.ts'

// Source: prose /concepts/errors/, /authentication/, /concepts/idempotency/, /guides/; the statuses
// of the contract. Codes that no page names are our choice: see docs/decisions/.
export const FAILURES = {
  invalid_phone_number: {
    status: 400,
    type: 'invalid_request_error',
    message: 'Phone number must be in E.164 format (e.g. +628123456789).',
    remembered: false,
  },
  invalid_template_name: {
    status: 400,
    type: 'invalid_request_error',
    message: 'No template with this name can be sent from your accounts.',
    remembered: false,
  },
  missing_required_field: {
    status: 400,
    type: 'invalid_request_error',
    message: 'A required field is missing.',
    remembered: false,
  },
  invalid_field_value: {
    status: 400,
    type: 'invalid_request_error',
    message: 'A field has a value that is not allowed.',
    remembered: false,
  },
  invalid_limit: {
    status: 400,
    type: 'invalid_request_error',
    message: 'limit must be a whole number from 1 to 100.',
    remembered: false,
  },
  invalid_cursor: {
    status: 400,
    type: 'invalid_request_error',
    message:
      'cursor must be a next_cursor of this endpoint, passed back unchanged with the same filters.',
    remembered: false,
  },
  invalid_webhook_url: {
    status: 400,
    type: 'invalid_request_error',
    message: 'Webhook URL must be an https:// address.',
    remembered: false,
  },
  invalid_request: {
    status: 400,
    type: 'invalid_request_error',
    message: 'The request could not be read.',
    remembered: false,
  },
  missing_api_key: {
    status: 401,
    type: 'authentication_error',
    message: 'No API key. Send the header "Authorization: Bearer <api key>".',
    remembered: false,
  },
  invalid_api_key: {
    status: 401,
    type: 'authentication_error',
    message: 'This API key is not known.',
    remembered: false,
  },
  expired_api_key: {
    status: 401,
    type: 'authentication_error',
    message: 'This API key has expired.',
    remembered: false,
  },
  revoked_api_key: {
    status: 401,
    type: 'authentication_error',
    message: 'This API key has been revoked.',
    remembered: false,
  },
  resource_not_found: {
    status: 404,
    type: 'not_found',
    message: 'No such resource.',
    remembered: true,
  },
  idempotency_in_progress: {
    status: 409,
    type: 'conflict',
    message:
      'A request with this Idempotency-Key is still running. Try again later with the same key.',
    remembered: false,
  },
  webhook_subscription_disabled: {
    status: 409,
    type: 'conflict',
    message: 'The webhook subscription is disabled. Set its status to active first.',
    remembered: true,
  },
  idempotency_key_reuse: {
    status: 422,
    type: 'invalid_request_error',
    message: 'This Idempotency-Key was used for another request (other method, path or body).',
    remembered: false,
  },
  whatsapp_number_not_verified: {
    status: 422,
    type: 'invalid_request_error',
    message: 'No connected WhatsApp number can send this.',
    remembered: true,
  },
  outside_24h_window: {
    status: 422,
    type: 'invalid_request_error',
    message:
      'More than 24 hours have passed since the recipient last messaged you. Send a template.',
    remembered: true,
  },
  last_active_secret: {
    status: 422,
    type: 'invalid_request_error',
    message: 'The last active signing secret cannot be revoked. Add another one first.',
    remembered: true,
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    message: 'Too many requests.',
    remembered: false,
  },
  internal_error: {
    status: 500,
    type: 'api_error',
    message: 'Something went wrong on our side.',
    remembered: false,
  },
  contract_breach: {
    status: 500,
    type: 'api_error',
    message: 'The sandbox made a reply that breaks the contract. This is a bug of the sandbox.',
    remembered: false,
  },
  whatsapp_upstream_error: {
    status: 502,
    type: 'api_error',
    message: 'WhatsApp did not answer as expected.',
    remembered: false,
  },
  service_unavailable: {
    status: 503,
    type: 'api_error',
    message: 'The service is temporarily unavailable.',
    remembered: false,
  },
  ...CONTROL_FAILURES,
} as const satisfies Record<string, FailureFacts>

/** Codes that only the control API says. */
export const CONTROL_CODES: ReadonlySet<string> = new Set(Object.keys(CONTROL_FAILURES))

/** The codes of all failures. */
export type FailureCode = keyof typeof FAILURES

/** The API's expected no. Everything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly param: string | undefined

  constructor(code: FailureCode, param?: string, message?: string) {
    super(message ?? FAILURES[code].message)
    this.code = code
    this.param = param
  }
}

/** Says no: the request gets this failure and what it had changed is undone. */
export function fail(code: FailureCode, param?: string, message?: string): never {
  throw new Failure(code, param, message)
}

/** The id is well shaped, but no row of this organisation has it. */
export function failNotFound(kind: string, id: string): never {
  throw new Failure('resource_not_found', undefined, `No ${kind} ${id} in this organization.`)
}

// Every failure by its code, with the sentence behind it. What it is over HTTP is up to the API.
import { CONTROL_FAILURES } from './control-failures.ts'

// Source: prose /concepts/errors/, /authentication/, /concepts/idempotency/, /guides/. Codes that no
// page names are our choice: see docs/decisions/. Each sentence is said when the rule that failed has
// nothing more exact to say.
export const FAILURES = {
  invalid_phone_number: 'Phone number must be in E.164 format (e.g. +628123456789).',
  invalid_template_name: 'No template with this name can be sent from your accounts.',
  missing_required_field: 'A required field is missing.',
  invalid_field_value: 'A field has a value that is not allowed.',
  invalid_limit: 'limit must be a whole number from 1 to 100.',
  invalid_cursor:
    'cursor must be a next_cursor of this endpoint, passed back unchanged with the same filters.',
  invalid_webhook_url: 'Webhook URL must be an https:// address.',
  invalid_request: 'The request could not be read.',
  missing_api_key: 'No API key. Send the header "Authorization: Bearer <api key>".',
  invalid_api_key: 'This API key is not known.',
  expired_api_key: 'This API key has expired.',
  revoked_api_key: 'This API key has been revoked.',
  resource_not_found: 'No such resource.',
  idempotency_in_progress:
    'A request with this Idempotency-Key is still running. Try again later with the same key.',
  webhook_subscription_disabled:
    'The webhook subscription is disabled. Set its status to active first.',
  idempotency_key_reuse:
    'This Idempotency-Key was used for another request (other method, path or body).',
  whatsapp_number_not_verified: 'No connected WhatsApp number can send this.',
  outside_24h_window:
    'More than 24 hours have passed since the recipient last messaged you. Send a template.',
  last_active_secret: 'The last active signing secret cannot be revoked. Add another one first.',
  rate_limit_exceeded: 'Too many requests.',
  internal_error: 'Something went wrong on our side.',
  contract_breach:
    'The sandbox made a reply that breaks the contract. This is a bug of the sandbox.',
  whatsapp_upstream_error: 'WhatsApp did not answer as expected.',
  service_unavailable: 'The service is temporarily unavailable.',
  ...CONTROL_FAILURES,
} as const satisfies Record<string, string>

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
    super(message ?? FAILURES[code])
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

// What each failure is over HTTP in the first generation of the API: its status and its error type.
import type { ErrorStatus, OperationKey } from '../../contract/operation-types.ts'
import type { FailureCode } from '../../domain/failures/failures.ts'
import { CONTROL_STATUSES, type FailureFacts } from '../failure-facts.ts'

// Source: prose /concepts/errors/, /concepts/idempotency/; the statuses of the contract.
export const V1_FAILURES = {
  invalid_phone_number: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_template_name: { status: 400, type: 'invalid_request_error', remembered: false },
  missing_required_field: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_field_value: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_limit: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_cursor: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_webhook_url: { status: 400, type: 'invalid_request_error', remembered: false },
  invalid_request: { status: 400, type: 'invalid_request_error', remembered: false },
  missing_api_key: { status: 401, type: 'authentication_error', remembered: false },
  invalid_api_key: { status: 401, type: 'authentication_error', remembered: false },
  expired_api_key: { status: 401, type: 'authentication_error', remembered: false },
  revoked_api_key: { status: 401, type: 'authentication_error', remembered: false },
  resource_not_found: { status: 404, type: 'not_found', remembered: true },
  idempotency_in_progress: { status: 409, type: 'conflict', remembered: false },
  webhook_subscription_disabled: { status: 409, type: 'conflict', remembered: true },
  idempotency_key_reuse: { status: 422, type: 'invalid_request_error', remembered: false },
  whatsapp_number_not_verified: { status: 422, type: 'invalid_request_error', remembered: true },
  outside_24h_window: { status: 422, type: 'invalid_request_error', remembered: true },
  last_active_secret: { status: 422, type: 'invalid_request_error', remembered: true },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error', remembered: false },
  internal_error: { status: 500, type: 'api_error', remembered: false },
  contract_breach: { status: 500, type: 'api_error', remembered: false },
  whatsapp_upstream_error: { status: 502, type: 'api_error', remembered: false },
  service_unavailable: { status: 503, type: 'api_error', remembered: false },
  ...CONTROL_STATUSES,
} as const satisfies Record<FailureCode, FailureFacts>

/** Failures whose status the contract declares for the operation; others do not compile. */
export type FailureOf<K extends OperationKey> = {
  [Code in FailureCode]: (typeof V1_FAILURES)[Code]['status'] extends ErrorStatus<K> ? Code : never
}[FailureCode]

/** The code that a status has when a fault answers with it and names none. */
export const V1_USUAL_CODES: Readonly<Record<number, FailureCode>> = {
  400: 'invalid_field_value',
  401: 'invalid_api_key',
  404: 'resource_not_found',
  409: 'idempotency_in_progress',
  422: 'whatsapp_number_not_verified',
  429: 'rate_limit_exceeded',
  500: 'internal_error',
  502: 'whatsapp_upstream_error',
  503: 'service_unavailable',
}

// What a failure is over HTTP; and what those are that only the control API answers with.
import type { CONTROL_FAILURES } from '../domain/failures/control-failures.ts'

/** What a failure is over HTTP. */
export type FailureFacts = {
  readonly status: number
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'not_found'
    | 'conflict'
    | 'rate_limit_error'
    | 'api_error'
  /** Whether the answer is kept under an Idempotency-Key and given again. */
  readonly remembered: boolean
}

/**
 * The control API answers in the envelope of the API beside it, whichever generation that is: each of
 * them takes these over.
 */
export const CONTROL_STATUSES = {
  control_token_required: { status: 401, type: 'authentication_error', remembered: false },
  control_forbidden: { status: 403, type: 'permission_error', remembered: false },
  fault_never_strikes: { status: 400, type: 'invalid_request_error', remembered: false },
  clock_already_advancing: { status: 409, type: 'conflict', remembered: false },
  clock_not_virtual: { status: 409, type: 'conflict', remembered: false },
  clock_advance_limit: { status: 409, type: 'conflict', remembered: false },
  too_many_organizations: { status: 409, type: 'conflict', remembered: false },
  stop_refused: { status: 409, type: 'conflict', remembered: false },
  snapshot_exists: { status: 409, type: 'conflict', remembered: false },
  too_many_snapshots: { status: 409, type: 'conflict', remembered: false },
} as const satisfies Record<keyof typeof CONTROL_FAILURES, FailureFacts>

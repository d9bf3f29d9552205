// What only the control API says no with, and what a row of the table of failures is.

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
  /** The message when the rule that failed has nothing more exact to say. */
  readonly message: string
  /** Whether the answer is kept under an Idempotency-Key and given again. */
  readonly remembered: boolean
}

export const CONTROL_FAILURES = {
  control_token_required: {
    status: 401,
    type: 'authentication_error',
    message: 'This sandbox asks for its control token: send it as X-Kirim-Sandbox-Token.',
    remembered: false,
  },
  control_forbidden: {
    status: 403,
    type: 'permission_error',
    message: 'The sandbox is closed to this caller.',
    remembered: false,
  },
  fault_never_strikes: {
    status: 400,
    type: 'invalid_request_error',
    message: 'This fault could never strike.',
    remembered: false,
  },
  clock_already_advancing: {
    status: 409,
    type: 'conflict',
    message: 'The clock is being advanced already. Wait for that to end.',
    remembered: false,
  },
  clock_not_virtual: {
    status: 409,
    type: 'conflict',
    message:
      'Only a virtual clock can be advanced. Start with --clock virtual, or run set-clock with mode virtual.',
    remembered: false,
  },
  clock_advance_limit: {
    status: 409,
    type: 'conflict',
    message: 'The advance was stopped after a million jobs: something schedules itself for ever.',
    remembered: false,
  },
  too_many_organizations: {
    status: 409,
    type: 'conflict',
    message: 'There are a thousand organizations already. Delete those that are not needed.',
    remembered: false,
  },
  snapshot_exists: {
    status: 409,
    type: 'conflict',
    message: 'There is a snapshot of this name already. Choose another name, or replace it.',
    remembered: false,
  },
  too_many_snapshots: {
    status: 409,
    type: 'conflict',
    message: 'There are a thousand snapshots already. Remove those that are not needed.',
    remembered: false,
  },
} as const satisfies Record<string, FailureFacts>

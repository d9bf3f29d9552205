// The failures that only the control API answers with: code and sentence.

export const CONTROL_FAILURES = {
  control_token_required:
    'This sandbox asks for its control token: send it as X-Kirim-Sandbox-Token.',
  control_forbidden: 'The sandbox is closed to this caller.',
  fault_never_strikes: 'This fault could never strike.',
  clock_already_advancing: 'The clock is being advanced already. Wait for that to end.',
  clock_not_virtual:
    'Only a virtual clock can be advanced. Start with --clock virtual, or run set-clock with mode virtual.',
  clock_advance_limit:
    'The advance was stopped after a million jobs: something schedules itself for ever.',
  too_many_organizations:
    'There are a thousand organizations already. Delete those that are not needed.',
  stop_refused:
    'This sandbox belongs to the program that started it, and ends with that: `exec`, a test suite, or an agent.',
  snapshot_exists: 'There is a snapshot of this name already. Choose another name, or replace it.',
  too_many_snapshots: 'There are a thousand snapshots already. Remove those that are not needed.',
} as const satisfies Record<string, string>

// Faults of replies at work: what they do to a request before it is served, and to its reply after.

import { OPERATIONS } from '../contract/spec.ts'
import { FAILURES, Failure, type FailureCode } from '../domain/failures/failures.ts'
import type { FaultName } from '../domain/faults/fault-table.ts'
import { isArmed } from '../domain/faults/faults.ts'
import { strikeReply } from '../domain/faults/reply-faults.ts'
import { digitsOf } from '../domain/messaging/accounts.ts'
import type { FaultRow } from '../domain/world/webhook-rows.ts'
import { commit, type Organization, type Sandbox } from '../engine/sandbox.ts'
import type { ApiRequest, Effect } from './exchange.ts'
import { parseBody } from './request-body.ts'

/** The code that a fault's status has when none is said. */
const USUAL_CODES: Readonly<Record<number, FailureCode>> = {
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

/** Seconds in Retry-After of a 429 that a fault makes. */
const RETRY_AFTER_S = 1

/** Faults after which the reply is what the rules made, only later: it counts as real traffic. */
const MERELY_LATE: ReadonlySet<string> = new Set(['reply.latency', 'reply.slow-body'])

/** The armed fault that strikes this request, counted; undefined nearly always. */
export function faultFor(
  sandbox: Sandbox,
  organization: Organization,
  request: ApiRequest,
): FaultRow | undefined {
  const { world } = organization
  if (!isArmed(world, 'reply')) return undefined
  const { operation, headers } = request
  const struck = {
    operation,
    headers,
    statuses: OPERATIONS[operation].statuses,
    to: recipientOf(request),
  }
  return commit(sandbox, organization, () => strikeReply(world, struck)).result
}

/** The number that a message is to go to, as far as the body can be read. */
function recipientOf({ operation, body }: ApiRequest): string | undefined {
  if (operation !== 'POST /messages' || body === undefined) return undefined
  try {
    const { to } = parseBody(body) as { to?: unknown }
    return typeof to === 'string' ? digitsOf(to) : undefined
  } catch {
    // What cannot be read goes to nobody; it is refused where bodies are checked.
    return undefined
  }
}

/** The failure that a status fault answers with; null for all other faults. */
export function failureOfFault({ fault, options }: FaultRow): Failure | null {
  if (fault !== 'reply.status') return null
  const status = options.status as number
  const code = (options.code as FailureCode | undefined) ?? USUAL_CODES[status] ?? 'internal_error'
  return new Failure(code, undefined, `${FAILURES[code].message} (A fault of the sandbox.)`)
}

/** What Retry-After says when a fault makes the reply. */
export function retryAfterOfFault({ options }: FaultRow): number | null {
  if (typeof options.retry_after === 'number') return options.retry_after
  return options.status === 429 ? RETRY_AFTER_S : null
}

/** Whether the socket is closed without anything being done. */
export function endsAtOnce({ fault }: FaultRow): boolean {
  return fault === 'reply.reset' || fault === 'reply.empty'
}

/** Real milliseconds to wait before anything is done. */
export function latencyOf({ fault, options }: FaultRow): number {
  return fault === 'reply.latency' ? (options.ms as number) : 0
}

/** Whether a reply proves something about the sandbox although a fault struck. */
export function countsAsReal(fault: FaultRow | undefined): boolean {
  return fault === undefined || MERELY_LATE.has(fault.fault)
}

type Bent = { readonly body: string | undefined; readonly effect: Effect | undefined }

/** What the fault makes of a finished reply: another body, or another way of sending it. */
export function bend({ fault, options }: FaultRow, body: string | undefined): Bent {
  switch (fault as FaultName) {
    case 'reply.reset':
      return { body, effect: { kind: 'reset' } }
    case 'reply.empty':
    case 'reply.drop-after-accept':
      return { body, effect: { kind: 'close' } }
    case 'reply.truncate':
      return { body, effect: { kind: 'truncate' } }
    case 'reply.slow-body':
      return { body, effect: { kind: 'slow-body', ms: options.ms as number } }
    case 'reply.malformed':
      return { body: `${(body ?? '').slice(0, -2)},,\n<html>`, effect: undefined }
    case 'reply.breach':
      return { body: breached(body), effect: undefined }
    default:
      return { body, effect: undefined }
  }
}

/** A body that no schema of the contract takes: the request id is a number, and members are missing. */
function breached(body: string | undefined): string {
  const whole = JSON.parse(body ?? '{}') as Record<string, unknown>
  if (whole.error !== undefined) return JSON.stringify({ error: { message: 42 } })
  return JSON.stringify({ ...whole, data: null, request_id: 42 })
}

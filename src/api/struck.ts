// A request that a fault strikes: which fault it is, and what the API makes of its verdict.

import { FAILURES, Failure, type FailureCode } from '../domain/failures/failures.ts'
import {
  isOnlyLate,
  type ReplyVerdict,
  replyVerdict,
  type Sending,
  strikeReply,
} from '../domain/faults/reply.ts'
import { isArmed } from '../domain/faults/striking.ts'
import { digitsOf } from '../domain/messaging/accounts.ts'
import { commit, type Organization, type Sandbox } from '../engine/sandbox.ts'
import type { Api } from './api.ts'
import type { ApiRequest } from './exchange.ts'
import { parseBody } from './request-body.ts'

/** Seconds in Retry-After of a 429 that a fault makes. */
const RETRY_AFTER_S = 1

/** A fault that strikes, and what it does. */
export type Strike = { readonly fault: string; readonly verdict: ReplyVerdict }

/** The armed fault that strikes this request, counted; undefined nearly always. */
export function strikeOf(
  api: Api,
  sandbox: Sandbox,
  organization: Organization,
  request: ApiRequest,
): Strike | undefined {
  const { world } = organization
  if (!isArmed(world, 'reply')) return undefined
  const { operation, headers } = request
  const struck = {
    operation,
    headers,
    statuses: api.operations[operation].statuses,
    to: recipientOf(request),
  }
  const row = commit(sandbox, organization, () => strikeReply(world, struck)).result
  return row && { fault: row.fault, verdict: replyVerdict(row) }
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

/** The failure that a fault answers with instead of doing anything. */
export function failureOfFault(
  { usualCodes }: Api,
  { status, code: said }: Extract<ReplyVerdict, { kind: 'refuse' }>,
): Failure {
  const code = (said as FailureCode | undefined) ?? usualCodes[status] ?? 'internal_error'
  return new Failure(code, undefined, `${FAILURES[code]} (A fault of the sandbox.)`)
}

/** What Retry-After says when a fault makes the reply. */
export function retryAfterOfFault(strike: Strike | undefined): number | null {
  if (strike?.verdict.kind !== 'refuse') return null
  const { status, retryAfter } = strike.verdict
  return retryAfter ?? (status === 429 ? RETRY_AFTER_S : null)
}

/** Whether a reply proves something about the sandbox although a fault struck. */
export function countsAsReal(strike: Strike | undefined): boolean {
  return strike === undefined || isOnlyLate(strike.verdict)
}

/** A finished reply as the fault has it: another body, or another way of sending it. */
export function struckReply(
  verdict: ReplyVerdict,
  body: string | undefined,
): { readonly body: string | undefined; readonly sending?: Sending } {
  switch (verdict.kind) {
    case 'abort':
    case 'send':
      return { body, sending: verdict.sending }
    case 'rewrite':
      return { body: verdict.body(body ?? '') }
    case 'wait':
    case 'refuse':
      return { body }
  }
}

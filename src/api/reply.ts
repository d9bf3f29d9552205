// The end of a request's journey: the reply is checked, kept for replays, written down and sent.

import { countReply } from '../contract/coverage.ts'
import { OPERATIONS } from '../contract/spec.ts'
import { checkReply } from '../contract/validators.ts'
import { keepAnswer } from '../domain/access/idempotency.ts'
import type { RateVerdict } from '../domain/access/rate-limit.ts'
import { FAILURES, Failure } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import { masked } from '../domain/world/secret.ts'
import { remove } from '../domain/world/tables.ts'
import { transact } from '../domain/world/world.ts'
import { NotKept } from '../engine/not-kept.ts'
import { commit, note, type Organization, type Sandbox } from '../engine/sandbox.ts'
import { type ErrorBody, errorBody } from '../wire/v1/error-body.ts'
import type { ApiReply, ApiRequest } from './exchange.ts'
import { countsAsReal, retryAfterOfFault, type Strike, struckReply } from './struck.ts'

/** What is known of a request on its way; filled in step by step. */
export type Journey = {
  readonly sandbox: Sandbox
  readonly request: ApiRequest
  readonly startedAt: number
  requestId: string
  organization: Organization
  apiKey: ApiKeyRow | undefined
  rate: RateVerdict | undefined
  idempotency: { readonly key: string; readonly fingerprint: string } | undefined
  /** The fault that struck. */
  strike: Strike | undefined
  /** The id of the resource that the reply shows. */
  subject: string | undefined
}

/** The headers that only some replies have. */
export function extraHeaders(journey: Journey, location?: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (location !== undefined) headers.Location = location
  if (journey.idempotency !== undefined) headers['Idempotent-Replayed'] = 'false'
  return headers
}

/** The reply's text, if the reply keeps the contract. @throws Failure contract_breach. */
export function checked({ request }: Journey, status: number, body: unknown): string {
  const violation = checkReply(request.operation, status, body)
  if (violation === null) return JSON.stringify(body)
  throw new Failure('contract_breach', violation.param, `${BREACH} ${violation.message}`)
}

const BREACH = 'The sandbox made a reply that breaks the contract; this is its bug.'

/** Keeps the answer under its Idempotency-Key, if it came with one. */
export function remember(journey: Journey, status: number, body: string): void {
  if (journey.idempotency === undefined) return
  const { key, fingerprint } = journey.idempotency
  keepAnswer(journey.organization.world, key, { fingerprint, status, body })
}

/** Takes a kept answer back that the store could not keep; the store is not asked again. */
function forget(journey: Journey): void {
  if (journey.idempotency === undefined) return
  const { world } = journey.organization
  const { key } = journey.idempotency
  transact(world, () => remove(world.idempotency, key))
}

/**
 * Turns what was thrown into a reply: a failure is the API's no, anything else is our bug. A no that
 * is to be kept is given when it is.
 */
export function refuse(journey: Journey, error: unknown): ApiReply | Promise<ApiReply> {
  if (error instanceof NotKept) return refuseUnkept(journey, error)
  const failure = failureOf(journey, error)
  const { status } = FAILURES[failure.code]
  if (!OPERATIONS[journey.request.operation].statuses.includes(status)) {
    return refuseUndeclared(journey, failure)
  }
  const body = checked(journey, status, errorBody(failure, requestIdOf(journey)))
  const extra = extraHeaders(journey)
  const retryAfter = journey.rate?.retryAfter ?? retryAfterOfFault(journey.strike)
  if (typeof retryAfter === 'number') extra['Retry-After'] = String(retryAfter)
  const give = () => reply(journey, status, body, extra, failure)
  if (!FAILURES[failure.code].remembered || journey.idempotency === undefined) return give()
  return whenKept(journey, () => remember(journey, status, body), give)
}

/** Makes a change, and gives the reply that `give` makes of its result as soon as it is kept. */
export function whenKept<Result>(
  journey: Journey,
  change: () => Result,
  give: (result: Result) => ApiReply,
): ApiReply | Promise<ApiReply> {
  const { sandbox, organization } = journey
  try {
    const { result, kept } = commit(sandbox, organization, change)
    if (kept === undefined) return give(result)
    return kept.then(
      () => give(result),
      (error: unknown) => {
        forget(journey)
        return refuse(journey, error)
      },
    )
  } catch (error) {
    return refuse(journey, error)
  }
}

/**
 * What could not be kept was not done. The sandbox's own disk is no part of the contract, so this
 * is 503 whether an operation declares it or not.
 */
function refuseUnkept(journey: Journey, failure: NotKept): ApiReply {
  const body = JSON.stringify(errorBody(failure, requestIdOf(journey)))
  return reply(journey, FAILURES[failure.code].status, body, extraHeaders(journey), failure)
}

function failureOf({ organization, request }: Journey, error: unknown): Failure {
  if (error instanceof Failure && error.code !== 'contract_breach') return error
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note(organization, { kind: 'breach', message: `${request.operation}: ${reason}` })
  return error instanceof Failure ? error : new Failure('internal_error')
}

/** Where 500 is not declared, 503 is; where a failure's status is not, that is our bug. */
function refuseUndeclared(journey: Journey, failure: Failure): ApiReply {
  const { operation } = journey.request
  const { statuses } = OPERATIONS[operation]
  const isInternal = FAILURES[failure.code].status === 500
  if (!isInternal) {
    const message = `${operation} answered with ${failure.code}, whose status it does not declare.`
    note(journey.organization, { kind: 'breach', message })
  }
  const status = statuses.includes(500) ? 500 : 503
  const code = isInternal ? failure.code : 'contract_breach'
  const body: ErrorBody = errorBody(
    new Failure(code, failure.param, failure.message),
    requestIdOf(journey),
  )
  return reply(journey, status, JSON.stringify(body), extraHeaders(journey), failure)
}

/** Request ids are counted in the world that answers, so that a world's replies depend on it alone. */
export function requestIdOf(journey: Journey): string {
  if (journey.requestId === '') {
    const { world } = journey.organization
    journey.requestId = makeId('request', world.seed, ++world.requestCount)
  }
  return journey.requestId
}

/** How much of a path the journal keeps. */
const PATH_SHOWN_MAX = 1_000

/**
 * The path as the journal keeps it. What is cut is covered before, for half a secret looks like none;
 * and it is copied, for a mere slice would hold on to the whole text.
 */
export function shownPath(path: string): string {
  if (path.length <= PATH_SHOWN_MAX) return path
  return Buffer.from(masked(path).slice(0, PATH_SHOWN_MAX), 'latin1').toString('latin1')
}

/** Writes the request down and gives its reply. */
export function reply(
  journey: Journey,
  status: number,
  body: string | undefined,
  extra: Record<string, string>,
  failure?: Failure,
): ApiReply {
  const { request, organization, sandbox, rate } = journey
  const headers = extra
  headers['X-Request-Id'] = requestIdOf(journey)
  if (rate !== undefined) {
    headers['X-RateLimit-Limit'] = String(rate.limit)
    headers['X-RateLimit-Remaining'] = String(rate.remaining)
    headers['X-RateLimit-Reset'] = String(rate.resetAt)
  }
  countReply(organization.coverage, request.operation, status, !countsAsReal(journey.strike))
  const sent = journey.strike && struckReply(journey.strike.verdict, body)
  const entry = {
    kind: 'request',
    requestId: journey.requestId,
    operation: request.operation,
    method: request.method,
    path: shownPath(request.path),
    status,
    durationMs: sandbox.ports.clock.stopwatch() - journey.startedAt,
    code: failure?.code,
    param: failure?.param,
    message: failure?.message,
    replayed: extra['Idempotent-Replayed'] === 'true' ? true : undefined,
    subject: journey.subject,
    fault: journey.strike?.fault,
  } as const
  note(organization, entry, {
    requestHeaders: request.headers,
    requestBody: request.body,
    responseHeaders: headers,
    responseBody: sent === undefined ? body : sent.body,
  })
  return sent === undefined ? { status, headers, body } : { status, headers, ...sent }
}

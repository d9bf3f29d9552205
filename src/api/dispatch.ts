// The journey of one request: key, rate, contract, idempotency, operation, contract, journal, reply.
import type { OperationKey } from '../contract/operation-types.ts'
import { OPERATIONS } from '../contract/spec.ts'
import { checkReply, checkRequest } from '../contract/validators.ts'
import { checkKey, readBearer } from '../domain/access/api-keys.ts'
import { fingerprintOf, keepAnswer, keptAnswer } from '../domain/access/idempotency.ts'
import { type RateVerdict, rateClassOf, takeToken } from '../domain/access/rate-limit.ts'
import { FAILURES, Failure, fail } from '../domain/world/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import {
  commit,
  note,
  type Organization,
  organizationOf,
  type Sandbox,
  syncNow,
} from '../engine/sandbox.ts'
import { type ErrorBody, errorBody } from '../wire/error-body.ts'
import { markRunning, runningUnder, waitForEnd } from './in-flight.ts'
import type { OperationInput, Redirect } from './operation.ts'
import { OPERATION_TABLE } from './operations/index.ts'
import { type BodyProblem, bodyFailure, parseBody } from './request-body.ts'

/** A request as it came in, its operation already found. */
export type ApiRequest = {
  readonly operation: OperationKey
  readonly method: string
  /** With the query, as the client wrote it. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string | undefined
  readonly bodyProblem: BodyProblem | undefined
}

export type ApiReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What is known of a request on its way; filled in step by step. */
type Journey = {
  readonly sandbox: Sandbox
  readonly request: ApiRequest
  readonly startedAt: number
  requestId: string
  organization: Organization
  apiKey: ApiKeyRow | undefined
  rate: RateVerdict | undefined
  idempotency: { readonly key: string; readonly fingerprint: string } | undefined
}

/** Answers one request. Synchronous unless the store is slow or another request is waited for. */
export function dispatch(sandbox: Sandbox, request: ApiRequest): ApiReply | Promise<ApiReply> {
  const journey = begin(sandbox, request)
  try {
    if (OPERATIONS[request.operation].secured) {
      authenticate(journey)
      limitRate(journey)
    }
    const input = readInput(journey)
    if (request.method !== 'POST') return operate(journey, input)
    return operateOnce(journey, input)
  } catch (error) {
    return refuse(journey, error)
  }
}

function begin(sandbox: Sandbox, request: ApiRequest): Journey {
  const organization = sandbox.defaultOrganization
  return {
    sandbox,
    request,
    startedAt: sandbox.ports.clock.stopwatch(),
    requestId: '',
    organization,
    apiKey: undefined,
    rate: undefined,
    idempotency: undefined,
  }
}

function authenticate(journey: Journey): void {
  const header = journey.request.headers['authorization']
  const token = readBearer(typeof header === 'string' ? header : undefined)
  const { organization, keyId } = organizationOf(journey.sandbox, token)
  journey.organization = organization
  syncNow(journey.sandbox, organization)
  journey.apiKey = checkKey(organization.world, keyId)
}

function limitRate(journey: Journey): void {
  const { world } = journey.organization
  journey.rate = takeToken(world, rateClassOf(journey.request.method))
  const { retryAfter, limit } = journey.rate
  if (retryAfter === null) return
  const message = `More than ${limit} requests a minute. Try again in ${retryAfter} s.`
  fail('rate_limit_exceeded', undefined, message)
}

/** The request as its operation takes it, checked against the contract. */
function readInput({ request, apiKey }: Journey): OperationInput<OperationKey> {
  const { hasBody } = OPERATIONS[request.operation]
  if (hasBody && request.bodyProblem !== undefined) throw bodyFailure(request.bodyProblem)
  const body = hasBody ? parseBody(request.body) : undefined
  const { params, query, headers } = request
  const violation = checkRequest(request.operation, { params, query, headers, body })
  if (violation !== null) throw new Failure(violation.code, violation.param, violation.message)
  return { params, query, body: body ?? {}, apiKey } as OperationInput<OperationKey>
}

/** Runs a POST: under an Idempotency-Key, the first answer is given to all. */
function operateOnce(
  journey: Journey,
  input: OperationInput<OperationKey>,
): ApiReply | Promise<ApiReply> {
  const key = journey.request.headers['idempotency-key']
  if (typeof key !== 'string') return operate(journey, input)
  const { organization, request } = journey
  const { world } = organization
  const path = pathOnly(request.path)
  const fingerprint = fingerprintOf(request.method, path, input.body)
  const kept = keptAnswer(world, key, fingerprint)
  if (kept !== undefined) {
    return reply(journey, kept.status, kept.body, { 'Idempotent-Replayed': 'true' })
  }
  const running = runningUnder(organization, key, fingerprint)
  if (running !== undefined) {
    return waitForEnd(journey.sandbox.ports.clock, running).then(
      () => operateOnce(journey, input),
      (error: unknown) => refuse(journey, error),
    )
  }
  journey.idempotency = { key, fingerprint }
  const answer = operate(journey, input)
  if (answer instanceof Promise) markRunning(organization, key, fingerprint, answer)
  return answer
}

function pathOnly(path: string): string {
  const queryAt = path.indexOf('?')
  return queryAt === -1 ? path : path.slice(0, queryAt)
}

/** Runs the operation in one transaction; its answer is kept in the same one. */
function operate(
  journey: Journey,
  input: OperationInput<OperationKey>,
): ApiReply | Promise<ApiReply> {
  const { sandbox, organization, request } = journey
  const { world } = organization
  const row = OPERATION_TABLE[request.operation]
  const run = row.run as (
    w: typeof world,
    i: OperationInput<OperationKey>,
  ) => { request_id?: string } | Redirect
  const { result, kept } = commit(sandbox, organization, () => {
    const answer = run(world, input)
    if ('location' in answer) return { status: 302, body: undefined, location: answer.location }
    answer.request_id = requestIdOf(journey)
    const body = checked(journey, 200, answer)
    remember(journey, 200, body)
    return { status: 200, body, location: undefined }
  })
  const extra = extraHeaders(journey, result.location)
  if (kept === undefined) return reply(journey, result.status, result.body, extra)
  return kept.then(
    () => reply(journey, result.status, result.body, extra),
    (error: unknown) => refuse(journey, notKept(error)),
  )
}

function extraHeaders(journey: Journey, location?: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (location !== undefined) headers['Location'] = location
  if (journey.idempotency !== undefined) headers['Idempotent-Replayed'] = 'false'
  return headers
}

function notKept(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error)
  return new Failure('service_unavailable', undefined, `The change could not be kept: ${reason}`)
}

/** The reply's text, if the reply keeps the contract. @throws Failure contract_breach. */
function checked({ request }: Journey, status: number, body: unknown): string {
  const violation = checkReply(request.operation, status, body)
  if (violation === null) return JSON.stringify(body)
  throw new Failure('contract_breach', violation.param, `${BREACH} ${violation.message}`)
}

const BREACH = 'The sandbox made a reply that breaks the contract; this is its bug.'

function remember(journey: Journey, status: number, body: string): void {
  if (journey.idempotency === undefined) return
  const { key, fingerprint } = journey.idempotency
  keepAnswer(journey.organization.world, key, { fingerprint, status, body })
}

/** Turns what was thrown into a reply: a failure is the API's no, anything else is our bug. */
function refuse(journey: Journey, error: unknown): ApiReply {
  const failure = failureOf(journey, error)
  const { status } = FAILURES[failure.code]
  if (!OPERATIONS[journey.request.operation].statuses.includes(status)) {
    return refuseUndeclared(journey, failure)
  }
  const body = checked(journey, status, errorBody(failure, requestIdOf(journey)))
  const extra = extraHeaders(journey)
  if (journey.rate?.retryAfter != null) extra['Retry-After'] = String(journey.rate.retryAfter)
  if (FAILURES[failure.code].remembered && journey.idempotency !== undefined) {
    commit(journey.sandbox, journey.organization, () => remember(journey, status, body))
  }
  return reply(journey, status, body, extra, failure)
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
function requestIdOf(journey: Journey): string {
  if (journey.requestId === '') {
    const { world } = journey.organization
    journey.requestId = makeId('request', world.seed, ++world.requestCount)
  }
  return journey.requestId
}

function reply(
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
  note(organization, {
    kind: 'request',
    requestId: journey.requestId,
    operation: request.operation,
    method: request.method,
    path: request.path,
    status,
    durationMs: sandbox.ports.clock.stopwatch() - journey.startedAt,
    ...(failure && { code: failure.code, param: failure.param, message: failure.message }),
    ...(extra['Idempotent-Replayed'] === 'true' && { replayed: true }),
  })
  return { status, headers, body }
}

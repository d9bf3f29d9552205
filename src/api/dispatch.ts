// The journey of one request: key, rate, contract, idempotency, operation, contract, journal, reply.

import { countMessage } from '../contract/coverage.ts'
import type { OperationKey } from '../contract/operation-types.ts'
import { OPERATIONS } from '../contract/spec.ts'
import { checkRequest } from '../contract/validators.ts'
import { checkKey, readBearer } from '../domain/access/api-keys.ts'
import { fingerprintOf, keptAnswer } from '../domain/access/idempotency.ts'
import { rateClassOf, takeToken } from '../domain/access/rate-limit.ts'
import { Failure, fail } from '../domain/failures/failures.ts'
import { organizationOf, type Sandbox, syncNow } from '../engine/sandbox.ts'
import type { ApiReply, ApiRequest } from './exchange.ts'
import { markRunning, runningUnder, waitForEnd } from './in-flight.ts'
import type { ListPage, OperationInput, Redirect } from './operation.ts'
import { OPERATION_TABLE } from './operations/index.ts'
import {
  checked,
  extraHeaders,
  type Journey,
  refuse,
  remember,
  reply,
  requestIdOf,
  whenKept,
} from './reply.ts'
import { bodyFailure, parseBody } from './request-body.ts'
import { failureOfFault, type Strike, strikeOf } from './struck.ts'

/** Answers one request. Synchronous unless the store is slow or another request is waited for. */
export function dispatch(sandbox: Sandbox, request: ApiRequest): ApiReply | Promise<ApiReply> {
  const journey = begin(sandbox, request)
  try {
    if (OPERATIONS[request.operation].secured) {
      authenticate(journey)
      limitRate(journey)
    }
    journey.strike = strikeOf(sandbox, journey.organization, request)
    if (journey.strike !== undefined) return dispatchStruck(journey, journey.strike)
    return serve(journey)
  } catch (error) {
    return refuse(journey, error)
  }
}

/** Some faults answer by themselves; the others change the reply at the end of the journey. */
function dispatchStruck(journey: Journey, { verdict }: Strike): ApiReply | Promise<ApiReply> {
  if (verdict.kind === 'refuse') throw failureOfFault(verdict)
  if (verdict.kind === 'abort') return reply(journey, 503, undefined, {})
  return serve(journey)
}

function serve(journey: Journey): ApiReply | Promise<ApiReply> {
  const { request } = journey
  try {
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
    strike: undefined,
    subject: undefined,
  }
}

function authenticate(journey: Journey): void {
  const header = journey.request.headers.authorization
  const { organization, keyId } =
    knownCaller(journey.sandbox, header) ??
    organizationOf(journey.sandbox, readBearer(typeof header === 'string' ? header : undefined))
  journey.organization = organization
  syncNow(journey.sandbox, organization)
  journey.apiKey = checkKey(organization.world, keyId)
}

const SCHEME = 'Bearer '

/** Nearly every request has a key that is known, written as it should be: no need to look closer. */
function knownCaller({ keys }: Sandbox, header: string | string[] | undefined) {
  if (typeof header !== 'string' || !header.startsWith(SCHEME)) return undefined
  return keys.get(header.slice(SCHEME.length))
}

function limitRate(journey: Journey): void {
  const { world } = journey.organization
  journey.rate = takeToken(world, rateClassOf(journey.request.method))
  const { retryAfter, limit } = journey.rate
  if (retryAfter === null) return
  const isStill = journey.organization.pace.rate === 0
  const when = isStill
    ? `Time stands still in this sandbox: move it on by ${retryAfter} s with advance-clock.`
    : `Try again in ${retryAfter} s.`
  const message = `More than ${limit} requests a minute. ${when}`
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
  // First the one that still runs: its answer may be in the world already, but is not kept yet.
  const running = runningUnder(organization, key, fingerprint)
  if (running !== undefined) {
    return waitForEnd(journey.sandbox.ports.clock, running)
      .then(() => operateOnce(journey, input))
      .catch((error: unknown) => refuse(journey, error))
  }
  const kept = keptAnswer(world, key, fingerprint)
  if (kept !== undefined) {
    return reply(journey, kept.status, kept.body, { 'Idempotent-Replayed': 'true' })
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

/** Runs the operation, at once or after the wait that a fault imposes. */
function operate(
  journey: Journey,
  input: OperationInput<OperationKey>,
): ApiReply | Promise<ApiReply> {
  const verdict = journey.strike?.verdict
  const wait = verdict?.kind === 'wait' ? verdict.ms : 0
  if (wait === 0) return operateNow(journey, input)
  const { clock } = journey.sandbox.ports
  return new Promise<void>((resolve) => clock.setAlarm(wait, resolve))
    .then(() => {
      if (journey.sandbox.closing) fail('service_unavailable', undefined, STOPPED)
      return operateNow(journey, input)
    })
    .catch((error: unknown) => refuse(journey, error))
}

const STOPPED = 'The sandbox was stopped while a fault held the request; nothing was done.'

/** Runs the operation in one transaction; its answer is kept in the same one. */
function operateNow(
  journey: Journey,
  input: OperationInput<OperationKey>,
): ApiReply | Promise<ApiReply> {
  const { organization, request } = journey
  const { world } = organization
  const row = OPERATION_TABLE[request.operation]
  const run = row.run as (w: typeof world, i: OperationInput<OperationKey>) => Answer
  return whenKept(
    journey,
    () => {
      const answer = run(world, input)
      if ('location' in answer) return { status: 302, body: undefined, location: answer.location }
      const body = 'items' in answer ? pageBody(journey, answer) : wholeBody(journey, answer)
      remember(journey, 200, body)
      return { status: 200, body, location: undefined }
    },
    ({ status, body, location }) => {
      if (request.operation === 'POST /messages') countSent(journey, input)
      return reply(journey, status, body, extraHeaders(journey, location))
    },
  )
}

/** A message that was accepted counts, whether or not its reply arrives. */
function countSent({ organization }: Journey, { body }: OperationInput<OperationKey>): void {
  countMessage(organization.coverage, 'sent', (body as { type: string }).type)
}

/** What any operation hands back. */
type Answer = { data?: { id?: unknown }; request_id?: string } | ListPage<unknown> | Redirect

function wholeBody(
  journey: Journey,
  answer: Exclude<Answer, ListPage<unknown> | Redirect>,
): string {
  if (typeof answer.data?.id === 'string') journey.subject = answer.data.id
  answer.request_id = requestIdOf(journey)
  return checked(journey, 200, answer)
}

/** The items were checked when they were written; what is around them is checked here. */
function pageBody(journey: Journey, { items, hasMore, nextCursor }: ListPage<unknown>): string {
  const around = {
    data: [],
    has_more: hasMore,
    next_cursor: nextCursor,
    request_id: requestIdOf(journey),
  }
  const text = checked(journey, 200, around)
  return items.length === 0 ? text : text.replace('[]', () => `[${items.join(',')}]`)
}

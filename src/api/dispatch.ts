// The journey of one request: identify, admit, strike, check, once, operate, answer.
//
// Each stage takes what the one before it has found out, and adds to it, or throws a Failure. However
// far a request came, `finish` counts it, notes it, and gives its reply.
import { countMessage, countReply } from '../contract/coverage.ts'
import type { OperationKey } from '../contract/operation-types.ts'
import { OPERATIONS } from '../contract/spec.ts'
import { checkReply, checkRequest } from '../contract/validators.ts'
import { checkKey, readBearer } from '../domain/access/api-keys.ts'
import { fingerprintOf, keepAnswer, keptAnswer } from '../domain/access/idempotency.ts'
import { type RateVerdict, rateClassOf, takeToken } from '../domain/access/rate-limit.ts'
import { FAILURES, Failure, fail } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import { shownPath } from '../domain/world/journal.ts'
import type { ApiKeyRow } from '../domain/world/rows.ts'
import { remove } from '../domain/world/tables.ts'
import { transact, type World } from '../domain/world/world.ts'
import { NotKept } from '../engine/not-kept.ts'
import {
  commit,
  note,
  type Organization,
  organizationOf,
  type Sandbox,
  syncNow,
} from '../engine/sandbox.ts'
import { errorBody } from '../wire/v1/error-body.ts'
import type { ApiReply, ApiRequest } from './exchange.ts'
import { type Going, go } from './going.ts'
import { markRunning, runningUnder, waitForEnd } from './in-flight.ts'
import type { ListPage, OperationInput, Redirect } from './operation.ts'
import { OPERATION_TABLE } from './operations/index.ts'
import { bodyFailure, parseBody } from './request-body.ts'
import {
  countsAsReal,
  failureOfFault,
  retryAfterOfFault,
  type Strike,
  strikeOf,
  struckReply,
} from './struck.ts'

/** A request as it came in. Until a key says who is meant, the first organisation answers. */
type Arrived = {
  readonly sandbox: Sandbox
  readonly request: ApiRequest
  readonly startedAt: number
  readonly organization: Organization
}

/** The key opens the organisation; undefined where no key is asked for. */
type Identified = Arrived & { readonly apiKey: ApiKeyRow | undefined }

/** There was a token in the bucket; undefined where none is needed. */
type Admitted = Identified & { readonly rate: RateVerdict | undefined }

/** A fault strikes it; undefined nearly always. */
type Struck = Admitted & { readonly strike: Strike | undefined }

/** It keeps the contract. */
type Checked = Struck & { readonly input: OperationInput<OperationKey> }

/** It is the first under its Idempotency-Key; undefined without a key. */
type Once = Checked & { readonly once: First | undefined }

type First = {
  readonly key: string
  readonly fingerprint: string
  /** From now on the answer is there, or there will be none. */
  readonly release: () => void
}

/** However far a request came. */
type Reached = Arrived & Partial<Pick<Once, 'rate' | 'strike' | 'once'>>

/** What a request is answered, before a fault changes it. */
type Answer = {
  readonly status: number
  readonly body: string | undefined
  /** Drawn when it stands in the body, or else at the end. */
  readonly requestId?: string
  readonly failure?: Failure
  readonly retryAfter?: number | null
  readonly location?: string
  /** Whether it was kept from an earlier request. */
  readonly isReplay?: true
  /** The id of the resource that it shows. */
  readonly subject?: string | undefined
}

/** Answers one request. Synchronous unless the store is slow, or something is waited for. */
export function dispatch(sandbox: Sandbox, request: ApiRequest): ApiReply | Promise<ApiReply> {
  return go(journey(sandbox, request))
}

function* journey(sandbox: Sandbox, request: ApiRequest): Going<ApiReply> {
  const startedAt = sandbox.ports.clock.stopwatch()
  const organization = sandbox.defaultOrganization
  let reached: Reached = { sandbox, request, startedAt, organization }
  try {
    const identified = identify(reached)
    reached = identified
    const admitted = admit(identified)
    reached = admitted
    checkToken(admitted)
    const struck = strike(admitted)
    reached = struck
    const verdict = struck.strike?.verdict
    if (verdict?.kind === 'refuse') throw failureOfFault(verdict)
    if (verdict?.kind === 'abort') return finish(struck, NOTHING_SAID)
    const checked = check(struck)
    const once = yield* onlyOnce(checked)
    if (!('input' in once)) return finish(checked, once)
    reached = once
    yield* waitAsTold(once)
    return finish(once, yield* operate(once))
  } catch (error) {
    return finish(reached, yield* refuse(reached, error))
  } finally {
    reached.once?.release()
  }
}

/** Nobody hears it: the connection ends. */
const NOTHING_SAID: Answer = { status: 503, body: undefined }

/** Whose request it is. @throws Failure of the codes of authentication. */
function identify(arrived: Arrived): Identified {
  const { sandbox, request } = arrived
  if (!OPERATIONS[request.operation].secured) return { ...arrived, apiKey: undefined }
  const header = request.headers.authorization
  const { organization, keyId } =
    knownCaller(sandbox, header) ??
    organizationOf(sandbox, readBearer(typeof header === 'string' ? header : undefined))
  syncNow(sandbox, organization)
  return { ...arrived, organization, apiKey: checkKey(organization.world, keyId) }
}

const SCHEME = 'Bearer '

/** Nearly every request has a key that is known, written as it should be: no need to look closer. */
function knownCaller({ keys }: Sandbox, header: string | string[] | undefined) {
  if (typeof header !== 'string' || !header.startsWith(SCHEME)) return undefined
  return keys.get(header.slice(SCHEME.length))
}

/** A token for it, or when there will be one. */
function admit(identified: Identified): Admitted {
  if (identified.apiKey === undefined) return { ...identified, rate: undefined }
  const { organization, request } = identified
  return { ...identified, rate: takeToken(organization.world, rateClassOf(request.method)) }
}

/** @throws Failure rate_limit_exceeded for a request that got no token. */
function checkToken({ rate }: Admitted): void {
  if (rate === undefined || rate.retryAfter === null) return
  const message = `More than ${rate.limit} requests a minute. Try again in ${rate.retryAfter} s.`
  fail('rate_limit_exceeded', undefined, message)
}

/** The armed fault that strikes it, counted. */
function strike(admitted: Admitted): Struck {
  const { sandbox, organization, request } = admitted
  return { ...admitted, strike: strikeOf(sandbox, organization, request) }
}

/** The request as its operation takes it. @throws Failure of the codes of the contract. */
function check(struck: Struck): Checked {
  const { request, apiKey } = struck
  const { hasBody } = OPERATIONS[request.operation]
  if (hasBody && request.bodyProblem !== undefined) throw bodyFailure(request.bodyProblem)
  const body = hasBody ? parseBody(request.body) : undefined
  const { params, query, headers } = request
  const violation = checkRequest(request.operation, { params, query, headers, body })
  if (violation !== null) throw new Failure(violation.code, violation.param, violation.message)
  const input = { params, query, body: body ?? {}, apiKey } as OperationInput<OperationKey>
  return { ...struck, input }
}

/**
 * Under an Idempotency-Key, the first answer is given to all: the kept one, or that of the request
 * that still runs.
 */
function* onlyOnce(checked: Checked): Going<Once | Answer> {
  const { sandbox, organization, request, input } = checked
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || typeof key !== 'string') return { ...checked, once: undefined }
  const fingerprint = fingerprintOf(request.method, pathOnly(request.path), input.body)
  // First the one that still runs: its answer may be in the world already, but is not kept yet.
  for (;;) {
    const running = runningUnder(organization, key, fingerprint)
    if (running === undefined) break
    yield waitForEnd(sandbox.ports.clock, running)
  }
  const kept = keptAnswer(organization.world, key, fingerprint)
  if (kept !== undefined) return { status: kept.status, body: kept.body, isReplay: true }
  const release = markRunning(organization, key, fingerprint)
  return { ...checked, once: { key, fingerprint, release } }
}

function pathOnly(path: string): string {
  const queryAt = path.indexOf('?')
  return queryAt === -1 ? path : path.slice(0, queryAt)
}

/** The wait that a fault imposes. */
function* waitAsTold({ sandbox, strike: struck }: Once): Going<void> {
  const ms = struck?.verdict.kind === 'wait' ? struck.verdict.ms : 0
  if (ms === 0) return
  yield new Promise<void>((resolve) => sandbox.ports.clock.setAlarm(ms, resolve))
  if (sandbox.closing) fail('service_unavailable', undefined, STOPPED)
}

const STOPPED = 'The sandbox was stopped while a fault held the request; nothing was done.'

/** What any operation hands back. */
type Result = { data?: { id?: unknown }; request_id?: string } | ListPage<unknown> | Redirect

type Run = (world: World, input: OperationInput<OperationKey>) => Result

/** Runs the operation in one transaction; its answer is kept in the same one. */
function* operate(once: Once): Going<Answer> {
  const { organization, request, input } = once
  const { world } = organization
  const run = OPERATION_TABLE[request.operation].run as Run
  const answer = yield* keep(once, () => {
    const made = answerOf(once, run(world, input))
    remember(once, made)
    return made
  })
  if (request.operation === 'POST /messages') {
    // A message that was accepted counts, whether or not its reply arrives.
    countMessage(organization.coverage, 'sent', (input.body as { type: string }).type)
  }
  return answer
}

function answerOf({ request, organization }: Once, result: Result): Answer {
  if ('location' in result) return { status: 302, body: undefined, location: result.location }
  const requestId = nextRequestId(organization)
  if ('items' in result)
    return { status: 200, body: pageBody(request, result, requestId), requestId }
  result.request_id = requestId
  const id = result.data?.id
  const subject = typeof id === 'string' ? id : undefined
  return { status: 200, body: checked(request, result), requestId, subject }
}

/** The items were checked when they were written; what is around them is checked here. */
function pageBody(
  request: ApiRequest,
  { items, hasMore, nextCursor }: ListPage<unknown>,
  requestId: string,
): string {
  const around = { data: [], has_more: hasMore, next_cursor: nextCursor, request_id: requestId }
  const text = checked(request, around)
  return items.length === 0 ? text : text.replace('[]', () => `[${items.join(',')}]`)
}

/** The reply's text, if the reply keeps the contract. @throws Failure contract_breach. */
function checked({ operation }: ApiRequest, body: unknown): string {
  const violation = checkReply(operation, 200, body)
  if (violation === null) return JSON.stringify(body)
  throw new Failure('contract_breach', violation.param, `${BREACH} ${violation.message}`)
}

const BREACH = 'The sandbox made a reply that breaks the contract; this is its bug.'

/** Makes a change, and goes on as soon as it is kept. @throws NotKept. */
function* keep<Made>(reached: Reached, change: () => Made): Going<Made> {
  const { result, kept } = commit(reached.sandbox, reached.organization, change)
  if (kept === undefined) return result
  try {
    yield kept
  } catch (error) {
    forget(reached)
    throw error
  }
  return result
}

/** Keeps the answer under its Idempotency-Key, if it came with one. */
function remember({ once, organization }: Reached, { status, body }: Answer): void {
  if (once === undefined || body === undefined) return
  const { key, fingerprint } = once
  keepAnswer(organization.world, key, { fingerprint, status, body })
}

/** Takes a kept answer back that the store could not keep; the store is not asked again. */
function forget({ once, organization: { world } }: Reached): void {
  if (once !== undefined) transact(world, () => remove(world.idempotency, once.key))
}

/** The answer to what was thrown. A no that is to be kept is given when it is. */
function* refuse(reached: Reached, error: unknown): Going<Answer> {
  const answer = refusal(reached, error)
  const { once } = reached
  if (once === undefined || !(answer.failure && FAILURES[answer.failure.code].remembered)) {
    return answer
  }
  try {
    yield* keep(reached, () => remember(reached, answer))
    return answer
  } catch (unkept) {
    return refusal(reached, unkept)
  }
}

/**
 * A failure is the API's no, anything else is our bug: 500, or 503 where that is not declared. What
 * could not be kept was not done; the sandbox's own disk is no part of the contract, so that is 503
 * whether an operation declares it or not.
 */
function refusal(reached: Reached, error: unknown): Answer {
  const { organization, request, rate, strike: struck } = reached
  const requestId = nextRequestId(organization)
  const failure = failureOf(reached, error)
  const { status } = FAILURES[failure.code]
  const body = errorBody(failure, requestId)
  const retryAfter = rate?.retryAfter ?? retryAfterOfFault(struck)
  const answer = { status, body: JSON.stringify(body), requestId, failure, retryAfter }
  if (error instanceof NotKept) return answer
  const isInternal = status === 500
  const violation = checkReply(request.operation, status, body)
  if (violation === null) return answer
  if (!isInternal) {
    const message = `${request.operation} may not answer with ${failure.code}: ${violation.message}`
    note(organization, { kind: 'breach', message })
  }
  const shown = isInternal
    ? failure
    : new Failure('contract_breach', failure.param, failure.message)
  return {
    ...answer,
    status: OPERATIONS[request.operation].statuses.includes(500) ? 500 : 503,
    body: JSON.stringify(errorBody(shown, requestId)),
  }
}

function failureOf({ organization, request }: Reached, error: unknown): Failure {
  if (error instanceof Failure && error.code !== 'contract_breach') return error
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note(organization, { kind: 'breach', message: `${request.operation}: ${reason}` })
  return error instanceof Failure ? error : new Failure('internal_error')
}

/** Request ids are counted in the world that answers, so that a world's replies depend on it alone. */
function nextRequestId({ world }: Organization): string {
  return makeId('request', world.seed, ++world.requestCount)
}

/** Counts the request, writes it down, and gives its reply, changed by the fault that struck it. */
function finish(reached: Reached, answer: Answer): ApiReply {
  const { request, organization, sandbox, startedAt, strike: struck } = reached
  const { status, body, failure, requestId = nextRequestId(organization) } = answer
  countReply(organization.coverage, request.operation, status, !countsAsReal(struck))
  note(organization, {
    kind: 'request',
    requestId,
    operation: request.operation,
    method: request.method,
    path: shownPath(request.path),
    status,
    durationMs: sandbox.ports.clock.stopwatch() - startedAt,
    code: failure?.code,
    param: failure?.param,
    message: failure?.message,
    replayed: answer.isReplay,
    subject: answer.subject,
    fault: struck?.fault,
  })
  const headers = headersOf(reached, answer, requestId)
  if (struck === undefined) return { status, headers, body }
  return { status, headers, ...struckReply(struck.verdict, body) }
}

function headersOf({ rate, once }: Reached, answer: Answer, requestId: string) {
  const headers: Record<string, string> = {}
  if (answer.location !== undefined) headers.Location = answer.location
  if (answer.isReplay || once !== undefined) {
    headers['Idempotent-Replayed'] = String(answer.isReplay === true)
  }
  if (typeof answer.retryAfter === 'number') headers['Retry-After'] = String(answer.retryAfter)
  headers['X-Request-Id'] = requestId
  if (rate !== undefined) {
    headers['X-RateLimit-Limit'] = String(rate.limit)
    headers['X-RateLimit-Remaining'] = String(rate.remaining)
    headers['X-RateLimit-Reset'] = String(rate.resetAt)
  }
  return headers
}

// The journey of one request: identify, admit, strike, check, once, operate, answer.
//
// Each stage takes what the one before it has found out, and adds to it, or throws a Failure. However
// far a request came, `finish` counts it, notes it, and gives its reply. The stages write out what they
// give: spreading the stage before cost a tenth of a whole POST.
import { countIgnored, countMessage, countReply } from '../contract/coverage.ts'
import type { OperationKey } from '../contract/operation-types.ts'
import { checkKey, readBearer } from '../domain/access/api-keys.ts'
import { fingerprintOf, keepAnswer, keptAnswer } from '../domain/access/idempotency.ts'
import { rateClassOf, takeToken } from '../domain/access/rate-limit.ts'
import { Failure, fail } from '../domain/failures/failures.ts'
import { shownPath } from '../domain/world/journal.ts'
import { masked } from '../domain/world/secret.ts'
import { remove } from '../domain/world/tables.ts'
import { transact, type World } from '../domain/world/world.ts'
import { NotKept } from '../engine/not-kept.ts'
import {
  type Committed,
  commit,
  note,
  organizationOf,
  type Sandbox,
  syncNow,
} from '../engine/sandbox.ts'
import { type Answer, answerOf, nextRequestId, type Result } from './answer.ts'
import type { Api } from './api.ts'
import type { ApiReply, ApiRequest } from './exchange.ts'
import { type Going, go } from './going.ts'
import { markRunning, runningUnder, waitForEnd } from './in-flight.ts'
import type { OperationInput } from './operation.ts'
import { bodyFailure, parseBody } from './request-body.ts'
import type {
  Admitted,
  Arrived,
  Checked,
  First,
  Identified,
  Once,
  Reached,
  Read,
  Struck,
} from './stages.ts'
import { countsAsReal, failureOfFault, retryAfterOfFault, strikeOf, struckReply } from './struck.ts'

/** Answers one request. Synchronous unless the store is slow, or something is waited for. */
export function dispatch(
  api: Api,
  sandbox: Sandbox,
  request: ApiRequest,
): ApiReply | Promise<ApiReply> {
  return go(journey(api, sandbox, request))
}

function* journey(api: Api, sandbox: Sandbox, request: ApiRequest): Going<ApiReply> {
  const startedAt = sandbox.ports.clock.stopwatch()
  const organization = sandbox.defaultOrganization
  let reached: Reached = { api, sandbox, request, startedAt, organization }
  try {
    const identified = identify(reached)
    reached = identified
    const admitted = admit(identified)
    reached = admitted
    checkToken(admitted)
    const struck = strike(admitted)
    reached = struck
    const verdict = struck.strike?.verdict
    if (verdict?.kind === 'refuse') throw failureOfFault(api, verdict)
    if (verdict?.kind === 'abort') return finish(struck, NOTHING_SAID)
    const read = readBody(struck)
    reached = read
    const checked = check(read)
    let turn = onlyOnce(checked)
    while (turn instanceof Promise) {
      yield turn
      turn = onlyOnce(checked)
    }
    if (!('input' in turn)) return finish(checked, turn)
    reached = turn
    const wait = imposedWait(turn)
    if (wait !== undefined) yield wait
    const { result: answer, kept } = operate(turn)
    if (kept !== undefined) yield kept
    countSent(turn)
    return finish(turn, answer)
  } catch (error) {
    return yield* refuse(reached, error)
  } finally {
    reached.once?.release()
  }
}

function* refuse(reached: Reached, error: unknown): Going<ApiReply> {
  const answer = refusal(reached, error)
  try {
    const kept = keepRefusal(reached, answer)
    if (kept !== undefined) yield kept
    return finish(reached, answer)
  } catch (unkept) {
    return finish(reached, refusal(reached, unkept))
  }
}

/** Nobody hears it: the connection ends. */
const NOTHING_SAID: Answer = { status: 503, body: undefined }

/** Whose request it is. @throws Failure of the codes of authentication. */
function identify(arrived: Arrived): Identified {
  const { api, sandbox, request } = arrived
  if (!api.operations[request.operation].secured) return { ...arrived, apiKey: undefined }
  const header = request.headers.authorization
  const { organization, keyId } =
    knownCaller(sandbox, header) ??
    organizationOf(sandbox, readBearer(typeof header === 'string' ? header : undefined))
  syncNow(sandbox, organization)
  const apiKey = checkKey(organization.world, keyId)
  return { api, sandbox, request, startedAt: arrived.startedAt, organization, apiKey }
}

const SCHEME = 'Bearer '

/** Nearly every request has a key that is known, written as it should be: no need to look closer. */
function knownCaller({ keys }: Sandbox, header: string | string[] | undefined) {
  if (typeof header !== 'string' || !header.startsWith(SCHEME)) return undefined
  return keys.get(header.slice(SCHEME.length))
}

/** A token for it, or when there will be one. */
function admit(identified: Identified): Admitted {
  const { api, sandbox, request, startedAt, organization, apiKey } = identified
  const rate = apiKey && takeToken(organization.world, rateClassOf(request.method))
  return { api, sandbox, request, startedAt, organization, apiKey, rate }
}

/** @throws Failure rate_limit_exceeded for a request that got no token. */
function checkToken({ rate, organization }: Admitted): void {
  if (rate === undefined || rate.retryAfter === null) return
  const when =
    organization.pace.rate === 0
      ? `Time stands still in this sandbox: move it on by ${rate.retryAfter} s with advance-clock.`
      : `Try again in ${rate.retryAfter} s.`
  const message = `More than ${rate.limit} requests a minute. ${when}`
  fail('rate_limit_exceeded', undefined, message)
}

/** The armed fault that strikes it, counted. */
function strike(admitted: Admitted): Struck {
  const { api, sandbox, request, startedAt, organization, apiKey, rate } = admitted
  const struck = strikeOf(api, sandbox, organization, request)
  return { api, sandbox, request, startedAt, organization, apiKey, rate, strike: struck }
}

/** The body as JSON. @throws Failure for one that cannot be read. */
function readBody(struck: Struck): Read {
  const { api, sandbox, request, startedAt, organization, apiKey, rate, strike: by } = struck
  const { hasBody } = api.operations[request.operation]
  if (hasBody && request.bodyProblem !== undefined) throw bodyFailure(request.bodyProblem)
  const body = hasBody ? parseBody(request.body) : undefined
  const ignored = hasBody ? api.validators.checkMembers(request.operation, body) : undefined
  return { api, sandbox, request, startedAt, organization, apiKey, rate, strike: by, body, ignored }
}

/** The request as its operation takes it. @throws Failure of the codes of the contract. */
function check(read: Read): Checked {
  const { api, sandbox, request, startedAt, organization, apiKey, rate, body, ignored } = read
  const { params, query, headers } = request
  const unknown = organization.world.settings.strictMembers ? ignored?.[0] : undefined
  if (unknown !== undefined) throw new Failure(unknown.code, unknown.param, unknown.message)
  const violation = api.validators.checkRequest(request.operation, { params, query, headers, body })
  if (violation !== null) throw new Failure(violation.code, violation.param, violation.message)
  const input = { params, query, body: body ?? {}, apiKey } as OperationInput<OperationKey>
  const { strike: by } = read
  return {
    api,
    sandbox,
    request,
    startedAt,
    organization,
    apiKey,
    rate,
    strike: by,
    body,
    ignored,
    input,
  }
}

/**
 * Under an Idempotency-Key, the first answer is given to all: the kept one, or that of the request
 * that still runs, which is to be waited for.
 */
function onlyOnce(checked: Checked): Once | Answer | Promise<void> {
  const { sandbox, organization, request, input } = checked
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || typeof key !== 'string') return theFirst(checked, undefined)
  const fingerprint = fingerprintOf(request.method, pathOnly(request.path), input.body)
  // First the one that still runs: its answer may be in the world already, but is not kept yet.
  const running = runningUnder(organization, key, fingerprint)
  if (running !== undefined) return waitForEnd(sandbox.ports.clock, running)
  const kept = keptAnswer(organization.world, key, fingerprint)
  if (kept !== undefined) return { status: kept.status, body: kept.body, isReplay: true }
  const release = markRunning(organization, key, fingerprint)
  return theFirst(checked, { key, fingerprint, release })
}

function theFirst(checked: Checked, once: First | undefined): Once {
  const { api, sandbox, request, startedAt, organization, apiKey, rate, body, ignored } = checked
  const { strike: by, input } = checked
  return {
    api,
    sandbox,
    request,
    startedAt,
    organization,
    apiKey,
    rate,
    strike: by,
    body,
    ignored,
    input,
    once,
  }
}

function pathOnly(path: string): string {
  const queryAt = path.indexOf('?')
  return queryAt === -1 ? path : path.slice(0, queryAt)
}

/** The wait that a fault imposes, in real time; undefined nearly always. */
function imposedWait({ sandbox, strike: by }: Once): Promise<void> | undefined {
  if (by?.verdict.kind !== 'wait') return undefined
  const { ms } = by.verdict
  const { clock } = sandbox.ports
  return new Promise<void>((resolve) => clock.setAlarm(ms, resolve)).then(() => {
    if (sandbox.closing) fail('service_unavailable', undefined, STOPPED)
  })
}

const STOPPED = 'The sandbox was stopped while a fault held the request; nothing was done.'

type Run = (world: World, input: OperationInput<OperationKey>) => Result

/** Runs the operation in one transaction; its answer is kept in the same one. */
function operate(once: Once): Committed<Answer> {
  const { api, organization, request, input } = once
  const { world } = organization
  const run = api.operations[request.operation].run as Run
  return keep(once, () => {
    const answer = answerOf(api, request.operation, world, run(world, input))
    remember(once, answer)
    return answer
  })
}

/** A message that was accepted counts, whether or not its reply arrives. */
function countSent({ organization, request, input }: Once): void {
  if (request.operation !== 'POST /messages') return
  countMessage(organization.coverage, 'sent', (input.body as { type: string }).type)
}

/** Makes a change. What the store cannot keep is not answered for. @throws NotKept. */
function keep<Made>(reached: Reached, change: () => Made): Committed<Made> {
  const { result, kept } = commit(reached.sandbox, reached.organization, change, 'call')
  if (kept === undefined || reached.once === undefined) return { result, kept }
  const orForgotten = kept.catch((error: unknown) => {
    forget(reached)
    throw error
  })
  return { result, kept: orForgotten }
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

/** A failure that a repeated key gets again is kept, too; it is answered once it is kept. */
function keepRefusal(reached: Reached, answer: Answer): Promise<void> | undefined {
  const { failure } = answer
  if (reached.once === undefined || failure === undefined) return undefined
  if (!reached.api.failures[failure.code].remembered) return undefined
  return keep(reached, () => remember(reached, answer)).kept
}

/**
 * A failure is the API's no, anything else is our bug: 500, or 503 where that is not declared. What
 * could not be kept was not done; the sandbox's own disk is no part of the contract, so that is 503
 * whether an operation declares it or not.
 */
function refusal(reached: Reached, error: unknown): Answer {
  const { api, organization, request, rate, strike: struck } = reached
  const requestId = nextRequestId(organization.world)
  const failure = failureOf(reached, error)
  const { status } = api.failures[failure.code]
  const body = api.errorBody(failure, requestId)
  const retryAfter = rate?.retryAfter ?? retryAfterOfFault(struck)
  const answer = { status, body: JSON.stringify(body), requestId, failure, retryAfter }
  if (error instanceof NotKept) return answer
  const isInternal = status === 500
  const violation = api.validators.checkReply(request.operation, status, body)
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
    status: api.operations[request.operation].statuses.includes(500) ? 500 : 503,
    body: JSON.stringify(api.errorBody(shown, requestId)),
  }
}

function failureOf({ organization, request }: Reached, error: unknown): Failure {
  if (error instanceof Failure && error.code !== 'contract_breach') return error
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note(organization, { kind: 'breach', message: `${request.operation}: ${reason}` })
  return error instanceof Failure ? error : new Failure('internal_error')
}

/** Counts the request, writes it down, and gives its reply, changed by the fault that struck it. */
function finish(reached: Reached, answer: Answer): ApiReply {
  const { request, organization, sandbox, startedAt, strike: struck } = reached
  const ignored = countedIgnored(reached)
  const { status, body, failure, requestId = nextRequestId(organization.world) } = answer
  countReply(organization.coverage, request.operation, status, !countsAsReal(struck))
  const headers = headersOf(reached, answer, requestId)
  const sent = struck && struckReply(struck.verdict, body)
  const entry = {
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
    ignored,
  } as const
  note(organization, entry, {
    requestHeaders: request.headers,
    requestBody: request.body,
    responseHeaders: headers,
    responseBody: sent === undefined ? body : sent.body,
  })
  return sent === undefined ? { status, headers, body } : { status, headers, ...sent }
}

/** What the contract does not know in the body, counted: nobody else would ever hear of it. */
function countedIgnored({ ignored, request, organization }: Reached): string[] | undefined {
  if (ignored === undefined || organization.world.settings.strictMembers) return undefined
  const sentences = ignored.map(({ message }) => masked(message))
  for (const each of sentences) {
    countIgnored(organization.coverage, `${request.operation}: ${each}`)
  }
  return sentences
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

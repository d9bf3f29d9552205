// What the routes of the control API share: whom a request asks for, and how it is answered.
import { Readable } from 'node:stream'

import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Api } from '../../api/api.ts'
import { bodyFailure } from '../../api/request-body.ts'
import { type ReadStage, type Served, WholeText } from '../../control/reads/read.ts'
import { checkKey, readBearer } from '../../domain/access/api-keys.ts'
import { Failure } from '../../domain/failures/failures.ts'
import { makeId } from '../../domain/world/ids.ts'
import type { Instant } from '../../domain/world/time.ts'
import {
  note,
  type Organization,
  organizationOf,
  type Sandbox,
  syncNow,
} from '../../engine/sandbox.ts'
import { type Door, isForDoor } from '../door.ts'

/** What the control API works with: one for each server. */
export type Desk = {
  /** The API beside it, in whose envelope its failures are answered. */
  readonly api: Api
  readonly sandbox: Sandbox
  readonly door: Door
  /** When the server began, by the machine's clock. */
  readonly startedAt: Instant
  readonly served: Served
  /** Ends the process in order; undefined where it is somebody else's. */
  readonly stop: (() => void) | undefined
  requestCount: number
}

/**
 * Requests to the control API are counted apart, and from here: whoever only watches changes no id
 * that the API gives, and no two requests have the same one.
 */
const REQUESTS_FROM = 2 ** 31

export function newDesk(
  api: Api,
  sandbox: Sandbox,
  { door, served, stop }: Pick<Desk, 'door' | 'served' | 'stop'>,
): Desk {
  // What was kept of an earlier sandbox says how far it counted, so that no id is given again.
  const requestCount = REQUESTS_FROM + sandbox.defaultOrganization.world.requestCount
  const startedAt = sandbox.ports.clock.now()
  return { api, sandbox, door, served, stop, startedAt, requestCount }
}

/**
 * The organisation whose key is sent, or the default one.
 *
 * @throws Failure those of `readBearer` and `checkKey`.
 */
export function askedFor({ sandbox, door }: Desk, request: FastifyRequest): Organization {
  const header = request.headers.authorization
  if (header === undefined || isForDoor(door, header)) return sandbox.defaultOrganization
  const { organization, keyId } = organizationOf(sandbox, readBearer(header))
  syncNow(sandbox, organization)
  checkKey(organization.world, keyId)
  return organization
}

/** Where a read looks. The caller found the server at the host that the request names. */
export function stageOf(desk: Desk, request: FastifyRequest): ReadStage {
  return {
    api: desk.api,
    sandbox: desk.sandbox,
    organization: askedFor(desk, request),
    origin: `http://${request.headers.host}`,
    startedAt: desk.startedAt,
    served: desk.served,
  }
}

export function nextRequestId(desk: Desk): string {
  return makeId('request', desk.sandbox.defaultOrganization.world.seed, ++desk.requestCount)
}

export function sendData(desk: Desk, reply: FastifyReply, data: unknown): FastifyReply {
  if (data instanceof WholeText) return sendJson(reply, 200, data, nextRequestId(desk))
  return sendJson(reply, 200, { data }, nextRequestId(desk))
}

/** A reply that is a page to read. */
export function sendMarkdown(desk: Desk, reply: FastifyReply, text: string): FastifyReply {
  return reply
    .code(200)
    .header('X-Request-Id', nextRequestId(desk))
    .header('Content-Type', 'text/markdown; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(text)
}

/** A failure is the expected no; anything else is our bug, and stands in the journal too. */
export function sendFailure(desk: Desk, reply: FastifyReply, error: unknown): FastifyReply {
  const requestId = nextRequestId(desk)
  const failure = failureOf(error, reply.request.routeOptions.bodyLimit)
  const { status } = desk.api.failures[failure.code]
  if (status === 500) {
    const { method, url } = reply.request
    const message = `${method} ${url}: ${failure.message}`
    note(desk.sandbox.defaultOrganization, { kind: 'breach', message })
  }
  return sendJson(reply, status, desk.api.errorBody(failure, requestId), requestId)
}

function failureOf(error: unknown, bodyMax: number | undefined): Failure {
  if (error instanceof Failure) return error
  const { code, stack } = error as { code?: string; stack?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyFailure('too-large', bodyMax)
  if (code?.startsWith('FST_ERR_CTP_') === true) return bodyFailure('unreadable')
  // A body that broke off on its way: Fastify gives the error of the socket a status.
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode >= 400 && statusCode < 500) return bodyFailure('unreadable')
  return new Failure('internal_error', undefined, stack ?? String(error))
}

function sendJson(
  reply: FastifyReply,
  status: number,
  body: unknown,
  requestId: string,
): FastifyReply {
  return reply
    .code(status)
    .header('X-Request-Id', requestId)
    .header('Content-Type', 'application/json')
    .header('Cache-Control', 'no-store')
    .send(body instanceof WholeText ? Readable.from(body.texts) : JSON.stringify(body))
}

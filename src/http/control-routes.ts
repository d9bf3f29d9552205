// The control API's routes: the stage crew's door, closed to web pages.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { parseBody } from '../api/request-body.ts'
import { runAction } from '../control/actions.ts'
import { checkKey, readBearer } from '../domain/access/api-keys.ts'
import { FAILURES, Failure, fail } from '../domain/world/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import { type Organization, organizationOf, type Sandbox } from '../engine/sandbox.ts'
import { errorBody } from '../wire/error-body.ts'

export const CONTROL_PREFIX = '/_sandbox'

/** Names under which a browser on this machine reaches a server on this machine. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

export function addControlRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.post(`${CONTROL_PREFIX}/actions/:name`, async (request, reply) => {
    let organization = sandbox.defaultOrganization
    try {
      refuseWebPages(request)
      organization = askedFor(sandbox, request)
      const { name } = request.params as { name: string }
      const data = await runAction({ sandbox, organization }, name, inputOf(request.body))
      return sendJson(reply, 200, { data })
    } catch (error) {
      return sendFailure(reply, organization, error)
    }
  })
}

/**
 * A web page may make a browser send requests here, and a name may be pointed at this machine: who
 * does not name this machine, or comes from a page elsewhere, is refused.
 */
function refuseWebPages(request: FastifyRequest): void {
  const { host = '', origin } = request.headers
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!LOCAL_HOSTS.has(name)) {
    fail('control_forbidden', 'Host', `The control API answers to localhost only; got "${name}".`)
  }
  if (origin === undefined || origin === `http://${host}`) return
  fail('control_forbidden', 'Origin', `The control API is closed to pages of ${origin}.`)
}

/** The organisation whose key is sent, or the default one. */
function askedFor(sandbox: Sandbox, request: FastifyRequest): Organization {
  const header = request.headers.authorization
  if (header === undefined) return sandbox.defaultOrganization
  const { organization, keyId } = organizationOf(sandbox, readBearer(header))
  checkKey(organization.world, keyId)
  return organization
}

function inputOf(body: unknown): unknown {
  if (body !== undefined && typeof body !== 'string') {
    fail('invalid_request', 'Content-Type', 'Send JSON with "Content-Type: application/json".')
  }
  return parseBody(body) ?? {}
}

function sendFailure(reply: FastifyReply, organization: Organization, error: unknown) {
  const failure =
    error instanceof Failure
      ? error
      : new Failure('internal_error', undefined, (error as Error).stack ?? String(error))
  const { world } = organization
  const requestId = makeId('request', world.seed, ++world.requestCount)
  return sendJson(reply, FAILURES[failure.code].status, errorBody(failure, requestId))
}

function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('Content-Type', 'application/json').send(JSON.stringify(body))
}

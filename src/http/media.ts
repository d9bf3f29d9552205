// The media that customers sent: whoever has a link that has not ended gets the bytes, without a key.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { readMedia } from '../control/actions/media.ts'
import { Failure, fail } from '../domain/failures/failures.ts'
import {
  linkProblem,
  MEDIA_PREFIX,
  mediaSourceOf,
  mimeTypeOf,
  nameOf,
} from '../domain/messaging/media-links.ts'
import { isMediaKind } from '../domain/messaging/media-types.ts'
import { shownPath } from '../domain/world/journal.ts'
import type { MessageRow } from '../domain/world/message-rows.ts'
import { find } from '../domain/world/tables.ts'
import { note, type Organization, type Sandbox, timeOf } from '../engine/sandbox.ts'
import { type Desk, nextRequestId, sendFailure } from './control/replies.ts'
import { guard } from './door.ts'

type LinkParams = { readonly organization: string; readonly message: string }

/** The journal has an entry for each fetch, refused ones too. */
export function addMedia(app: FastifyInstance, desk: Desk): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      guard(desk.door, request, reply, { needsToken: false })
    })
    scope.setErrorHandler((error, _request, reply) => sendFailure(desk, reply, error))
    scope.get(`${MEDIA_PREFIX}/:organization/:message/:name`, (request, reply) => {
      const { organization: id } = request.params as LinkParams
      const organization = desk.sandbox.organizations.get(id)
      if (organization === undefined) fail('resource_not_found', undefined, NO_SUCH_LINK)
      return answer(desk, organization, request, reply)
    })
  })
}

function answer(
  desk: Desk,
  organization: Organization,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const requestId = nextRequestId(desk)
  const tell = (status: number, failure?: Failure) =>
    note(organization, {
      kind: 'request',
      requestId,
      operation: '',
      method: request.method,
      path: shownPath(request.raw.url ?? ''),
      status,
      durationMs: reply.elapsedTime,
      ...(failure !== undefined && { code: failure.code, message: failure.message }),
    })
  try {
    const message = messageOf(desk.sandbox, organization, request)
    const bytes = bytesOf(desk.sandbox, message)
    tell(200)
    return send(reply, message, bytes, requestId)
  } catch (error) {
    if (error instanceof Failure) tell(desk.api.failures[error.code].status, error)
    throw error
  }
}

/** @throws Failure resource_not_found for a link that leads nowhere, or no longer anywhere. */
function messageOf(sandbox: Sandbox, organization: Organization, request: FastifyRequest) {
  const { message: id } = request.params as LinkParams
  const { expires, signature } = request.query as Record<string, unknown>
  const message = find(organization.world.messages, id)
  if (message === undefined) fail('resource_not_found', undefined, NO_SUCH_LINK)
  const now = timeOf(sandbox, organization)
  const link = { expires: String(expires ?? ''), signature: String(signature ?? '') }
  const problem = linkProblem({ ...organization.world, now }, id, link)
  if (problem !== null) fail('resource_not_found', undefined, problem)
  return message
}

const NO_SUCH_LINK =
  'There are no media at this link. GET /messages/{id}/media gives the one of a message.'

/** @throws Failure resource_not_found when there is nothing to serve, with the reason. */
function bytesOf(sandbox: Sandbox, message: MessageRow): Buffer {
  const source = mediaSourceOf(message)
  if (source === null || !isMediaKind(message.type)) {
    const reason = `The sandbox has no sample of ${mimeTypeOf(message)}. Give customer-writes a file: ${message.type}: {file: <path>}.`
    fail('resource_not_found', undefined, reason)
  }
  if ('sample' in source) return source.sample
  try {
    return Buffer.from(readMedia(sandbox, message.type, source.file, `${message.type}.file`))
  } catch (error) {
    fail('resource_not_found', undefined, (error as Error).message)
  }
}

/** What a customer sends may be anything, a page with scripts too: browsers run nothing of it here. */
function send(
  reply: FastifyReply,
  message: MessageRow,
  bytes: Buffer,
  requestId: string,
): FastifyReply {
  const place = message.type === 'document' ? 'attachment' : 'inline'
  return reply
    .headers({
      'Content-Type': headerText(mimeTypeOf(message)),
      'Content-Disposition': `${place}; filename*=UTF-8''${encodeURIComponent(nameOf(message))}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
    })
    .send(bytes)
}

/** A MIME type is any text that somebody gave. */
function headerText(text: string): string {
  return /^[\x20-\x7e]+$/.test(text) ? text : 'application/octet-stream'
}

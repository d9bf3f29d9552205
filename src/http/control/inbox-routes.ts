// The built-in receivers' routes: whatever is sent there is recorded and answered as its query says.
import type { ServerResponse } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { readParameters } from '../../control/reads/asked.ts'
import { INBOX_PARAMS, readScript } from '../../control/reads/inbox-script.ts'
import { INBOX_READ } from '../../control/reads/inboxes.ts'
import { type Arrival, emptyInbox, type InboxAnswer } from '../../engine/inboxes/inbox.ts'
import { ownerOf, receiveAtInbox } from '../../engine/inboxes/receiving.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Organization } from '../../engine/sandbox.ts'
import { withoutToken } from '../door.ts'
import { askedFor, type Desk, sendData, stageOf } from './replies.ts'

const BYTES = 'application/octet-stream'
const INBOX_PATH = '/inbox/:name'

/** Stands in a plug-in of its own: here, bodies of every media type are taken as bytes. */
export function addInboxRoutes(scope: FastifyInstance, desk: Desk): void {
  scope.addHook('onRequest', async (request) => {
    // Fastify refuses media types that are none; an inbox takes them. What came stays in `raw`.
    if (request.headers['content-type'] !== undefined) request.headers = { 'content-type': BYTES }
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  scope.all(INBOX_PATH, async (request, reply) => {
    const { name } = readParameters(INBOX_PARAMS, request.params as Record<string, unknown>)
    if (isArrival(request)) return receive(desk, name, request, reply)
    if (request.method === 'DELETE') return empty(desk, name, request, reply)
    return sendContent(desk, name, request, reply)
  })
}

/** Whether something is sent to an inbox, and not read from it or emptied: webhooks have a number. */
export function isArrival({ routeOptions, raw, method }: FastifyRequest): boolean {
  if (routeOptions.url?.endsWith(INBOX_PATH) !== true) return false
  if (raw.headers['x-kirim-delivery-id'] !== undefined) return true
  return method !== 'GET' && method !== 'DELETE'
}

/** Reading does not mind what the query tells the receiver. */
function sendContent(desk: Desk, name: string, request: FastifyRequest, reply: FastifyReply) {
  const query = readParameters(INBOX_READ.query, request.query as Record<string, unknown>)
  const data = INBOX_READ.run(stageOf(desk, request), { params: { name }, query })
  return sendData(desk, reply, data)
}

function empty(desk: Desk, name: string, request: FastifyRequest, reply: FastifyReply) {
  const { inboxes } = askedFor(desk, request)
  return sendData(desk, reply, { name, removed: emptyInbox(inboxes, name) })
}

async function receive(desk: Desk, name: string, request: FastifyRequest, reply: FastifyReply) {
  const { sandbox } = desk
  const script = readScript(request.query as Record<string, unknown>)
  const arrival: Arrival = {
    method: request.method,
    path: request.url,
    headers: withoutToken(desk.door, request.raw.headers),
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
  }
  const owner = ownerOf(sandbox, arrival, senderOf(desk, request))
  const { answer } = receiveAtInbox(sandbox, owner, name, arrival, script)
  if (answer.delayMs > 0) await pause(sandbox.ports.clock, answer.delayMs, reply.raw)
  return sendAnswer(reply, answer)
}

/** Webhooks of others may carry any Authorization: a key that is not known is no reason to refuse. */
function senderOf({ sandbox }: Desk, request: FastifyRequest): Organization {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  return sandbox.keys.get(token ?? '')?.organization ?? sandbox.defaultOrganization
}

/** Real time, as receivers are slow in; a sender who goes away ends it. */
function pause(clock: Clock, delayMs: number, raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const alarm = clock.setAlarm(delayMs, resolve)
    raw.once('close', () => {
      alarm.cancel()
      resolve()
    })
  })
}

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

function sendAnswer(reply: FastifyReply, answer: InboxAnswer): FastifyReply {
  const { status, retryAfter, body } = answer
  reply.code(status)
  if (retryAfter !== null && status >= 300) reply.header('Retry-After', retryAfter)
  if (body === '' || BODILESS.has(status)) return reply.send()
  return reply.header('Content-Type', isJson(body) ? JSON_TYPE : TEXT_TYPE).send(body)
}

const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

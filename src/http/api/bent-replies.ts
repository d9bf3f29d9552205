// Replies as faults send them: the socket is reset, closed, cut off in the middle, or fed slowly.
import type { Socket } from 'node:net'

import type { FastifyReply } from 'fastify'

import type { ApiReply, Effect } from '../../api/exchange.ts'
import type { Clock } from '../../engine/ports.ts'

/** A slow body comes in so many pieces. */
const PIECES = 10

/** Sends a reply the way a fault wants it; Fastify has nothing more to do with it. */
export function sendBent(
  reply: FastifyReply,
  answer: ApiReply,
  effect: Effect,
  clock: Clock,
): FastifyReply {
  reply.hijack()
  const { raw } = reply
  const socket = raw.socket
  if (socket === null) return reply
  if (effect.kind === 'reset') socket.resetAndDestroy()
  else if (effect.kind === 'close') socket.end()
  else if (effect.kind === 'truncate') truncate(socket, reply, answer)
  else sendSlowly(reply, answer, effect.ms ?? 0, clock)
  return reply
}

function head(reply: FastifyReply, { status, headers, body = '' }: ApiReply): void {
  reply.raw.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  })
}

/** The headers promise the whole body; half of it comes. */
function truncate(socket: Socket, reply: FastifyReply, answer: ApiReply): void {
  const bytes = Buffer.from(answer.body ?? '')
  head(reply, answer)
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket.destroy())
}

function sendSlowly(reply: FastifyReply, answer: ApiReply, ms: number, clock: Clock): void {
  const bytes = Buffer.from(answer.body ?? '')
  const size = Math.max(1, Math.ceil(bytes.length / PIECES))
  head(reply, answer)
  let sent = 0
  const next = () => {
    if (reply.raw.destroyed) return
    const piece = bytes.subarray(sent, sent + size)
    sent += size
    if (sent >= bytes.length) reply.raw.end(piece)
    else {
      reply.raw.write(piece)
      clock.setAlarm(ms / PIECES, next)
    }
  }
  clock.setAlarm(ms / PIECES, next)
}

// Replies that leave in another way than usual: in pieces, not to their end, or not at all.
import type { FastifyReply } from 'fastify'

import type { ApiReply } from '../../api/exchange.ts'
import type { Sending } from '../../domain/faults/reply.ts'
import type { Clock } from '../../engine/ports.ts'

/** Sends a reply the way a fault wants it; Fastify has nothing more to do with it. */
export function sendOddly(
  reply: FastifyReply,
  answer: ApiReply,
  sending: Sending,
  clock: Clock,
): FastifyReply {
  reply.hijack()
  const { raw } = reply
  const { socket } = raw
  if (socket === null) return reply
  const { share, pieces, overMs, after } = sending
  const finish = () => {
    if (after === 'reset') socket.resetAndDestroy()
    else if (after === 'open') raw.end()
    // Without a head there is no reply to break off: the connection ends as any other.
    else if (share === 0) socket.end()
    else socket.destroy()
  }
  if (share === 0) {
    finish()
    return reply
  }
  const whole = Buffer.from(answer.body ?? '')
  const bytes = whole.subarray(0, Math.floor(whole.length * share))
  head(reply, answer, whole.length)
  sendInPieces(
    reply,
    bytes,
    { size: Math.max(1, Math.ceil(bytes.length / pieces)), finish },
    (next) => (overMs === 0 ? next() : clock.setAlarm(overMs / pieces, next)),
  )
  return reply
}

/** The headers promise the whole body, whatever comes of it. */
function head(reply: FastifyReply, { status, headers }: ApiReply, length: number): void {
  reply.raw.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': length,
  })
}

function sendInPieces(
  reply: FastifyReply,
  bytes: Buffer,
  { size, finish }: { readonly size: number; readonly finish: () => void },
  pause: (next: () => void) => unknown,
): void {
  const sendFrom = (sent: number) => {
    if (reply.raw.destroyed) return
    const isLast = sent + size >= bytes.length
    const go = isLast ? finish : () => pause(() => sendFrom(sent + size))
    reply.raw.write(bytes.subarray(sent, sent + size), () => go())
  }
  pause(() => sendFrom(0))
}

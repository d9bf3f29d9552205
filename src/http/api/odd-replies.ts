// Replies that leave in another way than usual: in pieces, not to their end, or not at all.
import type { ServerResponse } from 'node:http'

import type { ApiReply } from '../../api/exchange.ts'
import type { Sending } from '../../domain/faults/reply.ts'
import type { Clock } from '../../engine/ports.ts'

/** Sends a reply the way a fault wants it. */
export function sendOddly(
  response: ServerResponse,
  answer: ApiReply,
  sending: Sending,
  clock: Clock,
): void {
  const { socket } = response
  if (socket === null) return
  const { share, pieces, overMs, after } = sending
  const finish = () => {
    if (after === 'reset') socket.resetAndDestroy()
    else if (after === 'open') response.end()
    // Without a head there is no reply to break off: the connection ends as any other.
    else if (share === 0) socket.end()
    else socket.destroy()
  }
  if (share === 0) {
    finish()
    return
  }
  const whole = Buffer.from(answer.body ?? '')
  const bytes = whole.subarray(0, Math.floor(whole.length * share))
  head(response, answer, whole.length)
  sendInPieces(
    response,
    bytes,
    { size: Math.max(1, Math.ceil(bytes.length / pieces)), finish },
    (next) => (overMs === 0 ? next() : clock.setAlarm(overMs / pieces, next)),
  )
}

/** The headers promise the whole body, whatever comes of it. */
function head(response: ServerResponse, { status, headers }: ApiReply, length: number): void {
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': length,
  })
}

function sendInPieces(
  response: ServerResponse,
  bytes: Buffer,
  { size, finish }: { readonly size: number; readonly finish: () => void },
  pause: (next: () => void) => unknown,
): void {
  const sendFrom = (sent: number) => {
    if (response.destroyed) return
    const isLast = sent + size >= bytes.length
    const go = isLast ? finish : () => pause(() => sendFrom(sent + size))
    response.write(bytes.subarray(sent, sent + size), () => go())
  }
  pause(() => sendFrom(0))
}

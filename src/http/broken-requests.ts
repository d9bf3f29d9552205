// What arrives and is no request: not HTTP, too large, or too slow.
import type { Socket } from 'node:net'

import type { Api } from '../api/api.ts'
import { Failure } from '../domain/failures/failures.ts'
import { makeId } from '../domain/world/ids.ts'
import { HEADERS_MAX_BYTES } from './limits.ts'

/** By Node's code: what is wrong with a request that could not be read, and what it is answered. */
const BROKEN: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The path or the headers are larger than ${HEADERS_MAX_BYTES / 1024} KiB.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'The request did not arrive in time; nothing was done.',
  ],
}

/** Answers what is no request as well as one can, and closes the connection. */
export function refuseBrokenRequest(
  api: Api,
  error: Error & { code?: string },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, text] = BROKEN[error.code ?? ''] ?? [
    '400 Bad Request',
    `The request is not HTTP as it should be: ${error.message}`,
  ]
  const failure = new Failure('invalid_request', undefined, text)
  const body = JSON.stringify(api.errorBody(failure, BROKEN_ID))
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nX-Request-Id: ${BROKEN_ID}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    // Who goes on sending is not listened to.
    () => socket.destroy(),
  )
}

/** Requests that cannot be read have no number. */
const BROKEN_ID = makeId('request', 0, 0)

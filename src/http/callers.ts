// Who may call the server at all: requests that name this machine, and no page of another origin.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

import { Failure } from '../domain/failures/failures.ts'
import { note } from '../engine/sandbox.ts'
import { type Desk, nextRequestId } from './control/replies.ts'
import { DOOR_HEADERS, type Door } from './door.ts'
import { isLoopbackName, plainName } from './host-names.ts'

/** How many kinds of strangers are reported: what they send is theirs to choose. */
const STRANGERS_TOLD_MAX = 20

/**
 * Stands before all routes, also before those that are not there: a web page may make a browser send
 * requests here, and a name may be pointed at this machine (DNS rebinding). Who calls by a foreign
 * name, or comes from a page elsewhere, reaches nothing; the journal says once of each kind why.
 */
export function strangersRefused(desk: Desk): (answer: RequestListener) => RequestListener {
  const told = new Set<string>()
  const tell = (message: string) => {
    if (told.has(message) || told.size >= STRANGERS_TOLD_MAX) return
    told.add(message)
    note(desk.sandbox.defaultOrganization, { kind: 'notice', message: `Refused: ${message}` })
  }
  return (answer) => (request, response) => {
    const failure = strangerFailure(desk.door, request)
    if (failure === null) {
      answer(request, response)
      return
    }
    tell(failure.message)
    sendRefusal(desk, response, failure)
  }
}

function sendRefusal(desk: Desk, response: ServerResponse, failure: Failure): void {
  const requestId = nextRequestId(desk)
  const body = JSON.stringify(desk.api.errorBody(failure, requestId))
  response.writeHead(desk.api.failures[failure.code].status, {
    'X-Request-Id': requestId,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...DOOR_HEADERS,
  })
  response.end(body)
}

/** Why a request is not let in; null when it is. */
function strangerFailure(door: Door, request: IncomingMessage): Failure | null {
  return hostFailure(door, request) ?? pageFailure(request)
}

function hostFailure({ names }: Door, { rawHeaders, url = '' }: IncomingMessage): Failure | null {
  if (names === null) return null
  for (const name of namesIn(rawHeaders, url)) {
    if (isLoopbackName(name) || names.has(plainName(name) ?? name)) continue
    const got = JSON.stringify(name.slice(0, 100))
    const plain = plainName(name)
    const advice =
      plain === null
        ? ''
        : ` If that is a name of your own for this machine, start with --allow-host ${plain}.`
    const message = `This sandbox answers only to localhost and to loopback addresses; got ${got}.${advice}`
    return new Failure('control_forbidden', 'Host', message)
  }
  return null
}

function pageFailure({ headers, method = '' }: IncomingMessage): Failure | null {
  const { host = '', origin } = headers
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    const message = `This sandbox is closed to web pages of other origins; got ${origin.slice(0, 100)}. Call it from a program, or have your proxy leave Origin out.`
    return new Failure('control_forbidden', 'Origin', message)
  }
  // Without Origin come images, scripts and the like, which no page elsewhere needs from here; a
  // link from elsewhere may be followed.
  const site = headers['sec-fetch-site'] ?? 'none'
  const isFollowed = headers['sec-fetch-mode'] === 'navigate' && /^(GET|HEAD)$/.test(method)
  if (site === 'none' || site === 'same-origin' || isFollowed) return null
  const message = 'This sandbox is closed to web pages of other origins. Call it from a program.'
  return new Failure('control_forbidden', 'Sec-Fetch-Site', message)
}

/**
 * Whom a request speaks to: its Host, and the host in its target, if it is a whole URL. Nobody when
 * it has no Host, as health checks in HTTP/1.0 have none: every browser sends one.
 */
function namesIn(rawHeaders: readonly string[], target: string): string[] {
  // Looked at before every request: a loop and one text, no lists in between.
  let host = ''
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue
    // Two do not say whom the request means.
    host = host === '' ? (rawHeaders[at + 1] as string) : `${host}, ${rawHeaders[at + 1]}`
  }
  const names = host === '' ? [] : [withoutPort(host)]
  const inTarget = target.startsWith('/') ? undefined : IN_TARGET.exec(target)?.[1]
  if (inTarget !== undefined) names.push(withoutPort(inTarget))
  return names
}

const IN_TARGET = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, '').toLowerCase()
}

/** Behind a proxy that speaks TLS, the page's scheme is another one. */
function isOwnOrigin(origin: string, host: string): boolean {
  const own = host.toLowerCase()
  return [`http://${own}`, `https://${own}`].includes(origin.toLowerCase())
}

// The door of the control API and the docs: who is let in, by name, by page and by token.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { fail } from '../domain/failures/failures.ts'
import { reveal, type Secret, secretOf } from '../domain/world/secret.ts'

/** The header in which programs send the control token. */
export const TOKEN_HEADER = 'x-kirim-sandbox-token'

/** Nobody guesses sixteen characters over a network; a header takes no others than these. */
export const TOKEN_SHAPE = /^[\x21-\x7E]{16,512}$/
export const TOKEN_WORDS =
  'a text of 16 to 512 letters, digits and punctuation marks, without spaces'

/** What every answer behind the door says to browsers: keep it to yourself. */
export const DOOR_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
} as const

export type Door = {
  /** Whether it answers to any name: where other machines come in, the token stands guard. */
  readonly anyHost: boolean
  readonly token: Secret | null
}

/** The server may not be started like this. The message says what to do. */
export class DoorError extends Error {
  override readonly name = 'DoorError'
}

/**
 * The door of a server that listens on this host.
 *
 * @throws DoorError for a host beyond loopback without a token, and for a token that is too weak.
 */
export function newDoor(host: string, controlToken: string | undefined): Door {
  if (controlToken !== undefined && !TOKEN_SHAPE.test(controlToken)) {
    throw new DoorError(`The control token must be ${TOKEN_WORDS}.`)
  }
  const anyHost = !isLoopback(host.includes(':') ? `[${host}]` : host)
  if (anyHost && controlToken === undefined) {
    const advice =
      'set one with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN (openssl rand -hex 16 makes one), or leave --host out'
    throw new DoorError(
      `With --host ${host} other machines could control this sandbox, so it needs a control token: ${advice}.`,
    )
  }
  return { anyHost, token: controlToken === undefined ? null : secretOf(controlToken) }
}

/**
 * Lets a request in or says no. What arrives at an inbox needs no token, for receivers have none.
 *
 * @throws Failure control_forbidden, control_token_required.
 */
export function guard(
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
  { needsToken }: { readonly needsToken: boolean },
): void {
  reply.headers(DOOR_HEADERS)
  refuseWebPages(door, request)
  if (door.token === null || !needsToken) return
  const given = tokensIn(request)
  if (given.some((one) => opens(door, one))) return
  // Browsers ask for it then; a script of a page asks by itself.
  const mode = request.headers['sec-fetch-mode'] ?? 'navigate'
  if (mode === 'navigate') {
    reply.header('WWW-Authenticate', 'Basic realm="kirim-sandbox control token", charset="UTF-8"')
  }
  fail('control_token_required', 'X-Kirim-Sandbox-Token', given.length === 0 ? MISSING : WRONG)
}

const HOW =
  'Send it as X-Kirim-Sandbox-Token, or as the password of HTTP Basic. Commands take it with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN.'
const MISSING = `This sandbox asks for its control token. ${HOW}`
const WRONG = `This is not the control token that the sandbox was started with. ${HOW}`

/**
 * A web page may make a browser send requests here, and a name may be pointed at this machine: who
 * does not name this machine, or comes from a page elsewhere, is refused.
 */
function refuseWebPages({ anyHost }: Door, request: FastifyRequest): void {
  const { headers, raw } = request
  const { host = '', origin } = headers
  for (const name of anyHost ? [] : namesIn(raw.rawHeaders, raw.url ?? '')) {
    if (isLoopback(name)) continue
    const got = JSON.stringify(name.slice(0, 100))
    fail('control_forbidden', 'Host', `The control API answers to localhost only; got ${got}.`)
  }
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    const got = origin.slice(0, 100)
    fail('control_forbidden', 'Origin', `The control API is closed to pages of ${got}.`)
  }
  // Without Origin come images, scripts and the like, which no page elsewhere needs from here; a
  // link from elsewhere may be followed.
  const site = headers['sec-fetch-site'] ?? 'none'
  const isFollowed = headers['sec-fetch-mode'] === 'navigate'
  if (site === 'none' || site === 'same-origin' || isFollowed) return
  const message = 'The control API is closed to pages of other origins.'
  fail('control_forbidden', 'Sec-Fetch-Site', message)
}

/** Whom a request speaks to: its Host, and the host in its target, if it is a whole URL. */
function namesIn(rawHeaders: readonly string[], target: string): string[] {
  const hosts = rawHeaders.filter(
    (_, at) => at % 2 === 1 && /^host$/i.test(rawHeaders[at - 1] ?? ''),
  )
  const inTarget = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1]
  // None is as bad as two: the request does not say whom it means.
  const host = hosts.length === 1 ? (hosts[0] ?? '') : hosts.join(', ')
  return [host, ...(inTarget === undefined ? [] : [inTarget])].map((one) =>
    one.replace(/:\d{1,5}$/, '').toLowerCase(),
  )
}

/** Names under which a program on this machine reaches a server on this machine. */
function isLoopback(name: string): boolean {
  if (/^localhost\.?$/i.test(name)) return true
  if (isIPv4(name)) return name.startsWith('127.')
  const inBrackets = /^\[([0-9a-f:]+)\]$/i.exec(name)?.[1] ?? ''
  return isIPv6(inBrackets) && new URL(`http://${name}/`).hostname === '[::1]'
}

/** Behind a proxy that speaks TLS, the page's scheme is another one. */
function isOwnOrigin(origin: string, host: string): boolean {
  const own = host.toLowerCase()
  return [`http://${own}`, `https://${own}`].includes(origin.toLowerCase())
}

/** The tokens that a request shows: in the header, and as the password that a browser asked for. */
function tokensIn({ headers }: FastifyRequest): string[] {
  const inHeader = headers[TOKEN_HEADER]
  const basic = basicPassword(headers.authorization)
  return [typeof inHeader === 'string' ? inHeader : undefined, basic].filter(
    (one): one is string => one !== undefined && one !== '',
  )
}

/** The password of HTTP Basic; the user's name does not matter. */
function basicPassword(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? undefined : text.slice(colon + 1)
}

/** Whether an Authorization header is for the door, and not an API key. */
export function isForDoor({ token }: Door, header: string): boolean {
  return token !== null && /^Basic /i.test(header)
}

/** The headers without what opens the door, for where they are kept and shown. */
export function withoutToken(door: Door, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { [TOKEN_HEADER]: _token, authorization, ...rest } = headers
  if (authorization === undefined || isForDoor(door, authorization)) return rest
  return { ...rest, authorization }
}

/** Compared as digests, so that neither length nor beginning show in how long it takes. */
function opens(door: Door, given: string): boolean {
  const ticket = ticketOf(door)
  const isToken = areEqual(given, door.token === null ? '' : reveal(door.token))
  return ticket !== null && (areEqual(given, ticket) || isToken)
}

function areEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'comparison').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/**
 * What the page of the docs sends instead of the token, which it never sees: it opens the same door
 * and does not tell the token. Null where there is no token.
 */
export function ticketOf({ token }: Door): string | null {
  if (token === null) return null
  return createHmac('sha256', reveal(token)).update('docs page').digest('hex')
}

// The door of the server: by which names it is called, and the token that the control API and the docs ask for.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { fail } from '../domain/failures/failures.ts'
import { reveal, type Secret, secretOf } from '../domain/world/secret.ts'
import { CONTROL_TOKEN } from '../schema/formats.ts'
import { isLoopbackName, plainName } from './host-names.ts'

/** The header in which programs send the control token. */
export const TOKEN_HEADER = 'x-kirim-sandbox-token'

/** What every answer behind the door says to browsers: keep it to yourself. */
export const DOOR_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
} as const

export type Door = {
  /**
   * Names beside those of loopback that it answers to; null for any name: where other machines come
   * in, nobody knows by which.
   */
  readonly names: ReadonlySet<string> | null
  readonly token: Secret | null
}

/** The server may not be started like this. The message says what to do. */
export class DoorError extends Error {
  override readonly name = 'DoorError'
}

/**
 * The door of a server that listens on this host.
 *
 * @throws DoorError for a host beyond loopback without a token, for a token that is too weak, and
 * for an allowed name that is none.
 */
export function newDoor(
  host: string,
  controlToken: string | undefined,
  allowHosts: readonly string[] = [],
  publicUrl?: string,
): Door {
  if (controlToken !== undefined && CONTROL_TOKEN.parse(controlToken) === null) {
    throw new DoorError(`The control token must be ${CONTROL_TOKEN.words}.`)
  }
  const isBeyond = !isLoopbackName(plainName(host) ?? host)
  if (isBeyond && controlToken === undefined) {
    const advice =
      'set one with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN (openssl rand -hex 16 makes one), or leave --host out'
    throw new DoorError(
      `With --host ${host} other machines could control this sandbox, so it needs a control token: ${advice}.`,
    )
  }
  const names = new Set(allowHosts.map(readName))
  // Whoever lists names wants no others; the address that it listens on is one of its names.
  const isOpen = isBeyond && names.size === 0
  if (isBeyond) names.add(plainName(host) ?? host)
  if (publicUrl !== undefined) names.add(nameOf(publicUrl))
  return {
    names: isOpen ? null : names,
    token: controlToken === undefined ? null : secretOf(controlToken),
  }
}

/** Whoever comes by the public address asks for its name. */
function nameOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl)
  return plainName(hostname) ?? hostname
}

function readName(text: string): string {
  const name = plainName(text)
  if (name !== null) return name
  const got = JSON.stringify(text.slice(0, 100))
  throw new DoorError(
    `--allow-host takes a name such as host.docker.internal or an address such as 10.0.0.5, without scheme, port, path or *; got ${got}.`,
  )
}

/**
 * Lets a request to the control API or the docs in, or says no; names and pages were looked at
 * before, for the whole port. What arrives at an inbox needs no token, for receivers have none.
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
  // What it answers names the host that it was called by.
  if ((request.headers.host ?? '') === '') fail('control_forbidden', 'Host', NAMELESS)
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

const NAMELESS =
  'The control API and /docs need a Host header. Send one that names this machine, such as localhost.'
const HOW =
  'Send it as X-Kirim-Sandbox-Token, or as the password of HTTP Basic. Commands take it with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN.'
const MISSING = `This sandbox asks for its control token. ${HOW}`
const WRONG = `This is not the control token that the sandbox was started with. ${HOW}`

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

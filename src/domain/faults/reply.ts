// Faults of replies: the API refuses, is late, breaks off, or answers what the contract does not allow.
import { integer, optional, text } from '../../schema/shapes.ts'
import type { FaultRow } from '../world/fault-rows.ts'
import type { World } from '../world/world.ts'
import { type Fault, fits, type Site } from './fault.ts'
import type { Options, Said } from './options.ts'
import { isArmed, strike } from './striking.ts'

/** What a reply fault may match. */
export type StruckRequest = {
  readonly operation: string
  /** The statuses that the operation declares: a fault of another status passes it by. */
  readonly statuses: readonly number[]
  /** The number a message goes to, digits without the plus; undefined for other requests. */
  readonly to: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What a fault does to a request or to its reply. */
export type ReplyVerdict =
  /** Nothing is done; the reply is this error. The API knows the usual code of a status. */
  | {
      readonly kind: 'refuse'
      readonly status: number
      readonly code: string | undefined
      readonly retryAfter: number | undefined
    }
  /** Nothing is done, and the connection ends. */
  | { readonly kind: 'abort'; readonly sending: Sending }
  /** The request waits, in real milliseconds, before anything is done. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** What was asked is done; the text of the reply becomes another one. */
  | { readonly kind: 'rewrite'; readonly body: (whole: string) => string }
  /** What was asked is done; the reply is sent in another way. */
  | { readonly kind: 'send'; readonly sending: Sending }

/** How a reply leaves. */
export type Sending = {
  /** How much of it: 0 sends not even the head; less than 1 breaks the promise of the headers. */
  readonly share: number
  /** In so many pieces, over so many real milliseconds. */
  readonly pieces: number
  readonly overMs: number
  /** open: as after any reply · closed: the connection ends · reset: it ends with a TCP RST. */
  readonly after: 'open' | 'closed' | 'reset'
}

type ReplyFault<Of extends Options> = Fault<Of, (options: Said<Of>) => ReplyVerdict>

const fault = <Of extends Options>(row: ReplyFault<Of>): ReplyFault<Of> => row

const REAL_MS = integer('real milliseconds.', { minimum: 0, maximum: 600_000 })
/** What programs must be careful with; calls by which a test prepares and looks go through. */
const SENDS = { operation: 'POST /messages' }
const FIRST_SENDS = { match: SENDS, strikes: 'every-other' } as const
const NOTHING: Sending = { share: 0, pieces: 1, overMs: 0, after: 'closed' }

export const REPLY_FAULTS = {
  'reply.status': fault({
    what: 'Answers with this error status and its code, without doing anything.',
    options: {
      status: integer('the HTTP status.', { minimum: 100, maximum: 599 }),
      code: optional(text('the error code, where the status has several.', { maxLength: 100 })),
      retry_after: optional(integer('seconds in Retry-After.', { minimum: 0, maximum: 86_400 })),
    },
    example: { status: 503 },
    ambient: { ...FIRST_SENDS, options: { status: 503 } },
    never: ({ status, code }, { match: { operation }, reach }) => {
      const errors = reach.errorsOf(operation)
      if (!errors.includes(status)) {
        return { param: 'status', message: noSuchError(status, operation, errors) }
      }
      const codes = reach.codesOf(status)
      if (code === undefined || codes.includes(code)) return null
      const message = `No code ${code} with status ${status}; codes: ${codes.join(', ')}.`
      return { param: 'code', message }
    },
    deed: ({ status, code, retry_after: retryAfter }) => {
      return { kind: 'refuse', status, code, retryAfter }
    },
  }),
  'reply.latency': fault({
    what: 'Waits so many real milliseconds before doing what was asked.',
    options: { ms: REAL_MS },
    example: { ms: 2000 },
    ambient: { ...FIRST_SENDS, options: { ms: 2000 } },
    deed: ({ ms }) => ({ kind: 'wait', ms }),
  }),
  'reply.reset': fault({
    what: 'Resets the connection (TCP RST) without doing anything.',
    options: {},
    example: {},
    ambient: FIRST_SENDS,
    deed: () => ({ kind: 'abort', sending: { ...NOTHING, after: 'reset' } }),
  }),
  'reply.empty': fault({
    what: 'Closes the connection without an answer and without doing anything.',
    options: {},
    example: {},
    ambient: FIRST_SENDS,
    deed: () => ({ kind: 'abort', sending: NOTHING }),
  }),
  'reply.truncate': fault({
    what: 'Does what was asked and breaks off in the middle of the answer.',
    options: {},
    example: {},
    ambient: FIRST_SENDS,
    deed: () => ({ kind: 'send', sending: { ...NOTHING, share: 0.5 } }),
  }),
  'reply.malformed': fault({
    what: 'Does what was asked and answers with a body that is not JSON.',
    options: {},
    example: {},
    ambient: FIRST_SENDS,
    deed: () => ({ kind: 'rewrite', body: (whole) => `${whole.slice(0, -2)},,\n<html>` }),
  }),
  'reply.slow-body': fault({
    what: 'Does what was asked and sends the answer in small pieces over so many real milliseconds.',
    options: { ms: REAL_MS },
    example: { ms: 2000 },
    ambient: { ...FIRST_SENDS, options: { ms: 2000 } },
    deed: ({ ms }) => {
      return { kind: 'send', sending: { share: 1, pieces: 10, overMs: ms, after: 'open' } }
    },
  }),
  'reply.drop-after-accept': fault({
    what: 'Does what was asked and closes the connection without an answer.',
    options: {},
    example: {},
    ambient: FIRST_SENDS,
    deed: () => ({ kind: 'send', sending: NOTHING }),
  }),
  'reply.breach': fault({
    what: 'Does what was asked and answers with JSON that breaks the contract.',
    options: {},
    example: {},
    ambient:
      'The provider keeps its contract: no program needs to survive an answer that breaks it.',
    deed: () => ({ kind: 'rewrite', body: breached }),
  }),
} as const

function noSuchError(
  status: number,
  operation: string | undefined,
  errors: readonly number[],
): string {
  const who = operation ?? 'the API'
  if (status >= 400) {
    const nobody = operation === undefined ? 'No operation answers' : `${operation} does not answer`
    return `${nobody} ${status}; errors that ${operation === undefined ? 'the API' : 'it'} declares: ${errors.join(', ')}.`
  }
  return `This fault answers with an error that ${who} declares: ${errors.join(', ')}; got ${status}.`
}

/** A body that no schema of the contract takes: the request id is a number, and members are missing. */
function breached(text: string): string {
  const whole = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>
  if (whole.error !== undefined) return JSON.stringify({ error: { message: 42 } })
  return JSON.stringify({ ...whole, data: null, request_id: 42 })
}

export const REPLY_SITE: Site<StruckRequest> = {
  title: "Reply faults: the API's answers",
  matches: {
    operation: {
      what: 'the operation, e.g. "POST /messages".',
      fits: ({ operation }, match) => match.operation === operation,
      never: ({ match: { operation = '' }, reach: { operations } }) =>
        operations.includes(operation)
          ? null
          : `No operation ${operation}. Operations: ${operations.join(', ')}.`,
    },
    to: {
      what: 'the number that a message goes to.',
      fits: ({ to }, match) => match.to === to,
      never: ({ match: { operation }, reach: { sendOperation } }) =>
        operation === undefined || operation === sendOperation
          ? null
          : `${operation} sends no message; only ${sendOperation} goes to a number.`,
    },
    header: {
      what: 'a request header and the value that it must have.',
      fits: ({ headers }, { header }) => {
        const sent = header && headers[header.name.toLowerCase()]
        return header?.value === undefined ? sent !== undefined : sent === header.value
      },
    },
  },
}

/** The fault that strikes the reply to a request; undefined nearly always. */
export function strikeReply(world: World, request: StruckRequest): FaultRow | undefined {
  if (!isArmed(world, 'reply')) return undefined
  return strike(world, 'reply', ({ match, options }) => {
    const { status } = options
    if (typeof status === 'number' && !request.statuses.includes(status)) return false
    return fits(REPLY_SITE, match, request)
  })
}

/** What the fault does. */
export function replyVerdict({ fault: name, options }: FaultRow): ReplyVerdict {
  const { deed } = REPLY_FAULTS[name as keyof typeof REPLY_FAULTS]
  return (deed as (said: unknown) => ReplyVerdict)(options)
}

/** Whether the reply is what the rules made, only later: then it counts as real traffic. */
export function isOnlyLate(verdict: ReplyVerdict): boolean {
  return verdict.kind === 'wait' || (verdict.kind === 'send' && verdict.sending.share === 1)
}

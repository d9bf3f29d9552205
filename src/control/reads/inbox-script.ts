// The door of an inbox: what its URL may hold, and the script that it makes.
import { fail } from '../../domain/failures/failures.ts'
import { fromHttpDate } from '../../domain/world/time.ts'
import type { InboxScript } from '../../engine/inboxes/inbox.ts'
import { INBOX_NAME } from '../../schema/formats.ts'
import { integer, list, type Members, optional, text } from '../../schema/shapes.ts'
import { readParameters } from './asked.ts'

export const INBOX_PARAMS = {
  name: INBOX_NAME.shape('The name of the inbox; it is there as soon as something arrives.'),
} satisfies Members

/** What the pages say about the receiving side, as about a read. */
export const INBOX_DOOR = {
  path: '/inbox/{name}',
  what: 'A built-in receiver: records any request and answers as its query says. Without `X-Kirim-Delivery-Id`, GET reads what it received, and DELETE empties it and begins its scripts anew.',
  params: INBOX_PARAMS,
  query: {
    answers: optional(
      list(
        'HTTP statuses, one for each request in order; the last one stays. Default 200. Each query string counts for itself.',
        integer('A status.', { minimum: 200, maximum: 599 }),
        { maxItems: 1_000 },
      ),
    ),
    delay_ms: integer('Real milliseconds until it answers.', {
      minimum: 0,
      maximum: 60_000,
      default: 0,
    }),
    retry_after: optional(
      text('The Retry-After of answers other than 2xx: seconds, or an HTTP date.', {
        maxLength: 40,
      }),
    ),
    body: optional(text('The body of its answers.', { maxLength: 8_192 })),
  },
} satisfies {
  readonly path: string
  readonly what: string
  readonly params: Members
  readonly query: Members
}

/** @throws Failure invalid_field_value that says what was expected. */
export function readScript(query: Readonly<Record<string, unknown>>): InboxScript {
  const {
    answers = [200],
    delay_ms,
    retry_after,
    body = '',
  } = readParameters(INBOX_DOOR.query, query)
  if (retry_after !== undefined && !isRetryAfter(retry_after)) {
    const expected = 'retry_after must be whole seconds, or an HTTP date in GMT'
    fail('invalid_field_value', 'retry_after', `${expected}; got ${JSON.stringify(retry_after)}.`)
  }
  return { answers, delayMs: delay_ms, retryAfter: retry_after ?? null, body }
}

function isRetryAfter(text: string): boolean {
  if (/^\d{1,9}$/.test(text)) return true
  return /^[A-Za-z0-9 ,:]+ GMT$/.test(text) && fromHttpDate(text) !== null
}

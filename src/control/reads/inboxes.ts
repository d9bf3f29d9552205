// Reading inboxes: what arrived at the built-in receivers, judged, and what they answered.

import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import { type Inbox, type InboxRequest, jsonOf } from '../../engine/inboxes/inbox.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  anything,
  byName,
  choice,
  flag,
  integer,
  object,
  orNull,
  rows,
  said,
  typed,
} from '../../schema/shapes.ts'
import { INBOX_PARAMS } from './inbox-script.ts'
import { AFTER_NUMBER, pageSize } from './lists.ts'
import { read } from './read.ts'

const REQUEST = object('A request.', {
  number: integer('Its number in this inbox, from 1.'),
  at: INSTANT.shape('When it arrived, in world time.'),
  method: said('The HTTP method.'),
  path: said('The path with its query.'),
  headers: byName(
    'By name in lower case.',
    typed<string>({ description: 'A value, or a list of values.' }),
  ),
  body: said('The body to the byte; base64 when it is not UTF-8.'),
  encoding: choice('How the body is written here.', ['utf8', 'base64']),
  json: anything('The value of a body that is JSON; null for any other.'),
  delivery_id: orNull(said('The X-Kirim-Delivery-Id.')),
  signature: object('What a careful receiver finds.', {
    valid: flag('Whether it is good.'),
    reason: orNull(choice('Why it is not.', ['missing', 'malformed', 'stale', 'mismatch'])),
    message: orNull(said('The same in a sentence.')),
  }),
  answer: object('What was answered.', {
    status: integer('The HTTP status.'),
    delay_ms: integer('Real milliseconds before it.'),
    retry_after: orNull(said('The Retry-After of an answer other than 2xx.')),
    body: said('Its body.'),
  }),
})

export const INBOX_READ = read({
  path: '/inboxes/{name}',
  what: 'What arrived at one inbox, with the verdict on each signature. Empty until something arrives.',
  params: INBOX_PARAMS,
  query: { after: AFTER_NUMBER, limit: pageSize(1_000, 100) },
  reply: object('An inbox.', {
    name: said('Its name.'),
    requests: rows('Oldest first.', REQUEST),
    next: integer('Give this as `after` to read on.'),
    received: integer('How many requests it has ever received.'),
    kept: integer('How many of them are still known; the oldest go first.'),
  }),
  run: ({ organization: { inboxes } }, { params: { name }, query: { after, limit } }) => {
    const inbox = inboxes.byName.get(name)
    const known = inbox?.requests ?? []
    const wanted = after === undefined ? known : known.filter((one) => one.number > after)
    const requests = after === undefined ? wanted.slice(-limit) : wanted.slice(0, limit)
    const received = (inbox?.next ?? 1) - 1
    return {
      name,
      requests: requests.map(showRequest),
      next: requests.at(-1)?.number ?? received,
      received,
      kept: known.length,
    }
  },
})

function showRequest(request: InboxRequest) {
  const { signature, answer } = request
  return {
    number: request.number,
    at: toIso(request.at),
    method: request.method,
    path: request.path,
    // A header that came several times is a list of values.
    headers: request.headers as Readonly<Record<string, string>>,
    body: request.body,
    encoding: request.encoding,
    json: jsonOf(request) ?? null,
    delivery_id: request.deliveryId,
    signature: {
      valid: signature.valid,
      reason: signature.valid ? null : signature.reason,
      message: signature.valid ? null : signature.message,
    },
    answer: {
      status: answer.status,
      delay_ms: answer.delayMs,
      retry_after: answer.retryAfter,
      body: answer.body,
    },
  }
}

export const INBOXES_READ = read({
  path: '/inboxes',
  what: 'The built-in receivers that something arrived at.',
  params: {},
  query: {},
  reply: object('Inboxes.', {
    inboxes: rows(
      'The one that was used last stands first.',
      object('An inbox.', {
        name: said('Its name.'),
        url: said('What a subscription gives as its URL.'),
        received: integer('How many requests it has ever received.'),
        kept: integer('How many of them are still known.'),
        bad_signatures: integer('How many of those have no good signature.'),
        last_at: orNull(INSTANT.shape('When the last one arrived.')),
      }),
    ),
  }),
  run: ({ organization, origin }) => ({
    inboxes: [...organization.inboxes.byName.values()]
      .map((inbox) => summaryOf(inbox, origin))
      .reverse(),
  }),
})

function summaryOf({ name, requests, next }: Inbox, origin: string) {
  return {
    name,
    url: `${origin}/_sandbox/inbox/${name}`,
    received: next - 1,
    kept: requests.length,
    bad_signatures: requests.filter(({ signature }) => !signature.valid).length,
    last_at: toIsoOrNull(requests.at(-1)?.at ?? null),
  }
}

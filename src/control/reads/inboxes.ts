// Reading inboxes: what arrived at the built-in receivers, judged, and what they answered.

import { toIso, toIsoOrNull } from '../../domain/world/time.ts'
import { type Inbox, type InboxRequest, jsonOf } from '../../engine/inboxes/inbox.ts'
import type { Schema } from '../schema.ts'
import { INBOX_PARAMS } from './inbox-script.ts'
import { read } from './read.ts'
import {
  AFTER_NUMBER,
  byName,
  instant,
  list,
  orNull,
  pageSize,
  shape,
  text,
  whole,
  yes,
} from './shapes.ts'

const REQUEST = shape('A request.', {
  number: whole('Its number in this inbox, from 1.'),
  at: instant('When it arrived, in world time.'),
  method: text('The HTTP method.'),
  path: text('The path with its query.'),
  headers: byName('By name in lower case.', { description: 'A value, or a list of values.' }),
  body: text('The body to the byte; base64 when it is not UTF-8.'),
  encoding: text('How the body is written here.', { enum: ['utf8', 'base64'] }),
  json: { description: 'The value of a body that is JSON; null for any other.' } satisfies Schema,
  delivery_id: orNull(text('The X-Kirim-Delivery-Id.')),
  signature: shape('What a careful receiver finds.', {
    valid: yes('Whether it is good.'),
    reason: orNull(
      text('Why it is not.', { enum: ['missing', 'malformed', 'stale', 'mismatch', null] }),
    ),
    message: orNull(text('The same in a sentence.')),
  }),
  answer: shape('What was answered.', {
    status: whole('The HTTP status.'),
    delay_ms: whole('Real milliseconds before it.'),
    retry_after: orNull(text('The Retry-After of an answer other than 2xx.')),
    body: text('Its body.'),
  }),
})

export const INBOX_READ = read({
  path: '/inboxes/{name}',
  what: 'What arrived at one inbox, with the verdict on each signature. Empty until something arrives.',
  params: INBOX_PARAMS,
  query: { after: AFTER_NUMBER, limit: pageSize(1_000, 100) },
  reply: shape('An inbox.', {
    name: text('Its name.'),
    requests: list('Oldest first.', REQUEST),
    next: whole('Give this as `after` to read on.'),
    received: whole('How many requests it has ever received.'),
    kept: whole('How many of them are still known; the oldest go first.'),
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
    headers: request.headers,
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
  reply: shape('Inboxes.', {
    inboxes: list(
      'The one that was used last stands first.',
      shape('An inbox.', {
        name: text('Its name.'),
        url: text('What a subscription gives as its URL.'),
        received: whole('How many requests it has ever received.'),
        kept: whole('How many of them are still known.'),
        bad_signatures: whole('How many of those have no good signature.'),
        last_at: orNull(instant('When the last one arrived.')),
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

// Journal entries as the control API shows them: one shape for each kind.
import type { EntryBody } from '../../domain/world/journal.ts'
import { INSTANT } from '../../schema/formats.ts'
import {
  choice,
  flag,
  integer,
  kinds,
  literal,
  number,
  object,
  optional,
  orNull,
  rows,
  type Shape,
  said,
  typed,
} from '../../schema/shapes.ts'
import type { EntryKind, ShownEntry } from './shown-entry.ts'

type BodyOf<Kind extends EntryKind> = Extract<EntryBody, { readonly kind: Kind }>

type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name

/** An entry has its kind, its number, its time, and what the journal keeps of its kind. */
function entry<
  const Kind extends EntryKind,
  const Some extends Record<SnakeCase<Exclude<keyof BodyOf<Kind>, 'kind'>>, Shape>,
>(kind: Kind, what: string, members: Some) {
  return object(what, {
    number: integer('Its number; every entry has the next one.'),
    at: INSTANT.shape('World time.'),
    kind: literal('What kind of entry it is.', kind),
    ...members,
  })
}

/** By kind what an entry shows. */
export const ENTRIES = {
  request: entry('request', 'A request to the API, and its answer.', {
    request_id: said('The X-Request-Id of the answer.'),
    operation: said('`POST /messages`; empty when no operation was meant.'),
    method: said('The HTTP method.'),
    path: said('The path with its query.'),
    status: integer('The HTTP status.'),
    duration_ms: number('How long the answer took, in machine time.'),
    code: optional(said('The error code, when it was refused.')),
    param: optional(said('The parameter that was to blame.')),
    message: optional(said('Why it was refused.')),
    replayed: optional(flag('That the answer was one kept under an Idempotency-Key.')),
    subject: optional(said('The id of the resource in the answer.')),
    fault: optional(said('The fault that made or changed the answer.')),
    ignored: optional(
      rows(
        'The members of the body that the contract does not know, a sentence each.',
        said('Which one, and what it may have been meant to be.'),
      ),
    ),
  }),
  status: entry('status', 'A message came to a status.', {
    message_id: said('The message.'),
    status: said('The status.'),
    to: said("The customer's number."),
    code: optional(said('The error code of a failed message.')),
    detail: optional(said('Why it failed.')),
  }),
  inbound: entry('inbound', 'A customer wrote.', {
    message_id: said('The message.'),
    from: said("The customer's number."),
    type: said('The type of the message.'),
    detail: optional(said('Its text or caption.')),
  }),
  attempt: entry('attempt', 'One try to deliver a webhook, and what came of it.', {
    delivery_id: said('The delivery.'),
    subscription_id: said('The subscription.'),
    event: said('The type of the event.'),
    attempt: integer('Which try it was, from 1.'),
    url: said('Where it was posted to.'),
    outcome: said('`HTTP 503`, or why there was no answer.'),
    status: orNull(integer('The HTTP status of the answer; null without one.')),
    duration_ms: number('How long the receiver took.'),
    result: choice('What became of the delivery.', ['succeeded', 'failed', 'dead']),
    next_attempt_at: orNull(INSTANT.shape('When it is tried again.')),
    fault: optional(said('The fault that changed the attempt.')),
  }),
  notice: entry('notice', "Something worth knowing that is nobody's fault.", {
    message: said('What it is.'),
  }),
  breach: entry('breach', 'A bug of the sandbox.', {
    message: said('What went wrong.'),
  }),
}

export const ENTRY_KIND_NAMES = Object.keys(ENTRIES) as readonly EntryKind[]

/** An entry: which members there are depends on its kind. */
export const ENTRY = typed<ShownEntry>(
  kinds(
    'An entry of the journal.',
    'kind',
    ENTRIES.request,
    ENTRIES.status,
    ENTRIES.inbound,
    ENTRIES.attempt,
    ENTRIES.notice,
    ENTRIES.breach,
  ),
)

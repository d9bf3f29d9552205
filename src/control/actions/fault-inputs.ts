// What arm-fault takes: which fault, what it strikes, when it strikes, and the options of each.
import { count, metaCode, milliseconds, status } from '../../schema/choices.ts'
import { DURATION, PHONE } from '../../schema/formats.ts'
import {
  allOptional,
  choice,
  integer,
  number,
  object,
  optional,
  text,
  words,
} from '../../schema/shapes.ts'

const HEADER = object('reply faults: a request header and the value that it must have.', {
  name: words('Name, whatever its case.', 100),
  value: optional(text('Value; without it, the header must just be there.')),
})

const MATCH = object(
  'What it strikes; everything when left out.',
  allOptional({
    operation: text('reply faults: the operation, e.g. "POST /messages".'),
    to: PHONE.shape('reply and fate faults: the number that a message goes to.'),
    header: HEADER,
    type: text('fate faults: the type of the message.'),
    template: text('fate faults: the name of the template.'),
    event: text('delivery faults: the event, e.g. "message.status".'),
    subscription_id: text('delivery faults: the subscription.'),
    attempt: count('delivery faults: only the attempt with this number.'),
  }),
)

export const ARM_FAULT_MEMBERS = {
  fault: words('Which one: see `list faults`.', 60),
  ...allOptional({
    match: MATCH,
    times: count('Strike so many times, then disarm.'),
    every: count('Strike only every so many matches.'),
    after: integer('Let so many matches pass first.', { minimum: 0 }),
    probability: number('Strike with this chance, by the seed.', { minimum: 0, maximum: 1 }),
    status: integer('status, outcome: the HTTP status.', { minimum: 100, maximum: 599 }),
    code: text('status: the error code, where the status has several.', { maxLength: 100 }),
    retry_after: integer('status: seconds in Retry-After.', { minimum: 0, maximum: 86_400 }),
    ms: milliseconds('latency, slow-body: real milliseconds.', 600_000),
    meta_code: metaCode('fail: the Meta code.'),
    delay: DURATION.shape('delay: how much later, in world time.'),
    at: status('skip, stick: the status.'),
    copies: count('duplicate, repeat: how many more. Default 1.', 100),
    outcome: choice('outcome: what the receiver is said to have done.', [
      'timed-out',
      'unreachable',
    ]),
  }),
}

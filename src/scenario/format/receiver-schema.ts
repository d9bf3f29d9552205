// What a scenario says of a receiver: where it is, what it hears, and how it answers.
import { either, flag, listOf, type Schema, strict, words } from '../../control/schema.ts'
import { SECRET_SHAPE } from '../../domain/webhooks/declared-receivers.ts'
import { duration, event } from './shapes.ts'

const STATUS: Schema = {
  description: 'An HTTP status.',
  type: 'integer',
  minimum: 200,
  maximum: 599,
}

/** How a built-in receiver answers. */
export const ANSWER = either(
  'How it answers one request.',
  STATUS,
  words('No answer at all: none in time, or no connection.', { enum: ['timeout', 'unreachable'] }),
  strict('A status with what belongs to it.', {
    'status!': STATUS,
    retry_after: either(
      'Retry-After: seconds, or an HTTP date.',
      { type: 'integer', minimum: 0, maximum: 999_999_999 },
      words('An HTTP date.', { maxLength: 40 }),
    ),
    delay: duration('How long it takes; longer than the time-out is no answer.'),
    body: words('The body of the answer.', { maxLength: 65_536 }),
    times: { description: 'For so many requests.', type: 'integer', minimum: 1, maximum: 10_000 },
  }),
)

export const ANSWERS = {
  ...listOf('One for each request in order; the last one stays. Default: 200.', ANSWER),
  maxItems: 1_000,
}

export const RECEIVER = strict('A program that webhooks are sent to.', {
  url: words('Where a real program listens. Without it, the receiver is built in.', {
    format: 'uri',
    maxLength: 2_048,
  }),
  events: {
    ...listOf('Subscribed to these events before the first step.', event('An event.')),
    maxItems: 6,
  },
  secret: words(
    'What webhooks to a real program are signed with. Default: one that is made up, known as the reference NAME.secret.',
    { pattern: `${SECRET_SHAPE.source}|^\\$\\{`, maxLength: 200 },
  ),
  start: words(
    'The command line that starts a real program before the first step; it ends with the scenario. It finds the sandbox by KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_WEBHOOK_SECRET and KIRIM_CONTROL_URL.',
    { minLength: 1, maxLength: 4_096 },
  ),
  restart: words('The command line that starts it again. Default: that of `start`.', {
    minLength: 1,
    maxLength: 4_096,
  }),
  observe: words(
    'A URL or a command that gives JSON of what a real program has done: see expect-observed.',
    { minLength: 1, maxLength: 4_096 },
  ),
  mapping: strict('Which members of that say what, where their names do not tell.', {
    id: words('The member that holds the id.', { maxLength: 100 }),
    status: words('The member that holds the status.', { maxLength: 100 }),
    count: words('The member that says how often.', { maxLength: 100 }),
  }),
  answers: ANSWERS,
  verify: flag('Answers 401 to what is not signed with the secret that it knows. Default false.'),
})

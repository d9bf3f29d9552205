// What a scenario says of a receiver: where it is, what it hears, and how it answers.
import { count } from '../../schema/choices.ts'
import { DURATION, WEBHOOK_SECRET } from '../../schema/formats.ts'
import {
  choice,
  either,
  flag,
  integer,
  list,
  object,
  optional,
  text,
  type ValueOf,
  words,
} from '../../schema/shapes.ts'
import { event } from './shapes.ts'

const COMMAND_MAX = 4_096
const MEMBER_MAX = 100
const URL_MAX = 2_048

const STATUS = integer('An HTTP status.', { minimum: 200, maximum: 599 })

const ANSWER = either(
  'How it answers one request.',
  STATUS,
  choice('No answer at all: none in time, or no connection.', ['timeout', 'unreachable']),
  object('A status with what belongs to it.', {
    status: STATUS,
    retry_after: optional(
      either(
        'Retry-After: seconds, or an HTTP date.',
        integer('Seconds.', { minimum: 0, maximum: 999_999_999 }),
        text('An HTTP date.', { maxLength: 40 }),
      ),
    ),
    delay: optional(DURATION.shape('How long it takes; longer than the time-out is no answer.')),
    body: optional(text('The body of the answer.')),
    times: optional(count('For so many requests.', 10_000)),
  }),
)

/** How a built-in receiver answers one request. */
export type ScriptedAnswer = ValueOf<typeof ANSWER>

export const ANSWERS = list(
  'One for each request in order; the last one stays. Default: 200.',
  ANSWER,
  { maxItems: 1_000 },
)

/** A real program at a `url`, or a receiver that is built in. */
export const RECEIVER = object('A program that webhooks are sent to.', {
  url: optional(
    text('Where a real program listens. Without it, the receiver is built in.', {
      format: 'uri',
      maxLength: URL_MAX,
    }),
  ),
  events: optional(
    list('Subscribed to these events before the first step.', event('An event.'), { maxItems: 6 }),
  ),
  secret: optional(
    WEBHOOK_SECRET.shape(
      'What webhooks to a real program are signed with. Default: one that is made up, known as the reference NAME.secret.',
    ),
  ),
  start: optional(
    words(
      'The command line that starts a real program before the first step; it ends with the scenario. It finds the sandbox by KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_WEBHOOK_SECRET and KIRIM_CONTROL_URL.',
      COMMAND_MAX,
    ),
  ),
  restart: optional(
    words('The command line that starts it again. Default: that of `start`.', COMMAND_MAX),
  ),
  observe: optional(
    words(
      'A URL or a command that gives JSON of what a real program has done: see expect-observed.',
      COMMAND_MAX,
    ),
  ),
  mapping: optional(
    object('Which members of that say what, where their names do not tell.', {
      id: optional(text('The member that holds the id.', { maxLength: MEMBER_MAX })),
      status: optional(text('The member that holds the status.', { maxLength: MEMBER_MAX })),
      count: optional(text('The member that says how often.', { maxLength: MEMBER_MAX })),
    }),
  ),
  answers: optional(ANSWERS),
  verify: optional(
    flag('Answers 401 to what is not signed with the secret that it knows. Default false.'),
  ),
})

export type Receiver = ValueOf<typeof RECEIVER>

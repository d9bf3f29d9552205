// The table of steps beside the control actions: what each does and what it takes.
import { OPERATION_KEYS } from '../../contract/spec.ts'
import { either, flag, listOf, type Schema, strict, words } from '../../control/schema.ts'
import type { Deed, ExpectationName } from './format.ts'
import { anything, duration, event, mapOf, matcher, named, receiver, reply } from './pieces.ts'
import { ANSWERS } from './receiver-schema.ts'

type StepRow = {
  readonly what: string
  readonly input: Schema
}

const WITHIN = duration(
  'How long, in real time, it may take to come true. Default: 5s where real programs take part, else at once.',
)
const STEADY = duration(
  'How long, in real time, it must stay true where real programs take part. Default: not at all.',
)
/** How an expectation waits for real programs. */
const PATIENCE = { within: WITHIN, steady: STEADY }
const SINCE = reply('Only what came after the step with this name.')
const COUNT = matcher('How many there are; at least one when left out.')

/** What the player does by itself. */
export const DEEDS = {
  call: {
    what: 'Calls the API as a client would.',
    input: strict('A request: an operation, or a method and a path.', {
      operation: words('The operation, as the document writes it.', { enum: OPERATION_KEYS }),
      params: mapOf('Fills the {…} of the path.', words('A value.')),
      query: mapOf('The query.', anything('A value, or a list of values.')),
      method: words('Instead of an operation.', { enum: ['GET', 'POST', 'PATCH', 'DELETE'] }),
      path: words('The path below /v1, with its query.', { pattern: '^/|^\\$\\{' }),
      headers: mapOf('Further headers.', words('A value.')),
      api_key: either(
        'The API key; null sends none. Default: the first key of the organisation.',
        words('A key.', { maxLength: 200 }),
        { type: 'null' },
      ),
      body: anything('The body, sent as JSON.'),
      text: words('The body as it is, in place of `body`.', { maxLength: 2 ** 21 }),
      background: flag('Goes on without waiting for the reply: see `await`. Default false.'),
    }),
  },
  await: {
    what: 'Waits for a call that went to the background.',
    input: strict('Which one.', { 'of!': reply('The name of the call.') }),
  },
  repeat: {
    what: 'Does steps several times, or once for each item of a list.',
    input: strict('How often, and what.', {
      times: { description: 'How often.', type: 'integer', minimum: 1, maximum: 10_000 },
      over: { ...listOf('Once for each of these.', anything('An item.')), maxItems: 10_000 },
      index: named('The name of the number of the round, from 1.'),
      item: named('The name of the item of the round.'),
      'steps!': { description: 'What is repeated.', 'x-steps': true },
    }),
  },
  'set-receiver': {
    what: 'Changes how a built-in receiver answers from now on.',
    input: strict('Which one, and how.', {
      'receiver!': receiver('Its name.'),
      answers: ANSWERS,
      verify: flag('Whether it checks signatures.'),
      secret: words('The secret that it checks them with.'),
    }),
  },
} as const satisfies Readonly<Record<Deed, StepRow>>

const WEBHOOKS = {
  event: event('Only of this type.'),
  event_id: matcher('Only this event: what X-Kirim-Event-Id says.'),
  delivery_id: matcher('Only this delivery: what X-Kirim-Delivery-Id says.'),
}

export const EXPECTATIONS = {
  'expect-reply': {
    what: 'What an earlier call or action was answered.',
    input: strict('Which reply, and what it must say.', {
      of: reply('The name of the step; the step before when left out.'),
      status: matcher('The HTTP status; null when no answer came.'),
      headers: matcher('Headers, names in lower case.'),
      data: matcher('The member `data` of the body.'),
      error: matcher('The member `error` of the body.'),
      has_more: matcher('Of a list: whether there is more.'),
      next_cursor: matcher('Of a list: where to go on; null at the end.'),
      body: matcher('The whole body.'),
      text: matcher('The body as text.'),
      connection: matcher('How it ended: whole, reset, closed or truncated.'),
    }),
  },
  'expect-message': {
    what: 'How a message stands, and what was planned for it.',
    input: strict('Which message, and what is said of it.', {
      'id!': words("Our id or Meta's."),
      status: matcher('Its status.'),
      statuses: matcher('All statuses in the order in which they came.'),
      error: matcher('Why it failed, as the API says it: code, message, provider_code.'),
      failure: matcher("Why it fails, with Meta's number and words."),
      type: matcher('Its type.'),
      direction: matcher('inbound or outbound.'),
      summary: matcher('Its text, its caption, or its template filled in.'),
      pricing: matcher("Meta's pricing category."),
      window_open: matcher('Whether the customer service window was open.'),
      plan: matcher('The planned statuses.'),
      time_line: matcher('All that has happened to it.'),
      ...PATIENCE,
    }),
  },
  'expect-webhook': {
    what: 'What arrived at a receiver that is built in.',
    input: strict('Which requests, and what they must say.', {
      'receiver!': receiver('Where.'),
      ...WEBHOOKS,
      status: matcher('The status that a message.status tells.'),
      attempt: matcher('Which try it was.'),
      signature: matcher('valid, or why it is not: missing, malformed, mismatch, too-old, …'),
      answered: matcher('What it was answered.'),
      headers: matcher('Headers, names in lower case.'),
      body: matcher('The whole body.'),
      data: matcher("The member `data` of one of Kirim's own events."),
      message: matcher("Meta's message of a message.received."),
      at: matcher('The instant in world time.'),
      sequence: {
        ...listOf('All requests that are meant, in order.', matcher('One request.')),
        maxItems: 1_000,
      },
      count: COUNT,
      since: SINCE,
      ...PATIENCE,
    }),
  },
  'expect-delivery': {
    what: 'How deliveries stand, whoever receives them.',
    input: strict('Which deliveries, and what is said of them.', {
      id: words('The delivery.'),
      receiver: receiver('Only to this one.'),
      event: WEBHOOKS.event,
      event_id: WEBHOOKS.event_id,
      status: matcher('pending, succeeded, failed (to be tried again) or dead.'),
      phase: matcher('What happens with it now.'),
      attempt_count: matcher('How often it was tried.'),
      next_attempt_at: matcher('When it is tried again.'),
      response_status: matcher('The status of the last answer.'),
      replayed_from: matcher('The delivery that it repeats.'),
      attempts: matcher('Each try: offset_ms, outcome, response_status, …'),
      count: COUNT,
      since: SINCE,
      ...PATIENCE,
    }),
  },
  'expect-silence': {
    what: 'That a receiver hears nothing.',
    input: strict('Where, of what, and for how long.', {
      'receiver!': receiver('Where.'),
      ...WEBHOOKS,
      status: matcher('The status that a message.status tells.'),
      body: matcher('The whole body.'),
      for: duration('Time passes first, and what comes meanwhile counts.'),
      since: SINCE,
      steady: STEADY,
    }),
  },
  'expect-count': {
    what: 'How many rows there are.',
    input: strict('Of what, and how many.', {
      'of!': words('The table.', {
        enum: [
          'messages',
          'contacts',
          'conversations',
          'labels',
          'templates',
          'subscriptions',
          'deliveries',
          'requests',
        ],
      }),
      where: matcher('Only rows like this; as the API shows them.'),
      'count!': matcher('How many.'),
      ...PATIENCE,
    }),
  },
} as const satisfies Readonly<Record<ExpectationName, StepRow>>

/** What may stand beside any step. */
export const BESIDE = {
  as: named('The name by which later steps find its reply.'),
  say: words('What it is there for; shown in reports.', { maxLength: 200 }),
  organization: words('The organisation it acts in: the id from a create-organization.'),
}

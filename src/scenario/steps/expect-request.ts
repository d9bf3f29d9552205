// The step `expect-request`: what the program under test called.
import { V1_PREFIX } from '../../api/v1/generations.ts'
import { OPERATION_KEYS } from '../../contract/spec.ts'
import { allOptional, choice, list, object } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher } from '../format/shapes.ts'
import {
  among,
  COUNT,
  expecting,
  inSequence,
  markFor,
  SINCE,
  WAITING,
} from '../play/expectation.ts'
import { organizationFor } from '../play/play-state.ts'
import { requestsOf } from '../play/views.ts'

export const expectRequest = expecting({
  what: 'What the program under test called; calls of the scenario itself do not count.',
  input: object('Which calls, and what they must say.', {
    ...allOptional({
      operation: choice('Only of this operation.', OPERATION_KEYS),
      method: matcher('The HTTP method.'),
      path: matcher(`The path with its query, from ${V1_PREFIX} on.`),
      headers: matcher('What was sent: headers, names in lower case; keys are covered.'),
      body: matcher('What was sent: JSON as a value, anything else as text.'),
      status: matcher('What was answered: the HTTP status.'),
      code: matcher('The code of the error, when the call was refused.'),
      param: matcher('The parameter that was to blame.'),
      replayed: matcher('Whether the answer was one that an Idempotency-Key had kept.'),
      fault: matcher('The fault that changed the answer.'),
      response: matcher('What was answered: `headers`, names in lower case, and `body`.'),
      sequence: list('All calls that are meant, in order.', matcher('One call.'), {
        maxItems: 1_000,
      }),
    }),
    count: COUNT,
    since: SINCE,
    ...WAITING,
  }),
  example: `- expect-request:
    operation: POST /messages
    since: sent
    sequence:
      - { status: 429 }
      - { status: 200, body: { to: '+6281234567890' } }`,
  waits: true,
  look: (play, { input: { since, count, sequence, ...expected }, organization }) => {
    const { world } = organizationFor(play, organization)
    const after = markFor(play, since)?.entries.get(world.id) ?? 0
    const all = requestsOf(world, after, play.ownRequests)
    if (sequence === undefined) return among('calls of the program', all, expected, count)
    const meant = all.filter((one) => mismatches(expected, one).length === 0)
    return inSequence('calls of the program', sequence, meant, ({ operation, status }) => {
      return { operation, status }
    })
  },
})

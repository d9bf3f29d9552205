// The step `expect-webhook`: what arrived at a receiver.
import { allOptional, list, object } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher, receiver } from '../format/shapes.ts'
import { ABOUT_WEBHOOKS, arrivalsAt } from '../play/arrivals.ts'
import { among, COUNT, expecting, inSequence, SINCE, WAITING } from '../play/expectation.ts'

export const expectWebhook = expecting({
  what: 'What arrived at a receiver that is built in.',
  input: object('Which requests, and what they must say.', {
    receiver: receiver('Where.'),
    ...ABOUT_WEBHOOKS,
    ...allOptional({
      attempt: matcher('Which try it was.'),
      signature: matcher('valid, or why it is not: missing, malformed, mismatch, too-old, …'),
      answered: matcher('What it was answered.'),
      headers: matcher('Headers, names in lower case.'),
      data: matcher("The member `data` of one of Kirim's own events."),
      message: matcher("Meta's message of a message.received."),
      at: matcher('The instant in world time.'),
      sequence: list('All requests that are meant, in order.', matcher('One request.'), {
        maxItems: 1_000,
      }),
    }),
    count: COUNT,
    since: SINCE,
    ...WAITING,
  }),
  example: `- expect-webhook:
    receiver: crm
    since: sent
    sequence: [{ status: sent }, { status: delivered }, { status: read }]`,
  waits: true,
  look: (play, { input }) => {
    const { receiver: name, since, count, sequence, ...expected } = input
    const all = arrivalsAt(play, name, since)
    const what = `webhooks at ${name}`
    if (sequence === undefined) return among(what, all, expected, count)
    const meant = all.filter((one) => mismatches(expected, one).length === 0)
    return inSequence(what, sequence, meant, ({ event, status, attempt }) => {
      return { event, status, attempt }
    })
  },
})

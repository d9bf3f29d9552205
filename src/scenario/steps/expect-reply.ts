// The step `expect-reply`: what an earlier call or action was answered.
import { allOptional, object } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher, reply } from '../format/shapes.ts'
import { awaitCall } from '../play/background.ts'
import { expecting, finding } from '../play/expectation.ts'
import { perform } from '../play/step.ts'

export const expectReply = expecting({
  what: 'What an earlier call or action was answered.',
  input: object(
    'Which reply, and what it must say.',
    allOptional({
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
  ),
  example: "- expect-reply: { of: sent, status: 200, data: { id: { $pattern: '^msg_' } } }",
  examines: ({ of }) => of,
  before: async (turn) => {
    const { play, input } = turn
    const { of: name } = input
    if (name === undefined || !play.background.has(name)) return
    await perform(turn, () => awaitCall(play, name))
  },
  waits: true,
  look: (play, { input: { of, ...expected } }) => {
    const seen = of === undefined ? play.last : play.scope[of]
    if (seen === undefined) return { message: 'There is no reply yet.', mismatches: [] }
    const name = of === undefined ? 'the reply' : `the reply to ${of}`
    return finding(`${name} is not as expected`, mismatches(expected, seen))
  },
})

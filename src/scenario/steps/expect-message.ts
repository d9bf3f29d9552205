// The step `expect-message`: how a message stands.
import { Failure } from '../../domain/failures/failures.ts'
import { allOptional, object, text } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher } from '../format/shapes.ts'
import { expecting, finding, WAITING } from '../play/expectation.ts'
import { organizationFor } from '../play/play-state.ts'
import { messageView } from '../play/views.ts'

export const expectMessage = expecting({
  what: 'How a message stands, and what was planned for it.',
  input: object('Which message, and what is said of it.', {
    id: text("Our id or Meta's."),
    ...allOptional({
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
    }),
    ...WAITING,
  }),
  example: `- expect-message:
    id: \${sent.data.id}
    statuses: [sent, delivered, read]`,
  waits: true,
  look: (play, { input: { id, ...expected }, organization }) => {
    try {
      const view = messageView(play.opened, organizationFor(play, organization), id)
      return finding(`message ${id} is not as expected`, mismatches(expected, view))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return { message: error.message, mismatches: [] }
    }
  },
})

// The step `expect-count`: how many rows there are.
import { choice, object, optional } from '../../schema/shapes.ts'
import { mismatches } from '../format/matchers.ts'
import { matcher } from '../format/shapes.ts'
import { expecting, finding, WAITING } from '../play/expectation.ts'
import { organizationFor } from '../play/play-state.ts'
import { TABLES } from '../play/views.ts'

export const expectCount = expecting({
  what: 'How many rows there are.',
  input: object('Of what, and how many.', {
    of: choice('The table.', Object.keys(TABLES)),
    where: optional(matcher('Only rows like this; as the API shows them.')),
    count: matcher('How many.'),
    ...WAITING,
  }),
  example: '- expect-count: { of: messages, where: { direction: outbound }, count: 1 }',
  waits: true,
  look: (play, { input: { of, where = {}, count }, organization }) => {
    const { world } = organizationFor(play, organization)
    const rows = [...(TABLES[of]?.(world) ?? [])]
    const meant = rows.filter((row) => mismatches(where, row).length === 0)
    const message = `of ${rows.length} ${of}, ${meant.length} are meant`
    return finding(message, mismatches(count, meant.length, 'count'))
  },
})

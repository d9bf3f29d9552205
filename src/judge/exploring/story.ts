// A finding of `explore` as a scenario: its moves as steps, and the expectation that fails.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { findingText, literal, type StoryStep } from '../finding.ts'
import type { ExploreFinding } from './explore.ts'
import { INVARIANTS } from './names.ts'
import type { ExploreFile } from './plan.ts'
import { PLAY_SECRET } from './scene.ts'

/** What `run` cannot see: it has no tap before the API. */
const UNSEEN = 'A scenario has no words for this: `run` plays the story and judges nothing.'

/** The text of the file that plays it again. */
export function storyFile({ receivers }: ExploreFile, finding: ExploreFinding): string {
  const { violation, seed, steps, moves } = finding
  const { invariant, seen, expectation } = violation
  const kinds = moves.map(({ kind }) => kind).join(', ')
  const shown = Object.entries(receivers).map(([name, { events = EVENT_TYPES, ...one }]) => {
    const written = Object.entries(one).map(([member, value]) => {
      return [member, typeof value === 'string' ? literal(value) : value]
    })
    return [name, { ...Object.fromEntries(written), secret: PLAY_SECRET, events }]
  })
  const ending: readonly StoryStep[] = [
    { verb: 'disarm-faults', input: {} },
    { verb: 'advance-clock', input: { until: 'idle' } },
    ...(expectation === undefined ? [] : [{ ...expectation, say: INVARIANTS[invariant] }]),
  ]
  return findingText({
    name: `${INVARIANTS[invariant]} (${kinds})`.slice(0, 200),
    found: `${INVARIANTS[invariant]}\nFound by exploring: ${seen}${expectation === undefined ? `\n${UNSEEN}` : ''}`,
    seed,
    clock: 'virtual',
    world: 'empty',
    receivers: Object.fromEntries(shown),
    steps: [...steps, ...ending],
  })
}

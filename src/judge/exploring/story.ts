// A finding of `explore` as a scenario: its moves as steps, and the expectation that fails.
import { EVENT_TYPES } from '../../contract/spec.ts'
import { findingText, literal, type StoryStep } from '../finding.ts'
import { INVARIANTS, mayHeal } from './names.ts'
import type { ExploreFile } from './plan.ts'
import { PLAY_SECRET } from './scene.ts'
import type { ExploreFinding } from './search.ts'

/** What is missing may still come. */
const WITHIN_MS = 2_000

/** What `run` cannot see: it has no tap before the API. */
const UNSEEN = 'A scenario has no words for this: `run` plays the story and judges nothing.'

/** The text of the file that plays it again. */
export function storyFile({ receivers }: ExploreFile, finding: ExploreFinding): string {
  const { violation, seed, moves } = finding
  const { invariant, seen, expectation } = violation
  const kinds = moves.map(({ kind }) => kind).join(', ')
  const shown = Object.entries(receivers).map(([name, { events = EVENT_TYPES, ...one }]) => {
    const written = Object.entries(one).map(([member, value]) => {
      return [member, typeof value === 'string' ? literal(value) : value]
    })
    return [name, { ...Object.fromEntries(written), secret: PLAY_SECRET, events }]
  })
  return findingText({
    name: `${INVARIANTS[invariant]} (${kinds})`.slice(0, 200),
    found: `${INVARIANTS[invariant]}\nFound by exploring: ${seen}${expectation === undefined ? `\n${UNSEEN}` : ''}`,
    seed,
    clock: 'virtual',
    world: 'empty',
    receivers: Object.fromEntries(shown),
    steps: stepsOf(finding),
  })
}

/** What was played, then quiet, then what must hold: each with the time that the program needs. */
function stepsOf({ violation, steps, lookUp, restMs }: ExploreFinding): readonly StoryStep[] {
  const { invariant, expectation } = violation
  const quiet: readonly StoryStep[] = [
    { verb: 'disarm-faults', input: {} },
    { verb: 'pause', input: { for: `${restMs}ms` } },
    { verb: 'advance-clock', input: { until: 'idle' } },
  ]
  if (expectation === undefined) return [...steps, ...quiet]
  const { verb, input } = expectation
  const expected = {
    verb,
    input: {
      ...input,
      within: `${mayHeal(violation) ? WITHIN_MS + restMs : restMs}ms`,
      steady: `${restMs}ms`,
    },
    say: INVARIANTS[invariant],
  }
  if (invariant === 'respects-retry-after')
    return [...steps.map(lastingRefusal), expected, ...quiet]
  return [...steps, ...quiet, ...(lookUp === undefined ? [] : [lookUp]), expected]
}

/** Somewhat longer than what a patient program does in between. */
const LASTING_S = 30

/** As long as it is refused, a program that does not wait calls again and again, and can be seen to. */
function lastingRefusal(step: StoryStep): StoryStep {
  const { verb, input } = step
  if (verb !== 'arm-fault' || input.status !== 429) return step
  const { times: _, ...rest } = input
  return { ...step, input: { ...rest, retry_after: LASTING_S } }
}

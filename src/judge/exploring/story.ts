// A finding of `explore` as a scenario: its moves as steps, and the expectation that fails.
import { findingText, type StoryStep } from '../finding.ts'
import type { ExploreFinding } from './explore.ts'
import { INVARIANTS } from './names.ts'
import type { ExploreFile } from './plan.ts'

/** The text of the file that plays it again. */
export function storyFile({ receivers }: ExploreFile, finding: ExploreFinding): string {
  const { violation, seed, steps, moves } = finding
  const { invariant, seen, expectation } = violation
  const kinds = moves.map(({ kind }) => kind).join(', ') || 'nothing but a message'
  const shown = Object.entries(receivers).map(([name, { url, events, observe, start }]) => [
    name,
    { url, ...(events && { events }), ...(observe && { observe }), ...(start && { start }) },
  ])
  const ending: readonly StoryStep[] = [
    { verb: 'disarm-faults', input: {} },
    { verb: 'advance-clock', input: { until: 'idle' } },
    ...(expectation === undefined ? [] : [{ ...expectation, say: INVARIANTS[invariant] }]),
  ]
  return findingText({
    name: `${INVARIANTS[invariant]} (${kinds})`,
    found: `${INVARIANTS[invariant]}\nFound by exploring: ${seen}`,
    seed,
    clock: 'virtual',
    world: 'empty',
    receivers: Object.fromEntries(shown),
    steps: [...steps, ...ending],
  })
}

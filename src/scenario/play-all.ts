// Plays many scenarios side by side and reports each in the order of their files.
import type { Scenario } from './format/scenario.ts'
import { type Played, playScenario, type Wiring } from './play-scenario.ts'

/** A scenario that was not played, because an earlier one failed. */
export type Skipped = { readonly scenario: Scenario; readonly verdict: 'skipped' }

/** Plays at the same time: enough to use the time that some spend waiting. */
const PLAYS_AT_ONCE = 4

export type Terms = {
  readonly wiring: Wiring
  /** Plays nothing more after the first that fails. */
  readonly bail: boolean
  /** Called in the order of the scenarios, as soon as all before are over. */
  readonly tell: (result: Played | Skipped) => void
  /** What makes a play that passed fail after all: it differs from its cassette. */
  readonly isGood: (played: Played) => boolean
}

/** Plays all of them. Those that meet real programs are played alone, one after the other. */
export async function playAll(
  scenarios: readonly Scenario[],
  terms: Terms,
): Promise<(Played | Skipped)[]> {
  const results: (Played | Skipped)[] = []
  let told = 0
  let isOver = false
  const play = async (index: number) => {
    const scenario = scenarios[index] as Scenario
    const played = isOver ? undefined : await playScenario(scenario, terms.wiring)
    results[index] = played ?? { scenario, verdict: 'skipped' }
    const isGood = played === undefined || (played.verdict === 'passed' && terms.isGood(played))
    if (terms.bail && !isGood) isOver = true
    for (; results[told] !== undefined; told++) terms.tell(results[told] as Played | Skipped)
  }
  // With --bail, what comes behind a failure must not depend on who is faster.
  const width = terms.bail ? 1 : PLAYS_AT_ONCE
  const indices = [...scenarios.keys()]
  const isReal = (index: number) => terms.wiring.isReal(scenarios[index] as Scenario)
  const together = terms.bail ? [] : indices.filter((index) => !isReal(index))
  const alone = terms.bail ? indices : indices.filter(isReal)
  const queue = together[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const index of queue) await play(index)
    }),
  )
  for (const index of alone) await play(index)
  return results
}

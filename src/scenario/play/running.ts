// Runs many scenarios side by side and tells of each in the order of their files.
import type { Scenario } from '../format/format.ts'
import type { Skipped } from '../reports/report.ts'
import { type Played, playScenario, type Wiring } from './player.ts'

/** Plays at the same time: enough to use the time that some spend waiting. */
const PLAYS_AT_ONCE = 4

export type Running = {
  readonly wiring: Wiring
  /** Plays nothing more after the first that fails. */
  readonly bail: boolean
  /** Told in the order of the scenarios, as soon as all before are over. */
  readonly tell: (result: Played | Skipped) => void
  /** What makes a play that passed fail after all: it differs from its cassette. */
  readonly isGood: (played: Played) => boolean
}

/** Plays all of them. Those that meet real programs are played alone, one after the other. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  running: Running,
): Promise<(Played | Skipped)[]> {
  const results: (Played | Skipped)[] = []
  let told = 0
  let isOver = false
  const play = async (index: number) => {
    const scenario = scenarios[index] as Scenario
    const played = isOver ? undefined : await playScenario(scenario, running.wiring)
    results[index] = played ?? { scenario, verdict: 'skipped' }
    const isGood = played === undefined || (played.verdict === 'passed' && running.isGood(played))
    if (running.bail && !isGood) isOver = true
    for (; results[told] !== undefined; told++) running.tell(results[told] as Played | Skipped)
  }
  // With --bail, what comes behind a failure must not depend on who is faster.
  const width = running.bail ? 1 : PLAYS_AT_ONCE
  const indices = [...scenarios.keys()]
  const isReal = (index: number) => running.wiring.isReal(scenarios[index] as Scenario)
  const together = running.bail ? [] : indices.filter((index) => !isReal(index))
  const alone = running.bail ? indices : indices.filter(isReal)
  const queue = together[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const index of queue) await play(index)
    }),
  )
  for (const index of alone) await play(index)
  return results
}

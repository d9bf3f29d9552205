// What the tests of scenarios share: a scenario from text, played as the command plays it.
import { expect } from 'vitest'

import { machineClock } from '../../src/app.ts'
import { stageOpener } from '../../src/cli/run/stage.ts'
import type { Scenario } from '../../src/scenario/format/scenario.ts'
import { type Played, playScenario, type Wiring } from '../../src/scenario/play-scenario.ts'
import { readScenario } from '../../src/scenario/read-scenario.ts'

export function wiring(env: Wiring['env'] = {}, timeoutMs = 30_000): Wiring {
  return {
    clock: machineClock(),
    open: stageOpener({ port: 0, allowTargets: [], allowHosts: [] }),
    env,
    timeoutMs,
    isReal: ({ rate, receivers }) =>
      rate !== 0 || Object.values(receivers).some(({ url }) => url !== undefined),
  }
}

/** Reads a scenario that has nothing wrong with it. */
export function scenarioOf(text: string, env: Record<string, string> = {}): Scenario {
  const names = new Set([...Object.keys(env), 'KIRIM_BASE_URL', 'KIRIM_API_KEY'])
  const { scenario, problems } = readScenario('story.yaml', text, names)
  expect(problems).toEqual([])
  if (scenario === undefined) throw new Error('There is no scenario.')
  return scenario
}

/** Plays steps, written without `name` and with two spaces before each. */
export function play(text: string, env: Record<string, string> = {}): Promise<Played> {
  const whole = /^steps:/m.test(text) ? `name: story\n${text}` : `name: story\nsteps:\n${text}`
  return playScenario(scenarioOf(whole, env), wiring(env))
}

/** What is wrong with a text, as `line:column message`. */
export function problemsOf(text: string, env: readonly string[] = []): string[] {
  const { problems } = readScenario('story.yaml', text, new Set(env))
  return problems.map(({ position: { line, column }, message }) => `${line}:${column} ${message}`)
}

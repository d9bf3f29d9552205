// The player: takes a scenario from its first step to its verdict.
import type { Coverage } from '../../contract/coverage.ts'
import { fromIso } from '../../domain/world/time.ts'
import { coverageOfAll } from '../../engine/organizations.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Scenario } from '../format/format.ts'
import { resolve } from '../format/variables.ts'
import { type Machine, realMachine, simulatedMachine } from './machine.ts'
import { followAll, type Open, type Play } from './play.ts'
import { type Ending, playAll } from './playing.ts'
import { newPost, receiverState } from './receivers.ts'
import { newTranscript, transcriptText, writeWebhook } from './transcript.ts'

/** What became of a scenario. */
export type Played = Ending & {
  readonly scenario: Scenario
  readonly steps: number
  readonly durationMs: number
  /** How far world time went. */
  readonly worldMs: number
  readonly transcript: string
  /** Of every organisation that there was. */
  readonly coverage: Coverage
}

export type Wiring = {
  readonly clock: Clock
  readonly open: Open
  readonly env: Readonly<Record<string, string | undefined>>
  /** Real milliseconds that one scenario may take. */
  readonly timeoutMs: number
  /** Whether a scenario meets real programs, so that it must be played on the real machine. */
  readonly isReal: (scenario: Scenario) => boolean
}

/** Plays a scenario. Whatever goes wrong in it is part of the verdict; a bug of ours is thrown. */
export async function playScenario(scenario: Scenario, wiring: Wiring): Promise<Played> {
  const { clock } = wiring
  const startedAt = clock.stopwatch()
  const play = await openPlay(scenario, wiring)
  const { organization } = play.opened
  const from = organization.world.now
  const ending = await playWithin(play, wiring)
  const worldMs = Math.max(0, organization.world.now - from)
  for (const [one, listener] of play.followed) one.world.journal.listeners.delete(listener)
  await play.opened.close()
  return {
    scenario,
    ...ending,
    steps: play.stepsDone,
    durationMs: clock.stopwatch() - startedAt,
    worldMs,
    transcript: transcriptText(play.transcript),
    coverage: coverageOfAll(play.opened.sandbox),
  }
}

async function openPlay(scenario: Scenario, wiring: Wiring): Promise<Play> {
  const { clock, env } = wiring
  const transcript = newTranscript(scenario)
  const watchers = new Set<() => void>()
  const outside: { pending: ReadonlySet<Promise<unknown>> } = { pending: new Set() }
  const machine: Machine = wiring.isReal(scenario)
    ? realMachine(clock)
    : simulatedMachine(clock, outside)
  let post: ReturnType<typeof newPost> | undefined
  const opened = await wiring.open(scenario, machine, (real) => {
    post = newPost(real, (_receiver, { at }, request, outcome) => {
      writeWebhook(transcript, fromIso(at), request, outcome)
      for (const wake of watchers) wake()
    })
    outside.pending = post.pending
    return post.transport
  })
  const scope: Record<string, unknown> = { env: { ...env, ...opened.env } }
  for (const [name, value] of Object.entries(scenario.variables)) {
    scope[name] = resolve(value, scope)
  }
  const receivers = new Map(
    Object.entries(scenario.receivers).map(([name, one]) => {
      const receiver = resolve(one, scope) as typeof one
      return [name, receiverState(name, receiver)] as const
    }),
  )
  for (const { name, url } of receivers.values()) scope[name] = { url }
  post?.serve(opened.sandbox, receivers)
  const play: Play = {
    scenario,
    machine,
    opened,
    receivers,
    transcript,
    scope,
    marks: new Map(),
    background: new Map(),
    last: undefined,
    journal: [],
    followed: new Map(),
    stepsDone: 0,
    watchers,
  }
  followAll(play)
  return play
}

/** The play, or the end of patience, whichever comes first. */
async function playWithin(play: Play, { clock, timeoutMs }: Wiring): Promise<Ending> {
  const seconds = timeoutMs / 1_000
  let ring = () => {}
  const patience = new Promise<Ending>((resolve) => {
    ring = () =>
      resolve({ verdict: 'incomplete', incomplete: `It did not end within ${seconds} s.` })
  })
  const alarm = clock.setAlarm(timeoutMs, ring)
  const ending = await Promise.race([playAll(play), patience])
  alarm.cancel()
  return ending
}

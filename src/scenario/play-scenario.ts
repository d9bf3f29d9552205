// Plays one scenario, from the opening of its sandbox over its steps to its verdict.
import type { Coverage } from '../contract/coverage.ts'
import { neverStruck, whyNeverStruck } from '../domain/faults/striking.ts'
import { fromIso } from '../domain/world/time.ts'
import { coverageOfAll } from '../engine/organizations.ts'
import type { Clock } from '../engine/ports.ts'
import { PatternError } from './format/bounded-pattern.ts'
import type { Scenario, Step } from './format/scenario.ts'
import { resolve, VariableError } from './format/variables.ts'
import { type Machine, realMachine, StuckError, simulatedMachine } from './play/machine.ts'
import {
  type Failed,
  followAll,
  type Open,
  type Play,
  refreshScope,
  StepError,
} from './play/play-state.ts'
import { startPrograms, stopPrograms, subscribeReceivers } from './play/programs.ts'
import { newPost, receiverState } from './play/receivers.ts'
import type { Finding } from './play/step.ts'
import { newTranscript, transcriptText, writeWebhook } from './play/transcript.ts'
import { stepRow } from './step-table.ts'

/** Steps that one play may take, rounds of repeats included: far more than a story has. */
const STEPS_MAX = 100_000

/** How a play ended. */
export type Ending = {
  readonly verdict: 'passed' | 'failed' | 'incomplete'
  readonly failed?: Failed
  /** Why it could not be played to its end. */
  readonly incomplete?: string
}

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
  await stopPrograms(play)
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
    ownRequests: new Set(),
    arming: new Map(),
    stepsDone: 0,
    watchers,
  }
  followAll(play)
  return play
}

/** The play, or the end of its time, whichever comes first. */
async function playWithin(play: Play, { clock, timeoutMs }: Wiring): Promise<Ending> {
  const seconds = timeoutMs / 1_000
  let ring = () => {}
  const timeIsUp = new Promise<Ending>((resolve) => {
    ring = () =>
      resolve({ verdict: 'incomplete', incomplete: `It did not end within ${seconds} s.` })
  })
  const alarm = clock.setAlarm(timeoutMs, ring)
  const ending = await Promise.race([playToTheEnd(play), timeIsUp])
  alarm.cancel()
  return ending
}

/** Plays everything, from the subscriptions of the receivers to the last step. */
async function playToTheEnd(play: Play): Promise<Ending> {
  try {
    await subscribeReceivers(play)
    await startPrograms(play)
    const failed = (await playSteps(play, play.scenario.steps, [])) ?? idleFault(play)
    return failed === null ? { verdict: 'passed' } : { verdict: 'failed', failed }
  } catch (error) {
    const isReported = error instanceof StuckError || error instanceof StepError
    if (isReported) return { verdict: 'incomplete', incomplete: error.message }
    throw error
  }
}

/** A fault of a story that never struck: the story tells less than it says. */
function idleFault(play: Play): Failed | null {
  for (const { world } of play.opened.sandbox.organizations.values()) {
    for (const row of neverStruck(world)) {
      const step = play.arming.get(row.id)
      // A program under test may arm what it likes.
      if (step === undefined) continue
      const { position, verb, say } = step
      const said = say === undefined ? {} : { say }
      const message = whyNeverStruck(row)
      return { position, verb, ...said, message, mismatches: [], rounds: [], journal: [] }
    }
  }
  return null
}

/** Plays steps in order; the failure that ended them, if one did. */
async function playSteps(
  play: Play,
  steps: readonly Step[],
  rounds: readonly number[],
): Promise<Failed | null> {
  for (const step of steps) {
    const found = await takeTurn(play, step, rounds)
    if (found === null) continue
    if ('position' in found) return found
    const { position, verb, say } = step
    const said = say === undefined ? {} : { say }
    return { position, verb, ...said, ...found, rounds, journal: [...play.journal] }
  }
  return null
}

/** What is wrong with the scenario or with what it tests, and no bug of ours. */
const REPORTED = [StepError, VariableError, PatternError]

async function takeTurn(
  play: Play,
  step: Step,
  rounds: readonly number[],
): Promise<Finding | Failed | null> {
  try {
    // A step that holds others counts by those.
    if (step.steps === undefined) play.stepsDone++
    if (play.stepsDone > STEPS_MAX) throw new StepError(`A play has ${STEPS_MAX} steps at most.`)
    refreshScope(play)
    return await stepRow(step.verb).run({
      play,
      step,
      input: resolve(step.input, play.scope) as Step['input'],
      organization: resolve(step.organization, play.scope),
      rounds,
      playSteps: (inner, innerRounds) => playSteps(play, inner, innerRounds),
    })
  } catch (error) {
    if (!REPORTED.some((kind) => error instanceof kind)) throw error
    const { message } = error as Error
    return { message, mismatches: error instanceof StepError ? error.mismatches : [] }
  }
}

// Playing: the steps of a scenario in order, each done or looked at, until one fails.
import { parseDuration } from '../../schema/durations.ts'
import type { ExpectationName, Step } from '../format/format.ts'
import { resolve, VariableError } from '../format/variables.ts'
import { requestOf, send } from './calling.ts'
import { doStep } from './deeds.ts'
import { EXPECTED, type Finding } from './expectations.ts'
import { StuckError } from './machine.ts'
import {
  type Failed,
  firstKey,
  markOf,
  type Play,
  refreshScope,
  StepError,
  settle,
} from './play.ts'
import { writeCall } from './transcript.ts'

/** Steps that one play may take, rounds of repeats included: far more than a story has. */
const STEPS_MAX = 100_000
/** How long an expectation waits where real programs take part. */
const WITHIN_MS = 5_000

/** How a play ended. */
export type Ending = {
  readonly verdict: 'passed' | 'failed' | 'incomplete'
  readonly failed?: Failed
  /** Why it could not be played to its end. */
  readonly incomplete?: string
}

/** Plays everything, from the subscriptions of the receivers to the last step. */
export async function playAll(play: Play): Promise<Ending> {
  try {
    await subscribeReceivers(play)
    return (await playSteps(play, play.scenario.steps, [])) ?? { verdict: 'passed' }
  } catch (error) {
    const isTold = error instanceof StuckError || error instanceof StepError
    if (isTold) return { verdict: 'incomplete', incomplete: error.message }
    throw error
  }
}

/** Receivers that say which events they want are subscribed through the API, as a client would. */
async function subscribeReceivers(play: Play): Promise<void> {
  const { opened, scenario, scope, machine } = play
  const key = firstKey(opened.organization)
  for (const [name, { events }] of Object.entries(scenario.receivers)) {
    const receiver = play.receivers.get(name)
    if (events === undefined || receiver === undefined) continue
    const body = { url: receiver.url, events }
    const request = requestOf({ operation: 'POST /webhook_subscriptions', body }, key)
    const reply = await machine.wait(send(opened.sandbox, request))
    writeCall(play.transcript, opened.organization.world.now, request, reply)
    const { data } = reply as { data?: { id?: string; initial_secret?: string } }
    if (data === undefined) throw new StepError(`${name} could not subscribe: ${reply.text}`)
    receiver.secret = data.initial_secret
    scope[name] = { url: receiver.url, subscription_id: data.id, secret: receiver.secret }
  }
}

/** Plays steps in order; the failure that ended them, if one did. */
async function playSteps(
  play: Play,
  steps: readonly Step[],
  rounds: readonly number[],
): Promise<Ending | null> {
  for (const step of steps) {
    if (step.verb === 'repeat') {
      const ending = await playRounds(play, step, rounds)
      if (ending !== null) return ending
      continue
    }
    const finding = await findingOf(play, step)
    if (finding === null) continue
    const { position, verb, say } = step
    const failed = { position, verb, ...(say !== undefined && { say }), ...finding, rounds }
    return { verdict: 'failed', failed: { ...failed, journal: [...play.journal] } }
  }
  return null
}

async function playRounds(
  play: Play,
  { input, steps = [] }: Step,
  rounds: readonly number[],
): Promise<Ending | null> {
  const over = input.over === undefined ? undefined : resolve(input.over, play.scope)
  const items = Array.isArray(over) ? over : []
  const times = over === undefined ? Number(resolve(input.times, play.scope)) : items.length
  for (let round = 1; round <= times; round++) {
    if (input.index !== undefined) play.scope[String(input.index)] = round
    if (input.item !== undefined) play.scope[String(input.item)] = items[round - 1]
    const ending = await playSteps(play, steps, [...rounds, round])
    if (ending !== null) return ending
  }
  return null
}

async function findingOf(play: Play, step: Step): Promise<Finding> {
  try {
    if (++play.stepsDone > STEPS_MAX) throw new StepError(`A play has ${STEPS_MAX} steps at most.`)
    refreshScope(play)
    const input = resolve(step.input, play.scope) as Step['input']
    const organization = resolve(step.organization, play.scope)
    if (step.verb.startsWith('expect-')) return await expectation(play, step, input, organization)
    await deed(play, step, input, organization)
    return null
  } catch (error) {
    const isTold = error instanceof StepError || error instanceof VariableError
    if (!isTold) throw error
    return { message: error.message, mismatches: 'mismatches' in error ? error.mismatches : [] }
  }
}

async function deed(
  play: Play,
  step: Step,
  input: Step['input'],
  organization: unknown,
): Promise<void> {
  const mark = markOf(play)
  play.journal = []
  if (step.as !== undefined) play.marks.set(step.as, mark)
  const reply = await doStep(play, step, input, organization)
  if (reply !== undefined) play.last = reply
  if (reply !== undefined && step.as !== undefined) play.scope[step.as] = reply
  await settle(play)
}

/** Looks at once, and where real programs take part again whenever something happens. */
async function expectation(
  play: Play,
  step: Step,
  { within, steady, ...input }: Step['input'],
  organization: unknown,
): Promise<Finding> {
  const asked = { input, organization }
  if (step.verb === 'expect-silence' && input.for !== undefined) {
    return afterSilence(play, step, asked)
  }
  await awaitMeant(play, input)
  const look = () => EXPECTED[step.verb as ExpectationName](play, asked)
  const { isSimulated } = play.machine
  if (isSimulated) return look()
  const patience = step.verb === 'expect-silence' ? 0 : (msOf(within) ?? WITHIN_MS)
  const finding = await lookFor(play, look, patience, (seen) => seen === null)
  const hold = msOf(steady) ?? 0
  return finding !== null || hold === 0
    ? finding
    : lookFor(play, look, hold, (seen) => seen !== null)
}

function msOf(duration: unknown): number | null {
  return typeof duration === 'string' ? parseDuration(duration) : null
}

/** Looks until it is over, or until so many real milliseconds have passed; what was seen last. */
async function lookFor(
  play: Play,
  look: () => Finding,
  ms: number,
  isOver: (seen: Finding) => boolean,
): Promise<Finding> {
  let isLate = ms === 0
  const alarm = play.machine.clock.setAlarm(ms, () => {
    isLate = true
    for (const wake of play.watchers) wake()
  })
  let seen = look()
  while (!isOver(seen) && !isLate) {
    await nextHappening(play)
    seen = look()
  }
  alarm.cancel()
  return seen
}

/** An expectation about a call in the background waits for its reply first. */
async function awaitMeant(play: Play, { of }: Step['input']): Promise<void> {
  if (typeof of === 'string' && play.background.has(of)) {
    const step = { verb: 'await', input: { of }, isExamined: true } as const
    await deed(play, { ...step, position: { line: 0, column: 0 } }, { of }, undefined)
  }
}

function nextHappening({ watchers }: Play): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      watchers.delete(wake)
      resolve()
    }
    watchers.add(wake)
  })
}

/** Time passes first; only what comes meanwhile counts. */
async function afterSilence(
  play: Play,
  step: Step,
  asked: { input: Step['input']; organization: unknown },
): Promise<Finding> {
  const { for: by, ...input } = asked.input
  const name = `silence in line ${step.position.line}`
  play.marks.set(name, markOf(play))
  const advance = { ...step, verb: 'advance-clock', isExamined: false } as const
  await deed(play, advance, { by }, asked.organization)
  return EXPECTED['expect-silence'](play, { ...asked, input: { since: name, ...input } })
}

// The timeline: runs what is due in one order, in real, scaled and virtual time alike.

import { fail } from '../domain/failures/failures.ts'
import { JOBS } from '../domain/jobs.ts'
import { resumeInterrupted } from '../domain/webhooks/deliveries.ts'
import type { JobRow } from '../domain/world/rows.ts'
import { nextJob, nextWork } from '../domain/world/schedule.ts'
import { remove } from '../domain/world/tables.ts'
import { TIME_ENDS_AT, toIso } from '../domain/world/time.ts'
import { setNow } from '../domain/world/world.ts'
import {
  type Advanced,
  type AdvanceTarget,
  type Advancing,
  newAdvancing,
  tellProgress,
} from './advance-progress.ts'
import { attemptInTurn, attemptNow } from './dispatcher.ts'
import { keepTime } from './keeping.ts'
import { NotKept } from './not-kept.ts'
import { refuseSecondAdvance } from './posting.ts'
import {
  commit,
  note,
  type Organization,
  type Sandbox,
  syncNow,
  type TimelineLoop,
  timeOf,
} from './sandbox.ts'

/** Jobs run in one go before requests get their turn: a fraction of a millisecond of work each. */
const JOBS_AT_ONCE = 100

/** Jobs that one advance may run: far more than a test needs, far less than for ever. */
export const ADVANCE_JOBS_MAX = 1_000_000

/** The longest that one alarm can be set for; a later job sets it again. */
const ALARM_MAX_MS = 2 ** 31 - 1

/** Sees to it that the next job runs when it is due. Called after every change. */
export function wake(sandbox: Sandbox, organization: Organization): void {
  const { world, loop, pace } = organization
  if (loop.running !== null || loop.advancing !== null || isGone(sandbox, organization)) return
  if (loop.interruptedBy !== null) {
    pause(sandbox, organization)
    return
  }
  const next = nextJob(world)
  if (next === undefined || (loop.alarm !== null && loop.alarm.dueAt <= next.dueAt)) return
  const early = next.dueAt - world.now
  if (pace.rate === 0 && early > 0) return
  loop.alarm?.alarm.cancel()
  const delayMs = early <= 0 ? 0 : Math.min(Math.ceil(early / pace.rate), ALARM_MAX_MS)
  const alarm = sandbox.ports.clock.setAlarm(delayMs, () => {
    loop.alarm = null
    runDue(sandbox, organization)
  })
  loop.alarm = { dueAt: next.dueAt, alarm }
}

/** When the store keeps nothing: how long until it is asked again, in real time. */
const STORE_PAUSE_MS = 1_000

/** Lets everything rest for a moment, however much is due. */
function pause(sandbox: Sandbox, organization: Organization): void {
  const { loop } = organization
  if (loop.alarm?.dueAt === Number.NEGATIVE_INFINITY) return
  rest(organization)
  const alarm = sandbox.ports.clock.setAlarm(STORE_PAUSE_MS, () => {
    loop.alarm = null
    runDue(sandbox, organization)
  })
  loop.alarm = { dueAt: Number.NEGATIVE_INFINITY, alarm }
}

/**
 * Takes up the attempts whose beginning or outcome the store did not keep.
 *
 * @throws NotKept when it still does not.
 */
function resume(sandbox: Sandbox, organization: Organization): void {
  const { loop, world } = organization
  if (loop.interruptedBy === null) return
  commit(sandbox, organization, () => resumeInterrupted(world, (id) => loop.underway.has(id)))
  loop.interruptedBy = null
}

/** Whether nothing of an organisation may happen any more. */
function isGone(sandbox: Sandbox, organization: Organization): boolean {
  return sandbox.closing || sandbox.organizations.get(organization.world.id) !== organization
}

/** Stops the alarm of an organisation that is going away. */
export function rest(organization: Organization): void {
  organization.loop.alarm?.alarm.cancel()
  organization.loop.alarm = null
}

/** Stops an organisation's time for good: no alarm rings, and no advance goes on. */
export function stopTime(organization: Organization): void {
  rest(organization)
  organization.loop.advancing?.cancel()
}

function runDue(sandbox: Sandbox, organization: Organization): void {
  const { loop } = organization
  if (loop.running !== null || loop.advancing !== null || isGone(sandbox, organization)) return
  loop.running = drain(sandbox, organization)
    .catch((error: unknown) => {
      if (!(error instanceof NotKept)) throw error
      loop.interruptedBy = error
    })
    .finally(() => {
      loop.running = null
      wake(sandbox, organization)
    })
}

async function drain(sandbox: Sandbox, organization: Organization): Promise<void> {
  const { loop } = organization
  resume(sandbox, organization)
  // A reset puts a new loop in the place of this one.
  for (let ran = 1; !isGone(sandbox, organization) && organization.loop === loop; ran++) {
    const job = nextJob(organization.world)
    // A late job runs at its own time: only when nothing is due any more does the present come.
    if (job === undefined || job.dueAt > timeOf(sandbox, organization)) break
    const attempted = runJob(sandbox, organization, job)
    if (attempted !== undefined) await attempted
    if (loop.interruptedBy !== null) break
    if (ran % JOBS_AT_ONCE === 0) await turn(sandbox)
  }
  if (organization.loop === loop) syncNow(sandbox, organization)
}

function turn(sandbox: Sandbox): Promise<void> {
  return new Promise((resolve) => sandbox.ports.clock.soon(resolve))
}

/**
 * Runs one job at its time. An attempt leaves the process: in virtual time its end is waited for,
 * so that all happens in one order; in real time it takes its turn among those to its receiver.
 */
function runJob(
  sandbox: Sandbox,
  organization: Organization,
  job: JobRow,
): Promise<void> | undefined {
  const { world, pace } = organization
  const before = world.now
  setNow(world, job.dueAt)
  try {
    commit(sandbox, organization, () => {
      remove(world.jobs, job.id)
      if (job.kind !== 'attempt-delivery') JOBS[job.kind](world, job.subject)
    })
  } catch (error) {
    if (error instanceof NotKept) {
      world.now = before
      throw error
    }
    dropJob(sandbox, organization, job, error)
    return undefined
  }
  if (job.kind !== 'attempt-delivery') return undefined
  if (pace.rate === 0) return attemptNow(sandbox, organization, job.subject)
  attemptInTurn(sandbox, organization, job.subject)
  return undefined
}

/** A job that fails is our bug: it is told and dropped, so that the rest of the world goes on. */
function dropJob(sandbox: Sandbox, organization: Organization, job: JobRow, error: unknown): void {
  commit(sandbox, organization, () => remove(organization.world.jobs, job.id))
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note(organization, {
    kind: 'breach',
    message: `Job ${job.kind} ${job.subject} failed: ${reason}`,
  })
}

/**
 * Moves virtual time forward and runs all that becomes due on the way, in order, waiting for every
 * attempt's outcome. It lets the jobs that run by themselves end first, however many they are and
 * however long each takes: a receiver that asks from inside a webhook times out before it goes on.
 *
 * @throws Failure clock_already_advancing, clock_not_virtual, clock_advance_limit; NotKept, and then
 * time stands where the last change was kept.
 */
export async function advance(
  sandbox: Sandbox,
  organization: Organization,
  target: AdvanceTarget,
): Promise<Advanced> {
  const { world, loop, pace } = organization
  refuseSecondAdvance(loop)
  if (pace.rate !== 0) fail('clock_not_virtual')
  if ('to' in target && !(target.to <= TIME_ENDS_AT)) {
    fail('invalid_field_value', 'to', `Time ends with ${toIso(TIME_ENDS_AT)} here.`)
  }
  const advancing = newAdvancing(world.now, target)
  loop.advancing = advancing
  const telling = tellProgress(sandbox.ports.clock, organization.advanceListeners, advancing)
  try {
    rest(organization)
    await Promise.race([Promise.all([loop.running, allLanded(loop)]), advancing.cancelled])
    if (!advancing.isCancelled) await runAll(sandbox, organization, advancing)
    const { from, jobs, isCancelled } = advancing
    return { from, to: world.now, jobs, ...(isCancelled && { isCancelled }) }
  } finally {
    telling.end()
    loop.advancing = null
    wake(sandbox, organization)
  }
}

/** What real time began has its outcome before virtual time goes on. */
function allLanded(loop: TimelineLoop): Promise<void> | undefined {
  if (loop.underway.size === 0) return undefined
  return new Promise((resolve) => {
    loop.onLanded = resolve
  })
}

/** Runs what is due on the way; one that was not cancelled has then arrived. */
async function runAll(
  sandbox: Sandbox,
  organization: Organization,
  advancing: Advancing,
): Promise<void> {
  const { world } = organization
  const { target } = advancing
  resume(sandbox, organization)
  await runTo(sandbox, organization, advancing)
  const reached = world.now
  if ('to' in target && !advancing.isCancelled) setNow(world, target.to)
  if (isGone(sandbox, organization)) return
  try {
    keepTime(sandbox, organization)
  } catch (error) {
    // Time that could not be kept has not passed.
    world.now = reached
    throw error
  }
}

async function runTo(
  sandbox: Sandbox,
  organization: Organization,
  advancing: Advancing,
): Promise<void> {
  const { world } = organization
  const { target } = advancing
  while (advancing.jobs < ADVANCE_JOBS_MAX) {
    const job = nextJob(world)
    if (job === undefined || advancing.isCancelled || isGone(sandbox, organization)) return
    if ('to' in target && job.dueAt > target.to) return
    if ('until' in target && nextWork(world) === undefined) return
    const isWork = job === nextWork(world)
    const attempted = runJob(sandbox, organization, job)
    if (attempted !== undefined) await attempted
    if (organization.loop.interruptedBy !== null) throw organization.loop.interruptedBy
    advancing.jobs++
    if ('until' in target && target.until === 'next-job' && isWork) return
    if (advancing.jobs % JOBS_AT_ONCE === 0) await turn(sandbox)
  }
  fail('clock_advance_limit')
}

// Letting time pass: advances that a test asks for, and the steps that waits take in virtual time.
import { Failure } from '../domain/failures/failures.ts'
import { nextWork } from '../domain/world/schedule.ts'
import { advance } from '../engine/timeline.ts'
import { isGone, type Place, stir } from './place.ts'

/** How long an advance waits for a step that is under way: a receiver may ask from inside of it. */
const STEP_PATIENCE_MS = 1_000
/** Somebody else moves the clock: when that ends, nobody tells. */
const LOOK_AGAIN_MS = 20

/**
 * Runs what moves the clock because a test asked for it. Waits take no steps meanwhile, and one that
 * is under way ends first.
 */
export async function asAdvance<Result>(place: Place, run: () => Promise<Result>): Promise<Result> {
  place.advances++
  try {
    if (place.step !== null) await endsSoon(place, place.step)
    return await run()
  } finally {
    place.advances--
    stir(place)
  }
}

/** Whether something is scheduled that only time is wanted for, and time stands still. */
export function mayPass(place: Place): boolean {
  const { pace, world } = place.organization
  if (pace.rate !== 0 || place.advances > 0 || isGone(place)) return false
  return nextWork(world) !== undefined
}

/** Lets virtual time pass to the next thing that is scheduled, and runs that. It never rejects. */
export function passTime(place: Place): Promise<void> {
  place.step ??= takeStep(place).finally(() => {
    place.step = null
  })
  return place.step
}

async function takeStep(place: Place): Promise<void> {
  const { app, organization } = place
  // Whatever else runs in this process gets its turn: it may be what is waited for, or an advance
  // that the test asks for with its next line.
  await new Promise<void>((resolve) => app.sandbox.ports.clock.soon(resolve))
  const { running } = organization.loop
  // What is due now runs by itself: only when that is over is it clear whether more time is wanted.
  if (running !== null) return running
  if (!mayPass(place)) return
  try {
    await advance(app.sandbox, organization, { until: 'next-job' })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    await pause(place, LOOK_AGAIN_MS)
  }
}

async function endsSoon(place: Place, step: Promise<void>): Promise<void> {
  const late = alarm(place, STEP_PATIENCE_MS)
  await Promise.race([step, late.rung])
  late.cancel()
}

function pause(place: Place, ms: number): Promise<void> {
  return alarm(place, ms).rung
}

export type Alarm = {
  readonly rung: Promise<void>
  readonly hasRung: () => boolean
  cancel(): void
}

/** A promise of so many real milliseconds. */
export function alarm({ app }: Place, ms: number): Alarm {
  let hasRung = false
  let cancel = () => {}
  const rung = new Promise<void>((resolve) => {
    const set = app.sandbox.ports.clock.setAlarm(ms, () => {
      hasRung = true
      resolve()
    })
    cancel = () => set.cancel()
  })
  return { rung, hasRung: () => hasRung, cancel }
}

/** So fine are the slices that a time limit is cut into. */
const SLICE_MS = 10

/**
 * A promise of so many real milliseconds in which this process was free to run. It is cut into
 * slices, each of which is rung late when the process is busy: a hundred tests at once, on a machine
 * that others use too, are no reason to give up.
 */
export function timeLimit(place: Place, ms: number): Alarm {
  let slice: Alarm | undefined
  let hasRung = false
  let isCancelled = false
  const wait = async () => {
    for (let left = ms; left > 0 && !isCancelled; left -= SLICE_MS) {
      slice = alarm(place, Math.min(left, SLICE_MS))
      await slice.rung
    }
    hasRung = true
  }
  const cancel = () => {
    isCancelled = true
    slice?.cancel()
  }
  return { rung: wait(), hasRung: () => hasRung, cancel }
}

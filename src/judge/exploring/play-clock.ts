// The clock of a play: it moves on when the program has kept up, and what it does becomes steps of the story.
import { fromIso } from '../../domain/world/time.ts'
import type { StoryStep } from '../finding.ts'
import { callsOf, keepUp, type Load, quietMs } from './pace.ts'
import { type Ground, programsUp, rest, type Scene } from './scene.ts'

export type PlayClock = {
  readonly scene: Scene
  readonly ground: Ground
  readonly load: Load
  readonly steps: StoryStep[]
}

export function newPlayClock(scene: Scene, ground: Ground, steps: StoryStep[]): PlayClock {
  return { scene, ground, load: { taken: 0, takenAt: 0, driven: 0 }, steps }
}

/** The program has more to do. */
export function took(
  { load, scene }: PlayClock,
  { taken = 0, driven = 0 }: { taken?: number; driven?: number },
): void {
  load.taken += taken
  load.driven += driven
  load.takenAt = scene.stage.stopwatch()
}

/** What is due now happens, and has come to its receiver when this is over. */
export async function catchUp(clock: PlayClock): Promise<void> {
  const { jobs } = await advance(clock, { by: '0s' })
  if (jobs > 0) clock.steps.push({ verb: 'advance-clock', input: { by: '0s' } })
}

/** Shorter waits come about by themselves when a story is played again. */
const TOLD_LEAST_MS = 50

/** Waits in real time until the program has kept up. */
export async function wait(clock: PlayClock): Promise<void> {
  const waited = await keptUp(clock)
  if (waited !== undefined) clock.steps.push(waited)
}

/** The step by which a story waits as well, if that was worth telling. */
async function keptUp({ scene, ground, load }: PlayClock): Promise<StoryStep | undefined> {
  const ms = await keepUp(scene, ground, load)
  return ms < TOLD_LEAST_MS ? undefined : pauseOf(ms)
}

const STORY_SLACK_MS = 500

/** A step that waits for a program as a play had to, and somewhat longer. */
export function pauseOf(ms: number): StoryStep {
  return { verb: 'pause', input: { for: `${Math.ceil(ms / 100) * 200 + STORY_SLACK_MS}ms` } }
}

/** Jobs that are so near to each other are run in one go. */
const NEAR_MS = 60_000

/**
 * Time passes, but not over the head of a program that is at work: in 25 hours a window closes and a
 * key is forgotten, while the program has had a moment.
 */
export async function pass(clock: PlayClock, ms: number): Promise<void> {
  const { steps } = clock
  let [left, next, untold] = [ms, 0, 0]
  const tell = () => {
    if (untold > 0) steps.push({ verb: 'advance-clock', input: { by: `${untold}ms` } })
    untold = 0
  }
  while (left > 0) {
    const waited = await keptUp(clock)
    if (waited !== undefined) {
      tell()
      steps.push(waited)
    }
    const part = Math.min(left, Math.max(NEAR_MS, next))
    next = msUntilNext(await advance(clock, { by: `${part}ms` }))
    left -= part
    untold += part
  }
  tell()
}

type Advanced = {
  readonly to: string
  readonly jobs: number
  readonly next_job_at: string | null
  readonly happened: readonly { readonly kind: string }[]
}

async function advance(clock: PlayClock, input: object): Promise<Advanced> {
  const { client } = clock.ground
  await programsUp(clock.scene)
  const advanced = (await client.act('advance-clock', input as never)) as Advanced
  if (advanced.happened.some(({ kind }) => kind === 'attempt')) took(clock, {})
  return advanced
}

function msUntilNext({ to, next_job_at: at }: Advanced): number {
  return at === null ? Number.POSITIVE_INFINITY : fromIso(at) - fromIso(to)
}

/** More rounds than eight attempts of every delivery of a play. */
const ROUNDS_MAX = 200

/** Time passes until nothing is scheduled any more, and nothing comes of the program. */
export async function runOut(clock: PlayClock): Promise<void> {
  const { scene, ground, load } = clock
  for (let round = 0; round < ROUNDS_MAX; round++) {
    await keepUp(scene, ground, load)
    const { jobs } = await advance(clock, { until: 'next-job' })
    if (jobs > 0) await advance(clock, { by: `${NEAR_MS}ms` })
    else if (await isQuiet(clock)) return
  }
}

/** Whether no call comes for as long as an effect takes. */
async function isQuiet({ scene, ground }: PlayClock): Promise<boolean> {
  const before = callsOf(scene, ground).length
  await rest(quietMs(scene.normal))
  return callsOf(scene, ground).length === before
}

// Where plays happen: the programs under test, the tap before the API, and an organisation for each play.
import { type ControlClient, controlClient } from '../../client/control-client.ts'
import { pause } from '../../client/waiting.ts'
import {
  ObserveError,
  type Observer,
  observe,
  observeSource,
} from '../../scenario/programs/observation.ts'
import { newProgram, type Program } from '../../scenario/programs/program.ts'
import { openTap, type Route, type Tap } from '../tap.ts'
import { CUSTOMERS_MAX, type Customers } from './moves.ts'
import { NOTHING_LEARNED, type Normal } from './normal.ts'
import type { ExploreFile } from './plan.ts'

/** A sandbox that nobody else uses, reached over HTTP. */
export type ExploreStage = {
  readonly client: ControlClient
  /** Of the organisation in which nothing is played: calls that belong to no play go there. */
  readonly apiKey: string
  readonly stopwatch: () => number
}

/** One program with how it is looked at. */
export type Subject = {
  readonly name: string
  readonly url: string
  readonly events: readonly string[] | undefined
  readonly program: Program
  readonly observer: Observer | null
}

export type Scene = {
  readonly stage: ExploreStage
  readonly plan: ExploreFile
  readonly subjects: readonly Subject[]
  readonly tap: Tap
  /** Those that are open; the newest is the last. */
  readonly grounds: Ground[]
  /** Learned from calm plays: see `learn`. */
  normal: Normal
  /**
   * Whether the program was seen to make calls that name no customer: then nobody can tell which play
   * they belong to, unless there is only one.
   */
  isNarrow: boolean
  /** Programs are ended and started by one play at a time; the others wait until they are up. */
  restarting: Promise<void>
}

/** The key and the secret are the same in every play: a program is given them once. */
export const PLAY_KEY = 'kdv_test_exploringkirimsandboxrun'
export const PLAY_SECRET = 'whsec_explorekirimsandboxexplorekirimsandboxexplo'

/**
 * Opens the tap and starts the programs. Close it in any case.
 *
 * @throws ProgramError when one does not come up.
 */
export async function openScene(stage: ExploreStage, plan: ExploreFile): Promise<Scene> {
  const { client, stopwatch } = stage
  const route = (to: string | undefined, key: string) => routeOf(scene, to, key)
  const tap = await openTap({ apiUrl: client.apiUrl, stopwatch, route })
  const env = {
    KIRIM_BASE_URL: tap.url,
    KIRIM_API_KEY: PLAY_KEY,
    KIRIM_WEBHOOK_SECRET: PLAY_SECRET,
    KIRIM_CONTROL_URL: client.controlUrl,
  }
  const subjects = Object.entries(plan.receivers).map(([name, one]): Subject => {
    const { url, start, restart, observe: where, mapping = {}, events } = one
    const line = (text: string | undefined) =>
      text === undefined ? undefined : { words: [text], shell: true }
    return {
      name,
      url,
      events,
      program: newProgram({ url, command: line(start), restart: line(restart), env }),
      observer: where === undefined ? null : { source: observeSource(where), mapping },
    }
  })
  const scene: Scene = {
    stage,
    plan,
    subjects,
    tap,
    grounds: [],
    normal: NOTHING_LEARNED,
    isNarrow: false,
    restarting: Promise.resolve(),
  }
  try {
    for (const { program } of subjects) await program.start()
  } catch (error) {
    await closeScene(scene)
    throw error
  }
  return scene
}

export async function closeScene({ subjects, tap }: Scene): Promise<void> {
  for (const { program } of subjects) await program.stop()
  await tap.close()
}

/**
 * Where a call of a program goes: to the play whose customer it is for. What comes late, from a play
 * that is over, goes where nothing is played, and is answered there.
 */
function routeOf(
  scene: Pick<Scene, 'grounds' | 'stage' | 'isNarrow'>,
  to: string | undefined,
  key: string,
): Route | undefined {
  // Another key than ours is a mistake, and refused as such.
  if (key !== PLAY_KEY) return undefined
  const { grounds, stage } = scene
  const isOf = ({ customers }: Ground) => to !== undefined && customers.includes(to)
  if (to === undefined && grounds.length > 1) scene.isNarrow = true
  const ground = to === undefined ? grounds.at(-1) : grounds.find(isOf)
  return ground === undefined
    ? { owner: NO_PLAY, key: stage.apiKey }
    : { owner: ground.id, key: ground.key }
}

const NO_PLAY = 'no play'

/** One organisation for one play, with the programs subscribed and customers whom no other play has. */
export type Ground = {
  readonly client: ControlClient
  readonly id: string
  readonly key: string
  readonly customers: Customers
}

export async function openGround(scene: Scene, seed: number): Promise<Ground> {
  const { stage, subjects, grounds } = scene
  const made = (await stage.client.act('create-organization', {
    seed,
    clock: 'virtual',
    world: 'empty',
    webhooks: subjects.map(({ url, events }) => ({
      url,
      secret: PLAY_SECRET,
      ...(events !== undefined && { events }),
    })),
  } as never)) as { readonly organization_id: string; readonly api_key: string }
  const { organization_id: id, api_key: key } = made
  const client = controlClient({ url: stage.client.controlUrl, apiKey: key })
  const ground: Ground = { client, id, key, customers: customersFor(seed) }
  grounds.push(ground)
  return ground
}

/** Numbers come round after so many plays. */
const NUMBERS = 100_000_000

function customersFor(seed: number): Customers {
  const numbers = Array.from({ length: CUSTOMERS_MAX }, (_, index) => {
    const number = (seed * CUSTOMERS_MAX + index) % NUMBERS
    return `+62812${String(number).padStart(8, '0')}`
  })
  return numbers as unknown as Customers
}

export async function closeGround(scene: Scene, { client, id }: Ground): Promise<void> {
  scene.grounds.splice(
    scene.grounds.findIndex((one) => one.id === id),
    1,
  )
  scene.tap.forget(id)
  scene.tap.forget(NO_PLAY)
  await client.act('delete-organization', { organization_id: id })
}

/** Ends or starts programs when nobody else does. @throws ProgramError when one does not come up. */
export function atPrograms(scene: Scene, act: () => Promise<void>): Promise<void> {
  const acting = scene.restarting.then(act)
  scene.restarting = acting.catch(() => undefined)
  return acting
}

/** Waits while programs are ended and started. */
export async function programsUp(scene: Scene): Promise<void> {
  let seen: Promise<void> | undefined
  while (seen !== scene.restarting) {
    seen = scene.restarting
    await seen
  }
}

/** Starts again what has ended by itself. @throws ProgramError when it does not come up. */
export async function revive(scene: Scene): Promise<void> {
  const isDown = ({ program }: Subject) =>
    program.isOurs && program.end !== undefined && !program.end.wasMeant
  if (!scene.subjects.some(isDown)) return
  await atPrograms(scene, async () => {
    for (const one of scene.subjects.filter(isDown)) await one.program.start()
  })
}

/** What all programs tell of themselves; one that tells nothing is null. @throws ObserveError. */
export async function lookAtAll(scene: Scene): Promise<ReadonlyMap<string, unknown>> {
  await programsUp(scene)
  const before = scene.restarting
  try {
    const seen = await Promise.all(
      scene.subjects.map(async ({ name, observer }) => {
        return [name, observer === null ? null : await observe(observer)] as const
      }),
    )
    return new Map(seen)
  } catch (error) {
    // Somebody has ended it in the meantime.
    if (before === scene.restarting || !(error instanceof ObserveError)) throw error
    return lookAtAll(scene)
  }
}

const NEVER = new AbortController().signal

/** Waits in real time, for programs live in it. */
export function rest(ms: number): Promise<void> {
  return pause(ms, NEVER)
}

// Where plays happen: the programs under test, the tap before the API, and an organisation for each play.
import { type ControlClient, controlClient } from '../../client/control-client.ts'
import { pause } from '../../client/patience.ts'
import { type Observer, observe, observeSource } from '../../scenario/programs/observation.ts'
import { newProgram, type Program } from '../../scenario/programs/program.ts'
import { openTap, type Tap } from '../tap.ts'
import type { ExploreFile } from './plan.ts'

/** A sandbox that nobody else uses, reached over HTTP. */
export type ExploreStage = {
  readonly client: ControlClient
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
  /** Learned from a calm play: see `learn`. */
  normal: Normal
}

/** What one webhook leads to when nothing goes wrong. */
export type Normal = {
  /** Messages that the program sends to a customer who has written once, and when driven once. */
  readonly replies: number
  readonly driven: number
  /** By the name of the subject: how often the id of a message is seen. */
  readonly seen: Readonly<Record<string, number>>
  /** By the name of the subject: whether the status of a message is seen beside its id. */
  readonly showsStatus: Readonly<Record<string, boolean>>
  /** Real milliseconds until all of it can be seen. */
  readonly effectMs: number
}

export const NOTHING_LEARNED: Normal = {
  replies: 0,
  driven: 0,
  seen: {},
  showsStatus: {},
  effectMs: 0,
}

/** The key and the secret are the same in every play: a program is told of them once. */
export const PLAY_KEY = 'kdv_test_exploringkirimsandboxrun'
export const PLAY_SECRET = 'whsec_explorekirimsandboxexplorekirimsandboxexplo'

/**
 * Opens the tap and starts the programs. Close it in any case.
 *
 * @throws ProgramError when one does not come up.
 */
export async function openScene(stage: ExploreStage, plan: ExploreFile): Promise<Scene> {
  const { client, stopwatch } = stage
  const tap = await openTap({ apiUrl: client.apiUrl, stopwatch })
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
  const scene: Scene = { stage, plan, subjects, tap, normal: NOTHING_LEARNED }
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

/** One organisation for one play, with the programs subscribed. */
export type Ground = {
  readonly client: ControlClient
  readonly id: string
}

export async function openGround({ stage, subjects }: Scene, seed: number): Promise<Ground> {
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
  const { controlUrl } = stage.client
  const own = controlClient({ url: controlUrl, apiKey: made.api_key })
  await own.act('issue-key', { token: PLAY_KEY })
  return { client: controlClient({ url: controlUrl, apiKey: PLAY_KEY }), id: made.organization_id }
}

export async function closeGround({ client, id }: Ground): Promise<void> {
  await client.act('delete-organization', { organization_id: id })
}

/** What all programs tell of themselves; one that tells nothing is null. */
export async function lookAtAll({ subjects }: Scene): Promise<ReadonlyMap<string, unknown>> {
  const seen = await Promise.all(
    subjects.map(async ({ name, observer }) => {
      return [name, observer === null ? null : await observe(observer)] as const
    }),
  )
  return new Map(seen)
}

const NEVER = new AbortController().signal

/** Waits in real time, for programs live in it. */
export function rest(ms: number): Promise<void> {
  return pause(ms, NEVER)
}

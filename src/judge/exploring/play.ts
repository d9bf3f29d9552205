// One play: moves in an organisation of its own, then quiet, then all that is known of what happened.
import type { ControlClient } from '../../client/control-client.ts'
import { parseDuration } from '../../schema/durations.ts'
import type { StoryStep } from '../finding.ts'
import type { Facts, PlayAttempt, PlayDelivery } from './facts.ts'
import { customerOf, type Move, type MoveTable } from './moves.ts'
import { callsOf } from './pace.ts'
import { catchUp, newPlayClock, type PlayClock, pass, runOut, took, wait } from './play-clock.ts'
import { atPrograms, type Ground, lookAtAll, revive, type Scene } from './scene.ts'

export type { Facts, PlayAttempt, PlayDelivery, PlayMessage } from './facts.ts'

export type Played = {
  readonly facts: Facts
  /** Looks again, a little later: what is still missing may come. */
  readonly again: () => Promise<Facts>
  readonly steps: readonly StoryStep[]
  /** By id: the reference that stands for it in a story. */
  readonly names: ReadonlyMap<string, string>
}

type Going = {
  readonly scene: Scene
  readonly ground: Ground
  readonly deathsBefore: readonly number[]
  readonly driven: Map<string, number>
  readonly clock: PlayClock
  readonly steps: StoryStep[]
  readonly names: Map<string, string>
}

/** Plays moves on a ground; nothing is judged yet. */
export async function play(
  scene: Scene,
  ground: Ground,
  table: MoveTable,
  moves: readonly Move[],
): Promise<Played> {
  const steps: StoryStep[] = []
  const going: Going = {
    scene,
    ground,
    deathsBefore: scene.subjects.map(({ program }) => program.deaths),
    driven: new Map(),
    clock: newPlayClock(scene, ground, steps),
    steps,
    names: new Map(),
  }
  for (const [index, move] of moves.entries()) await makeMove(going, table, move, index + 1)
  await settle(going)
  return {
    facts: await gather(going, false),
    again: async () => {
      await settle(going)
      return gather(going, true)
    },
    steps: going.steps,
    names: going.names,
  }
}

async function makeMove(going: Going, table: MoveTable, move: Move, turn: number): Promise<void> {
  const row = table[move.kind]
  if (row === undefined) return
  for (const step of row.steps(move, turn, going.ground.customers)) {
    // What is at work already is not struck: else a story would depend on who is quicker.
    if (step.verb === 'arm-fault') await wait(going.clock)
    if (step.verb === 'advance-clock') await pass(going.clock, durationMs(step))
    else await takeStep(going, step)
  }
  if (row.program !== undefined) await OWN_MOVES[row.program](going, move, turn)
  // What is due now has come to its receiver when this is over.
  await catchUp(going.clock)
}

function durationMs({ input }: StoryStep): number {
  return parseDuration(String(input.by)) ?? 0
}

/**
 * Does a step, and writes it down for the story. What is refused did nothing, and is no trouble of the
 * program's: a customer who has blocked, a window that is closed.
 */
async function takeStep(going: Going, step: StoryStep, sent = step): Promise<unknown> {
  const { client } = going.ground
  const { verb, input } = sent
  try {
    const reply =
      verb === 'call'
        ? await called(client, input)
        : await client.act(verb as never, input as never)
    going.steps.push(step)
    if (verb === 'customer-writes') took(going.clock, { taken: 1 })
    if (step.as !== undefined) nameIds(going.names, reply, step.as)
    return reply
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ControlError')) throw error
    return undefined
  }
}

async function called(client: ControlClient, input: StoryStep['input']): Promise<unknown> {
  const [method, path] = String(input.operation).split(' ') as ['POST', string]
  const reply = (await client.call(method, path, input.body)) as { readonly data?: unknown }
  return reply.data
}

/** By which reference a scenario finds the ids of a reply: its own plays have other ids. */
function nameIds(names: Map<string, string>, data: unknown, as: string): void {
  const members = Object.entries((data ?? {}) as Readonly<Record<string, unknown>>)
  for (const [member, value] of members) {
    if (typeof value === 'string' && /^(wamid\.|msg_)/.test(value)) {
      names.set(value, `\${${as}.data.${member}}`)
    }
  }
}

type OwnMove = (going: Going, move: Move, turn: number) => Promise<void>

const OWN_MOVES: Readonly<Record<NonNullable<MoveTable[string]['program']>, OwnMove>> = {
  crash: (going, move) => restartProgram(going, move, 'crash'),
  restart: async (going, move) => {
    await wait(going.clock)
    await restartProgram(going, move, 'stop')
  },
  drive: async ({ scene, ground, driven, clock, steps }, move) => {
    const { drive } = scene.plan.traffic ?? {}
    if (drive === undefined) return
    const to = customerOf(move, ground.customers)
    const response = await fetch(drive.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to }),
    }).catch(() => null)
    await response?.body?.cancel()
    if (response?.ok !== true) return
    driven.set(to, (driven.get(to) ?? 0) + 1)
    took(clock, { driven: 1 })
    steps.push({ verb: 'drive', input: { url: drive.url, to } })
  },
  replay: async (going, { pick }, turn) => {
    const list = {
      verb: 'call',
      input: { operation: 'GET /webhook_deliveries' },
      as: `list_${turn}`,
    }
    const deliveries = (await takeStep(going, list)) as readonly PlayDelivery[]
    const ended = deliveries.filter(({ status }) => status === 'succeeded')
    const one = ended[pick % Math.max(1, ended.length)]
    // Nothing to send again: then the list is of no use to the story.
    if (one === undefined) return void going.steps.pop()
    const id = `\${${list.as}.data[${deliveries.indexOf(one)}].id}`
    const operation = 'POST /webhook_deliveries/{id}/replay'
    await takeStep(
      going,
      { verb: 'call', input: { operation, params: { id } } },
      { verb: 'call', input: { operation: operation.replace('{id}', one.id), body: {} } },
    )
  },
  rotation: async (going) => {
    const { data } = await going.ground.client.read('subscriptions', { limit: 100 })
    const subscriptions = data.subscriptions as readonly { readonly id: string; url: string }[]
    for (const { id, url } of subscriptions) {
      const subject = going.scene.subjects.find((one) => one.url === url)
      if (subject === undefined) continue
      const body = { expires_in_hours: 336 }
      const operation = 'POST /webhook_subscriptions/{id}/secrets'
      const params = { id: `\${${subject.name}.subscription_id}` }
      await takeStep(
        going,
        { verb: 'call', input: { operation, params, body } },
        { verb: 'call', input: { operation: operation.replace('{id}', id), body } },
      )
    }
  },
}

/** Ends one of the programs that can be, and starts it again. */
async function restartProgram(
  { scene, steps }: Going,
  { pick }: Move,
  by: 'crash' | 'stop',
): Promise<void> {
  const ours = scene.subjects.filter(({ program }) => program.isOurs)
  const subject = ours[pick % Math.max(1, ours.length)]
  if (subject === undefined) return
  await atPrograms(scene, async () => {
    await (by === 'crash' ? subject.program.kill() : subject.program.stop())
    await subject.program.start()
  })
  steps.push({ verb: 'restart-program', input: { receiver: subject.name, by } })
}

/** Nothing is armed any more, every program is up, and nothing is on its way. */
async function settle({ scene, ground, clock }: Going): Promise<void> {
  await ground.client.act('disarm-faults', {})
  await revive(scene)
  await runOut(clock)
}

const ENTRIES_MAX = 1_000

/** Bodies are one request each, and only asked for where something seems wrong. */
async function gather(going: Going, withBodies: boolean): Promise<Facts> {
  const { scene, ground, deathsBefore, driven } = going
  const { client } = ground
  const [journal, messages, deliveries, observed] = await Promise.all([
    client.read('journal', { limit: ENTRIES_MAX, kind: 'attempt' }),
    client.read('messages', { limit: 100 }),
    client.read('deliveries', { limit: 100 }),
    lookAtAll(scene),
  ])
  const listed = deliveries.data.deliveries
  const bodies = withBodies
    ? await Promise.all(
        listed.map(async ({ id }) => (await client.read(`deliveries/${id}`)).data.body),
      )
    : []
  return {
    messages: messages.data.messages,
    attempts: journal.data.entries as unknown as readonly PlayAttempt[],
    deliveries: listed.map((one, index) => ({ ...one, body: bodies[index] ?? null })),
    calls: [...callsOf(scene, ground)],
    driven,
    observed,
    deaths: scene.subjects
      .filter(({ program }, index) => program.deaths > (deathsBefore[index] ?? 0))
      .map(({ name }) => name),
  }
}

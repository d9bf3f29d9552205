// One play: moves in an organisation of its own, then quiet, then all that is known of what happened.
import type { ControlClient } from '../../client/control-client.ts'
import type { StoryStep } from '../finding.ts'
import { parsedJson } from '../json.ts'
import type { TappedCall } from '../tap.ts'
import { customerOf, type Move, type MoveTable } from './moves.ts'
import { type Ground, lookAtAll, rest, type Scene } from './scene.ts'

/** A message of the play, as the sandbox has it. */
export type PlayMessage = {
  readonly id: string
  readonly wamid: string
  readonly direction: string
  readonly status: string
  readonly customer: string
  readonly summary: string | null
}

/** One attempt of a webhook, as the journal has it. */
export type PlayAttempt = {
  readonly delivery_id: string
  readonly subscription_id: string
  readonly event: string
  readonly outcome: string
  readonly status: number | null
  readonly duration_ms: number
  readonly result: string
  readonly fault?: string
}

export type PlayDelivery = {
  readonly id: string
  readonly subscription_id: string
  readonly event_type: string
  readonly event_id: string
  readonly status: string
  /** The exact body. */
  readonly body: string
}

/** Everything that is known once all is quiet. */
export type Facts = {
  readonly messages: readonly PlayMessage[]
  readonly attempts: readonly PlayAttempt[]
  readonly deliveries: readonly PlayDelivery[]
  readonly calls: readonly TappedCall[]
  /** How often the program was driven to send to each customer. */
  readonly driven: ReadonlyMap<string, number>
  /** By the name of the subject. */
  readonly observed: ReadonlyMap<string, unknown>
  /** Programs that ended by themselves meanwhile. */
  readonly deaths: readonly string[]
}

export type Played = {
  readonly facts: Facts
  /** Looks again, a little later: what is still missing may come. */
  readonly again: () => Promise<Facts>
  readonly steps: readonly StoryStep[]
}

type Going = {
  readonly scene: Scene
  readonly ground: Ground
  readonly callsBefore: number
  readonly deathsBefore: readonly number[]
  readonly driven: Map<string, number>
  readonly steps: StoryStep[]
}

/** Plays moves on a ground; nothing is judged yet. */
export async function play(
  scene: Scene,
  ground: Ground,
  table: MoveTable,
  moves: readonly Move[],
): Promise<Played> {
  const going: Going = {
    scene,
    ground,
    callsBefore: scene.tap.calls.length,
    deathsBefore: scene.subjects.map(({ program }) => program.deaths),
    driven: new Map(),
    steps: [],
  }
  for (const [index, move] of moves.entries()) {
    await makeMove(going, table, move, index + 1)
    // A crash comes in the middle of what the move before it began.
    if (table[moves[index + 1]?.kind ?? '']?.program === 'crash') continue
    await advance(ground.client, { by: '0s' })
  }
  await settle(going)
  return {
    facts: await gather(going),
    again: async () => {
      await settle(going)
      return gather(going)
    },
    steps: going.steps,
  }
}

async function makeMove(going: Going, table: MoveTable, move: Move, turn: number): Promise<void> {
  const row = table[move.kind]
  if (row === undefined) return
  for (const step of row.steps(move, turn)) {
    going.steps.push(step)
    await takeStep(going.ground.client, step)
  }
  if (row.program !== undefined) await OWN_MOVES[row.program](going, move)
}

/** What is refused is no trouble of the program's: a customer who has blocked, a window that is closed. */
async function takeStep(client: ControlClient, { verb, input }: StoryStep): Promise<void> {
  try {
    if (verb === 'call') {
      const [method, path] = String(input.operation).split(' ') as ['POST', string]
      await client.call(method, path, input.body)
    } else await client.act(verb as never, input as never)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ControlError')) throw error
  }
}

type OwnMove = (going: Going, move: Move) => Promise<void>

const OWN_MOVES: Readonly<Record<'restart' | 'crash' | 'drive' | 'replay' | 'rotation', OwnMove>> =
  {
    crash: async ({ scene, steps }, { pick }) => {
      const subject = scene.subjects[pick % scene.subjects.length]
      if (subject?.program.isOurs !== true) return
      await subject.program.kill()
      await subject.program.start()
      steps.push({ verb: 'restart-program', input: { receiver: subject.name, by: 'crash' } })
    },
    restart: async ({ scene, ground, steps }, { pick }) => {
      const subject = scene.subjects[pick % scene.subjects.length]
      if (subject?.program.isOurs !== true) return
      await advance(ground.client, { by: '0s' })
      await rest(scene.normal.effectMs)
      await subject.program.stop()
      await subject.program.start()
      steps.push({ verb: 'restart-program', input: { receiver: subject.name, by: 'stop' } })
    },
    drive: async ({ scene, driven, steps }, move) => {
      const { drive } = scene.plan.traffic ?? {}
      if (drive === undefined) return
      const to = customerOf(move)
      const response = await fetch(drive.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to }),
      }).catch(() => null)
      await response?.body?.cancel()
      driven.set(to, (driven.get(to) ?? 0) + 1)
      steps.push({ verb: 'drive', input: { url: drive.url, to } })
    },
    replay: async ({ ground: { client }, steps }, { pick }) => {
      const { data } = await client.read('deliveries', { limit: 100 })
      const ended = (data.deliveries as PlayDelivery[]).filter(
        ({ status }) => status === 'succeeded',
      )
      const one = ended[pick % Math.max(1, ended.length)]
      if (one === undefined) return
      const operation = 'POST /webhook_deliveries/{id}/replay'
      steps.push({ verb: 'call', input: { operation, params: { id: one.id } } })
      await takeStep(client, {
        verb: 'call',
        input: { operation: `POST /webhook_deliveries/${one.id}/replay`, body: {} },
      })
    },
    rotation: async ({ ground: { client }, steps }) => {
      const { data } = await client.read('subscriptions', { limit: 100 })
      for (const { id } of data.subscriptions as { readonly id: string }[]) {
        const body = { expires_in_hours: 336 }
        const path = `/webhook_subscriptions/${id}/secrets`
        steps.push({
          verb: 'call',
          input: { operation: 'POST /webhook_subscriptions/{id}/secrets', params: { id }, body },
        })
        await takeStep(client, { verb: 'call', input: { operation: `POST ${path}`, body } })
      }
    },
  }

async function advance(client: ControlClient, input: object): Promise<void> {
  await client.act('advance-clock', input as never)
}

/** Rounds until nothing new comes: a program answers what it was told, and is told of what it sent. */
const ROUNDS_MAX = 20

/** Nothing is armed any more, every program is up, and nothing is on its way. */
async function settle(going: Going): Promise<void> {
  const { scene, ground } = going
  await ground.client.act('disarm-faults', {})
  for (const { program } of scene.subjects) {
    if (program.isOurs && program.end !== undefined && !program.end.wasMeant) await program.start()
  }
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = scene.tap.calls.length
    await advance(ground.client, { until: 'idle' })
    await rest(Math.min(500, 2 * scene.normal.effectMs + 5))
    const isQuiet =
      scene.tap.calls.length === before && scene.tap.calls.every(({ isOver }) => isOver)
    if (isQuiet) return
  }
}

const ENTRIES_MAX = 1_000

async function gather(going: Going): Promise<Facts> {
  const { scene, ground, callsBefore, deathsBefore, driven } = going
  const { client } = ground
  const [journal, messages, deliveries, observed] = await Promise.all([
    client.read('journal', { limit: ENTRIES_MAX, kind: 'attempt' }),
    client.read('messages', { limit: 100 }),
    client.read('deliveries', { limit: 100 }),
    lookAtAll(scene),
  ])
  const details = await Promise.all(
    (deliveries.data.deliveries as { readonly id: string }[]).map(({ id }) =>
      client.read(`deliveries/${id}`),
    ),
  )
  return {
    messages: messages.data.messages,
    attempts: journal.data.entries,
    deliveries: details.map(({ data }) => ({ ...data.delivery, body: data.body })),
    calls: scene.tap.calls.slice(callsBefore),
    driven,
    observed,
    deaths: scene.subjects
      .filter(({ program }, index) => program.deaths > (deathsBefore[index] ?? 0))
      .map(({ name }) => name),
  }
}

/** Ids by which a program may know what a webhook tells: Meta's, ours, the event's. */
export function idsIn({ body, event_id: eventId }: PlayDelivery): readonly string[] {
  const text = JSON.stringify(parsedJson(body) ?? '')
  const found = text.match(/wamid\.[A-Za-z0-9+/]+={0,2}|msg_[0-9A-HJKMNP-TV-Z]{26}/g) ?? []
  return [...new Set([...found, eventId])]
}

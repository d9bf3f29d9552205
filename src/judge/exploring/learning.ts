// Calm plays: what a webhook leads to when nothing goes wrong, so that trouble can be judged by it.
import { sightingsOf } from '../../scenario/programs/observation.ts'
import { countOf } from './invariants.ts'
import type { Move, MoveTable } from './moves.ts'
import type { Normal, Seen } from './normal.ts'
import { callsOf, isFailed } from './pace.ts'
import { type Facts, type Played, play } from './play.ts'
import { closeGround, type Ground, openGround, rest, type Scene } from './scene.ts'

/** Real milliseconds that a program may take to show its first effect. */
const EFFECT_WITHIN_MS = 4_000
const LOOK_AGAIN_MS = 10
/** When nothing has changed for so long, nothing more is believed to come. */
const STILL_MS = 500
/** A program that has not made a failed call again by then never does. */
const RETRY_WITHIN_MS = 12_000

/** What a calm play is made of. */
export const CALM: Move = { kind: 'customer-writes', customer: 0, pick: 0 }

/** A call that fails when nothing else does. */
const OUTAGE: Move = { kind: 'fault reply.status', customer: 0, pick: 0 }

/** Plays calmly on the next seeds; gives what was learned, and the first play itself. */
export async function learn(
  scene: Scene,
  tableFor: (replies: number) => MoveTable,
  nextSeed: () => number,
): Promise<{ readonly normal: Normal; readonly played: Played }> {
  const calm = tableFor(0)
  const first = await playCalmly(scene, calm, nextSeed(), CALM)
  const replies = sentIn(first.facts)
  scene.normal = { ...scene.normal, replies, effectMs: Math.max(1, first.tookMs) }
  const twice = await playCalmly(scene, calm, nextSeed(), CALM, CALM)
  // The first time, a program is still warming up.
  const warm = await playCalmly(scene, calm, nextSeed(), CALM)
  const effectMs = Math.max(1, twice.tookMs, warm.tookMs)
  scene.normal = { ...scene.normal, effectMs }
  const further = sentIn(twice.facts) - replies
  const driven = calm.drive === undefined ? 0 : await countDriven(scene, calm, nextSeed())
  scene.normal = { ...scene.normal, further, driven }
  const table = tableFor(replies)
  const told =
    table.send === undefined
      ? first.facts
      : (await playCalmly(scene, table, nextSeed(), CALM, { ...CALM, kind: 'send' })).facts
  const isSending = OUTAGE.kind in table && replies > 0
  const retryMs = isSending ? await retryIn(scene, table, nextSeed()) : 0
  const normal = {
    replies,
    further,
    driven,
    effectMs,
    retryMs,
    seen: seenIn(scene, [first.facts, twice.facts, warm.facts]),
    showsStatus: statusesShown(scene, told),
  }
  return { normal, played: { ...first.played, facts: first.facts } }
}

function sentIn({ messages }: Facts): number {
  return messages.filter(({ direction }) => direction === 'outbound').length
}

/** How often each message of a customer is seen, at each subject. */
function seenIn({ subjects }: Scene, plays: readonly Facts[]): Readonly<Record<string, Seen>> {
  const seen = subjects.map((subject) => {
    const counts = plays.flatMap((facts) =>
      facts.messages
        .filter(({ direction }) => direction === 'inbound')
        .map(({ id, wamid }) => countOf(facts, subject, [wamid, id])),
    )
    return [subject.name, { least: Math.min(...counts), most: Math.max(...counts) }] as const
  })
  return Object.fromEntries(seen)
}

function statusesShown({ subjects }: Scene, { messages, observed }: Facts) {
  const ids = messages
    .filter(({ direction }) => direction === 'outbound')
    .flatMap(({ id, wamid }) => [wamid, id])
  const shown = subjects.map(({ name, observer }) => {
    const isShown = (id: string) =>
      sightingsOf(observed.get(name), id, observer?.mapping).some(
        ({ statuses }) => statuses.length > 0,
      )
    return [name, ids.some(isShown)] as const
  })
  return Object.fromEntries(shown)
}

async function countDriven(scene: Scene, table: MoveTable, seed: number): Promise<number> {
  return sentIn((await playCalmly(scene, table, seed, { ...CALM, kind: 'drive' })).facts)
}

/** How soon a call that met an outage is made again; null when it never is. */
async function retryIn(scene: Scene, table: MoveTable, seed: number): Promise<number | null> {
  const ground = await openGround(scene, seed)
  scene.normal = { ...scene.normal, retryMs: RETRY_WITHIN_MS / 2 }
  try {
    await play(scene, ground, table, [OUTAGE, CALM])
    const calls = callsOf(scene, ground)
    const failed = calls.find((one) => one.isOver && isFailed(one))
    if (failed?.endedAt == null) return 0
    const next = calls.find(({ number, to }) => number > failed.number && to === failed.to)
    return next === undefined ? null : Math.max(1, next.at - failed.endedAt)
  } finally {
    await closeGround(scene, ground)
  }
}

/** Plays, and looks until nothing more comes. */
async function playCalmly(
  scene: Scene,
  table: MoveTable,
  seed: number,
  ...moves: readonly Move[]
): Promise<{ readonly facts: Facts; readonly played: Played; readonly tookMs: number }> {
  const ground = await openGround(scene, seed)
  const { stopwatch } = scene.stage
  try {
    const from = stopwatch()
    const played = await play(scene, ground, table, moves)
    let { facts } = played
    let changedAt = lastCallAt(scene, ground) ?? stopwatch()
    while (stopwatch() - changedAt < patienceFor(scene, facts)) {
      await rest(LOOK_AGAIN_MS)
      const next = await played.again()
      if (shown(next) !== shown(facts)) changedAt = stopwatch()
      facts = next
    }
    return { facts, played, tookMs: changedAt - from }
  } finally {
    await closeGround(scene, ground)
  }
}

function lastCallAt(scene: Scene, ground: Ground): number | undefined {
  return callsOf(scene, ground).at(-1)?.endedAt ?? undefined
}

/** How long nothing must change: longer as long as nothing was seen of the message at all. */
function patienceFor({ subjects, normal }: Scene, facts: Facts): number {
  const isSeen = subjects.some((subject) =>
    facts.messages.some(({ id, wamid }) => countOf(facts, subject, [wamid, id]) > 0),
  )
  if (normal.effectMs === 0 && !isSeen && sentIn(facts) === 0) return EFFECT_WITHIN_MS
  return Math.max(STILL_MS, 4 * normal.effectMs)
}

function shown({ messages, observed, deliveries }: Facts): string {
  return JSON.stringify([messages, [...observed], deliveries.length])
}

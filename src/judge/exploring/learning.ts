// A calm play: what one webhook leads to when nothing goes wrong, so that trouble can be judged by it.
import { sightingsOf } from '../../scenario/programs/observation.ts'
import { countOf } from './invariants.ts'
import type { Move, MoveTable } from './moves.ts'
import { type Facts, type Played, play } from './play.ts'
import { closeGround, type Normal, openGround, rest, type Scene } from './scene.ts'

/** Real milliseconds that a program may take to show its first effect. */
const EFFECT_WITHIN_MS = 3_000
const LOOK_AGAIN_MS = 20
/** So many looks in a row that show the same, and it is believed to be all. */
const SAME_LOOKS = 3

/** What a calm play is made of. */
export const CALM: Move = { kind: 'customer-writes', customer: 0, pick: 0 }

/** Plays calmly on the next seeds; gives what was learned, and the play itself. */
export async function learn(
  scene: Scene,
  table: MoveTable,
  nextSeed: () => number,
): Promise<{ readonly normal: Normal; readonly played: Played }> {
  const written = await playCalmly(scene, table, nextSeed(), CALM)
  const base = written.facts
  const replies = base.messages.filter(({ direction }) => direction === 'outbound').length
  const driven = table.drive === undefined ? 0 : await countDriven(scene, table, nextSeed())
  const seen = Object.fromEntries(
    scene.subjects.map((subject) => {
      const counts = base.messages
        .filter(({ direction }) => direction === 'inbound')
        .map(({ id, wamid }) => countOf(base, subject, [wamid, id]))
      return [subject.name, Math.max(0, ...counts)] as const
    }),
  )
  const told = table.send === undefined ? base : await sendCalmly(scene, table, nextSeed())
  const showsStatus = Object.fromEntries(
    scene.subjects.map(({ name, observer }) => {
      const shows = told.messages
        .filter(({ direction }) => direction === 'outbound')
        .some(({ id, wamid }) =>
          [wamid, id].some((one) =>
            sightingsOf(told.observed.get(name), one, observer?.mapping).some(
              ({ statuses }) => statuses.length > 0,
            ),
          ),
        )
      return [name, shows] as const
    }),
  )
  const effectMs = Math.max(1, written.tookMs)
  const normal = { replies, driven, seen, showsStatus, effectMs }
  return { normal, played: { ...written.played, facts: base } }
}

async function countDriven(scene: Scene, table: MoveTable, seed: number): Promise<number> {
  const { facts } = await playCalmly(scene, table, seed, { ...CALM, kind: 'drive' })
  return facts.messages.filter(({ direction }) => direction === 'outbound').length
}

async function sendCalmly(scene: Scene, table: MoveTable, seed: number): Promise<Facts> {
  const { facts } = await playCalmly(scene, table, seed, CALM, { ...CALM, kind: 'send' })
  return facts
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
    const played: Played = await play(scene, ground, table, moves)
    const from = stopwatch()
    let facts = played.facts
    let tookMs = 0
    let same = 0
    while (same < SAME_LOOKS && stopwatch() - from < EFFECT_WITHIN_MS) {
      await rest(LOOK_AGAIN_MS)
      const next = await played.again()
      const isSame = shown(next) === shown(facts)
      same = isSame ? same + 1 : 0
      if (!isSame) tookMs = stopwatch() - from
      facts = next
    }
    return { facts, played, tookMs }
  } finally {
    await closeGround(ground)
  }
}

function shown({ messages, observed, deliveries }: Facts): string {
  return JSON.stringify([messages, [...observed], deliveries.length])
}

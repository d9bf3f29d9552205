// One play of a search: on a ground of its own, judged when nothing more is to be expected of it.
import type { StoryStep } from '../finding.ts'
import { type Violation, violationsOf } from './invariants.ts'
import type { Lanes, Way } from './lanes.ts'
import type { Move, MoveTable } from './moves.ts'
import { type InvariantName, mayHeal } from './names.ts'
import { effectPatience } from './pace.ts'
import { type Played, play } from './play.ts'
import { closeGround, openGround, rest, type Scene } from './scene.ts'

/** Something that does not hold, by the shortest story that was found. */
export type ExploreFinding = {
  readonly violation: Violation
  readonly moves: readonly Move[]
  readonly steps: readonly StoryStep[]
  /** What the expectation needs beside them, once all is quiet. */
  readonly lookUp?: StoryStep
  /** The seed of the organisation of the last play. */
  readonly seed: number
  /** In how many of three further plays it happened again. */
  readonly again: number
  /** Real milliseconds that the program needs until all that it does is done. */
  readonly restMs: number
}

export type Search = {
  readonly scene: Scene
  readonly table: MoveTable
  readonly lanes: Lanes
  readonly findings: ExploreFinding[]
  /** Every play has a seed of its own, so that its ids and customers are nobody else's. */
  readonly nextSeed: () => number
}

export type Judged = {
  readonly violations: readonly Violation[]
  readonly played: Played
  readonly seed: number
}

const LOOK_AGAIN_MS = 20
/** What is still missing right after a play is waited for so long at least, in real milliseconds. */
const PATIENCE_MS = 1_500

/** Plays once, on a ground of its own; looks at one invariant only, when it is named. */
export function playOnce(
  search: Search,
  moves: readonly Move[],
  way: Way,
  wanted?: InvariantName,
): Promise<Judged> {
  const { scene, table, lanes, findings } = search
  const isNew = ({ invariant }: Violation) =>
    wanted === undefined ? !isKnown(findings, invariant, moves) : invariant === wanted
  return lanes.run(way, async () => {
    const seed = search.nextSeed()
    const ground = await openGround(scene, seed)
    try {
      const played = await play(scene, ground, table, moves)
      return { violations: await lasting(scene, played, isNew), played, seed }
    } finally {
      await closeGround(scene, ground)
    }
  })
}

/** Whether a story ends the program, so that nobody else should be about. */
export function endsProgram({ table }: Search, moves: readonly Move[]): boolean {
  return moves.some(({ kind }) => /^(crash|restart)$/.test(table[kind]?.program ?? ''))
}

/** What still does not hold when the program has had its time. */
async function lasting(
  scene: Scene,
  played: Played,
  isNew: (violation: Violation) => boolean,
): Promise<readonly Violation[]> {
  const { stopwatch } = scene.stage
  const until = stopwatch() + Math.max(PATIENCE_MS, effectPatience(scene.normal))
  let violations = violationsOf(scene, played.facts).filter(isNew)
  let looks = 0
  while (violations.length > 0 && (looks++ === 0 || isOpen(violations, stopwatch() < until))) {
    await rest(LOOK_AGAIN_MS)
    violations = violationsOf(scene, await played.again()).filter(isNew)
  }
  return violations
}

function isOpen(violations: readonly Violation[], isEarly: boolean): boolean {
  return isEarly && violations.some(mayHeal)
}

/** Whether a finding with the same invariant is there, whose moves are all among these. */
export function isKnown(
  findings: readonly ExploreFinding[],
  invariant: InvariantName,
  moves: readonly Move[],
): boolean {
  const kinds = new Set(moves.map(({ kind }) => kind))
  return findings.some(
    (one) =>
      one.violation.invariant === invariant && one.moves.every(({ kind }) => kinds.has(kind)),
  )
}

/** Under this name a story lists the messages, where no step of it gave the id of one. */
const LIST = 'all_messages'

/**
 * The steps of a play and the violation, without an id in either: a scenario has ids of its own, so
 * each is told by what gave it, or by its place among all messages once all is quiet.
 */
export function retold(violation: Violation, { steps, names, facts }: Played) {
  const { expectation } = violation
  const id = expectation?.input.id
  if (expectation === undefined || typeof id !== 'string') return { violation, steps }
  const index = facts.messages.findIndex((one) => one.id === id || one.wamid === id)
  const name = names.get(id) ?? names.get(facts.messages[index]?.id ?? '')
  const reference = name ?? `\${${LIST}.data[${index}].id}`
  const input = { operation: 'GET /messages', query: { limit: '100' } }
  return {
    violation: {
      ...violation,
      expectation: { ...expectation, input: { ...expectation.input, id: reference } },
    },
    steps,
    ...(name === undefined && { lookUp: { verb: 'call', input, as: LIST } }),
  }
}

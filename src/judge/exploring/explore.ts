// Exploring: random plays until something does not hold, the shortest story of it, and whether it happens again.
import * as fc from 'fast-check'

import type { StoryStep } from '../finding.ts'
import { blindSpots, type Violation, violationsOf } from './invariants.ts'
import { CALM, learn } from './learning.ts'
import { type Move, type MoveTable, movesOf, storiesOf } from './moves.ts'
import type { InvariantName } from './names.ts'
import { type Played, play } from './play.ts'
import { closeGround, openGround, rest, type Scene } from './scene.ts'

/** Something that does not hold, by the shortest story that was found. */
export type ExploreFinding = {
  readonly violation: Violation
  readonly moves: readonly Move[]
  readonly steps: readonly StoryStep[]
  /** The seed of the organisation of the last play. */
  readonly seed: number
  /** In how many of three further plays it happened again. */
  readonly again: number
}

export type Explored = {
  readonly plays: number
  readonly findings: readonly ExploreFinding[]
  /** How often each move was made; a move that was never made is there with 0. */
  readonly moves: Readonly<Record<string, number>>
  /** What could not be judged, and why. */
  readonly blind: Partial<Record<InvariantName, string>>
}

export type ExploreLimits = {
  readonly seed: number
  /** Plays, those that shrink a story not counted. */
  readonly runs: number
  /** Real milliseconds; undefined for as long as the plays take. */
  readonly forMs?: number | undefined
  /** Told after each play. */
  readonly tell?: (progress: { plays: number; moves: number; findings: number }) => void
}

const AGAIN_PLAYS = 3
/** What is still missing right after a play is waited for so long, in real milliseconds. */
const PATIENCE_MS = 300
/** So long when the program was told to try again in a second. */
const RETRY_PATIENCE_MS = 2_500
const LOOK_AGAIN_MS = 50
/** Different findings; who has more mends these first. */
const FINDINGS_MAX = 10

type Search = {
  readonly scene: Scene
  readonly table: MoveTable
  readonly limits: ExploreLimits
  readonly startedAt: number
  readonly findings: ExploreFinding[]
  readonly counts: Record<string, number>
  seed: number
  plays: number
}

/** Plays until the limits are reached. What is found twice is told once. */
export async function explore(scene: Scene, limits: ExploreLimits): Promise<Explored> {
  const { stopwatch } = scene.stage
  const calm = movesOf(scene.plan, { replies: 0 })
  let seed = limits.seed
  const { normal, played } = await learn(scene, calm, () => seed++)
  scene.normal = normal
  const table = movesOf(scene.plan, normal)
  const counts = Object.fromEntries(Object.keys(table).map((kind) => [kind, 0]))
  const startedAt = stopwatch()
  const findings: ExploreFinding[] = []
  const search: Search = { scene, table, limits, startedAt, findings, counts, seed, plays: 0 }
  const wrong = violationsOf(scene, played.facts)
  for (const violation of wrong) {
    findings.push({
      ...retold(violation, played),
      moves: [CALM],
      seed: limits.seed,
      again: AGAIN_PLAYS,
    })
  }
  // A program that cannot even take a calm webhook would be found out by every play.
  while (wrong.length === 0 && !isOver(search) && findings.length < FINDINGS_MAX) {
    if (!(await searchOnce(search))) break
  }
  return { plays: search.plays, findings, moves: counts, blind: blindSpots(scene) }
}

function isOver({ limits, plays, scene, startedAt }: Search): boolean {
  const { runs, forMs } = limits
  return plays >= runs || (forMs !== undefined && scene.stage.stopwatch() - startedAt >= forMs)
}

/** Plays until something new is found, and shortens its story; false when nothing was found. */
async function searchOnce(search: Search): Promise<boolean> {
  let wanted: InvariantName | undefined
  const property = fc.asyncProperty(storiesOf(search.table), async (moves) => {
    if (wanted === undefined && isOver(search)) return
    const found = (await judge(search, moves, wanted)).find((one) => isNew(search, one, moves))
    if (wanted === undefined) count(search, moves)
    if (found === undefined) return
    wanted = found.invariant
    throw new Error(found.seen)
  })
  const { seed, findings, limits, plays } = search
  const result = await fc.check(property, {
    // Another seed after each finding, so that the same stories are not told again.
    seed: (seed + findings.length) | 0,
    numRuns: Math.max(1, limits.runs - plays),
    // `shortest` shortens it: each play takes a while, and most shrinks are the same story.
    endOnFailure: true,
  })
  const [moves] = result.counterexample ?? []
  if (!result.failed || moves === undefined || wanted === undefined) return false
  const finding = await told(search, await shortest(search, moves, wanted), wanted)
  if (finding !== undefined) findings.push(finding)
  return true
}

function count(search: Search, moves: readonly Move[]): void {
  search.plays++
  for (const { kind } of moves) search.counts[kind] = (search.counts[kind] ?? 0) + 1
  const made = Object.values(search.counts).reduce((sum, one) => sum + one, 0)
  search.limits.tell?.({ plays: search.plays, moves: made, findings: search.findings.length })
}

/** A finding with the same invariant whose moves are all among these has been told already. */
function isNew({ findings }: Search, { invariant }: Violation, moves: readonly Move[]): boolean {
  const kinds = new Set(moves.map(({ kind }) => kind))
  return !findings.some(
    (one) =>
      one.violation.invariant === invariant && one.moves.every(({ kind }) => kinds.has(kind)),
  )
}

/** Plays once, on a ground of its own, and waits a little for what is missing. */
async function judge(
  search: Search,
  moves: readonly Move[],
  wanted?: InvariantName,
): Promise<readonly Violation[]> {
  return (await playOnce(search, moves, wanted)).violations
}

async function playOnce(search: Search, moves: readonly Move[], wanted?: InvariantName) {
  const { scene, table } = search
  const { stopwatch } = scene.stage
  const seed = ++search.seed
  const ground = await openGround(scene, seed)
  try {
    const played: Played = await play(scene, ground, table, moves)
    const wrong = (facts = played.facts) =>
      violationsOf(scene, facts).filter(({ invariant }) => (wanted ?? invariant) === invariant)
    let violations = wrong()
    const from = stopwatch()
    const patience = patienceFor(scene, moves)
    while (violations.some(mayHeal) && stopwatch() - from < patience) {
      await rest(LOOK_AGAIN_MS)
      violations = wrong(await played.again())
    }
    return { violations, played, seed }
  } finally {
    await closeGround(ground)
  }
}

/** What has happened too often stays so; what is missing may come. */
const FINAL: ReadonlySet<InvariantName> = new Set<InvariantName>([
  'handled-once',
  'no-double-send',
  'respects-retry-after',
  'answers-in-time',
  'no-5xx-for-good',
])

function mayHeal({ invariant }: Violation): boolean {
  return !FINAL.has(invariant)
}

function patienceFor({ normal }: Scene, moves: readonly Move[]): number {
  const isTold = moves.some(({ kind }) => kind.startsWith('fault reply.'))
  return Math.max(isTold ? RETRY_PATIENCE_MS : PATIENCE_MS, 10 * normal.effectMs)
}

/** Leaves out every move that is not needed. */
async function shortest(
  search: Search,
  moves: readonly Move[],
  wanted: InvariantName,
): Promise<readonly Move[]> {
  let story = moves
  for (let index = story.length - 1; index >= 0 && story.length > 1; index--) {
    const without = story.filter((_, at) => at !== index)
    if ((await judge(search, without, wanted)).length > 0) story = without
  }
  return story
}

/** Tells the story again, to see how surely it happens. */
async function told(
  search: Search,
  moves: readonly Move[],
  wanted: InvariantName,
): Promise<ExploreFinding | undefined> {
  let last: Omit<ExploreFinding, 'again'> | undefined
  let again = 0
  for (let round = 0; round < AGAIN_PLAYS; round++) {
    const { violations, played, seed } = await playOnce(search, moves, wanted)
    const [violation] = violations
    if (violation === undefined) continue
    again++
    last = { ...retold(violation, played), moves, seed }
  }
  return last === undefined ? undefined : { ...last, again }
}

/** Under this name a story lists the messages, where no step of it gave the id of one. */
const LIST = 'all_messages'

/**
 * The steps of a play and the violation, without an id in either: a scenario has ids of its own, so
 * each is told by what gave it.
 */
function retold(violation: Violation, { steps, names, facts }: Played) {
  const { expectation } = violation
  const id = expectation?.input.id
  if (expectation === undefined || typeof id !== 'string') return { violation, steps }
  const index = facts.messages.findIndex((one) => one.id === id || one.wamid === id)
  const name = names.get(id) ?? names.get(facts.messages[index]?.id ?? '')
  const reference = name ?? `\${${LIST}.data[${index}].id}`
  const list = { verb: 'call', input: { operation: 'GET /messages' }, as: LIST }
  return {
    violation: {
      ...violation,
      expectation: { ...expectation, input: { ...expectation.input, id: reference } },
    },
    steps: name === undefined ? [...steps, list] : steps,
  }
}

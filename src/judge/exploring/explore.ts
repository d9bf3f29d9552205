// Exploring: random plays until something does not hold, the shortest story of it, and whether it happens again.
import * as fc from 'fast-check'

import { blindSpots, violationsOf } from './invariants.ts'
import { newLanes, type Way } from './lanes.ts'
import { CALM, learn } from './learning.ts'
import { type Move, movesOf } from './moves.ts'
import type { InvariantName } from './names.ts'
import type { Scene } from './scene.ts'
import {
  type ExploreFinding,
  endsProgram,
  isKnown,
  type Judged,
  playOnce,
  retold,
  type Search,
} from './search.ts'
import { shortest } from './shortening.ts'
import { storiesOf } from './stories.ts'

export type Explored = {
  readonly plays: number
  readonly findings: readonly ExploreFinding[]
  /** How often each move was made; a move that was never made is there with 0. */
  readonly moves: Readonly<Record<string, number>>
  /** How many pairs of moves, one right after the other, were made, and how many there are. */
  readonly pairs: { readonly made: number; readonly all: number }
  /** What could not be judged, and why. */
  readonly blind: Partial<Record<InvariantName, string>>
}

export type Progress = {
  readonly plays: number
  readonly moves: number
  readonly findings: number
  readonly kinds: number
  readonly pairs: number
}

export type ExploreLimits = {
  readonly seed: number
  /** Plays, those that shorten a story not counted. */
  readonly runs: number
  /** Real milliseconds; undefined for as long as the plays take. */
  readonly forMs?: number | undefined
  /** Told after each play. */
  readonly tell?: (progress: Progress) => void
}

const AGAIN_PLAYS = 3
/** Different findings; who has more mends these first. */
const FINDINGS_MAX = 10
/** What a saved story waits at least: the machine that plays it may be slower. */
const REST_LEAST_MS = 1_000
/** Plays that keep programs busy at the same time: mostly they wait for each other. */
const LANES = 8
/** Plays between two looks at what was found: then the known is known. */
const BATCH = 40

type Counts = {
  plays: number
  readonly moves: Record<string, number>
  readonly pairs: Set<string>
}

/** Plays until the limits are reached. What is found twice is told once. */
export async function explore(scene: Scene, limits: ExploreLimits): Promise<Explored> {
  let seed = limits.seed
  const { normal, played } = await learn(
    scene,
    (replies) => movesOf(scene.plan, { replies }),
    () => seed++,
  )
  scene.normal = normal
  const table = movesOf(scene.plan, normal)
  const search: Search = {
    scene,
    table,
    lanes: newLanes(() => (scene.isNarrow ? 1 : LANES)),
    findings: [],
    nextSeed: () => seed++,
  }
  const counts: Counts = {
    plays: 0,
    moves: Object.fromEntries(Object.keys(table).map((kind) => [kind, 0])),
    pairs: new Set(),
  }
  const wrong = violationsOf(scene, played.facts)
  for (const violation of wrong) {
    const story = { moves: [CALM], seed: limits.seed, again: AGAIN_PLAYS, restMs: restMs(scene) }
    search.findings.push({ ...retold(violation, played), ...story })
  }
  // A program that cannot even take a calm webhook would be found out by every play.
  if (wrong.length === 0) await searchAll(search, counts, limits)
  const kinds = Object.keys(table).length
  return {
    plays: counts.plays,
    findings: search.findings,
    moves: counts.moves,
    pairs: { made: counts.pairs.size, all: kinds * kinds },
    blind: blindSpots(scene),
  }
}

/** Batch after batch; each new violation is told before the next one begins. */
async function searchAll(search: Search, counts: Counts, limits: ExploreLimits): Promise<void> {
  const { findings, table, scene } = search
  const { seed, runs, forMs = Number.POSITIVE_INFINITY } = limits
  const endsAt = scene.stage.stopwatch() + forMs
  const isOver = () => scene.stage.stopwatch() >= endsAt || findings.length >= FINDINGS_MAX
  for (let batch = 0; counts.plays < runs && !isOver(); batch++) {
    const numRuns = Math.min(BATCH, runs - counts.plays)
    const stories = fc.sample(storiesOf(table), { seed: (seed + batch) | 0, numRuns })
    const found = new Map<readonly Move[], readonly InvariantName[]>()
    const playAll = async (way: Way, some: readonly (readonly Move[])[]) => {
      const plays = some.map(async (moves) => {
        const { violations } = await playOnce(search, moves, way)
        found.set(moves, [...new Set(violations.map(({ invariant }) => invariant))])
        count(search, counts, moves, limits)
      })
      // Nobody plays on when the programs are taken away.
      const ends = await Promise.allSettled(plays)
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    }
    const isCrashing = (moves: readonly Move[]) => endsProgram(search, moves)
    await playAll(
      'beside',
      stories.filter((moves) => !isCrashing(moves)),
    )
    await playAll('crashing', stories.filter(isCrashing))
    for (const moves of stories) {
      for (const invariant of found.get(moves) ?? []) await tell(search, moves, invariant)
    }
  }
}

function count(
  { findings }: Search,
  counts: Counts,
  moves: readonly Move[],
  { tell }: ExploreLimits,
): void {
  counts.plays++
  for (const [index, { kind }] of moves.entries()) {
    counts.moves[kind] = (counts.moves[kind] ?? 0) + 1
    const before = moves[index - 1]
    if (before !== undefined) counts.pairs.add(`${before.kind} ${kind}`)
  }
  const made = Object.values(counts.moves)
  tell?.({
    plays: counts.plays,
    moves: made.reduce((sum, one) => sum + one, 0),
    findings: findings.length,
    kinds: made.filter((one) => one > 0).length,
    pairs: counts.pairs.size,
  })
}

/**
 * Shortens a story, and plays it further times, to see how surely it happens. What was only seen while
 * other plays went on, and never by itself, is not told.
 */
async function tell(
  search: Search,
  moves: readonly Move[],
  invariant: InvariantName,
): Promise<void> {
  if (search.findings.length >= FINDINGS_MAX || isKnown(search.findings, invariant, moves)) return
  const story = await shortest(search, moves, invariant)
  if (story === undefined || isKnown(search.findings, invariant, story)) return
  const plays: Judged[] = []
  for (let round = 0; round < AGAIN_PLAYS; round++) {
    plays.push(await playOnce(search, story, 'alone', invariant))
  }
  const again = plays.filter(({ violations }) => violations.length > 0)
  const last = again.at(-1)
  const [violation] = last?.violations ?? []
  if (last === undefined || violation === undefined) return
  const told = { moves: story, seed: last.seed, again: again.length, restMs: restMs(search.scene) }
  search.findings.push({ ...retold(violation, last.played), ...told })
}

function restMs({ normal }: Scene): number {
  return Math.ceil(Math.max(REST_LEAST_MS, 4 * normal.effectMs, 3 * (normal.retryMs ?? 0)))
}

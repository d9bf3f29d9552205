// Folding: of a long run of exchanges that are alike, the first stay and the others become one line with their digest.
import { createHash } from 'node:crypto'

import { ID_CHARACTERS } from '../../schema/formats.ts'

/** A reader sees what goes on from two; the third tells nothing new. */
const ROUNDS_SHOWN = 2

/** Fewer than these are shown: the times of a ladder of retries are what a reader looks for. */
const FOLDED_MIN = 8

/** Hexadecimal digits of a digest: 128 bits tell any two plays apart. */
const DIGEST_SHOWN = 32

/** What takes turns: a call, a webhook, its reply and a status are one round. */
const ROUND_MAX = 4

/** A run: how many exchanges make a round, and how often it comes. */
type Run = { readonly round: number; readonly times: number }

/**
 * The exchanges with long runs folded. Two are alike when they differ in ids, numbers, times and
 * signatures only; the digest is of all that the fold leaves out, so no byte may change unseen.
 */
export function folded(exchanges: readonly string[]): string[] {
  const shapes = exchanges.map(shapeOf)
  const kept: string[] = []
  for (let at = 0; at < exchanges.length; ) {
    const run = longestRun(shapes, at)
    const shown = run === null ? 1 : run.round * ROUNDS_SHOWN
    kept.push(...exchanges.slice(at, at + shown))
    at += shown
    if (run === null) continue
    const left = run.round * (run.times - ROUNDS_SHOWN)
    kept.push(foldLine(run, exchanges.slice(at, at + left)))
    at += left
  }
  return kept
}

/** What stands behind the prefix of each id. */
const IDS = new RegExp(`(?<![0-9A-Z])${ID_CHARACTERS}(?![0-9A-Z])`, 'g')

/** An exchange without what is another in each: ids, signatures, and the digits of all numbers. */
function shapeOf(exchange: string): string {
  return exchange
    .replaceAll(IDS, 'ID')
    .replaceAll(/v1=[0-9a-f]{64}/g, 'v1=SIGNATURE')
    .replaceAll(/\d+/g, '0')
}

/** The run that begins at a place and is worth folding, the one that covers most; null for none. */
function longestRun(shapes: readonly string[], at: number): Run | null {
  let longest: Run | null = null
  for (let round = 1; round <= ROUND_MAX; round++) {
    const times = timesOf(shapes, at, round)
    if (round * (times - ROUNDS_SHOWN) < FOLDED_MIN) continue
    if (longest === null || round * times > longest.round * longest.times) {
      longest = { round, times }
    }
  }
  return longest
}

function timesOf(shapes: readonly string[], at: number, round: number): number {
  let end = at + round
  while (end < shapes.length && shapes[end] === shapes[end - round]) end += 1
  return Math.floor((end - at) / round)
}

function foldLine({ round, times }: Run, left: readonly string[]): string {
  const digest = createHash('sha256').update(left.join('\n\n')).digest('hex').slice(0, DIGEST_SHOWN)
  const like = round === 1 ? 'like the one before' : `times the ${round} before`
  const more = round === 1 ? left.length : times - ROUNDS_SHOWN
  return `… ${more} more ${like}, sha256 ${digest}`
}

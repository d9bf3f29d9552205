// Shortening: the fewest moves, with the smallest numbers, that still break the same invariant.
import type { Move } from './moves.ts'
import type { InvariantName } from './names.ts'
import { endsProgram, playOnce, type Search } from './search.ts'

/** A story that only happens now and then gets so many chances to do so. */
const TRIES = 2

/**
 * Leaves out every move that is not needed: each is tried without by itself, all at the same time, then
 * all of those that were not needed at once. Undefined when the story does not happen again at all.
 */
export async function shortest(
  search: Search,
  moves: readonly Move[],
  invariant: InvariantName,
): Promise<readonly Move[] | undefined> {
  const happens = async (story: readonly Move[]) =>
    (await playOnce(search, story, endsProgram(search, story) ? 'alone' : 'beside', invariant))
      .violations.length > 0
  if (!(await happensAtAll(search, moves, invariant))) return undefined
  let story = moves
  while (story.length > 1) {
    const without = story.map((_, left) => story.filter((_, index) => index !== left))
    const answers = await Promise.all(without.map(happens))
    const needed = story.filter((_, index) => answers[index] !== true)
    if (needed.length === story.length) break
    // Of two that can stand in for each other, each is unneeded, and one is needed.
    const isEnough = needed.length > 0 && (await happens(needed))
    story = isEnough ? needed : (without[answers.lastIndexOf(true)] ?? story)
  }
  const plain = story.map((move) => ({ ...move, customer: 0, pick: 0 }))
  const isPlain = JSON.stringify(plain) === JSON.stringify(story)
  return isPlain || (await happens(plain)) ? plain : story
}

/** By itself, so that no other play can be to blame. */
async function happensAtAll(
  search: Search,
  moves: readonly Move[],
  invariant: InvariantName,
): Promise<boolean> {
  for (let turn = 0; turn < TRIES; turn++) {
    const { violations } = await playOnce(search, moves, 'alone', invariant)
    if (violations.length > 0) return true
  }
  return false
}

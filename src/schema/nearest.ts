// The word that somebody most likely meant.
import leven from 'leven'

/** Nobody means a word by a text that is longer than this. */
const WRITTEN_MAX = 60

/** The allowed word that is nearest to what was written, if one is near. */
export function nearest(value: unknown, allowed: readonly string[]): string | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > WRITTEN_MAX)
    return undefined
  const written = value.toLowerCase()
  const bar = written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3))
  const ranked = allowed
    .map((word) => ({ word, distance: leven(written, word.toLowerCase()) }))
    .filter(({ distance }) => distance <= bar)
    .sort((one, other) => one.distance - other.distance)
  return ranked[0]?.word
}

/** " Did you mean virtual?", or nothing. */
export function hintOf(meant: string | undefined): string {
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}

// Cassettes: a play's transcript on disk, and where a later play parts from it.
import { basename, extname } from 'node:path'

export type CassetteDifference = {
  readonly line: number
  readonly expected: string
  readonly seen: string
  /** The lines before, which are the same. */
  readonly before: readonly string[]
}

/** Lines before a difference that are shown. */
const BEFORE_SHOWN = 4

/** `retry-ladder.yaml` has the cassette `retry-ladder.cassette`. */
export function cassetteName(file: string): string {
  return `${basename(file, extname(file))}.cassette`
}

/** The first line that differs; null when every byte is the same. */
export function differenceOf(recorded: string, played: string): CassetteDifference | null {
  if (recorded === played) return null
  const [before, now] = [recorded.split('\n'), played.split('\n')]
  const length = Math.max(before.length, now.length)
  for (let index = 0; index < length; index++) {
    const [expected, seen] = [before[index], now[index]]
    if (expected === seen) continue
    return {
      line: index + 1,
      expected: expected ?? 'the end of the cassette',
      seen: seen ?? 'the end of the play',
      before: now.slice(Math.max(0, index - BEFORE_SHOWN), index),
    }
  }
  return null
}

// How much is tried and from which seed: small and always the same by default, larger when asked to.
import type fc from 'fast-check'

/** `FUZZ_RUNS=20` tries twenty times as much. */
const FACTOR = wholeNumber('FUZZ_RUNS', 1)

/** `FUZZ_SEED` repeats a run; the tests name it when they fail. */
export const FUZZ_SEED = wholeNumber('FUZZ_SEED', 1)

/** How long a test may take: a large run is allowed to be long, and a busy machine to be slow. */
export const PATIENCE_MS = 120_000 * FACTOR

/** When a failure has been found, a smaller one is looked for so long at most. */
const SHRINKING_ENDS_MS = PATIENCE_MS / 2

/** The parameters of a property that is tried so often in a small run. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  return {
    numRuns: numRuns * FACTOR,
    seed: FUZZ_SEED,
    endOnFailure: FACTOR > 1,
    interruptAfterTimeLimit: SHRINKING_ENDS_MS,
  }
}

function wholeNumber(name: string, usual: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return usual
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${name} must be a whole number; got ${JSON.stringify(text)}.`)
}

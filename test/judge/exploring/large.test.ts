// explore, at length: every fault of the zoo that random plays can show, and a careful program for 2,000 plays.
import { expect, it } from 'vitest'

import { EXPLORABLE, exploreZoo } from './zoo.ts'

const HOUR_MS = 3_600_000

it.each(EXPLORABLE)(
  '%s breaks %s within 200 plays, in at most four moves, until it is mended',
  {
    timeout: HOUR_MS,
  },
  async (program, invariant) => {
    const { findings, playAgain } = await exploreZoo(program, { runs: 200 })
    const [found] = findings.filter((one) => one.invariant === invariant)
    expect(found).toBeDefined()
    if (found === undefined) return
    expect(found.moves.length).toBeLessThanOrEqual(4)
    expect(await playAgain(found, false)).toBe(1)
    expect(await playAgain(found, true)).toBe(0)
  },
)

it('finds nothing in 2,000 plays of a careful program', { timeout: HOUR_MS }, async () => {
  expect((await exploreZoo('careful', { runs: 2_000 })).findings).toEqual([])
})

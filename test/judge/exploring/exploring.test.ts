// explore: what is found is short, happens again, fails on the faulty program and passes on the mended one.
import { describe, expect, it } from 'vitest'

import { exploreZoo } from './zoo.ts'

const PATIENT_MS = 120_000

describe.each([
  ['dedupes-by-delivery-id', 'handled-once', ['replay']],
  ['ignores-retry-after', 'respects-retry-after', ['reply.status']],
])('%s', (program, invariant, trouble) => {
  it(`breaks ${invariant} in at most four moves, until it is mended`, {
    timeout: PATIENT_MS,
  }, async () => {
    const { exitCode, findings, playAgain } = await exploreZoo(program, { runs: 8, trouble })
    const found = findings.find((one) => one.invariant === invariant)
    expect(findings.map((one) => one.invariant)).toContain(invariant)
    if (found === undefined) return
    expect(exitCode).toBe(1)
    expect(found.moves.length).toBeLessThanOrEqual(4)
    expect(found.again).toBeGreaterThan(0)
    expect(await playAgain(found, false)).toBe(1)
    expect(await playAgain(found, true)).toBe(0)
  })
})

it('finds nothing in a careful program', { timeout: PATIENT_MS }, async () => {
  const { exitCode, plays, findings } = await exploreZoo('careful', { runs: 8 })
  expect(findings).toEqual([])
  expect(plays).toBe(8)
  expect(exitCode).toBe(0)
})

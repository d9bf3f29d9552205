// Stories: moves at random, by their weights.
import * as fc from 'fast-check'

import { CUSTOMERS_MAX, type Move, type MoveTable } from './moves.ts'

/** More moves than this add time, and rarely a new story. */
const MOVES_MAX = 10

/** Plays of up to MOVES_MAX moves, by the weights of the table. */
export function storiesOf(table: MoveTable): fc.Arbitrary<readonly Move[]> {
  const traffic = Object.entries(table).filter(([, { group }]) => group === 'traffic')
  const trouble = Object.entries(table).filter(([, { group }]) => group === 'trouble')
  const moves = [...traffic, ...trouble].map(([kind, { weight }]) => ({
    weight,
    arbitrary: fc.record({
      kind: fc.constant(kind),
      customer: fc.nat(CUSTOMERS_MAX - 1),
      pick: fc.nat(4),
    }),
  }))
  const config = { withCrossShrink: false }
  return fc.array(fc.oneof(config, ...moves), { minLength: 1, maxLength: MOVES_MAX, size: 'max' })
}

// What `list` shows of exploring: the moves of a play, and what must hold in the end.
import { everyMove } from '../judge/exploring/moves.ts'
import { INVARIANTS } from '../judge/exploring/names.ts'

export function moveRows() {
  return Object.entries(everyMove()).map(([move, { group, weight, what }]) => {
    return { move, group, weight, what }
  })
}

export function invariantRows() {
  return Object.entries(INVARIANTS).map(([invariant, what]) => ({ invariant, what }))
}

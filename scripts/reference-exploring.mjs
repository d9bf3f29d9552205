// The pages of exploring: what may happen in a play, and what must hold in the end.
import { code, fence, page, table } from './reference-text.mjs'

export function movesPage({ everyMove }) {
  const rows = Object.entries(everyMove())
  const of = (group) =>
    table(
      ['move', 'weight', 'what happens'],
      rows
        .filter(([, row]) => row.group === group)
        .map(([name, { weight, what }]) => [code(name), weight, what]),
    )
  return page(
    'Moves',
    'What happens in the plays of `explore`, from the tables of control actions and of faults. A move is made as often as its weight says, beside the others; `traffic.moves` in the file changes weights by name. How to use them: [explore.md](../explore.md).',
    '## Traffic',
    '`send` is made where the program sends nothing by itself, `drive` where the file has a driver. A move of weight 0 is only made when the file gives it another one.',
    of('traffic'),
    '## Trouble',
    'Replies go wrong only where the program calls the API; `restart` and `crash` need the command that starts it.',
    of('trouble'),
  )
}

export function invariantsPage({ INVARIANTS }) {
  return page(
    'Invariants',
    'What must hold at the end of each play of `explore`, when everything has come to rest. `invariants` in the file chooses some of them. How to use them: [explore.md](../explore.md).',
    table(
      ['invariant', 'what must hold'],
      Object.entries(INVARIANTS).map(([name, what]) => [code(name), what]),
    ),
    '## For programs',
    '`explore --json` prints one object:',
    fence(
      'json',
      '{ "plays": 200, "seed": 7,\n  "findings": [{ "invariant": "handled-once", "what": "…", "seen": "…",\n    "moves": [{ "kind": "customer-writes", "customer": 0, "pick": 0 }],\n    "seed": 212, "file": "findings/1-handled-once.yaml", "again": 3 }],\n  "coverage": { "moves": { "customer-writes": 402 }, "pairs": { "made": 359, "all": 784 } },\n  "inconclusive": { "expect": "The file has no expectations of its own." } }',
    ),
    '`again` says in how many of three further plays it happened. Exit codes: 0 nothing was found, 1 something was.',
  )
}

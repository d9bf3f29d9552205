// Rounds: the sides of a comparison take turns, so that a busy machine slows all of them.
import { untilQuiet } from './machine.mjs'

/**
 * Runs each side once per round, A B A B. A side is a function that resolves to its figure. Gives
 * the median of each side, and `share(one, other)`, the median of what `one` is of `other` in the
 * same round.
 */
export async function alternate(sides, rounds) {
  const taken = []
  for (let round = 1; round <= rounds; round++) {
    const busy = await untilQuiet()
    const figures = {}
    for (const [name, side] of Object.entries(sides)) figures[name] = await side()
    taken.push(figures)
    process.stderr.write(`  round ${round}/${rounds}: ${described(figures, busy)}\n`)
  }
  const medians = Object.keys(sides).map((name) => [name, median(taken.map((one) => one[name]))])
  return {
    ...Object.fromEntries(medians),
    share: (one, other) => median(taken.map((figures) => figures[one] / figures[other])),
  }
}

function described(figures, busy) {
  const each = Object.entries(figures).map(([name, figure]) => `${name} ${shortly(figure)}`)
  const warning = busy === 0 ? '' : ` (others use ${Math.round(busy * 100)} % of this machine)`
  return each.join(', ') + warning
}

function shortly(figure) {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(1)
}

export function median(figures) {
  const sorted = [...figures].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

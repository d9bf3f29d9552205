// Rounds: the sides of a comparison take turns, so that a busy machine slows all of them.
import { untilQuiet } from './machine.mjs'

/**
 * Runs each side once per round, A B A B, and gives the median of each. A side is a function that
 * resolves to its figure.
 */
export async function alternate(sides, rounds) {
  const figures = new Map(Object.keys(sides).map((name) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    const busy = await untilQuiet()
    for (const [name, side] of Object.entries(sides)) figures.get(name).push(await side())
    const last = [...figures].map(([name, list]) => `${name} ${shortly(list.at(-1))}`)
    const warning = busy === 0 ? '' : ` (others use ${Math.round(busy * 100)} % of this machine)`
    process.stderr.write(`  round ${round}/${rounds}: ${last.join(', ')}${warning}\n`)
  }
  return Object.fromEntries([...figures].map(([name, list]) => [name, median(list)]))
}

export function median(figures) {
  const sorted = [...figures].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function shortly(figure) {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(1)
}

// Spawn to first answer: the command beside a bare Fastify script.
import { OUR_FLAGS, scriptAt, startServer } from './processes.mjs'
import { alternate } from './rounds.mjs'
import { measured, milliseconds } from './table.mjs'

const BAR = 1

/** Starts vary more than rates. */
const ROUNDS_MIN = 11

export const coldStart = {
  name: 'start',
  what: 'from spawn to the first answer',
  run: async ({ bin, rounds }) => {
    const sides = {
      baseline: () => firstAnswer([scriptAt('bare-server.mjs')]),
      ours: () => firstAnswer([bin, ...OUR_FLAGS, '--memory']),
    }
    // The first start of each fills the disk's cache.
    for (const side of Object.values(sides)) await side()
    const figures = await alternate(sides, Math.max(rounds, ROUNDS_MIN))
    const ratio = figures.share('ours', 'baseline')
    return [
      measured({
        budget: 'spawn to first answer',
        bar: `≤ ${BAR} × bare Fastify`,
        baseline: milliseconds(figures.baseline),
        ours: milliseconds(figures.ours),
        ratio: `${ratio.toFixed(2)} ×`,
        met: ratio <= BAR,
      }),
    ]
  },
}

/** Milliseconds until the ready line was read and one request was answered. */
async function firstAnswer(args) {
  const startedAt = performance.now()
  const server = await startServer(args)
  const response = await fetch(`${server.url}/health`)
  await response.text()
  const ms = performance.now() - startedAt
  await server.stop()
  return ms
}

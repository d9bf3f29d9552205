// A sandbox inside of a test: how long its start takes, and how long another organisation.
import { fileURLToPath } from 'node:url'

import { scriptAt, startServer } from './processes.mjs'
import { alternate } from './rounds.mjs'
import { measured, milliseconds } from './table.mjs'

const START_BAR_MS = 60
/** Where the machine is slow, it is slow for both: the bar is that of a bare Fastify then. */
const START_BAR_SHARE = 1.5
const ORGANIZATION_BAR_MS = 1.5
const ORGANIZATION_BAR_SHARE = 0.1

const LIBRARY = fileURLToPath(new URL('../../dist/index.js', import.meta.url))

/** Starts vary more than rates. */
const ROUNDS_MIN = 9

export const library = {
  name: 'library',
  what: 'startSandbox in a fresh process, and organisations beside the first',
  run: async ({ rounds }) => {
    const sides = {
      baseline: async () => (await report('bare-listen.mjs')).listenMs,
      ours: async () => (await report('library-start.mjs', LIBRARY)).startMs,
      organization: async () => (await report('library-start.mjs', LIBRARY)).organizationMs,
    }
    for (const side of Object.values(sides)) await side()
    const figures = await alternate(sides, Math.max(rounds, ROUNDS_MIN))
    return [
      row('start in a test, once imported', figures, 'ours', START_BAR_MS, START_BAR_SHARE),
      row(
        'another organisation',
        figures,
        'organization',
        ORGANIZATION_BAR_MS,
        ORGANIZATION_BAR_SHARE,
      ),
    ]
  },
}

function row(budget, figures, side, barMs, barShare) {
  const ratio = figures.share(side, 'baseline')
  return measured({
    budget,
    bar: `≤ ${barMs} ms, or ${barShare} × a bare Fastify`,
    baseline: milliseconds(figures.baseline),
    ours: milliseconds(figures[side]),
    ratio: `${ratio.toFixed(2)} ×`,
    met: figures[side] <= barMs || ratio <= barShare,
  })
}

/** What a script prints when it has measured itself. */
async function report(script, ...args) {
  const measuring = await startServer([scriptAt(script), ...args])
  await measuring.stop()
  return measuring
}

// What is kept in files: how long a start takes with much of it, and how long requests wait then.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CONNECTIONS } from './post-messages.mjs'
import { startHelper, startOurs } from './processes.mjs'
import { messageRequests, phones } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured } from './table.mjs'

const SHORT_ROWS = 1_000
const LONG_ROWS = 100_000
const START_MAX_MS = 1_500
/** How much longer requests may wait with a hundred times the rows, folding or not. */
const WAIT_RATIO_MAX = 2

/** In KiB: so large that the log is never folded, and so small that it is at once. */
const NEVER = 2 ** 20
const AT_ONCE = 1

const WARM_UP_SECONDS = 1

export const kept = {
  name: 'kept',
  what: 'start with 100,000 messages kept, and the wait of requests then',
  run: async (settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'kirim-sandbox-bench-'))
    const load = await startHelper('load.mjs')
    try {
      const short = join(folder, 'short')
      const long = join(folder, 'long')
      await fill(load, settings, short, SHORT_ROWS)
      await fill(load, settings, long, LONG_ROWS)
      return [await startRow(settings, long), ...(await waitRows(load, settings, short, long))]
    } finally {
      await load.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Time stands still, so that no status comes while something is measured. */
function startKept(settings, folder, compactAt) {
  const flags = ['--data', folder, '--compact-at', String(compactAt), '--clock', 'virtual']
  return startOurs(settings, { flags })
}

async function fill(load, settings, folder, total) {
  const server = await startKept(settings, folder, NEVER)
  const requests = messageRequests(server.apiKey, phones(200), 1_000)
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total })
  await server.stop()
}

async function startRow(settings, long) {
  const timed = (start) => async () => {
    const startedAt = performance.now()
    const server = await start()
    const ms = performance.now() - startedAt
    await server.stop()
    return ms
  }
  const figures = await alternate(
    {
      memory: timed(() => startOurs(settings)),
      kept: timed(() => startKept(settings, long, NEVER)),
    },
    settings.rounds,
  )
  return measured({
    budget: `start with ${LONG_ROWS.toLocaleString('en')} messages kept`,
    bar: `≤ ${START_MAX_MS} ms`,
    baseline: `${figures.memory.toFixed(0)} ms`,
    ours: `${figures.kept.toFixed(0)} ms`,
    ratio: `${(figures.kept / figures.memory).toFixed(1)}×`,
    met: figures.kept <= START_MAX_MS,
  })
}

/** The log of the long one has not been folded yet: the first request of a round begins that. */
async function waitRows(load, settings, short, long) {
  const wait = (folder, compactAt) => async () => {
    const server = await startKept(settings, folder, compactAt)
    const requests = messageRequests(server.apiKey, phones(5), 100)
    const order = { port: server.port, requests, connections: 1 }
    if (compactAt === NEVER) await load.ask({ ...order, seconds: WARM_UP_SECONDS })
    const { p99 } = await load.ask({ ...order, seconds: settings.seconds })
    await server.stop()
    return p99
  }
  const figures = await alternate(
    {
      short: wait(short, NEVER),
      long: wait(long, NEVER),
      folding: wait(long, AT_ONCE),
    },
    settings.rounds,
  )
  const row = (budget, ms) =>
    measured({
      budget,
      bar: `≤ ${WAIT_RATIO_MAX}× with ${SHORT_ROWS.toLocaleString('en')}`,
      baseline: `${figures.short.toFixed(2)} ms`,
      ours: `${ms.toFixed(2)} ms`,
      ratio: `${(ms / figures.short).toFixed(2)}×`,
      met: ms <= figures.short * WAIT_RATIO_MAX,
    })
  return [
    row(`p99 of POST with ${LONG_ROWS.toLocaleString('en')} messages`, figures.long),
    row('p99 of POST while the log is folded', figures.folding),
  ]
}

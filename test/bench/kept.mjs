// What is kept in files: how long a start takes with much of it, and how long requests wait then.
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CONNECTIONS } from './post-messages.mjs'
import { startHelper, startOurs } from './processes.mjs'
import { messageRequests, phones } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured } from './table.mjs'

const SHORT_ROWS = 1_000
const LONG_ROWS = 100_000
const START_MAX_MS = 1_000
/** How much longer requests may wait with a hundred times the rows, and while the log is folded. */
const WAIT_RATIO_MAX = 2
const FOLDING_RATIO_MAX = 3

/** In KiB: so large that the log is never folded. */
const NEVER = 2 ** 20

/** Until the hot functions are compiled, and a little less than these requests add to the log. */
const WARM_UP_REQUESTS = 3_000
const WARM_UP_KIB = 2_000

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

/** Each round has a copy, for a log that was folded is not folded again. */
async function waitRows(load, settings, short, long) {
  const wait = (folder, foldsAfter) => async () => {
    const copy = `${folder}-copy`
    cpSync(folder, copy, { recursive: true })
    const compactAt = foldsAfter === null ? NEVER : kibOfLog(copy) + foldsAfter
    const server = await startKept(settings, copy, compactAt)
    const requests = messageRequests(server.apiKey, phones(5), 100)
    const order = { port: server.port, requests, connections: 1 }
    await load.ask({ ...order, total: WARM_UP_REQUESTS })
    const { p99 } = await load.ask({ ...order, seconds: settings.seconds })
    await server.stop()
    if (foldsAfter !== null && !isFolded(copy)) throw new Error('The log was not folded.')
    rmSync(copy, { recursive: true })
    return p99
  }
  const figures = await alternate(
    {
      short: wait(short, null),
      long: wait(long, null),
      folding: wait(long, WARM_UP_KIB),
    },
    settings.rounds,
  )
  const row = (budget, ms, most = WAIT_RATIO_MAX) =>
    measured({
      budget,
      bar: `≤ ${most}× with ${SHORT_ROWS.toLocaleString('en')}`,
      baseline: `${figures.short.toFixed(2)} ms`,
      ours: `${ms.toFixed(2)} ms`,
      ratio: `${(ms / figures.short).toFixed(2)}×`,
      met: ms <= figures.short * most,
    })
  return [
    row(`p99 of POST with ${LONG_ROWS.toLocaleString('en')} messages`, figures.long),
    row('p99 of POST while the log is folded', figures.folding, FOLDING_RATIO_MAX),
  ]
}

function filesOf(folder) {
  const organizations = join(folder, 'organizations')
  const [organization] = readdirSync(organizations)
  const path = join(organizations, organization)
  return readdirSync(path).map((name) => ({ name, kib: statSync(join(path, name)).size / 1_024 }))
}

function kibOfLog(folder) {
  return Math.floor(filesOf(folder).find(({ name }) => name.startsWith('changes')).kib)
}

function isFolded(folder) {
  return filesOf(folder).every(({ name }) => !/-1\.jsonl$/.test(name))
}

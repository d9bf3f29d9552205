// GET /messages?limit=25: a page of a short and of a long table beside a hand-made list route.
import { CONNECTIONS } from './post-messages.mjs'
import { scriptAt, startHelper, startOurs, startServer } from './processes.mjs'
import { messageRequests, phones, requestText } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured, percent, perSecond } from './table.mjs'

const BAR = 1
/** How much slower a page of the long table may be. */
const SLOWER_MAX = 0.15

const SHORT_ROWS = 1_000
const LONG_ROWS = 100_000

const WARM_UP_SECONDS = 1.5

export const listPage = {
  name: 'list',
  what: 'GET /messages?limit=25 with 1,000 and 100,000 messages',
  run: async (settings) => {
    const load = await startHelper('load.mjs')
    const servers = {
      baseline: await startServer([scriptAt('baseline-server.mjs')]),
      short: await startFilled(load, settings, SHORT_ROWS),
      long: await startFilled(load, settings, LONG_ROWS),
    }
    const sides = {}
    for (const [name, server] of Object.entries(servers)) {
      await pagesPerSecond(load, server, WARM_UP_SECONDS)
      sides[name] = () => pagesPerSecond(load, server, settings.seconds)
    }
    const figures = await alternate(sides, settings.rounds)
    for (const { stop } of [load, ...Object.values(servers)]) await stop()
    return rowsOf(figures)
  },
}

/** Time stands still there, so that no status comes while pages are read. */
async function startFilled(load, settings, rows) {
  const server = await startOurs(settings, { flags: ['--memory', '--clock', 'virtual'] })
  const requests = messageRequests(server.apiKey, phones(200), 1_000)
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total: rows })
  return server
}

async function pagesPerSecond(load, server, seconds) {
  const requests = [requestText('GET', '/v1/messages?limit=25', server.apiKey ?? 'none')]
  const order = { port: server.port, requests, connections: CONNECTIONS, seconds }
  const result = await load.ask(order)
  return result.answered / result.seconds
}

function rowsOf({ baseline, short, long, share }) {
  const ratio = share('short', 'baseline')
  const longShare = share('long', 'short')
  return [
    measured({
      budget: 'GET 25 of 1,000 messages',
      bar: `≥ ${percent(BAR)} of baseline`,
      baseline: perSecond(baseline),
      ours: perSecond(short),
      ratio: percent(ratio),
      met: ratio >= BAR,
    }),
    measured({
      budget: 'GET 25 of 100,000 messages',
      bar: `within ${percent(SLOWER_MAX)} of 1,000`,
      baseline: perSecond(short),
      ours: perSecond(long),
      ratio: percent(longShare),
      met: longShare >= 1 - SLOWER_MAX,
    }),
  ]
}

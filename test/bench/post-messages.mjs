// POST /messages: our whole journey of a request beside a hand-made route with the same checks.
import { scriptAt, startHelper, startOurs, startServer } from './processes.mjs'
import { messageRequests, phones } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured, percent, perSecond } from './table.mjs'

const BAR = 0.6

export const CONNECTIONS = 50

/** Long enough for the hot functions to be compiled. */
const WARM_UP_SECONDS = 1.5

export const postMessages = {
  name: 'post',
  what: 'POST /messages, kept in memory',
  run: async (settings) => {
    const load = await startHelper('load.mjs')
    const figures = await alternate(
      {
        baseline: () =>
          rateOf(load, settings, () => startServer([scriptAt('baseline-server.mjs')])),
        ours: () => rateOf(load, settings, () => startOurs(settings)),
      },
      settings.rounds,
    )
    await load.stop()
    const ratio = figures.share('ours', 'baseline')
    return [
      measured({
        budget: 'POST /messages, memory store',
        bar: `≥ ${percent(BAR)} of baseline`,
        baseline: perSecond(figures.baseline),
        ours: perSecond(figures.ours),
        ratio: percent(ratio),
        met: ratio >= BAR,
      }),
    ]
  },
}

/**
 * Messages taken per second by a fresh server. A fresh one in each round, so that the statuses of
 * one round's messages do not come while the other side is measured.
 */
export async function rateOf(load, { seconds }, start) {
  const server = await start()
  const requests = messageRequests(server.apiKey ?? 'none', phones(5), 100)
  const order = { port: server.port, requests, connections: CONNECTIONS }
  await load.ask({ ...order, seconds: WARM_UP_SECONDS })
  const result = await load.ask({ ...order, seconds })
  await server.stop()
  return result.answered / result.seconds
}

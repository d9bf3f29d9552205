// Webhooks end to end: event, signed, delivered, recorded, beside what undici's Pool can post at all.
import { setTimeout as wait } from 'node:timers/promises'

import { CONNECTIONS } from './post-messages.mjs'
import { startHelper, startOurs } from './processes.mjs'
import { call, requestText } from './requests.mjs'
import { alternate } from './rounds.mjs'
import { measured, percent, perSecond } from './table.mjs'

const BAR = 0.5

/** As many attempts at once as the sandbox makes to one receiver. */
const IN_FLIGHT = 64

/** What one bulk replay enqueues at most. */
const BACKLOG = 1_000
const REPLAYS = 10
const BARE_POSTS = 30_000

export const webhooks = {
  name: 'webhooks',
  what: 'deliveries made and recorded per second',
  run: async (settings) => {
    const receiver = await startHelper('receiver.mjs')
    const poster = await startHelper('bare-poster.mjs')
    const server = await startOurs(settings)
    const subscription = await makeBacklog(server, receiver)
    const { sample } = await receiver.ask('sample')
    const order = {
      port: receiver.port,
      facts: JSON.parse(sample.body),
      secret: subscription.initial_secret,
      headers: headersOf(sample.head),
      total: BARE_POSTS,
      inFlight: IN_FLIGHT,
    }
    const sides = {
      baseline: async () => BARE_POSTS / (await poster.ask(order)).seconds,
      ours: () => deliveriesPerSecond(server, subscription.id),
    }
    for (const side of Object.values(sides)) await side()
    const figures = await alternate(sides, settings.rounds)
    for (const { stop } of [server, poster, receiver]) await stop()
    const ratio = figures.share('ours', 'baseline')
    return [
      measured({
        budget: `webhooks end to end (${sample.body.length} bytes)`,
        bar: `≥ ${percent(BAR)} of undici Pool`,
        baseline: perSecond(figures.baseline),
        ours: perSecond(figures.ours),
        ratio: percent(ratio),
        met: ratio >= BAR,
      }),
    ]
  },
}

/**
 * A thousand dead deliveries to be replayed, so that deliveries can be had by the thousand without
 * measuring the requests that cause them. The receiver keeps its answers back until all events have
 * happened, since twenty refusals disable the subscription.
 */
async function makeBacklog(server, receiver) {
  const { data: subscription } = await call(server, 'POST', '/webhook_subscriptions', {
    url: `http://127.0.0.1:${receiver.port}/held`,
    events: ['contact.created'],
  })
  const load = await startHelper('load.mjs')
  const requests = Array.from({ length: BACKLOG }, (_, n) =>
    requestText('POST', '/v1/contacts', server.apiKey, {
      phone_number: `+6285${String(n).padStart(8, '0')}`,
      name: `Pelanggan ${n}`,
      email: `pelanggan${n}@example.com`,
    }),
  )
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total: BACKLOG })
  await load.stop()
  await receiver.ask('release')
  await untilDone(server)
  await call(server, 'PATCH', `/webhook_subscriptions/${subscription.id}`, {
    url: `http://127.0.0.1:${receiver.port}/200`,
    status: 'active',
  })
  return subscription
}

async function deliveriesPerSecond(server, subscriptionId) {
  const startedAt = performance.now()
  let enqueued = 0
  for (let n = 0; n < REPLAYS; n++) {
    const filter = { subscription_id: subscriptionId, status: 'dead' }
    enqueued += (await call(server, 'POST', '/webhook_deliveries/bulk_replay', filter)).data
      .enqueued
  }
  await untilDone(server)
  const seconds = (performance.now() - startedAt) / 1_000
  if (enqueued !== BACKLOG * REPLAYS) throw new Error(`Only ${enqueued} deliveries were enqueued.`)
  return enqueued / seconds
}

/** Until no delivery is pending. None may have failed: then it would be tried again much later. */
async function untilDone(server) {
  while (await has(server, 'pending')) await wait(10)
  if (await has(server, 'failed')) throw new Error('The receiver did not take every delivery.')
}

async function has(server, status) {
  const { data } = await call(server, 'GET', `/webhook_deliveries?status=${status}&limit=1`)
  return data.length > 0
}

/** The headers of a request that came, without those that every sender makes anew. */
function headersOf(head) {
  const fields = head
    .split('\r\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  const own = (name) => /^(?:host|connection|content-length|x-kirim-signature)$/i.test(name)
  return Object.fromEntries(fields.filter(([name]) => !own(name)))
}

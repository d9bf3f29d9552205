// Moving the clock: 32 hours over one delivery that fails at every attempt.
import { setTimeout as wait } from 'node:timers/promises'

import { startHelper, startOurs } from './processes.mjs'
import { act, call } from './requests.mjs'
import { median } from './rounds.mjs'
import { measured, milliseconds, skipped } from './table.mjs'

const BUDGET = 'advance-clock 32h over one failing delivery'
const BAR_MS = 10

/** Fewer than the dead deliveries in a row that disable a subscription. */
const ROUNDS = 9

const ATTEMPTS_MIN = 7

export const advanceClock = {
  name: 'clock',
  what: '32 hours over one failing delivery',
  run: async (settings) => {
    const receiver = await startHelper('receiver.mjs')
    const server = await startOurs(settings, { flags: ['--memory', '--clock', 'virtual'] })
    const row = await row32h(server, receiver)
    for (const { stop } of [server, receiver]) await stop()
    return [row]
  },
}

async function row32h(server, receiver) {
  await call(server, 'POST', '/webhook_subscriptions', {
    url: `http://127.0.0.1:${receiver.port}/503`,
    events: ['contact.created'],
  })
  const figures = []
  for (let n = 0; n < ROUNDS; n++) {
    const body = { phone_number: `+6285${String(n).padStart(8, '0')}` }
    await call(server, 'POST', '/contacts', body)
    await untilFailed(server)
    try {
      figures.push(await timed(() => act(server, 'advance-clock', { by: '32h' })))
    } catch (error) {
      if (error.status !== 404) throw error
      return skipped(BUDGET, `≤ ${BAR_MS} ms`, 'there is no action advance-clock')
    }
    await checkAttempts(server)
    // Jitter may leave the last attempt for later; it is not the next round's.
    await act(server, 'advance-clock', { by: '32h' })
  }
  const ms = median(figures)
  return measured({
    budget: BUDGET,
    bar: `≤ ${BAR_MS} ms`,
    ours: milliseconds(ms),
    met: ms <= BAR_MS,
  })
}

/** So long a time holds seven of the eight attempts at least, whatever the jitter. */
async function checkAttempts(server) {
  const { data } = await call(server, 'GET', '/webhook_deliveries?limit=1')
  if (data[0].attempt_count >= ATTEMPTS_MIN) return
  throw new Error(`Only ${data[0].attempt_count} attempts were made in 32 hours.`)
}

async function timed(run) {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

/** The first attempt is made at once, by itself. */
async function untilFailed(server) {
  for (;;) {
    const { data } = await call(server, 'GET', '/webhook_deliveries?status=failed&limit=1')
    if (data.length > 0) return
    await wait(5)
  }
}

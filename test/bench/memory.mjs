// Memory: what a sandbox at rest takes, and what each message adds that it holds.
import { execFileSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

import { CONNECTIONS } from './post-messages.mjs'
import { scriptAt, startHelper, startOurs } from './processes.mjs'
import { act, call, messageRequests, phones } from './requests.mjs'
import { measured } from './table.mjs'

const REST_MAX_MB = 80
const PER_MESSAGE_MAX_KB = 1

const MESSAGES = 100_000
const RECIPIENTS = 200

/** The longest way to `read` with the default settings is 65 seconds; then nothing moves any more. */
const STATUSES_MS = 70_000

export const memory = {
  name: 'memory',
  what: `at rest, and with ${MESSAGES.toLocaleString('en')} messages (takes about two minutes)`,
  run: async (settings) => [await restRow(settings), await messageRow(settings)],
}

async function restRow(settings) {
  const server = await startOurs(settings)
  await call(server, 'GET', '/health')
  await wait(2_000)
  const mb = residentMb(server.child.pid)
  await server.stop()
  return measured({
    budget: 'memory at rest',
    bar: `≤ ${REST_MAX_MB} MB`,
    ours: `${mb.toFixed(0)} MB`,
    met: mb <= REST_MAX_MB,
  })
}

/** What a process takes of the machine's memory. */
export function residentMb(pid) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024
}

/** Heap in use after a full collection, before and after, divided by the messages between. */
async function messageRow(settings) {
  const nodeFlags = ['--expose-gc', '--import', scriptAt('heap-report.mjs')]
  const server = await startOurs(settings, { nodeFlags })
  const heap = heapReader(server.child)
  const numbers = phones(RECIPIENTS)
  // Every window is open, so that each message runs through all its statuses instead of failing.
  for (const from of numbers)
    await act(server, 'customer-writes', { from, type: 'text', text: 'P' })
  const before = await heap()
  const load = await startHelper('load.mjs')
  const requests = messageRequests(server.apiKey, numbers, MESSAGES)
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total: MESSAGES })
  await load.stop()
  await wait(STATUSES_MS)
  const after = await heap()
  const rss = residentMb(server.child.pid)
  await server.stop()
  process.stderr.write(
    `  heap ${mega(before)} before, ${mega(after)} after; resident after: ${rss.toFixed(0)} MB\n`,
  )
  const kb = (after - before) / MESSAGES / 1_024
  return measured({
    budget: 'memory per message held',
    bar: `≤ ${PER_MESSAGE_MAX_KB} KB`,
    ours: `${kb.toFixed(2)} KB`,
    met: kb <= PER_MESSAGE_MAX_KB,
  })
}

function mega(bytes) {
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}

/** Asks the server for its heap with a signal; it answers with a line on stderr. */
export function heapReader(child) {
  const lines = createInterface({ input: child.stderr })
  return () =>
    new Promise((resolve) => {
      const take = (line) => {
        const bytes = /^heap in use: (\d+)$/.exec(line)?.[1]
        if (bytes === undefined) return
        lines.off('line', take)
        resolve(Number(bytes))
      }
      lines.on('line', take)
      child.kill('SIGUSR2')
    })
}

// The soak: very many messages with webhooks at full speed; memory stays within bounds, no event is lost.
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { heapReader, residentMb } from '../bench/memory.mjs'
import { CONNECTIONS } from '../bench/post-messages.mjs'
import { OUR_BIN, scriptAt, startHelper, startOurs, stopAll } from '../bench/processes.mjs'
import { act, call, messageRequests, phones, requestText } from '../bench/requests.mjs'
import { measured, perSecond, printTable } from '../bench/table.mjs'

/** At rest, as in the budget of the benchmarks. */
const REST_MAX_MB = 110
const PER_MESSAGE_MAX_KB = 1.5
/** A delivery is three rows, each with its places in indexes: event, delivery, attempt. */
const PER_DELIVERY_MAX_KB = 2

const RECIPIENTS = 200
const JOURNAL_ENTRIES = 6_000
const LOOK_EVERY_MS = 500
const PAGE = 100

/** What a message's last status says of those that were announced on the way. */
const ANNOUNCED = {
  pending: [],
  sent: ['sent'],
  delivered: ['sent', 'delivered'],
  read: ['sent', 'delivered', 'read'],
  failed: ['failed'],
}

const HELP = `npm run test:soak -- [options]

  --messages <n>  how many messages (200000)
  --bin <file>    the command to soak
`

await main()

async function main() {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '200000' },
      bin: { type: 'string', default: OUR_BIN },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const messages = Number(values.messages)
  if (!(Number.isInteger(messages) && messages > 0)) throw new Error(HELP)
  try {
    const rows = await soak(values.bin, messages)
    printTable(rows)
    if (rows.some(({ met }) => met === false)) process.exitCode = 1
  } finally {
    stopAll()
  }
}

async function soak(bin, messages) {
  const nodeFlags = ['--expose-gc', '--import', scriptAt('heap-report.mjs')]
  const server = await startOurs({ bin }, { nodeFlags })
  const said = []
  server.child.stderr.on('data', (text) => said.push(String(text)))
  server.child.once('exit', (code, signal) => {
    // The last thing that happens when all is well; before that, nothing that follows would say why.
    if (signal !== 'SIGKILL') tell(`The sandbox ended with ${signal ?? code}. ${said.join('')}`)
  })
  const receiver = await startHelper('../soak/counting-receiver.mjs')
  const heap = heapReader(server.child)
  await wait(2_000)
  const restMb = residentMb(server.child.pid)
  await openWindows(server)
  await fillJournal(server)
  const before = await heap()

  const alone = Math.ceil(messages / 10)
  tell(`${alone} messages that nobody is told of …`)
  await post(server, alone)
  await untilIdle(server)
  const between = await heap()

  await call(server, 'POST', '/webhook_subscriptions', {
    url: `http://127.0.0.1:${receiver.port}/200`,
    events: ['message.status'],
  })
  const untold = (await rowsOf(server)).messages
  tell(`${messages} messages with webhooks …`)
  const startedAt = performance.now()
  const peak = watchPeak(server)
  await post(server, messages)
  const postedAt = performance.now()
  tell('every status and every webhook …')
  const { rows } = await untilIdle(server)
  const idleAt = performance.now()
  const peakMb = peak()
  const after = await heap()
  const seconds = { post: (postedAt - startedAt) / 1_000, all: (idleAt - startedAt) / 1_000 }

  tell('comparing …')
  const { expected, wrong, counts } = await compare(server, receiver, rows.messages - untold)
  const breaches = await breachesOf(server)
  await receiver.stop()
  await server.stop()
  const perMessage = (between - before) / alone / 1_024
  const perDelivery = ((after - between) / 1_024 - messages * perMessage) / rows.deliveries
  const boundMb = REST_MAX_MB + kilo(messages + alone, PER_MESSAGE_MAX_KB)
  const heldMb = after / 1_048_576
  for (const one of wrong.slice(0, 10)) tell(JSON.stringify(one))
  return [
    figure(
      'messages with webhooks',
      '',
      rows.messages - untold,
      rows.messages - untold === messages,
    ),
    figure('taken in per second', '', perSecond(messages / seconds.post), null),
    figure('webhooks per second, statuses included', '', perSecond(expected / seconds.all), null),
    figure('events that had to be told', '', expected, null),
    figure(
      'webhook requests that came',
      `= ${expected}`,
      counts.requests,
      counts.requests >= expected,
    ),
    figure(
      'deliveries that came',
      `= ${expected}`,
      counts.deliveries,
      counts.deliveries === expected,
    ),
    figure('events lost, or told wrongly', '0', wrong.length, wrong.length === 0),
    figure('deliveries that did not succeed', '0', rows.unsuccessful, rows.unsuccessful === 0),
    figure('breaches in the journal', '0', breaches, breaches === 0),
    megabytes('resident at rest', restMb, REST_MAX_MB),
    kilobytes('per message held', perMessage, PER_MESSAGE_MAX_KB),
    kilobytes('per delivery held, with event and attempt', perDelivery, PER_DELIVERY_MAX_KB),
    megabytes('heap with all held', heldMb, boundMb + kilo(rows.deliveries, PER_DELIVERY_MAX_KB)),
    figure('resident at its highest', '', `${peakMb.toFixed(0)} MB`, null),
  ]
}

function tell(text) {
  process.stderr.write(`  ${text}\n`)
}

/** Every window is open, so that each message runs through its statuses instead of failing. */
async function openWindows(server) {
  for (const from of phones(RECIPIENTS)) {
    await act(server, 'customer-writes', { from, type: 'text', text: 'P' })
  }
}

/** The journal is bounded; once it is full, it is not counted with the messages. */
async function fillJournal(server) {
  const load = await startHelper('load.mjs')
  const requests = [requestText('GET', '/v1/messages?limit=1', server.apiKey)]
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total: JOURNAL_ENTRIES })
  await load.stop()
}

async function post(server, total) {
  const load = await startHelper('load.mjs')
  const requests = messageRequests(server.apiKey, phones(RECIPIENTS), Math.min(total, 20_000))
  await load.ask({ port: server.port, requests, connections: CONNECTIONS, total })
  await load.stop()
}

async function statusOf({ url, control_url: control, apiKey }) {
  const { data } = await call({ url: control ?? url, apiKey }, 'GET', '/status')
  return data.organizations[0]
}

async function rowsOf(server) {
  const { rows, dead_letters: dead, pending_deliveries: pending } = await statusOf(server)
  return { ...rows, unsuccessful: dead + pending }
}

/** Until nothing is scheduled and no delivery is on its way. */
async function untilIdle(server) {
  for (;;) {
    const { next_job: next, pending_deliveries: pending } = await statusOf(server)
    if (next === null && pending === 0) return { rows: await rowsOf(server) }
    await wait(LOOK_EVERY_MS)
  }
}

/** Samples the resident memory until it is asked for the highest. */
function watchPeak({ child }) {
  let highest = 0
  const look = () => {
    highest = Math.max(highest, residentMb(child.pid))
  }
  const watch = setInterval(look, LOOK_EVERY_MS)
  return () => {
    clearInterval(watch)
    look()
    return highest
  }
}

/** Goes through the newest messages page by page; the receiver says which of them it has not heard. */
async function compare(server, receiver, messages) {
  const control = { url: server.control_url, apiKey: server.apiKey }
  const wrong = []
  let expected = 0
  let after = ''
  for (let seen = 0; seen < messages; ) {
    const limit = Math.min(PAGE, messages - seen)
    const { data } = await call(control, 'GET', `/messages?limit=${limit}${after}`)
    const part = data.messages.map(({ wamid, status }) => ({ wamid, statuses: ANNOUNCED[status] }))
    wrong.push(...(await receiver.ask({ expected: part })).wrong)
    for (const { statuses } of part) expected += statuses.length
    seen += part.length
    if (data.next === null) break
    after = `&after=${data.next}`
  }
  return { expected, wrong, counts: await receiver.ask({}) }
}

async function breachesOf({ control_url: url, apiKey }) {
  const { data } = await call({ url, apiKey }, 'GET', '/journal?kind=breach')
  return data.entries.length
}

function kilo(count, kb) {
  return (count * kb) / 1_024
}

function figure(budget, bar, ours, met) {
  return measured({ budget, bar, ours: ours.toLocaleString('en'), met })
}

function megabytes(budget, mb, max) {
  return measured({
    budget,
    bar: `≤ ${max.toFixed(0)} MB`,
    ours: `${mb.toFixed(0)} MB`,
    met: mb <= max,
  })
}

function kilobytes(budget, kb, max) {
  return measured({ budget, bar: `≤ ${max} KB`, ours: `${kb.toFixed(2)} KB`, met: kb <= max })
}

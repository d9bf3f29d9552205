// A receiver that takes everything and counts, by message and status, what has come how often.
import { createServer } from 'node:net'

import { newFraming } from '../bench/framing.mjs'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
const DELIVERY_ID = /\r\nx-kirim-delivery-id: *(\S+)/i

/** By wamid: how often each status was told. */
const told = new Map()
const deliveries = new Set()
let requests = 0

const server = createServer({ noDelay: true }, (socket) => {
  const take = newFraming((head, body) => {
    requests++
    deliveries.add(DELIVERY_ID.exec(head)?.[1])
    for (const { id, status } of statusesOf(JSON.parse(body.toString('utf8')))) count(id, status)
    socket.write(ANSWER)
  })
  socket.on('data', take)
  socket.on('error', () => socket.destroy())
})

function statusesOf({ entry }) {
  return entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.statuses ?? []))
}

function count(wamid, status) {
  const counts = told.get(wamid) ?? {}
  counts[status] = (counts[status] ?? 0) + 1
  told.set(wamid, counts)
}

/** What of the expected was never told, and what was told that nobody expected. */
function compare(expected) {
  const wrong = []
  for (const { wamid, statuses } of expected) {
    const counts = told.get(wamid) ?? {}
    for (const status of statuses) if (counts[status] === undefined) wrong.push({ wamid, status })
    for (const status of Object.keys(counts)) {
      if (!statuses.includes(status)) wrong.push({ wamid, status, surplus: true })
    }
  }
  return wrong
}

// `{expected}` compares a part of what must have come; `{}` tells the sums.
process.on('message', ({ expected = [] }) => {
  process.send({ wrong: compare(expected), requests, deliveries: deliveries.size })
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

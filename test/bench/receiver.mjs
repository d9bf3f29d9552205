// A webhook receiver in a process of its own: the path says which status it answers with.
import { createServer } from 'node:net'

import { newFraming } from './framing.mjs'

const HELD = 'POST /held '

/** Answers that wait for `release`; then, and from then on, `/held` means 400. */
let held = []
let sample

const server = createServer({ noDelay: true }, (socket) => {
  const take = newFraming((head, body) => {
    sample ??= { head, body: body.toString('utf8') }
    if (held !== null && head.startsWith(HELD)) held.push(socket)
    else answer(socket, head.startsWith(HELD) ? 400 : Number(head.slice(6, 9)))
  })
  socket.on('data', take)
  socket.on('error', () => socket.destroy())
})

function answer(socket, status) {
  socket.write(`HTTP/1.1 ${status} Answer\r\nContent-Length: 0\r\n\r\n`)
}

// `release` lets the held ones go; `sample` tells the first request that came.
process.on('message', (order) => {
  if (order === 'release') {
    for (const socket of held ?? []) answer(socket, 400)
    held = null
  }
  process.send({ sample })
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

// Load, in a process of its own: keep-alive connections with one request in flight on each.
import { connect } from 'node:net'

import { newFraming } from './framing.mjs'

process.on('message', (order) => {
  run(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: String(error?.message ?? error) }),
  )
})
process.send({ ready: true })

/**
 * Sends `requests` (whole texts) in turn until `seconds` have passed or `total` are answered.
 * Resolves to how many were answered, how long that took, and how many milliseconds all but one in a
 * hundred waited at most; rejects at the first answer that is not a 200, since a rate of errors says
 * nothing.
 */
function run({ port, requests, connections, seconds = Number.POSITIVE_INFINITY, total }) {
  const texts = requests.map((text) => Buffer.from(text))
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1_000
  let begun = 0
  let answered = 0
  let open = connections
  const waits = []
  // Never asleep: to wake this process costs a server as much as a third of a request, and only the
  // slower one would pay that, since the faster one keeps the load busy.
  const stayAwake = () => {
    if (open > 0) setImmediate(stayAwake)
  }
  stayAwake()
  return new Promise((resolve, reject) => {
    for (let n = 0; n < connections; n++) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      const next = () => {
        if (performance.now() >= endsAt || (total !== undefined && begun >= total)) {
          socket.destroy()
          open--
          if (open === 0)
            resolve({
              answered,
              seconds: (performance.now() - startedAt) / 1_000,
              p99: ofHundred(waits, 99),
            })
          return
        }
        sentAt = performance.now()
        socket.write(texts[begun % texts.length])
        begun++
      }
      const take = newFraming((head, body) => {
        if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`${head}\n\n${body}`))
        answered++
        waits.push(performance.now() - sentAt)
        next()
      })
      socket.on('connect', next)
      socket.on('data', take)
      socket.on('error', reject)
    }
  })
}

function ofHundred(values, share) {
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor((values.length * share) / 100))]
}

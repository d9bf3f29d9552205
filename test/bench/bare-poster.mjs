// The baseline of webhooks: signs a body and posts it with undici's Pool, and does nothing else.
import { createHmac } from 'node:crypto'

import { Pool } from 'undici'

process.on('message', (order) => {
  run(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: String(error?.message ?? error) }),
  )
})
process.send({ ready: true })

/** Posts `facts` `total` times with `inFlight` at once; resolves to how long that took. */
async function run({ port, facts, secret, headers, total, inFlight }) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight, pipelining: 1 })
  let begun = 0
  const startedAt = performance.now()
  const line = async () => {
    while (begun < total) {
      begun++
      const body = JSON.stringify(facts)
      const t = Math.floor(Date.now() / 1_000)
      const digest = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')
      await post(pool, { ...headers, 'X-Kirim-Signature': `t=${t},v1=${digest}` }, body)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, line))
  const seconds = (performance.now() - startedAt) / 1_000
  await pool.close()
  return { seconds }
}

/** The low-level interface: the fastest that undici can do. */
function post(pool, headers, body) {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { method: 'POST', path: '/200', headers, body },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: () => {},
        onResponseEnd: resolve,
        onResponseError: (_controller, error) => reject(error),
      },
    )
  })
}

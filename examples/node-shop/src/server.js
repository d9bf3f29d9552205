// The shop's HTTP server: webhooks come to /webhooks.
import { createServer } from 'node:http'

const BODY_MAX_BYTES = 1024 * 1024

/** Listens; gives back its address and how to stop it. */
export async function startServer({ receive, port = 0 }) {
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/webhooks') {
      response.writeHead(404).end()
      return
    }
    const chunks = []
    let bytes = 0
    for await (const chunk of request) {
      bytes += chunk.length
      if (bytes > BODY_MAX_BYTES) {
        response.writeHead(413, { connection: 'close' }).end()
        return
      }
      chunks.push(chunk)
    }
    // The signature is of the bytes as they came: nothing is parsed before it is checked.
    const body = Buffer.concat(chunks)
    response.writeHead(await receive({ headers: request.headers, body })).end()
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

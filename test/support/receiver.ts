// A webhook receiver for tests: records what arrives and answers as it is told.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { onTestFinished } from 'vitest'

export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
  readonly json: any
}

/** A status, or a function that answers by itself. */
export type Answer = number | ((response: ServerResponse, received: Received) => void)

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** The next answers, in order; when they are used up, 200. */
  answers: Answer[]
}

/** Listens on a free port of loopback until the test ends. */
export async function startReceiver(...answers: Answer[]): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        json: JSON.parse(body),
      }
      received.push(one)
      const answer = receiver.answers.shift() ?? 200
      if (typeof answer === 'number') response.writeHead(answer).end()
      else answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = { url: `http://127.0.0.1:${port}/hook`, received, answers }
  return receiver
}

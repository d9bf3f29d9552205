// A receiver that closes an idle connection just when the next webhook is sent loses no webhook.

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

import { expect, it, onTestFinished } from 'vitest'

import { newEgress } from '../../src/adapters/egress.ts'
import { httpTransport } from '../../src/adapters/http-transport.ts'
import { startReceiver } from '../support/receiver.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok'

function startTransport() {
  const transport = httpTransport({ egress: newEgress([]), stopwatch: () => 0 })
  onTestFinished(() => transport.close())
  return transport
}

/** Each connection does as told, by its number, with each of its requests. */
async function startSocketServer(
  onRequest: (socket: Socket, connection: number, request: number) => void,
) {
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const connection = ++connections
    let requests = 0
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', () => onRequest(socket, connection, ++requests))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, count: () => connections }
}

const REQUEST = { headers: {}, body: '{}', timeoutMs: 5_000 }

it.each([
  ['closes', (socket: Socket) => socket.end()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
])('a receiver that %s a connection that had answered gets it again at once', async (_, hangUp) => {
  const receiver = await startSocketServer((socket, connection, request) => {
    if (connection === 1 && request === 2) hangUp(socket)
    else socket.write(OK)
  })
  const transport = startTransport()
  const first = await transport.post({ ...REQUEST, url: receiver.url })
  const second = await transport.post({ ...REQUEST, url: receiver.url })
  expect([first, second]).toMatchObject([
    { kind: 'answered', status: 200 },
    { kind: 'answered', status: 200 },
  ])
  expect(receiver.count()).toBe(2)
})

it('a receiver that hangs up on a new connection has failed', async () => {
  const receiver = await startSocketServer((socket) => socket.end())
  const outcome = await startTransport().post({ ...REQUEST, url: receiver.url })
  expect(outcome).toMatchObject({ kind: 'unreachable' })
  expect(receiver.count()).toBe(1)
})

it('what stands before the @ of a URL arrives as Authorization: Basic', async () => {
  const receiver = await startReceiver()
  const url = receiver.url.replace('//', '//shop:p%40ss@')
  await startTransport().post({ ...REQUEST, url })
  expect(receiver.received[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from('shop:p@ss').toString('base64')}`,
  )
})

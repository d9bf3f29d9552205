// An upload that broke off at the control API counted as a breach of contract, and failed runs.
import { once } from 'node:events'
import { connect } from 'node:net'

import { expect, it } from 'vitest'

import { exchange } from '../api/raw.ts'
import { see } from '../http/control-reading.ts'
import { startTestSandbox } from '../support/sandbox.ts'

const PATHS = [
  '/_sandbox/actions/reset',
  '/_sandbox/actions/load-snapshot',
  '/_sandbox/actions/nothing',
  '/_sandbox/inbox/shop',
  '/_sandbox/nothing',
  '/_sandbox/status',
  '/docs/nothing',
  '/v1/messages',
  '/nothing',
]

const TYPES = ['application/json', 'text/plain']

it.each(PATHS)('%s takes a body that breaks off for what it is', async (path) => {
  const sandbox = await startTestSandbox()
  const { port } = new URL(sandbox.app.url)
  for (const type of TYPES) {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n`
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    socket.on('error', () => undefined)
    socket.write(`${head}Content-Length: 1000\r\n\r\n{"a":`, () => socket.destroy())
    await once(socket, 'close')
    await exchange(sandbox, `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno size\r\n`)
  }
  // Whoever comes afterwards finds all of it dealt with.
  const { breaches } = await see(sandbox, '/coverage')
  expect(breaches.count).toBe(0)
  const { entries } = await see(sandbox, '/journal')
  expect(entries.filter(({ kind }: { kind: string }) => kind === 'breach')).toEqual([])
})

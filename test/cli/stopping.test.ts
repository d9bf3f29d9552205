// How a sandbox stops: in order at the first signal, at once at the second, and always soon.
import { connect, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { type Ready, startCli } from './running.ts'

/** A connection with a request whose body never ends. */
async function endlessRequest({ url, api_key: apiKey }: Ready): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  const head = `POST /v1/messages HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${apiKey}\r\n`
  await new Promise((resolve) => {
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`, () =>
      resolve(undefined),
    )
  })
  // Its head has been read once a later request is answered.
  await fetch(`${url}/health`)
  return socket
}

/** Resolves when nobody listens any more. */
async function untilClosed({ url }: Ready): Promise<void> {
  const { hostname, port } = new URL(url)
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname)
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.unref()
      onTestFinished(() => void socket.destroy())
    })
    if (!isOpen) return
  }
}

describe.each([
  ['SIGINT', 0],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  it(`ends it with ${code}`, async () => {
    const { child, ended } = await startCli()
    child.kill(signal)
    expect(await ended).toMatchObject({ code, signal: null, stderr: '' })
  })

  it(`ends it with ${code} although clients keep their connections`, async () => {
    const { child, ended, call } = await startCli()
    await call('GET', '/me')
    child.kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })

  it(`ends it with ${code} although a request never ends`, async () => {
    const { child, ended, ready } = await startCli()
    await endlessRequest(ready)
    child.kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })

  it(`ends it with ${code} although a receiver hangs`, async () => {
    const { child, ended, call } = await startCli()
    let asked: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      asked = resolve
    })
    const { url } = await startReceiver(() => asked())
    await call('POST', '/webhook_subscriptions', { url, events: ['contact.created'] })
    await call('POST', '/contacts', { phone_number: '+6281312345678' })
    await arrived
    child.kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })
})

it('a second signal ends it at once, with the code of a process that was interrupted', async () => {
  const { child, ended, ready } = await startCli()
  await endlessRequest(ready)
  child.kill('SIGINT')
  await untilClosed(ready)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, signal: null })
})

it('has written down all that happened before it stops', async () => {
  const { child, ended, call } = await startCli()
  for (let n = 0; n < 20; n++) await call('GET', '/me')
  child.kill('SIGINT')
  const lines = (await ended).stdout.trim().split('\n')
  const requests = lines.map((line) => JSON.parse(line)).filter((one) => one.event === 'request')
  expect(requests).toHaveLength(20)
})

it('lets go of its port', async () => {
  const first = await startCli()
  const { port } = new URL(first.ready.url)
  first.child.kill('SIGINT')
  await first.ended
  const second = await startCli(['--port', port])
  expect(new URL(second.ready.url).port).toBe(port)
})

// How a sandbox stops: in order at the first signal, at once at the second, and always soon.
import { connect, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { startReceiver } from '../support/receiver.ts'
import { startProcess } from './process.ts'
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
    const { kill, ended } = await startProcess()
    kill(signal)
    expect(await ended).toMatchObject({ code, signal: null, stderr: '' })
  })

  it(`ends it with ${code} although clients keep their connections`, async () => {
    const { kill, ended, call } = await startCli()
    await call('GET', '/me')
    kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })

  it(`ends it with ${code} although a request never ends`, async () => {
    const { kill, ended, ready } = await startCli()
    await endlessRequest(ready)
    kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })

  it(`ends it with ${code} although a receiver hangs`, async () => {
    const { kill, ended, call } = await startCli()
    let asked: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => {
      asked = resolve
    })
    const { url } = await startReceiver(() => asked())
    await call('POST', '/webhook_subscriptions', { url, events: ['contact.created'] })
    await call('POST', '/contacts', { phone_number: '+6281312345678' })
    await arrived
    kill(signal)
    expect(await ended).toMatchObject({ code, signal: null })
  })
})

describe.each([
  ['SIGINT', 0],
  ['SIGTERM', 143],
] as const)('%s under load', (signal, code) => {
  it('stops in order, and all that was acknowledged was done', async () => {
    const receivers = await Promise.all([startReceiver(() => {}), startReceiver()])
    const running = await startProcess(['--world', 'empty', '--seed', '7'])
    const { kill, ended, ready, call } = running
    for (const { url } of receivers) {
      await call('POST', '/webhook_subscriptions', { url, events: ['contact.created'] })
    }
    await act(ready, 'arm-fault', {
      fault: 'latency',
      ms: 60_000,
      match: { operation: 'GET /labels' },
    })
    const held = Array.from({ length: 5 }, () => call('GET', '/labels').catch(() => 'cut off'))
    const streams = await Promise.all(Array.from({ length: 5 }, () => followUntilCut(ready)))
    const load = startLoad(call)
    while (load.acknowledged.length < 200) await load.next()
    kill(signal)
    const { stdout, stderr, ...end } = await ended
    expect(end).toEqual({ code, signal: null })
    expect(stderr).toBe('')
    expect(stdout).not.toContain('    at ')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const done = new Set(lines.filter(({ status }) => status === 200).map(({ subject }) => subject))
    expect((await load.ended).filter((id) => !done.has(id))).toEqual([])
    expect(new Set(load.refused)).toEqual(new Set())
    expect(await Promise.all(held)).toEqual(held.map(() => 'cut off'))
    await Promise.all(streams.flat())
    // What the stop cut off is no failure of the receiver.
    expect(
      lines.filter(({ event, result }) => event === 'attempt' && result !== 'succeeded'),
    ).toEqual([])
  })
})

/** Clients that keep their connections and go on creating contacts until nobody answers. */
function startLoad(call: Awaited<ReturnType<typeof startCli>>['call']) {
  const acknowledged: string[] = []
  const refused: number[] = []
  let wake: () => void = () => undefined
  const client = async (client: number) => {
    for (let n = 0; ; n++) {
      const phone = `+62813${String(client).padStart(2, '0')}${String(n).padStart(6, '0')}`
      const reply = await call('POST', '/contacts', { phone_number: phone }).catch(() => null)
      if (reply === null) return
      if (reply.status === 200) acknowledged.push(reply.body.data.id)
      else refused.push(reply.status)
      wake()
    }
  }
  const clients = Promise.all(Array.from({ length: 20 }, (_, number) => client(number)))
  return {
    acknowledged,
    refused,
    next: () =>
      new Promise<void>((resolve) => {
        wake = resolve
      }),
    ended: clients.then(() => acknowledged),
  }
}

/** Opens the event stream; gives a promise in an array that is fulfilled when the stream is cut. */
async function followUntilCut({
  control_url: controlUrl,
}: Ready): Promise<readonly [Promise<void>]> {
  const { body } = await fetch(`${controlUrl}/events`)
  const read = async () => {
    for await (const _ of body ?? []) {
      // Only its end matters.
    }
  }
  return [read().catch(() => undefined)]
}

async function act(
  { control_url: controlUrl }: Ready,
  name: string,
  input: unknown,
): Promise<void> {
  const response = await fetch(`${controlUrl}/actions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  expect(response.status).toBe(200)
  await response.arrayBuffer()
}

it('a second signal ends it at once, with the code of a process that was interrupted', async () => {
  const { kill, ended, ready } = await startProcess()
  await endlessRequest(ready)
  kill('SIGINT')
  await untilClosed(ready)
  kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, signal: null })
})

it('has written down all that happened before it stops', async () => {
  const { kill, ended, call } = await startCli()
  for (let n = 0; n < 20; n++) await call('GET', '/me')
  kill('SIGINT')
  const lines = (await ended).stdout.trim().split('\n')
  const requests = lines.map((line) => JSON.parse(line)).filter((one) => one.event === 'request')
  expect(requests).toHaveLength(20)
})

it('lets go of its port', async () => {
  const first = await startCli()
  const { port } = new URL(first.ready.url)
  first.kill('SIGINT')
  await first.ended
  const second = await startCli(['--port', port])
  expect(new URL(second.ready.url).port).toBe(port)
})

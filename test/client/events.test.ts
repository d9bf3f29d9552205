// The stream of what happens: how it is followed, taken up again and let go.
import { describe, expect, it } from 'vitest'

import { controlClient, type Entry } from '../../src/client/control-client.ts'
import { ControlError, NoSandboxError } from '../../src/client/control-errors.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { type Answer, startStranger } from './stranger.ts'

const entry = (number: number) => ({ number, kind: 'notice', message: `number ${number}` })

const event = (number: number) =>
  `id: ${number}\nevent: notice\ndata: ${JSON.stringify(entry(number))}\n\n`

const stream =
  (...chunks: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(chunk)
  }

/** Answers each connection in turn, and remembers where each wanted to begin. */
async function startStream(...answers: Answer[]) {
  const asked: (string | undefined)[] = []
  const url = await startStranger((response, request) => {
    asked.push(request.headers['last-event-id'] as string | undefined)
    const answer = answers.shift()
    if (answer === undefined) response.destroy()
    else answer(response, request)
  })
  return { client: controlClient({ url }), asked }
}

async function take(entries: AsyncIterable<Entry>, count: number): Promise<unknown[]> {
  const taken: unknown[] = []
  for await (const one of entries) {
    taken.push(one)
    if (taken.length === count) break
  }
  return taken
}

it('gives the entries as they come', async () => {
  const { client, asked } = await startStream(stream(event(1), ': heartbeat\n\n', event(2)))
  expect(await take(client.events(), 2)).toEqual([entry(1), entry(2)])
  expect(asked).toEqual([undefined])
})

it('tells what happens in a running sandbox', async () => {
  const { app, act } = await startTestSandbox()
  await act('customer-writes', { from: '+6281234567890', text: 'Halo' })
  const client = controlClient({ url: app.url, apiKey: app.apiKey })
  const entries = client.events({ after: 0 })
  expect((await entries.next()).value).toMatchObject({ kind: 'inbound', from: '+6281234567890' })
  const next = entries.next()
  await client.act('customer-writes', { from: '+6281234567891', text: 'Halo juga' })
  expect((await next).value).toMatchObject({ kind: 'inbound', from: '+6281234567891' })
  await entries.return()
})

it('begins behind a number', async () => {
  const { client, asked } = await startStream(stream(event(8)))
  expect(await take(client.events({ after: 7 }), 1)).toEqual([entry(8)])
  expect(asked).toEqual(['7'])
})

it('says when entries are gone', async () => {
  const gap = { after: 7, lost: 3, resumes: 10 }
  const { client } = await startStream(
    stream(`id: 10\nevent: gap\ndata: ${JSON.stringify(gap)}\n\n`),
  )
  expect(await take(client.events({ after: 7 }), 1)).toEqual([{ kind: 'gap', ...gap }])
})

it('is taken up again behind the last entry when the line is cut', async () => {
  const { client, asked } = await startStream(
    (response, request) => {
      stream()(response, request)
      response.write(event(1) + event(2), () => response.destroy())
    },
    (response, request) => {
      stream(event(3))(response, request)
      response.end()
    },
    stream(event(4)),
  )
  expect(await take(client.events(), 4)).toEqual([1, 2, 3, 4].map(entry))
  expect(asked).toEqual([undefined, '2', '3'])
})

it('ends in silence when its signal is aborted', async () => {
  const { client } = await startStream(stream(event(1)))
  const controller = new AbortController()
  const taken: unknown[] = []
  for await (const one of client.events({ signal: controller.signal })) {
    taken.push(one)
    controller.abort()
  }
  expect(taken).toEqual([entry(1)])
})

describe('gives up', () => {
  const problemWith = async (...answers: Answer[]): Promise<unknown> => {
    const { client } = await startStream(...answers)
    return take(client.events(), 1).catch((error: unknown) => error)
  }

  it('when nobody answers any more', async () => {
    expect(await problemWith()).toBeInstanceOf(NoSandboxError)
  })

  it('when the sandbox refuses', async () => {
    const body = '{"error":{"code":"invalid_api_key","message":"This API key is not known."}}'
    const error = await problemWith((response) =>
      response.writeHead(401, { 'content-type': 'application/json' }).end(body),
    )
    expect(error).toBeInstanceOf(ControlError)
    expect(error).toMatchObject({ code: 'invalid_api_key', status: 401 })
  })

  it('when what comes is no stream', async () => {
    const error = await problemWith((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}'),
    )
    expect(error).toMatchObject({ message: expect.stringContaining('is no event stream') })
  })

  it('when the stream ends at once, again and again', async () => {
    const empty: Answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end()
    const error = await problemWith(empty, empty, empty, stream(event(1)))
    expect(error).toMatchObject({ message: expect.stringContaining('ends at once') })
  })

  it('when an entry is not JSON', async () => {
    const error = await problemWith(stream('data: {"a\n\n'))
    expect(error).toMatchObject({ message: expect.stringContaining('broken JSON') })
  })
})

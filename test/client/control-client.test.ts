// The control client: actions and reads of a running sandbox, and who else may answer.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { controlClient } from '../../src/client/control-client.ts'
import { ControlError, NoSandboxError } from '../../src/client/control-errors.ts'
import { startTestSandbox } from '../support/sandbox.ts'
import { abandonedUrl, startStranger } from './stranger.ts'

describe('an action', () => {
  it('is done, and gives back the data', async () => {
    const { app, world } = await startTestSandbox()
    const client = controlClient({ url: app.controlUrl })
    const data = await client.act('customer-writes', { from: '+6281234567890', text: 'Halo' })
    const [message] = [...world.messages.slots.keys()]
    expect(data).toMatchObject({ message_id: message, type: 'text' })
  })

  it('is done from any of the addresses', async () => {
    const { app, world } = await startTestSandbox()
    for (const url of [app.url, app.controlUrl, new URL(app.url).origin]) {
      await controlClient({ url }).act('customer-writes', { from: '+6281234567890', text: 'Halo' })
    }
    expect(world.messages.slots.size).toBe(3)
  })

  it('is done to the organisation of the key', async () => {
    const { app } = await startTestSandbox()
    const client = controlClient({ url: app.url, apiKey: 'kdv_test_nobodynobodynobodynobo' })
    const error = await client
      .act('customer-writes', { from: '+6281234567890', text: 'Halo' })
      .catch((one: unknown) => one)
    expect(error).toBeInstanceOf(ControlError)
    expect(error).toMatchObject({ code: 'invalid_api_key', status: 401 })
  })

  it('that is refused says code, parameter, status and sentence', async () => {
    const { app } = await startTestSandbox()
    const error = await controlClient({ url: app.url })
      .act('customer-writes', { from: '081234567890' })
      .catch((one: unknown) => one)
    expect(error).toBeInstanceOf(ControlError)
    expect(error).toMatchObject({
      code: 'invalid_phone_number',
      param: 'from',
      status: 400,
      message: expect.stringContaining('E.164'),
      requestId: expect.stringMatching(/^req_/),
    })
  })
})

describe('the control token', () => {
  const TOKEN = 'a-token-of-a-test-123'

  it('opens actions, reads and the event stream', async () => {
    const { app } = await startTestSandbox({ controlToken: TOKEN })
    const client = controlClient({ url: app.url, controlToken: TOKEN, apiKey: app.apiKey })
    await client.act('reset', {})
    expect((await client.read('status')).data.version).toMatch(/^\d/)
    for await (const entry of client.events({ after: 0 })) {
      expect(entry).toMatchObject({ kind: 'notice' })
      break
    }
  })

  it('is sent to the control API alone', async () => {
    const seen: [string, unknown][] = []
    const server = createServer((request, response) => {
      seen.push([request.url ?? '', request.headers['x-kirim-sandbox-token']])
      response.setHeader('content-type', 'application/json').end('{"data":{}}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const client = controlClient({ url: `http://127.0.0.1:${port}`, controlToken: TOKEN })
    await client.read('/v1/health')
    await client.read('/status')
    expect(seen).toEqual([
      ['/v1/health', undefined],
      ['/_sandbox/status', TOKEN],
    ])
    server.closeAllConnections()
  })

  it.each(['a b', 'a\nb', 'caf\u00e9'])(
    'that cannot be sent is refused, and not repeated: %j',
    (text) => {
      const sayToken = () => controlClient({ controlToken: text })
      const sayKey = () => controlClient({ apiKey: text })
      for (const say of [sayToken, sayKey]) {
        expect(say).toThrow(NoSandboxError)
        expect(say).toThrow('cannot be sent')
        expect(say).not.toThrow(text)
      }
    },
  )
})

describe('a read', () => {
  it('gives the reply as it came', async () => {
    const { app } = await startTestSandbox()
    const reply = await controlClient({ url: app.url }).read('/v1/health')
    expect(reply.data).toEqual({ status: 'ok' })
    expect(reply.request_id).toMatch(/^req_/)
  })

  it('asks at the control API, with the query that is given', async () => {
    const asked: (string | undefined)[] = []
    const url = await startStranger((response, request) => {
      asked.push(request.url)
      response.setHeader('content-type', 'application/json').end('{"data":null}')
    })
    const client = controlClient({ url })
    await client.read('journal', { limit: 20, kind: 'request,status', after: undefined })
    await client.read('/status')
    expect(asked).toEqual(['/_sandbox/journal?limit=20&kind=request%2Cstatus', '/_sandbox/status'])
  })

  it('ends with the reason of its signal', async () => {
    const url = await startStranger(() => {})
    const reading = controlClient({ url }).read(
      'status',
      {},
      AbortSignal.abort(new Error('enough')),
    )
    await expect(reading).rejects.toThrow('enough')
  })
})

describe('there is no sandbox', () => {
  const problemAt = async (url: string): Promise<string> => {
    const error = await controlClient({ url })
      .read('status')
      .catch((one: unknown) => one)
    expect(error).toBeInstanceOf(NoSandboxError)
    return (error as Error).message
  }

  it('where nothing listens', async () => {
    const url = await abandonedUrl()
    expect(await problemAt(url)).toBe(
      `No sandbox answers at ${url}: nothing listens there. ` +
        'Start one with `kirim-sandbox start`, or say with --url where it is.',
    )
  })

  it('where a web page is served', async () => {
    const url = await startStranger((response) =>
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>No</h1>'),
    )
    expect(await problemAt(url)).toContain(
      `${url} is not a kirim-sandbox: /_sandbox/status gave 404 and text/html.`,
    )
  })

  it('where another API answers', async () => {
    const url = await startStranger((response) =>
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"no"}'),
    )
    expect(await problemAt(url)).toContain('is not a kirim-sandbox')
  })

  it('where one is sent elsewhere', async () => {
    const url = await startStranger((response) =>
      response.writeHead(302, { location: 'http://127.0.0.1/login' }).end(),
    )
    expect(await problemAt(url)).toContain('gave 302 and nothing')
  })

  it('where the JSON is broken', async () => {
    const url = await startStranger((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":'),
    )
    expect(await problemAt(url)).toContain('gave 200 and broken JSON')
  })

  it('where the answer breaks off', async () => {
    const url = await startStranger((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"data"', () => response.destroy())
    })
    expect(await problemAt(url)).toContain('broke off its answer')
  })

  it('where the connection is cut', async () => {
    const url = await startStranger((response) => response.destroy())
    expect(await problemAt(url)).toContain('the connection was cut')
  })

  it('at an address that is none', () => {
    expect(() => controlClient({ url: 'ftp:///nowhere' })).toThrow(NoSandboxError)
  })
})

// The control token: what asks for it, how it is shown, and where it must not turn up.
import { describe, expect, it } from 'vitest'

import { startApp } from '../../src/app.ts'
import { DoorError, newDoor } from '../../src/http/door.ts'
import { startTestSandbox, TEST_OPTIONS, type TestSandbox } from '../support/sandbox.ts'
import { rawRequest, sendText, subscribeInbox } from './control-reading.ts'

const TOKEN = 'a-token-of-a-test-123'

const GUARDED = [
  ['GET', '/_sandbox/status'],
  ['GET', '/_sandbox/journal'],
  ['GET', '/_sandbox/events'],
  ['GET', '/_sandbox/openapi.json'],
  ['GET', '/_sandbox/inbox/shop'],
  ['GET', '/_sandbox/inboxes/shop'],
  ['DELETE', '/_sandbox/inbox/shop'],
  ['POST', '/_sandbox/actions/reset'],
  ['POST', '/_sandbox/nothing/inbox/shop'],
  ['GET', '/_sandbox'],
  ['GET', '/docs'],
  ['GET', '/docs/'],
  ['GET', '/docs/start.js'],
  ['GET', '/docs/kirim-openapi.json'],
] as const

function basic(password: string, user = 'anybody'): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function ask(
  { app }: TestSandbox,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {}
  return fetch(new URL(path, app.url), { method, headers: { ...type, ...headers } })
}

describe.each(GUARDED)('%s %s', (method, path) => {
  it('asks for the token', async () => {
    const sandbox = await startTestSandbox({ controlToken: TOKEN })
    for (const headers of [
      {},
      { 'x-kirim-sandbox-token': '' },
      { 'x-kirim-sandbox-token': `${TOKEN}x` },
      { 'x-kirim-sandbox-token': TOKEN.slice(0, -1) },
      { 'x-kirim-sandbox-token': TOKEN.toUpperCase() },
      { authorization: basic('wrong') },
      { authorization: basic('', TOKEN) },
      { authorization: `Basic ${TOKEN}` },
      { authorization: `Bearer ${TOKEN}` },
      { authorization: `Bearer ${sandbox.app.apiKey}` },
    ]) {
      const response = await ask(sandbox, method, path, headers)
      expect(response.status).toBe(401)
      const { error } = (await response.json()) as { error: { code: string; message: string } }
      expect(error.code).toBe('control_token_required')
      expect(error.message).not.toContain(TOKEN)
    }
  })

  it('has a browser ask for it where a person opens the page, and no page ask in a dialogue', async () => {
    const sandbox = await startTestSandbox({ controlToken: TOKEN })
    const json = method === 'POST' ? { 'content-type': 'application/json' } : undefined
    const challengeTo = async (headers: Readonly<Record<string, string>>) => {
      const url = new URL(path, sandbox.app.url).href
      const answer = await rawRequest(url, { method, headers: { ...json, ...headers } })
      expect(answer.status).toBe(401)
      return answer.headers['www-authenticate']
    }
    const basicOfUtf8 = /^Basic realm="[^"]+", charset="UTF-8"$/
    expect(await challengeTo({})).toMatch(basicOfUtf8)
    expect(await challengeTo({ 'sec-fetch-mode': 'navigate' })).toMatch(basicOfUtf8)
    for (const mode of ['cors', 'same-origin', 'no-cors']) {
      expect(await challengeTo({ 'sec-fetch-mode': mode }), mode).toBeUndefined()
    }
  })

  it('lets in who shows it, in either way', async () => {
    const sandbox = await startTestSandbox({ controlToken: TOKEN })
    for (const headers of [
      { 'x-kirim-sandbox-token': TOKEN },
      { authorization: basic(TOKEN) },
      { authorization: basic(TOKEN, '') },
      { 'x-kirim-sandbox-token': 'wrong', authorization: basic(TOKEN) },
    ]) {
      const response = await ask(sandbox, method, path, headers as Record<string, string>)
      await response.body?.cancel()
      expect([200, 404]).toContain(response.status)
    }
  })
})

it('leaves the choice of the organisation to the API key', async () => {
  const sandbox = await startTestSandbox({ controlToken: TOKEN })
  const headers = { 'x-kirim-sandbox-token': TOKEN }
  const created = await ask(sandbox, 'POST', '/_sandbox/actions/create-organization', headers)
  const { data } = (await created.json()) as { data: { api_key: string; organization_id: string } }
  const idFor = async (more: Readonly<Record<string, string>>) => {
    const status = await ask(sandbox, 'GET', '/_sandbox/status', { ...headers, ...more })
    return ((await status.json()) as { data: { organization_id: string } }).data.organization_id
  }
  expect(await idFor({ authorization: `Bearer ${data.api_key}` })).toBe(data.organization_id)
  expect(await idFor({})).toBe(sandbox.world.id)
  expect(await idFor({ authorization: basic(TOKEN) })).toBe(sandbox.world.id)
})

it('lets webhooks in at an inbox, and keeps nobody\u2019s token there', async () => {
  const sandbox = await startTestSandbox({ controlToken: TOKEN })
  await subscribeInbox(sandbox, 'shop')
  await sendText(sandbox, '+628000000001')
  await sandbox.settle()
  for (const method of ['POST', 'PUT', 'OPTIONS']) {
    const response = await ask(sandbox, method, '/_sandbox/inbox/shop', {
      'x-kirim-sandbox-token': TOKEN,
      authorization: basic(TOKEN),
    })
    expect(response.status).toBe(200)
  }
  const headers = { 'x-kirim-sandbox-token': TOKEN }
  const text = await (await ask(sandbox, 'GET', '/_sandbox/inboxes/shop', headers)).text()
  const { requests } = JSON.parse(text).data
  expect(requests[0].signature.valid).toBe(true)
  expect(requests).toHaveLength(4)
  expect(text).not.toContain(TOKEN)
  expect(text).not.toContain(basic(TOKEN).slice(6))
})

it('is not asked for by the API', async () => {
  const sandbox = await startTestSandbox({ controlToken: TOKEN })
  expect((await sandbox.call('GET', '/me')).status).toBe(200)
  expect((await ask(sandbox, 'GET', '/v1/health')).status).toBe(200)
})

describe('the page of the docs', () => {
  it('knows a ticket that opens the control API, and not the token', async () => {
    const sandbox = await startTestSandbox({ controlToken: TOKEN })
    const page = await (await ask(sandbox, 'GET', '/docs', { authorization: basic(TOKEN) })).text()
    expect(page).not.toContain(TOKEN)
    const { ticket } = JSON.parse(/id="facts">(.*)<\/script>/.exec(page)?.[1] ?? '')
    const headers = {
      authorization: `Bearer ${sandbox.app.apiKey}`,
      'x-kirim-sandbox-token': ticket,
    }
    expect((await ask(sandbox, 'GET', '/_sandbox/status', headers)).status).toBe(200)
    const other = await startTestSandbox({ controlToken: `${TOKEN}-other` })
    expect((await ask(other, 'GET', '/_sandbox/status', headers)).status).toBe(401)
  })

  it('has none where there is no token', async () => {
    const sandbox = await startTestSandbox()
    expect(await (await ask(sandbox, 'GET', '/docs')).text()).toContain('"ticket":null')
  })
})

describe('a host beyond loopback', () => {
  it.each([
    '0.0.0.0',
    '::',
    '192.0.2.1',
    'shop.local',
    '128.0.0.1',
    '::2',
    '127.0.0.1.nip.example',
  ])('is refused without a token: %s', async (host) => {
    await expect(startApp({ ...TEST_OPTIONS, host })).rejects.toThrow(DoorError)
    await expect(startApp({ ...TEST_OPTIONS, host })).rejects.toThrow('--control-token')
  })

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '0:0:0:0:0:0:0:1', 'LOCALHOST'])(
    'is not what %s is',
    (host) => {
      expect(newDoor(host, undefined)).toEqual({ names: new Set(), token: null })
    },
  )

  it.each(['', 'short', 'fifteen-letters', `a b ${TOKEN}`, `${TOKEN}é`, 'x'.repeat(513)])(
    'is refused with a token that is none: %j',
    (token) => {
      expect(() => newDoor('0.0.0.0', token)).toThrow('The control token must be')
      expect(() => newDoor('127.0.0.1', token)).toThrow(DoorError)
    },
  )

  it('answers to any name, and still to no page elsewhere', async () => {
    const { app } = await startTestSandbox({ host: '0.0.0.0', controlToken: TOKEN })
    const token = { 'x-kirim-sandbox-token': TOKEN }
    const url = `${app.controlUrl}/status`
    for (const [headers, status] of [
      [{ host: 'build.example:3000', ...token }, 200],
      [{ host: 'build.example:3000' }, 401],
      [{ host: 'build.example', origin: 'https://build.example', ...token }, 200],
      [{ host: 'build.example', origin: 'https://evil.example', ...token }, 403],
      [{ host: 'build.example', origin: 'null', ...token }, 403],
    ] as const) {
      expect((await rawRequest(url, { headers })).status).toBe(status)
    }
  })

  it('is not answered to on loopback, token or not', async () => {
    const { app } = await startTestSandbox({ controlToken: TOKEN })
    const headers = { host: 'evil.example', 'x-kirim-sandbox-token': TOKEN }
    expect((await rawRequest(`${app.controlUrl}/status`, { headers })).status).toBe(403)
  })
})

// Bodies that are not plain JSON in UTF-8, and paths that are nearly one of the API's: told in words that help.
import { gzipSync } from 'node:zlib'

import { expect, it } from 'vitest'

import { startTestSandbox } from '../support/sandbox.ts'

const MESSAGE = { to: '+628000000003', type: 'text', text: { body: 'Terima kasih, naïve café' } }
const TEXT = JSON.stringify(MESSAGE)

type Refused = { readonly error: { code: string; param?: string; message: string } }

async function post(bytes: Buffer | string, headers: Record<string, string> = {}) {
  const { app } = await startTestSandbox()
  const response = await fetch(`${app.url}/messages`, {
    method: 'POST',
    body: bytes,
    headers: {
      authorization: `Bearer ${app.apiKey}`,
      'content-type': 'application/json',
      ...headers,
    },
  })
  return { status: response.status, body: (await response.json()) as Refused }
}

it.each([
  ['compressed', gzipSync(TEXT), { 'content-encoding': 'gzip' }, 'Content-Encoding', /compressed/],
  [
    'of another charset',
    Buffer.from(TEXT, 'latin1'),
    { 'content-type': 'application/json; charset=ISO-8859-1' },
    'Content-Type',
    /UTF-8.*charset/,
  ],
  ['in ISO-8859-1 unsaid', Buffer.from(TEXT, 'latin1'), {}, undefined, /not valid UTF-8/],
  [
    'with half a character',
    Buffer.from(TEXT).subarray(0, TEXT.length),
    {},
    undefined,
    /valid JSON/,
  ],
])('a body %s is refused', async (_, bytes, headers, param, message) => {
  const { status, body } = await post(bytes, headers as Record<string, string>)
  expect(status).toBe(400)
  expect(body.error).toMatchObject({ code: 'invalid_request', ...(param && { param }) })
  expect(body.error.message).toMatch(message)
})

it.each([
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json',
])('a body of %s is taken', async (type) =>
  expect((await post(TEXT, { 'content-type': type })).status).toBe(200),
)

it('a byte order mark is passed over', async () => {
  expect((await post(`\uFEFF${TEXT}`)).status).toBe(200)
})

it('a control action refuses compressed bodies in the same words', async () => {
  const { app } = await startTestSandbox()
  const response = await fetch(`${app.controlUrl}/actions/reset`, {
    method: 'POST',
    body: gzipSync('{}'),
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  })
  const body = (await response.json()) as Refused
  expect([response.status, body.error.param]).toEqual([400, 'Content-Encoding'])
  expect(body.error.message).toMatch(/compressed/)
})

it.each([
  ['/v1/messages/', /slash too many.*\/v1\/messages\.$/],
  ['/v1//messages', /slash too many.*\/v1\/messages\.$/],
  [
    '/v1/6281100000001/messages',
    /newer generation.*api\.kirimdev\.com.*Here that is \/v1\/messages/,
  ],
  ['/v1/106540352242922/media', /newer generation/],
  ['/v1/accounts', /newer generation/],
  ['/v1/customers/cus_1', /newer generation/],
  ['/v1/nothing', /^There is nothing at \/v1\/nothing/],
])('%s is answered with what was meant', async (path, message) => {
  const { app } = await startTestSandbox()
  const response = await fetch(new URL(path, app.url), { method: 'POST' })
  expect(response.status).toBe(404)
  expect(((await response.json()) as Refused).error.message).toMatch(message)
})

// A call that is whole on arrival goes a short way past Fastify: it is answered as it would be on the long one.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { expect, it } from 'vitest'

import { see } from '../http/control-reading.ts'
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { requestText } from './raw.ts'

const TO = '+6281234567890'
const TEXT = { to: TO, type: 'text', text: { body: 'Halo Kak, ümlaut ✓' } }

const JSON_TYPE = { 'Content-Type': 'application/json' }

type Call = [what: string, line: string, body: string, headers: Record<string, string>]

const CALLS: Call[] = [
  ['a message', 'POST /v1/messages', JSON.stringify(TEXT), JSON_TYPE],
  ['no JSON', 'POST /v1/messages', '{"to":', JSON_TYPE],
  ['a wrong member', 'POST /v1/messages', JSON.stringify({ ...TEXT, to: '12' }), JSON_TYPE],
  ['an unknown key', 'POST /v1/messages', '{}', { ...JSON_TYPE, Authorization: 'Bearer kdv_x' }],
  [
    'a compressed body',
    'POST /v1/messages',
    JSON.stringify(TEXT),
    { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
  ],
  ['a label', 'POST /v1/labels', JSON.stringify({ team_id: 'team_1', name: 'VIP' }), JSON_TYPE],
  ['a list', 'GET /v1/messages?limit=2&status=pending', '', {}],
  ['a wrong limit', 'GET /v1/messages?limit=none', '', {}],
  ['a repeated parameter', 'GET /v1/messages?limit=2&limit=3', '', {}],
]

/** Sends a text in one piece, or its head first and its last byte when the head has been read. */
async function answerTo(kirim: TestSandbox, text: string, isWhole: boolean): Promise<string> {
  const { hostname, port } = new URL(kirim.app.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  if (isWhole) socket.write(text)
  else await writeInTwo(socket, text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The server says by itself when it has read the head: that is what the header Expect is for. */
async function writeInTwo(socket: Socket, text: string): Promise<void> {
  const end = text.indexOf('\r\n\r\n')
  socket.write(`${text.slice(0, end)}\r\nExpect: 100-continue\r\n\r\n`)
  const [first] = await once(socket, 'data')
  expect(String(first)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  socket.write(text.slice(end + 4))
}

const withoutDate = (answer: string) => answer.replace(/^Date: .*\r\n/im, '')

it.each(CALLS)('%s is answered alike on both ways', async (_, line, body, headers) => {
  const answers = await Promise.all(
    [true, false].map(async (isWhole) => {
      const kirim = await startTestSandbox({ seed: 7 })
      const bytes = Buffer.from(requestText(kirim, line, body, headers))
      // A GET has no body that could come later; what a query holds beyond plain text makes it long.
      const text = bytes.toString('utf8')
      const isRead = line.startsWith('GET')
      const asked = isRead && !isWhole ? text.replace(/\?(\w)/, encodedFirst) : text
      return withoutDate(await answerTo(kirim, asked, isWhole || isRead))
    }),
  )
  expect(answers[0]).toMatch(/^HTTP\/1\.1 \d{3} /)
  expect(answers[1]).toBe(answers[0])
})

/** The first letter of a query, percent-encoded. */
function encodedFirst(_: string, letter: string): string {
  return `?%${letter.charCodeAt(0).toString(16)}`
}

it('answers calls that are sent at once in their order', async () => {
  const kirim = await startTestSandbox()
  const message = requestText(kirim, 'POST /v1/messages', JSON.stringify(TEXT), JSON_TYPE)
  const kept = message.replace('Connection: close\r\n', '')
  const unknown = kept.replace('POST /v1/messages', 'POST /v1/nothing')
  const answer = await answerTo(kirim, `${kept}${unknown}${message}`, true)
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)
  expect(statuses).toEqual(['200', '404', '200'])
  const { entries } = await see(kirim, '/journal')
  const calls = entries.filter(({ kind }: { kind: string }) => kind === 'request')
  expect(calls).toHaveLength(3)
})

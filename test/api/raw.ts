// Requests byte by byte: what no well-behaved client would send.
import { connect } from 'node:net'

import type { Reply, TestSandbox } from '../support/sandbox.ts'

/** Sends the bytes on a connection of their own and reads the one answer to its end. */
export async function sendBytes(kirim: TestSandbox, bytes: string | Uint8Array): Promise<Reply> {
  return readReply(await exchange(kirim, bytes))
}

/** Sends the bytes on a connection of their own; all that comes back until it is closed. */
export function exchange({ app }: TestSandbox, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(app.url)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that has answered may close while the rest of a large request is still coming.
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

function readReply(text: string): Reply {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1])
  if (Number.isNaN(status)) throw new Error(`The answer is not HTTP: ${JSON.stringify(text)}`)
  const headers = new Headers(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
  const body = rest.join('\r\n\r\n')
  return { status, headers, body: body === '' ? undefined : JSON.parse(body) }
}

/** The bytes of a request with the sandbox's key; the connection is closed behind it. */
export function requestText(
  { app }: TestSandbox,
  line: string,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): string {
  const all = {
    Host: new URL(app.url).host,
    Connection: 'close',
    Authorization: `Bearer ${app.apiKey}`,
    ...(body !== '' && { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${head.join('')}\r\n${body}`
}

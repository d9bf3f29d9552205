// A connection that sends bytes as they are and reads answers as they come: no client in between.
import { connect, type Socket } from 'node:net'

export type Answer = {
  readonly status: number
  /** Names in lower case; of several with the same name, the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Somebody who does not answer by then will not. */
const PATIENCE_MS = 15_000

/** One connection at a time, opened anew when the server has closed the last one. */
export type Line = {
  /** Sends one request; null when the connection ended without an answer to it. */
  ask(bytes: string, isHead?: boolean): Promise<Answer | null>
  close(): void
}

export function openLine(port: number): Line {
  let socket: Socket | null = null
  return {
    ask: async (bytes, isHead = false) => {
      socket ??= await open(port)
      const held = socket
      const { answer, isOver } = await exchange(held, bytes, isHead)
      if (isOver) {
        held.destroy()
        socket = null
      }
      return answer
    },
    close: () => socket?.destroy(),
  }
}

export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

type Exchanged = { readonly answer: Answer | null; readonly isOver: boolean }

function exchange(socket: Socket, bytes: string, isHead: boolean): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let came: Buffer = Buffer.alloc(0)
    const end = (exchanged: Exchanged) => {
      clearTimeout(patience)
      socket.off('data', take).off('close', over)
      resolve(exchanged)
    }
    const take = (chunk: Buffer) => {
      came = came.length === 0 ? chunk : Buffer.concat([came, chunk])
      const read = readAnswer(came, isHead)
      if (read === null) return
      const { answer, rest } = read
      const closes = /\bclose\b/.test(answer.headers.connection ?? '') || rest.length > 0
      end({ answer, isOver: closes })
    }
    const over = () => end({ answer: readAnswer(came, isHead, true)?.answer ?? null, isOver: true })
    const patience = setTimeout(() => {
      socket.destroy()
      reject(new Error(`No answer to ${JSON.stringify(bytes.slice(0, 2_000))}`))
    }, PATIENCE_MS)
    socket.on('data', take).on('close', over)
    if (socket.destroyed) over()
    else socket.write(bytes, 'latin1')
  })
}

type Read = { readonly answer: Answer; readonly rest: Buffer }

/** The first answer of what came, behind those that only say "go on"; null while it is not whole. */
export function readAnswer(came: Buffer, isHead: boolean, isOver = false): Read | null {
  const headEnd = came.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [line = '', ...fields] = came.subarray(0, headEnd).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1])
  if (Number.isNaN(status)) throw new Error(`That is no HTTP: ${JSON.stringify(line)}`)
  const behind = came.subarray(headEnd + 4)
  if (status < 200) return readAnswer(behind, isHead, isOver)
  const headers: Record<string, string> = {}
  for (const field of fields) {
    const colon = field.indexOf(':')
    headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim()
  }
  const framed = frame(behind, headers, isHead || status === 204 || status === 304, isOver)
  if (framed === null) return null
  return { answer: { status, headers, body: framed.body }, rest: framed.rest }
}

function frame(
  behind: Buffer,
  headers: Readonly<Record<string, string>>,
  isBodiless: boolean,
  isOver: boolean,
): { body: Buffer; rest: Buffer } | null {
  if (isBodiless) return { body: Buffer.alloc(0), rest: behind }
  if (headers['transfer-encoding'] === 'chunked') return unchunk(behind)
  const length = Number(headers['content-length'] ?? Number.NaN)
  if (Number.isNaN(length)) return isOver ? { body: behind, rest: Buffer.alloc(0) } : null
  if (behind.length < length) return null
  return { body: behind.subarray(0, length), rest: behind.subarray(length) }
}

function unchunk(behind: Buffer): { body: Buffer; rest: Buffer } | null {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = behind.indexOf('\r\n', at)
    if (lineEnd === -1) return null
    const size = Number.parseInt(behind.subarray(at, lineEnd).toString('latin1'), 16)
    const from = lineEnd + 2
    if (behind.length < from + size + 2) return null
    if (size === 0) return { body: Buffer.concat(parts), rest: behind.subarray(from + 2) }
    parts.push(behind.subarray(from, from + size))
    at = from + size + 2
  }
}

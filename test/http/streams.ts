// Following the event stream in tests: the text of the stream is taken apart by hand.
import { onTestFinished } from 'vitest'

import type { TestSandbox } from '../support/sandbox.ts'

export type Told = {
  readonly id: string
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into entries of every kind.
  readonly data: any
}

export type Following = {
  readonly status: number
  readonly headers: Headers
  /** Everything that has come, as it stood on the wire. */
  readonly text: () => string
  /** The next event; rejects when the stream is over. */
  next(): Promise<Told>
  /** The next so many events. */
  take(count: number): Promise<Told[]>
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
  stop(): void
}

/** Opens the stream; it is closed when the test ends. */
export async function follow(
  { app }: TestSandbox,
  options: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Following> {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(`${app.controlUrl}/events${options.query ?? ''}`, {
    headers: options.headers ?? {},
    signal: abort.signal,
  })
  // What was taken is cut off: looking for the next in all that came would take ever longer.
  const came = { chunks: [] as string[], rest: '', isOver: false, waiting: [] as (() => void)[] }
  const wakeUp = () => {
    for (const wake of came.waiting.splice(0)) wake()
  }
  const ended = readAll(response, (text) => {
    came.chunks.push(text)
    came.rest += text
    wakeUp()
  }).finally(() => {
    came.isOver = true
    wakeUp()
  })
  const next = async (): Promise<Told> => {
    for (;;) {
      const end = came.rest.indexOf('\n\n')
      if (end === -1) {
        if (came.isOver) throw new Error('The stream is over.')
        await new Promise<void>((resolve) => came.waiting.push(resolve))
        continue
      }
      const block = came.rest.slice(0, end)
      came.rest = came.rest.slice(end + 2)
      const told = readBlock(block)
      if (told !== null) return told
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    text: () => came.chunks.join(''),
    next,
    take: async (count) => {
      const all: Told[] = []
      while (all.length < count) all.push(await next())
      return all
    },
    ended,
    stop: () => abort.abort(),
  }
}

async function readAll(response: Response, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  try {
    for await (const bytes of response.body ?? []) take(decoder.decode(bytes, { stream: true }))
  } catch {
    // Cut off, by the test or by the server.
  }
}

/** Null for what is no event: a comment, or a word about retrying. */
function readBlock(block: string): Told | null {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ')
    fields.set(line.slice(0, colon), line.slice(colon + 2))
  }
  const data = fields.get('data')
  if (data === undefined) return null
  return { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: JSON.parse(data) }
}

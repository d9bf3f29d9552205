// Reading event streams: lines, fields and comments as the HTML standard has them.
import { describe, expect, it } from 'vitest'

import { readEvents, type StreamedEvent } from '../../src/client/event-stream.ts'

async function eventsOf(...chunks: (string | Uint8Array)[]): Promise<StreamedEvent[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) {
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      }
      controller.close()
    },
  })
  const events: StreamedEvent[] = []
  for await (const event of readEvents(body)) events.push(event)
  return events
}

describe('an event', () => {
  it('has an id, a name and data', async () => {
    expect(await eventsOf('id: 7\nevent: status\ndata: {"a":1}\n\n')).toEqual([
      { id: '7', name: 'status', data: '{"a":1}' },
    ])
  })

  it('keeps the id of an earlier one, and not its name', async () => {
    expect(await eventsOf('id: 7\nevent: status\ndata: a\n\ndata: b\n\n')).toEqual([
      { id: '7', name: 'status', data: 'a' },
      { id: '7', name: 'message', data: 'b' },
    ])
  })

  it('may have several lines of data', async () => {
    const [event] = await eventsOf('data: one\ndata:two\ndata\n\n')
    expect(event?.data).toBe('one\ntwo\n')
  })

  it('is none without data', async () => {
    expect(await eventsOf('id: 7\n\nevent: status\n\n: heartbeat\n\nretry: 10\n\n')).toEqual([])
  })

  it('is dropped when the stream ends in the middle of it', async () => {
    expect(await eventsOf('data: whole\n\ndata: half\n')).toHaveLength(1)
  })
})

describe('lines', () => {
  it.each(['\n', '\r\n', '\r'])('end with %j', async (end) => {
    const text = `id: 7${end}data: a${end}${end}data: b${end}${end}`
    const ids = (await eventsOf(text, 'data: c\n\n')).map(({ data }) => data)
    expect(ids.slice(0, 2)).toEqual(['a', 'b'])
  })

  it('may arrive in any pieces', async () => {
    const text = 'id: 7\r\ndata: Apa kabar? 👋\r\n\r\n'
    const bytes = new TextEncoder().encode(text)
    const pieces = [...bytes].map((byte) => new Uint8Array([byte]))
    expect(await eventsOf(...pieces)).toEqual([{ id: '7', name: 'message', data: 'Apa kabar? 👋' }])
  })

  it('do not go on for ever', async () => {
    const chunks = Array.from({ length: 18 }, () => 'x'.repeat(65_536))
    await expect(eventsOf(...chunks)).rejects.toThrow('too long')
  })
})

// Reads an event stream (text/event-stream) as the HTML standard describes it.
import { createParser } from 'eventsource-parser'

export type StreamedEvent = {
  /** The last id that was sent, with this event or before it; empty when there was none. */
  readonly id: string
  /** `message` when the stream names none. */
  readonly name: string
  readonly data: string
}

/** More than any entry is long; a stream that never ends its lines is no event stream. */
const EVENT_MAX = 1_048_576

/**
 * The events of a body, as they come. Comments, which keep a line open, are skipped; an event that
 * the stream's end cuts off is dropped.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamedEvent, void> {
  let lastId = ''
  const events: StreamedEvent[] = []
  const parser = createParser({
    maxBufferSize: EVENT_MAX,
    onEvent: ({ id, event, data }) => {
      lastId = id ?? lastId
      events.push({ id: lastId, name: event ?? 'message', data })
    },
    // Other errors are unknown fields, which the standard ignores.
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return
      throw new Error('An event of the event stream is too long.')
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of chunksOf(body)) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield* events.splice(0)
  }
}

/** Read by hand: not every browser can go through a stream with `for await`. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader()
  try {
    for (let one = await reader.read(); !one.done; one = await reader.read()) yield one.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}

// Reads an event stream (text/event-stream) as the HTML standard describes it.

export type StreamedEvent = {
  /** The last id that was sent, with this event or before it; empty when there was none. */
  readonly id: string
  /** `message` when the stream names none. */
  readonly name: string
  readonly data: string
}

/** More than any entry is long; a stream that never ends its lines is no event stream. */
const LINE_MAX = 1_048_576

/**
 * The events of a body, as they come. Comments, which keep a line open, are skipped; an event that
 * the stream's end cuts off is dropped.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamedEvent, void> {
  let id = ''
  let name = ''
  let data: string[] = []
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield { id, name: name || 'message', data: data.join('\n') }
      name = ''
      data = []
      continue
    }
    const { field, value } = fieldOf(line)
    if (field === 'data') data.push(value)
    if (field === 'event') name = value
    if (field === 'id') id = value
  }
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of chunksOf(body)) {
    rest += decoder.decode(bytes, { stream: true })
    // A carriage return at the end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    if (rest.length > LINE_MAX) throw new Error('A line of the event stream is too long.')
    yield* lines
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

/** A line without a colon is a field without a value; one that begins with a colon is a comment. */
function fieldOf(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(':')
  if (colon === -1) return { field: line, value: '' }
  return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') }
}

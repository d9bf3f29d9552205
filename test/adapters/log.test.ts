// Journal entries as lines for people: what each kind says, with and without colours.
import { describe, expect, it } from 'vitest'

import type { Entry, EntryBody } from '../../src/domain/world/journal.ts'
import {
  formatEntry,
  LINES_WAITING_MAX_BYTES,
  type LogStyle,
  lineWriter,
  painter,
} from '../../src/wire/log-lines.ts'

const AT = Date.UTC(2026, 0, 1, 9, 30, 15, 7)
const TIME = '09:30:15.007'

/** What a colour begins with. */
const CSI = '\u001B['

/** The lines of an entry, without colours unless told otherwise. */
function linesOf(body: EntryBody, style: Partial<LogStyle> = {}): string[] {
  const entry: Entry = { number: 1, at: AT, ...body }
  return formatEntry(entry, { color: false, level: 'normal', ...style })
}

const REQUEST: EntryBody = {
  kind: 'request',
  requestId: 'req_00000000000000000000000001',
  operation: 'POST /messages',
  method: 'POST',
  path: '/v1/messages',
  status: 200,
  durationMs: 1.26,
}

const STATUS: EntryBody = {
  kind: 'status',
  messageId: 'msg_00000000000000000000000001',
  status: 'delivered',
  to: '+628000000002',
}

const INBOUND: EntryBody = {
  kind: 'inbound',
  messageId: 'msg_00000000000000000000000002',
  from: '+6281234567890',
  type: 'text',
  detail: 'Halo, masih buka?',
}

const ATTEMPT: EntryBody = {
  kind: 'attempt',
  deliveryId: 'wbd_00000000000000000000000001',
  subscriptionId: 'wbs_00000000000000000000000001',
  event: 'contact.created',
  attempt: 2,
  url: 'http://localhost:8080/hook',
  outcome: 'HTTP 503',
  status: 503,
  durationMs: 12,
  result: 'failed',
  nextAttemptAt: AT + 31_400,
}

describe('a line says', () => {
  it('what was asked and how it was answered', () => {
    expect(linesOf(REQUEST)).toEqual([
      `${TIME}  POST    /v1/messages                                  200    1.3 ms`,
    ])
  })

  it('why a request was refused, on a line of its own', () => {
    const refused = {
      ...REQUEST,
      status: 400,
      code: 'invalid_phone_number',
      param: 'to',
      message: 'Phone number must be in E.164 format.',
    }
    expect(linesOf(refused)).toEqual([
      `${TIME}  POST    /v1/messages                                  400    1.3 ms`,
      '              invalid_phone_number to: Phone number must be in E.164 format.',
    ])
  })

  it('that an answer was a kept one', () => {
    expect(linesOf({ ...REQUEST, replayed: true })[0]).toMatch(/200 {4}1\.3 ms {2}replayed$/)
  })

  it('which status a message has', () => {
    expect(linesOf(STATUS)).toEqual([
      `${TIME}  status  msg_00000000000000000000000001                delivered  +628000000002`,
    ])
  })

  it('why a message failed', () => {
    const failed = { ...STATUS, status: 'failed', code: 'outside_24h_window', detail: 'Too late.' }
    expect(linesOf(failed)).toEqual([
      `${TIME}  status  msg_00000000000000000000000001                failed  +628000000002`,
      '              outside_24h_window: Too late.',
    ])
  })

  it('who wrote what', () => {
    expect(linesOf(INBOUND)).toEqual([
      `${TIME}  inbox   msg_00000000000000000000000002                text  +6281234567890  Halo, masih buka?`,
    ])
  })

  it('what became of an attempt, and when the next one is', () => {
    expect(linesOf(ATTEMPT)).toEqual([
      `${TIME}  hook    contact.created → http://localhost:8080/hook  HTTP 503  attempt 2  12 ms  failed  next in 31.4s`,
    ])
  })

  it.each([
    [999, '999ms'],
    [1_000, '1s'],
    [90_000, '1.5m'],
    [3_600_000, '1h'],
    [86_400_000, '24h'],
  ])('that the next one is %i ms away as %s', (wait, text) => {
    const [line] = linesOf({ ...ATTEMPT, nextAttemptAt: AT + wait })
    expect(line).toMatch(new RegExp(`next in ${text}$`))
  })

  it('less of an attempt that went well', () => {
    const well = { ...ATTEMPT, outcome: 'HTTP 200', result: 'succeeded', nextAttemptAt: null }
    expect(linesOf(well as EntryBody)[0]).toMatch(/HTTP 200 {2}attempt 2 {2}12 ms$/)
  })

  it('notices and breaches', () => {
    expect(linesOf({ kind: 'notice', message: 'The clock moved.' })).toEqual([
      `${TIME}  notice  The clock moved.`,
    ])
    expect(linesOf({ kind: 'breach', message: 'A rule threw.' })).toEqual([
      `${TIME}  BREACH  A rule threw.`,
    ])
  })

  it('the beginning of what is long, on one line', () => {
    const [line, ...rest] = linesOf({ ...INBOUND, detail: `a\nb\t${'x'.repeat(500)}` })
    expect(rest).toEqual([])
    expect(line).toMatch(/ {2}a b x{75}…$/)
  })

  it('nothing that moves the cursor or paints the terminal of who reads it', () => {
    const nasty = 'a\u001B[2Jb\u0007c\u009B31md'
    const entries: EntryBody[] = [
      { ...INBOUND, detail: nasty },
      { ...REQUEST, path: `/v1/${nasty}` },
      { ...REQUEST, code: 'invalid_field_value', message: nasty },
      { ...STATUS, code: 'x', detail: nasty },
      { ...ATTEMPT, outcome: nasty },
    ]
    for (const entry of entries) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      expect(linesOf(entry).join('\n')).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
    }
  })
})

describe('levels', () => {
  const ALL: EntryBody[] = [REQUEST, STATUS, INBOUND, ATTEMPT]

  it('quiet leaves out all but notices and breaches', () => {
    for (const entry of ALL) expect(linesOf(entry, { level: 'quiet' })).toEqual([])
    expect(linesOf({ kind: 'notice', message: 'x' }, { level: 'quiet' })).toHaveLength(1)
    expect(linesOf({ kind: 'breach', message: 'x' }, { level: 'quiet' })).toHaveLength(1)
  })

  it('verbose adds the id of the request', () => {
    expect(linesOf(REQUEST, { level: 'verbose' })[0]).toContain('req_00000000000000000000000001')
    expect(linesOf(REQUEST)[0]).not.toContain('req_')
  })
})

describe('colours', () => {
  it('are there only when they are asked for', () => {
    for (const entry of [REQUEST, STATUS, INBOUND, ATTEMPT]) {
      expect(linesOf(entry).join()).not.toContain(CSI)
      expect(linesOf(entry, { color: true }).join()).toContain(CSI)
    }
  })

  it('leave the words as they are', () => {
    for (const entry of [REQUEST, STATUS, INBOUND, ATTEMPT]) {
      const painted = linesOf(entry, { color: true }).join('\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away.
      const bare = painted.replaceAll(/\u001B\[\d+m/g, '')
      expect(bare).toBe(linesOf(entry).join('\n'))
    }
  })

  it.each([
    [200, 32],
    [302, 32],
    [404, 33],
    [503, 31],
  ])('of a %i are those of code %i', (status, code) => {
    expect(linesOf({ ...REQUEST, status }, { color: true })[0]).toContain(`${CSI}${code}m${status}`)
  })

  it('end where they began', () => {
    expect(painter(true)('red', 'x')).toBe('\u001B[31mx\u001B[0m')
    expect(painter(false)('red', 'x')).toBe('x')
  })
})

describe('a line writer', () => {
  /** A writer whose turns are given by hand, to a stream of which the test says what waits in it. */
  function newWriter() {
    const written: string[] = []
    const turns: (() => void)[] = []
    const sink = { writableLength: 0, write: (text: string) => written.push(text) }
    const { line, flush } = lineWriter(
      sink,
      (run) => turns.push(run),
      (count) => `${count} left out`,
    )
    return { written, turns, sink, line, flush }
  }

  it('writes together what came together, once it gets its turn', () => {
    const { written, turns, line } = newWriter()
    for (const text of ['a', 'b', 'c']) line(text)
    expect([written, turns.length]).toEqual([[], 1])
    turns.shift()?.()
    expect(written).toEqual(['a\nb\nc\n'])
    line('d')
    turns.shift()?.()
    expect(written).toEqual(['a\nb\nc\n', 'd\n'])
  })

  it('writes at once when it is told to, and nothing twice', () => {
    const { written, turns, line, flush } = newWriter()
    line('a')
    flush()
    flush()
    turns.shift()?.()
    expect(written).toEqual(['a\n'])
  })

  it('leaves lines out while nobody reads them, and says how many were', () => {
    const { written, sink, line, flush } = newWriter()
    line('a')
    flush()
    sink.writableLength = LINES_WAITING_MAX_BYTES + 1
    for (let n = 0; n < 1_000; n++) line('b')
    flush()
    expect(written).toEqual(['a\n'])
    sink.writableLength = 0
    line('c')
    line('d')
    flush()
    expect(written).toEqual(['a\n', '1000 left out\nc\nd\n'])
  })
})

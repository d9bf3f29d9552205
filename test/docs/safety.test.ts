// The page about safety: each limit of its table is the one that the code keeps.
import { expect, it } from 'vitest'

import { RESPONSE_MAX_BYTES, SNIPPET_BYTES } from '../../src/adapters/http-transport.ts'
import { BODY_MAX_BYTES, NESTING_MAX, VALUES_MAX } from '../../src/api/request-body.ts'
import { FAULTS_MAX } from '../../src/domain/faults/arming.ts'
import { JOURNAL_MAX } from '../../src/domain/world/journal.ts'
import { ATTEMPTS_AT_ONCE } from '../../src/engine/dispatcher.ts'
import {
  INBOX_BYTES_MAX,
  INBOX_REQUESTS_MAX,
  INBOXES_BYTES_MAX,
  INBOXES_MAX,
} from '../../src/engine/inboxes/inbox.ts'
import {
  STREAM_BUFFER_MAX_BYTES,
  STREAMS_MAX,
  STREAMS_OF_ALL_MAX,
} from '../../src/http/control/event-stream.ts'
import { HEADERS_MAX_BYTES, SERVER_LIMITS } from '../../src/http/limits.ts'
import { CONTROL_TOKEN } from '../../src/schema/formats.ts'
import { LINES_WAITING_MAX_BYTES } from '../../src/wire/log-lines.ts'
import { readPage } from './pages.ts'

const { text } = readPage('docs/safety.md')

const KIB = 1024
const MIB = 1024 * KIB
const size = (bytes: number) => (bytes < MIB ? `${bytes / KIB} KiB` : `${bytes / MIB} MiB`)
const seconds = (ms: number) => `${ms / 1_000} s`
const count = (number: number) => number.toLocaleString('en')

it.each([
  ['request body', size(BODY_MAX_BYTES)],
  ['nesting of a body', `${NESTING_MAX} levels`],
  ['members and items of a body', count(VALUES_MAX)],
  ['path, or names and values of headers', size(HEADERS_MAX_BYTES)],
  ['time for the headers', seconds(SERVER_LIMITS.headersMs)],
  ['time for the whole request', seconds(SERVER_LIMITS.requestMs)],
  ['idle connection', seconds(SERVER_LIMITS.keepAliveMs)],
  ['answer that the client does not read', seconds(SERVER_LIMITS.stalledMs)],
  ['connections', count(SERVER_LIMITS.connections)],
  ['event streams of an organisation', count(STREAMS_MAX)],
  ['event streams altogether', count(STREAMS_OF_ALL_MAX)],
  ['what waits for a slow reader of a stream', size(STREAM_BUFFER_MAX_BYTES)],
  ['journal of an organisation', `${count(JOURNAL_MAX)} entries`],
  ['inboxes of an organisation', count(INBOXES_MAX)],
  ['requests of an inbox', count(INBOX_REQUESTS_MAX)],
  ['bytes of an inbox', size(INBOX_BYTES_MAX)],
  ['bytes of all inboxes of an organisation', size(INBOXES_BYTES_MAX)],
  ['faults, armed and spent', count(FAULTS_MAX)],
  ['attempts to one receiver at the same time', count(ATTEMPTS_AT_ONCE)],
  ['lines of output that nobody reads', size(LINES_WAITING_MAX_BYTES)],
])('tells the limit of: %s', (what, most) => {
  expect(text).toContain(`\n| ${what} | ${most} | `)
})

it('tells how much of an answer is read and kept', () => {
  const words = `${size(RESPONSE_MAX_BYTES)} are read and ${size(SNIPPET_BYTES)} is kept`
  expect(text.replaceAll('\n', ' ')).toContain(words)
})

it('tells how long a control token is', () => {
  expect(text).toContain('It has 16 to 512 letters')
  for (const [length, fits] of [
    [15, false],
    [16, true],
    [512, true],
    [513, false],
  ] as const) {
    expect(CONTROL_TOKEN.parse('a'.repeat(length)) !== null).toBe(fits)
  }
})

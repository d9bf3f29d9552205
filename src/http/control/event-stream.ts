// The journal as server-sent events: one stream for each who follows it.
import type { ServerResponse } from 'node:http'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { advanceOf } from '../../control/reads/advance.ts'
import { readParameters } from '../../control/reads/asked.ts'
import {
  EVENT_STREAM,
  entryEvent,
  gapEvent,
  progressEvent,
  STREAM_HEARTBEAT,
  STREAM_OPENING,
} from '../../control/reads/events.ts'
import { gapAfter } from '../../control/reads/journal/journal.ts'
import { fail } from '../../domain/failures/failures.ts'
import { entriesAfter, type Journal } from '../../domain/world/journal.ts'
import { SECOND_MS } from '../../domain/world/time.ts'
import type { Organization, Sandbox } from '../../engine/sandbox.ts'
import { DOOR_HEADERS } from '../door.ts'
import { askedFor, type Desk, nextRequestId } from './replies.ts'

/** Streams of one organisation at the same time: far more than screens and tests have. */
export const STREAMS_MAX = 100
/** Streams of all organisations together: most connections stay free for requests. */
export const STREAMS_OF_ALL_MAX = 500
/** How often something is sent when nothing happens. Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15 * SECOND_MS
/** What may wait for a reader that is slower than what happens; then it is cut off. */
export const STREAM_BUFFER_MAX_BYTES = 1024 * 1024
/** How long a stream that was ended may take to get its last bytes through. */
const LAST_BYTES_MS = 5 * SECOND_MS

type Stream = { end(): void }

/** By organisation: the streams that are open. */
type Streams = Map<Organization, Set<Stream>>

export function addEventStream(scope: FastifyInstance, desk: Desk): void {
  const streams: Streams = new Map()
  scope.get(EVENT_STREAM.path, { exposeHeadRoute: false }, async (request, reply) => {
    const organization = askedFor(desk, request)
    const after = resumesAt(request)
    if (reply.raw.destroyed) return reply
    const open = streams.get(organization) ?? new Set()
    refuseTooMany(streams, open)
    streams.set(organization, open)
    reply.hijack()
    reply.raw.writeHead(200, {
      'Content-Type': 'text/event-stream',
      ...DOOR_HEADERS,
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Request-Id': nextRequestId(desk),
    })
    const stream = startStream(desk.sandbox, organization, reply.raw, after)
    open.add(stream)
    reply.raw.on('close', () => {
      open.delete(stream)
      if (open.size === 0) streams.delete(organization)
    })
    return reply
  })
  // A stop does not wait for those who follow.
  scope.addHook('preClose', async () => {
    for (const open of streams.values()) for (const stream of open) stream.end()
  })
}

function refuseTooMany(streams: Streams, open: ReadonlySet<Stream>): void {
  let all = 0
  for (const { size } of streams.values()) all += size
  if (open.size < STREAMS_MAX && all < STREAMS_OF_ALL_MAX) return
  const message =
    open.size < STREAMS_MAX
      ? `${STREAMS_OF_ALL_MAX} event streams of this sandbox are open already.`
      : `${STREAMS_MAX} event streams of this organization are open already.`
  fail('service_unavailable', undefined, message)
}

/** The header is the younger one: a client that comes back repeats its first URL. */
function resumesAt(request: FastifyRequest): number | undefined {
  const { after } = readParameters(EVENT_STREAM.query, request.query as Record<string, unknown>)
  const header = request.headers['last-event-id']
  if (header === undefined || header === '') return after
  const rules = { 'Last-Event-ID': EVENT_STREAM.query.after }
  return readParameters(rules, { 'Last-Event-ID': header })['Last-Event-ID']
}

/** A stream, and the journal that it tells of. */
function startStream(
  { ports: { clock }, organizations }: Sandbox,
  organization: Organization,
  raw: ServerResponse,
  after: number | undefined,
): Stream {
  const { journal, id } = organization.world
  const tell = teller(journal, raw, after ?? journal.next - 1)
  let isOver = false
  const stop = () => {
    isOver = true
    journal.listeners.delete(send)
    organization.advanceListeners.delete(tellProgress)
    alarm.cancel()
  }
  const end = () => {
    if (isOver) return
    stop()
    raw.end()
    alarm = clock.setAlarm(LAST_BYTES_MS, () => raw.destroy())
  }
  const send = () => {
    if (isOver) return
    tell()
    if (raw.writableLength > STREAM_BUFFER_MAX_BYTES) end()
  }
  const tellProgress = () => {
    if (!isOver && !raw.writableNeedDrain) raw.write(progressEvent(advanceOf(organization)))
  }
  const beat = () => {
    // An organisation that is gone, or has another journal now, tells nothing more here.
    const isThere = organizations.get(id) === organization
    if (!isThere || organization.world.journal !== journal) return end()
    raw.write(STREAM_HEARTBEAT)
    alarm = clock.setAlarm(HEARTBEAT_MS, beat)
  }
  let alarm = clock.setAlarm(HEARTBEAT_MS, beat)
  journal.listeners.add(send)
  organization.advanceListeners.add(tellProgress)
  raw.on('drain', send).on('error', stop).on('close', stop)
  raw.write(STREAM_OPENING)
  send()
  return { end }
}

/**
 * Writes what the journal holds behind a number, as fast as it is read; once all of that is told,
 * what happens is written at once, however much piles up.
 */
function teller(journal: Journal, raw: ServerResponse, after: number): () => void {
  let told = after
  let isCatchingUp = true
  return () => {
    const gap = gapAfter(journal, told)
    if (gap !== null) {
      raw.write(gapEvent(gap))
      told = gap.resumes
    }
    for (const entry of entriesAfter(journal, told)) {
      if (isCatchingUp && raw.writableNeedDrain) return
      raw.write(entryEvent(entry))
      told = entry.number
    }
    isCatchingUp = false
  }
}

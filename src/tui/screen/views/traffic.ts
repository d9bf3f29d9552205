// Traffic: one line per API call, with what it set going in between; refusals are explained.
import { errorWords } from '../../../face/attempt-words.ts'
import type { FeedEntry } from '../data.ts'
import {
  clockTime,
  duration,
  elapsed,
  shortId,
  styleOfMessage,
  styleOfStatus,
  ticks,
} from '../formats.ts'
import type { State } from '../model.ts'
import type { PaneRow } from '../pane.ts'
import { type Cell, columns, type Line, line, type Span, type Style } from '../spans.ts'
import type { View } from '../view.ts'
import { entryCopies, entryPane, entryTitle, shortPath } from './entry.ts'
import { firstSteps } from './first-steps.ts'

export const TRAFFIC: View = {
  title: 'Traffic',
  short: 'Traffic',
  what: 'Every API call as it happens, and what it set going: statuses, customers, webhooks.',
  reads: () => [],
  list: (state) => ({
    rows: entriesOf(state).map(rowOf),
    empty: firstSteps(state),
    anchor: 'bottom',
    hasCursor: true,
  }),
  detail: {
    title: (state, id) => entryTitle(entryWith(state, id)),
    reads: (id) => [{ name: 'call', path: `/journal/${id}` }],
    pane: (state, id) => entryPane(entryWith(state, id), callOf(state, id)),
    isBeside: false,
  },
  copies: (state, id) => (id === null ? [] : entryCopies(entryWith(state, id), callOf(state, id))),
}

/** What was sent and answered, when it is the answer about this entry. */
function callOf({ data: { call } }: State, id: string) {
  return String(call?.entry.number) === id ? call : undefined
}

export function entryWith(state: State, id: string): FeedEntry | undefined {
  return entriesOf(state).find(({ number }) => String(number) === id)
}

function entriesOf({ feed, callsOnly }: State): readonly FeedEntry[] {
  const entries = feed.frozen ?? feed.entries
  return callsOnly ? entries.filter(({ kind }) => isCall(kind)) : entries
}

function isCall(kind: string): boolean {
  return kind === 'request' || kind === 'breach' || kind === 'gap'
}

function rowOf(entry: FeedEntry): PaneRow {
  return {
    id: String(entry.number),
    text: () => Object.values(entry).join(' '),
    draw: (width) => [lineOf(entry, width), ...explanation(entry, width)],
  }
}

type Parts = {
  readonly sign: Span
  readonly what: Span
  readonly took: string
  readonly rest: Span
}

const SIGN_WIDTH = 3

function lineOf(entry: FeedEntry, width: number): Line {
  const { sign, what, took, rest } = (PARTS[entry.kind] ?? PARTS.notice)?.(entry) ?? NOTHING
  const isWide = width >= 90
  const time = clockTime(entry.at)
  const cells: Cell[] = [
    { text: isWide ? time : time.slice(0, 8), style: 'dim', width: isWide ? 12 : 8 },
    { text: sign[0], style: sign[1], width: SIGN_WIDTH, side: 'right' },
    { text: what[0], style: what[1], width: whatWidth(width) },
    ...(isWide ? [{ text: took, style: 'dim', width: 8, side: 'right' } as const] : []),
    { text: rest[0], style: rest[1] },
  ]
  return columns(cells, width)
}

function whatWidth(width: number): number {
  return Math.max(20, Math.floor(width * 0.36))
}

const NOTHING: Parts = { sign: ['', 'plain'], what: ['', 'plain'], took: '', rest: ['', 'plain'] }

const PARTS: Readonly<Record<string, (entry: FeedEntry) => Parts>> = {
  request: (entry) => ({
    sign: [String(entry.status), styleOfStatus(Number(entry.status))],
    what: [`${entry.method} ${shortPath(entry)}`, 'plain'],
    took: `${Number(entry.duration_ms).toFixed(1)} ms`,
    rest: requestDetail(entry),
  }),
  status: (entry) => ({
    sign: ticks(String(entry.status)),
    what: [`  ${entry.status} ${entry.to}`, styleOfMessage(String(entry.status))],
    took: '',
    rest: [shortId(String(entry.message_id)), 'dim'],
  }),
  inbound: (entry) => ({
    sign: ['←', 'info'],
    what: [`  ${entry.from} wrote`, 'info'],
    took: '',
    rest: [String(entry.detail ?? entry.type), 'plain'],
  }),
  attempt: (entry) => ({
    sign: ['→', ATTEMPT_STYLES[String(entry.result)] ?? 'plain'],
    what: [`  ${entry.event}`, 'plain'],
    took: `${Math.round(Number(entry.duration_ms))} ms`,
    rest: [attemptText(entry), ATTEMPT_STYLES[String(entry.result)] ?? 'plain'],
  }),
  notice: (entry) => ({
    ...NOTHING,
    sign: ['i', 'info'],
    what: [String(entry.message ?? ''), 'info'],
  }),
  breach: () => ({ ...NOTHING, sign: ['!!', 'bad'], what: ['contract breach', 'bad'] }),
  gap: () => ({
    ...NOTHING,
    sign: ['…', 'dim'],
    what: ['some entries are gone', 'dim'],
  }),
}

const ATTEMPT_STYLES: Readonly<Record<string, Style>> = {
  succeeded: 'good',
  failed: 'warn',
  dead: 'bad',
}

function requestDetail({ code, fault, replayed, subject }: FeedEntry): Span {
  if (fault !== undefined) return [`fault ${fault}`, 'warn']
  if (code !== undefined) return [String(code), 'warn']
  const id = subject === undefined ? '' : shortId(String(subject))
  return replayed === true ? [`kept answer ${id}`, 'info'] : [id, 'dim']
}

function attemptText({ outcome, attempt, result, next_attempt_at: next, at, fault }: FeedEntry) {
  const again = typeof next === 'string' ? `, again in ${duration(elapsed(at, next))}` : ''
  const end = result === 'dead' ? ', given up' : again
  const struck = fault === undefined ? '' : `, fault ${fault}`
  return `${errorWords(String(outcome))} #${attempt}${end}${struck}`
}

/** The reason of a refusal stands under the call; a breach says what was broken. */
function explanation(entry: FeedEntry, width: number): Line[] {
  const indent = ' '.repeat(width >= 90 ? 19 : 15)
  if (entry.kind === 'request') {
    const why = typeof entry.message === 'string' ? [entry.message] : []
    const ignored = ignoredIn(entry).map((each) => `ignored: ${each}`)
    return [...why, ...ignored].map((each) => line(`${indent}└ `, [each, 'warn']))
  }
  if (entry.kind === 'breach') return [line(`${indent}└ `, [String(entry.message), 'bad'])]
  if (entry.kind === 'status' && entry.detail !== undefined) {
    return [line(`${indent}└ `, [`${entry.code}: ${entry.detail}`, 'bad'])]
  }
  return []
}

function ignoredIn({ ignored }: FeedEntry): string[] {
  return Array.isArray(ignored) ? ignored.map(String) : []
}

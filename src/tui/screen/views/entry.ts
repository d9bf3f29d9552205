// An entry of Traffic, opened: its facts, and of a call what was sent and answered, with both bodies.
import { API_PREFIX } from '../../../client/addresses.ts'
import type { Call, FeedEntry } from '../data.ts'
import { dateTime, styleOfStatus } from '../formats.ts'
import { type Pane, reading } from '../pane.ts'
import { BLANK, type Line, line } from '../spans.ts'
import type { CopyItem } from '../view.ts'
import { fact, heading, pretty } from './parts.ts'

/** Every operation stands below the same prefix. */
export function shortPath({ path }: FeedEntry): string {
  const text = String(path)
  return text.startsWith(`${API_PREFIX}/`) ? text.slice(API_PREFIX.length) : text
}

export function entryTitle(entry: FeedEntry | undefined): Line {
  if (entry === undefined) return line(['Gone', 'strong'])
  const what = entry.kind === 'request' ? `${entry.method} ${shortPath(entry)}` : entry.kind
  return line([what, 'strong'])
}

const ADVICE: readonly (readonly [member: string, key: string, what: string])[] = [
  ['message_id', 't', 'shows the time line of the message'],
  ['delivery_id', 'enter', 'shows the delivery'],
]

export function entryPane(entry: FeedEntry | undefined, call: Call | undefined): Pane {
  const empty = [line(['The journal no longer holds this entry.', 'dim'])]
  const common = { empty, anchor: 'top', hasCursor: false } as const
  if (entry === undefined) return { rows: [], ...common }
  const lines = entry.kind === 'request' ? callLines(entry, call) : factLines(entry)
  return { rows: reading(lines), ...common }
}

function factLines(entry: FeedEntry): Line[] {
  const { message, detail, ...facts } = entry
  const why = message ?? detail
  return [
    ...Object.entries(facts).map(([name, value]) => fact(name.replaceAll('_', ' '), String(value))),
    ...(why === undefined ? [] : [heading('Why'), line(String(why))]),
    ...ADVICE.filter(([member]) => entry[member] !== undefined).map(([, key, what]) =>
      line('', [key, 'key'], [` ${what}`, 'dim']),
    ),
  ]
}

function callLines(entry: FeedEntry, call: Call | undefined): Line[] {
  const { status, code, param, message, fault, request_id: request, subject } = entry
  const optional = (name: string, value: unknown) =>
    value === undefined ? [] : [fact(name, String(value))]
  const took = `${Number(entry.duration_ms).toFixed(1)} ms`
  return [
    fact(
      'answer',
      `${status}${code === undefined ? '' : ` ${code}`}`,
      styleOfStatus(Number(status)),
    ),
    ...(message === undefined ? [] : [fact('why', String(message), 'warn')]),
    ...optional('member', param),
    ...optional('fault', fault),
    fact('at', `${dateTime(entry.at)}, took ${took}`),
    ...optional('request id', request),
    ...optional('about', subject),
    ...(isMessage(subject)
      ? [line('', ['t', 'key'], [' shows the time line of the message', 'dim'])]
      : []),
    ...exchangeLines(call),
  ]
}

function isMessage(subject: unknown): boolean {
  return typeof subject === 'string' && subject.startsWith('msg_')
}

function exchangeLines(call: Call | undefined): Line[] {
  if (call === undefined) return [BLANK, line(['…', 'dim'])]
  const { exchange } = call
  if (exchange === null) {
    return [BLANK, line(['What was sent and answered is kept of the newest calls only.', 'dim'])]
  }
  const { request, response } = exchange
  return [
    ...bodyLines('Body of the request', request.body),
    ...bodyLines('Body of the answer', response.body),
    ...headerLines('Headers of the request', request.headers),
    ...headerLines('Headers of the answer', response.headers),
  ]
}

function bodyLines(title: string, body: string | null): Line[] {
  const lines =
    body === null || body === '' ? [line(['none', 'dim'])] : pretty(body).map((text) => line(text))
  return [BLANK, heading(title), ...lines]
}

function headerLines(title: string, headers: Readonly<Record<string, string>>): Line[] {
  return [
    BLANK,
    heading(title),
    ...Object.entries(headers).map(([name, value]) => line([`${name}: `, 'dim'], value)),
  ]
}

const COPIED: readonly (readonly [member: string, label: string])[] = [
  ['subject', 'id of the resource'],
  ['message_id', 'message id'],
  ['delivery_id', 'delivery id'],
  ['request_id', 'request id'],
  ['path', 'path'],
  ['message', 'explanation'],
]

export function entryCopies(entry: FeedEntry | undefined, call: Call | undefined): CopyItem[] {
  if (entry === undefined) return []
  const { request, response, curl } = call?.exchange ?? {}
  const texts: readonly (readonly [string, string | null | undefined])[] = [
    ['curl that calls it again', curl],
    ['body of the request', request?.body],
    ['body of the answer', response?.body],
  ]
  return [
    ...texts.flatMap(([label, text]) => (text ? [{ label, text }] : [])),
    ...COPIED.filter(([member]) => entry[member] !== undefined).map(([member, label]) => ({
      label,
      text: String(entry[member]),
    })),
  ]
}

// Webhooks: every delivery with its attempts, what comes next, and what was given up.

import { errorWords } from '../../../face/attempt-words.ts'
import { type Attempt, type Delivery, SUBSCRIPTIONS_WISH } from '../data.ts'
import { clockTime, deliverySign, duration, elapsed, shortId, styleOfStatus } from '../formats.ts'
import type { State } from '../model.ts'
import { type Pane, type PaneRow, reading } from '../pane.ts'
import { BLANK, type Cell, columns, type Line, line, type Span, type Style } from '../spans.ts'
import type { View } from '../view.ts'
import { clockOf } from './conversations.ts'
import { advice, fact, heading, LOADING, pretty } from './parts.ts'
import {
  isSubscription,
  shortUrl,
  subscriptionCopies,
  subscriptionPane,
  subscriptionRow,
} from './subscriptions.ts'

export const WEBHOOKS: View = {
  title: 'Webhooks',
  short: 'Hooks',
  what: 'Deliveries with their attempts, retries to come and dead letters. Open one to see it whole.',
  reads: () => [
    SUBSCRIPTIONS_WISH,
    { name: 'deliveries', path: '/deliveries', query: { limit: 100 } },
  ],
  list: (state) => {
    const subscriptions = state.data.subscriptions?.subscriptions ?? []
    const deliveries = state.data.deliveries?.deliveries ?? []
    const [first] = deliveries
    return {
      rows: [
        ...subscriptions.map((one, n) => subscriptionRow(one, n === subscriptions.length - 1)),
        ...deliveries.map((one) => rowOf(state, one)),
      ],
      empty: emptyOf(state),
      anchor: 'top',
      ...(first !== undefined && { startsAt: first.id }),
      hasCursor: true,
    }
  },
  detail: {
    title: (_state, id) =>
      line([isSubscription(id) ? 'Subscription ' : 'Delivery ', 'strong'], [id, 'dim']),
    reads: (id) => (isSubscription(id) ? [] : [{ name: 'delivery', path: `/deliveries/${id}` }]),
    pane: (state, id) => (isSubscription(id) ? subscriptionPane(state, id) : detailOf(state, id)),
    isBeside: true,
  },
  copies: (state, id) => (isSubscription(id) ? subscriptionCopies(state, id) : copiesOf(state, id)),
}

function emptyOf({ data: { deliveries, subscriptions } }: State): readonly Line[] {
  if (deliveries === undefined || subscriptions === undefined) return LOADING
  return [
    line(['Nobody has subscribed to webhooks.', 'strong']),
    BLANK,
    ...advice(
      ['w', 'have webhooks sent to a receiver: yours, or a built-in one'],
      ['c', 'write as a customer: message.received'],
      ['n', 'send a message as the business: message.status'],
    ),
  ]
}

const RESULT_STYLES: Readonly<Record<string, Style>> = {
  pending: 'info',
  failed: 'warn',
  succeeded: 'good',
  dead: 'bad',
}

function rowOf(state: State, one: Delivery): PaneRow {
  const answer = one.response_status === null ? '' : `HTTP ${one.response_status}`
  const event = eventText(one)
  const message = one.message_id === null ? '' : shortId(one.message_id)
  const receiver = one.url === null ? 'deleted subscription' : shortUrl(one.url)
  return {
    id: one.id,
    text: () =>
      `${one.id} ${one.event_type} ${event} ${one.event_id} ${one.message_id ?? ''} ${receiver} ${one.status} ${answer}`,
    draw: (width) => {
      const [sign, style] = deliverySign(one.status)
      const cells: Cell[] = [
        { text: clockTime(one.created_at).slice(0, 8), style: 'dim', width: 8 },
        { text: sign, style, width: 1 },
        { text: event, width: 18 },
        { text: stateText(state, one), style: RESULT_STYLES[one.status] ?? 'plain' },
      ]
      const below = `${message} → ${receiver}  ${answer}`.trim()
      return [columns(cells, width), line(' '.repeat(INDENT), [below, 'dim'])]
    },
  }
}

/** Where the words of a row begin. */
const INDENT = 13

/** `status delivered`, `received`, `contact.created`: what of a message goes without saying. */
function eventText({ event_type: type, message_status: status }: Delivery): string {
  return `${type.replace(/^message\./, '')}${status === null ? '' : ` ${status}`}`
}

type Standing = Pick<Delivery, 'status' | 'phase' | 'attempt_count' | 'next_attempt_at'>

/** How far it got, and when it goes on. */
function stateText(state: State, one: Standing): string {
  const { status, attempt_count: count, next_attempt_at: next, phase } = one
  if (status === 'dead') return `dead after ${count}`
  if (status === 'succeeded') return count === 1 ? 'delivered' : `delivered at attempt ${count}`
  if (phase === 'held' || phase === 'detained') return 'held back'
  if (phase === 'attempting') return `attempt ${count + 1} …`
  const now = clockOf(state)
  const wait = next === null || now === null ? '' : ` in ${duration(elapsed(now, next))}`
  return `attempt ${count + 1}${wait}`
}

function detailOf(state: State, id: string): Pane {
  const known = state.data.delivery
  const isIt = known?.delivery.id === id
  const common = { empty: LOADING, anchor: 'top', hasCursor: false } as const
  if (!isIt) return { rows: [], ...common }
  const { delivery, event, subscription, body, attempts } = known
  const [sign, style] = deliverySign(delivery.status)
  const lines = [
    fact('status', `${sign} ${stateText(state, { ...delivery, phase: known.phase })}`, style),
    fact('event', event.type),
    fact('event id', event.id),
    fact('receiver', subscription?.url ?? 'the subscription was deleted'),
    ...(delivery.replayed_from === null ? [] : [fact('replay of', delivery.replayed_from)]),
    BLANK,
    heading(attempts.length === 0 ? 'No attempt yet' : 'Attempts'),
    ...attempts.flatMap(attemptLines),
    ...lastHeaders(attempts.at(-1)),
    BLANK,
    heading('Body'),
    ...pretty(body).map((text) => line(text)),
  ]
  return { rows: reading(lines), ...common }
}

function attemptLines(attempt: Attempt): Line[] {
  const { number, at, outcome, response_status: status, duration_ms: ms, error, fault } = attempt
  const what = status === null ? outcome : `HTTP ${status}`
  const style: Style = status === null ? 'bad' : styleOfStatus(status)
  return [
    line(
      [`${clockTime(at)}  `, 'dim'],
      [`#${number} `, 'plain'],
      [what, style],
      [`  ${Math.round(ms)} ms`, 'dim'],
      [fault === null ? '' : `  fault ${fault}`, 'warn'],
    ),
    ...(error === null ? [] : [line(['              ', 'plain'], [errorWords(error), 'bad'])]),
    ...(attempt.response_snippet
      ? [line(['              ', 'plain'], [attempt.response_snippet, 'dim'])]
      : []),
  ]
}

const VERDICTS: Readonly<Record<string, Span>> = {
  good: ['✓ the signature is good', 'good'],
  stale: ['✗ the signature is stale: a careful receiver refuses this', 'bad'],
  missing: ['✗ there is no signature: a careful receiver refuses this', 'bad'],
  mismatch: ['✗ no secret of the subscription gives this signature', 'bad'],
}

function lastHeaders(attempt: Attempt | undefined): Line[] {
  if (attempt === undefined) return []
  return [
    BLANK,
    heading(`Headers of attempt ${attempt.number}`),
    ...Object.entries(attempt.headers).map(([name, value]) => line([`${name}: `, 'dim'], value)),
    line(VERDICTS[attempt.signature] ?? ['', 'plain']),
  ]
}

function copiesOf({ data }: State, id: string | null) {
  if (id === null) return []
  const detail = data.delivery?.delivery.id === id ? data.delivery : undefined
  const last = detail?.attempts.at(-1)
  const headers = Object.entries(last?.headers ?? {}).map(
    ([name, value]) => `-H '${name}: ${value}'`,
  )
  return [
    { label: 'delivery id', text: id },
    ...(detail === undefined
      ? []
      : [
          { label: 'body', text: detail.body },
          ...(last === undefined
            ? []
            : [
                {
                  label: 'curl that posts it again',
                  text: [
                    'curl',
                    last.url,
                    ...headers,
                    `-d '${detail.body.replaceAll("'", "'\\''")}'`,
                  ].join(' '),
                },
              ]),
        ]),
  ]
}

/** What a replay needs to know of a row. */
export function deliveryWith(
  { data }: State,
  id: string | null,
): { readonly id: string } | undefined {
  const { delivery } = data.delivery ?? {}
  return (
    data.deliveries?.deliveries.find((one) => one.id === id) ??
    (delivery?.id === id ? delivery : undefined)
  )
}

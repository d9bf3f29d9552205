// Messages: the newest ones, and the time line of each: call, statuses, webhooks, attempts.
import { errorWords } from '../../../face/attempt-words.ts'
import type { Message, MessageDetail, Moment } from '../data.ts'
import {
  clockTime,
  dateTime,
  duration,
  elapsed,
  shortId,
  styleOfMessage,
  styleOfStatus,
  ticks,
} from '../formats.ts'
import type { State } from '../model.ts'
import type { Pane, PaneRow } from '../pane.ts'
import { BLANK, type Cell, columns, type Line, line, type Span } from '../spans.ts'
import type { View } from '../view.ts'
import { clockOf } from './conversations.ts'
import { advice, fact, LOADING } from './parts.ts'

export const MESSAGES: View = {
  title: 'Messages',
  short: 'Msgs',
  what: 'The newest messages; each with its time line: call, statuses, webhooks and every attempt.',
  reads: () => [{ name: 'messages', path: '/messages', query: { limit: 100 } }],
  list: ({ data }) => ({
    rows: (data.messages?.messages ?? []).map(rowOf),
    empty:
      data.messages === undefined
        ? LOADING
        : [
            line(['There is no message yet.', 'strong']),
            BLANK,
            ...advice(['n', 'send one as the business'], ['c', 'write as a customer']),
          ],
    anchor: 'top',
    hasCursor: true,
  }),
  detail: {
    title: (_state, id) => line(['Time line ', 'strong'], [id, 'dim']),
    reads: (id) => [{ name: 'message', path: `/messages/${id}` }],
    pane: timeLine,
    isBeside: true,
  },
  copies: ({ data }, id) => {
    const one = data.messages?.messages.find((message) => message.id === id) ?? data.message
    if (id === null || one?.id !== id) return []
    return [
      { label: 'message id', text: one.id },
      { label: 'wamid', text: one.wamid },
      { label: "customer's number", text: one.customer },
    ]
  },
}

function rowOf(one: Message): PaneRow {
  const isOurs = one.direction === 'outbound'
  return {
    id: one.id,
    text: () =>
      `${one.id} ${one.wamid} ${one.type} ${one.status} ${one.customer} ${one.summary ?? ''}`,
    draw: (width) => {
      const tick: Span = isOurs ? ticks(one.status) : ['←', 'info']
      const cells: Cell[] = [
        { text: clockTime(one.created_at).slice(0, 8), style: 'dim', width: 8 },
        { text: tick[0], style: tick[1], width: 2, side: 'right' },
        { text: one.customer, width: 15 },
        ...(width < 60 ? [] : [{ text: one.type, style: 'dim', width: 11 } as const]),
        { text: (one.summary ?? one.type).replaceAll(/\s+/g, ' ') },
      ]
      return [columns(cells, width)]
    },
  }
}

function timeLine(state: State, id: string): Pane {
  const message = state.data.message
  const isIt = message?.id === id || message?.wamid === id
  return {
    heading: isIt ? headingOf(message) : [],
    rows: isIt ? rowsOf(state, message) : [],
    empty: LOADING,
    anchor: 'top',
    hasCursor: true,
  }
}

function headingOf(message: MessageDetail): Line[] {
  const { customer, business, direction, status, type, summary, failure } = message
  const way = direction === 'outbound' ? `${business} → ${customer}` : `${customer} → ${business}`
  return [
    fact('way', way),
    fact('type', type),
    fact('status', status, styleOfMessage(status)),
    ...(summary === null ? [] : [fact('text', summary.replaceAll(/\s+/g, ' '))]),
    ...(failure === null
      ? []
      : [
          fact('fails with', `${failure.code} · Meta ${failure.meta_code} ${failure.title}`, 'bad'),
          fact('', failure.details, 'dim'),
        ]),
    BLANK,
  ]
}

function rowsOf(state: State, message: MessageDetail): PaneRow[] {
  const { time_line: moments } = message
  // Days are told where there is more than one.
  const days = new Set(moments.map(({ at }) => at.slice(0, 10)))
  const when = (at: string) =>
    days.size > 1 ? `${at.slice(5, 10)} ${clockTime(at)}` : clockTime(at)
  return [
    ...moments.map((moment, index) => momentRow(moment, index, when)),
    ...plannedRows(state, message, when),
  ]
}

type When = (at: string) => string

/** An attempt or a delivery opens the delivery. */
function momentRow(moment: Moment, index: number, when: When): PaneRow {
  const about = 'delivery_id' in moment ? `:${moment.delivery_id}` : ''
  return {
    id: `${index}${about}`,
    text: () => JSON.stringify(moment),
    draw: () => [line([`${when(moment.at)}  `, 'dim'], ...momentSpans(moment))],
  }
}

/** The delivery that a row of the time line is about. */
export function deliveryOfRow(rowId: string | null): string | undefined {
  return rowId?.split(':')[1]
}

function momentSpans(moment: Moment): Span[] {
  switch (moment.kind) {
    case 'accepted':
      return [
        ['● ', 'info'],
        ['accepted by the API', 'strong'],
        [moment.request_id ? `  ${shortId(moment.request_id)}` : '', 'dim'],
      ]
    case 'received':
      return [
        ['● ', 'info'],
        ['written by the customer', 'strong'],
      ]
    case 'status': {
      const status = moment.status ?? ''
      const [sign, style] = ticks(status)
      return [
        [`${sign} `, style],
        [status, styleOfMessage(status)],
      ]
    }
    case 'delivery':
      return [
        ['  ┌ ', 'dim'],
        [moment.event_type, 'plain'],
        [moment.message_status ? ` ${moment.message_status}` : '', 'plain'],
        [moment.replayed_from ? '  replay' : '', 'info'],
        [`  ${shortId(moment.delivery_id)}`, 'dim'],
      ]
    case 'attempt':
      return attemptSpans(moment)
  }
}

function attemptSpans(moment: Extract<Moment, { readonly kind: 'attempt' }>): Span[] {
  const { response_status: status, outcome, error, attempt, fault } = moment
  return [
    [`  │ #${attempt} `, 'dim'],
    status === null
      ? [errorWords(error ?? outcome), 'bad']
      : [`HTTP ${status}`, styleOfStatus(status)],
    [`  ${Math.round(moment.duration_ms)} ms`, 'dim'],
    [fault ? `  fault ${fault}` : '', 'warn'],
    [`  ${shortId(moment.delivery_id)}`, 'dim'],
  ]
}

function plannedRows(state: State, { plan }: MessageDetail, when: When): PaneRow[] {
  const now = clockOf(state)
  return plan
    .filter(({ taken }) => !taken)
    .map(({ status, due_at: at }, index) => {
      const wait = now === null ? dateTime(at) : `in ${duration(elapsed(now, at))}`
      return {
        id: `plan${index}`,
        text: () => status,
        draw: () => [line([`${when(at)}  ○ ${status}, ${wait}`, 'dim'])],
      }
    })
}

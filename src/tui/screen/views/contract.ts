// Contract: which operation answered with which status, as a map, and breaches.
import type { Coverage } from '../data.ts'
import type { State } from '../model.ts'
import type { PaneRow } from '../pane.ts'
import { BLANK, fill, type Line, line, type Span } from '../spans.ts'
import type { View } from '../view.ts'
import { fact, heading, LOADING } from './parts.ts'

export const CONTRACT: View = {
  title: 'Contract',
  short: 'Map',
  what: 'How much of the contract was seen in use: each operation with the statuses it answered.',
  reads: () => [{ name: 'coverage', path: '/coverage' }],
  list: (state) => ({
    heading: headingOf(state),
    rows: (state.data.coverage?.operations ?? []).map(rowOf),
    empty: LOADING,
    anchor: 'top',
    hasCursor: true,
  }),
  copies: (_state, id) => (id === null ? [] : [{ label: 'operation', text: id }]),
}

const BAR_WIDTH = 30

function headingOf({ data: { coverage }, feed }: State): Line[] {
  if (coverage === undefined) return []
  const { seen, total, seen_by_fault_only: byFault } = coverage
  const full = Math.round((seen / Math.max(1, total)) * BAR_WIDTH)
  const breaches = feed.entries.filter(({ kind }) => kind === 'breach')
  return [
    line(
      ['█'.repeat(full), 'good'],
      ['░'.repeat(BAR_WIDTH - full), 'dim'],
      [`  ${seen} of ${total}`, 'strong'],
      [' answers seen', 'dim'],
      [byFault > 0 ? `, ${byFault} only by faults` : '', 'warn'],
    ),
    ...(breaches.length === 0
      ? []
      : [
          heading('Breaches'),
          ...breaches.slice(-2).map((one) => fact('', String(one.message), 'bad')),
        ]),
    BLANK,
  ]
}

type Operation = Coverage['operations'][number]

/** A status that was seen is green with its count, by a fault alone yellow, and dim otherwise. */
function cellOf({ status, hits, fault_hits: byFault }: Operation['statuses'][number]): Span[] {
  if (hits > 0)
    return [
      [` ${status}`, 'good'],
      [count(hits), 'dim'],
    ]
  return byFault > 0
    ? [
        [` ${status}`, 'warn'],
        [count(byFault), 'dim'],
      ]
    : [[` ${status}`, 'dim']]
}

function count(hits: number): string {
  return hits > 1 ? `×${hits}` : ''
}

function rowOf({ key, statuses }: Operation): PaneRow {
  const seen = statuses.filter(({ hits, fault_hits: byFault }) => hits + byFault > 0).length
  return {
    id: key,
    text: () => `${key} ${seen > 0 ? 'seen' : 'unseen'}`,
    draw: (width) => [
      line(
        [seen > 0 ? '■ ' : '□ ', seen > 0 ? 'good' : 'dim'],
        [fill(key, Math.min(46, Math.floor(width * 0.5))), seen > 0 ? 'plain' : 'dim'],
        ...statuses.flatMap(cellOf),
      ),
    ],
  }
}

// Faults: what was armed, what it strikes, and how often it did.
import type { Fault } from '../data.ts'
import type { PaneRow } from '../pane.ts'
import { BLANK, columns, line } from '../spans.ts'
import type { View } from '../view.ts'
import { advice, LOADING } from './parts.ts'

export const FAULTS_VIEW: View = {
  title: 'Faults',
  short: 'Faults',
  what: 'What goes wrong on purpose: API answers, fates of messages, webhooks on their way.',
  reads: () => [
    { name: 'faults', path: '/faults' },
    { name: 'known', path: '/faults/known' },
  ],
  list: ({ data }) => ({
    heading: (data.faults?.faults.length ?? 0) === 0 ? [] : [headingLine(), BLANK],
    rows: [...(data.faults?.faults ?? [])].reverse().map(rowOf),
    empty:
      data.faults === undefined
        ? LOADING
        : [
            line(['Nothing goes wrong on purpose.', 'strong']),
            BLANK,
            ...advice(['f', 'arm a fault: answers, messages, webhooks']),
          ],
    anchor: 'top',
    hasCursor: true,
  }),
  copies: (_state, id) => (id === null ? [] : [{ label: 'fault id', text: id }]),
}

const STRUCK_WIDTH = 16

function headingLine() {
  return line(['  fault', 'dim'], [' '.repeat(19), 'dim'], ['struck', 'dim'])
}

/** What was said when it was armed, as `do arm-fault` writes it. */
function saidOf(fault: Fault): string {
  const { id, fault: _, site, armed, seen, hits, armed_at, ...said } = fault
  const { match, times, every, after, probability, ...options } = said
  const words = [
    ...Object.entries(options).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(match).map(([name, value]) => `${name}=${textOf(value)}`),
    ...(times === null ? [] : [`times=${times}`]),
    ...Object.entries({ every, after, probability })
      .filter(([, value]) => value !== null && value !== undefined && value !== 0)
      .map(([name, value]) => `${name}=${value}`),
  ]
  return words.join(' ')
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function rowOf(fault: Fault): PaneRow {
  const { armed, hits, seen } = fault
  const said = saidOf(fault)
  return {
    id: fault.id,
    text: () => `${fault.fault} ${said} ${armed ? 'armed' : 'spent'}`,
    draw: (width) => [
      columns(
        [
          { text: armed ? '●' : '○', style: armed ? 'bad' : 'dim', width: 1 },
          { text: fault.fault, style: armed ? 'plain' : 'dim', width: 22 },
          {
            text: `${hits} of ${seen}${armed ? '' : ', spent'}`,
            style: hits > 0 && armed ? 'warn' : 'dim',
            width: STRUCK_WIDTH,
          },
          { text: said, style: armed ? 'plain' : 'dim' },
        ],
        width,
      ),
    ],
  }
}

// Help: the views and all keys, printed from their tables.
import { KEY_ROWS, type Where } from '../keymap.ts'
import type { ViewName } from '../model.ts'
import { reading } from '../pane.ts'
import { BLANK, type Line, line, type Span } from '../spans.ts'
import type { View } from '../view.ts'
import { heading } from './parts.ts'

/** A section of the help: where its keys work. */
type Section = { readonly title: string; readonly fits: (where: Where) => boolean }

const SECTIONS: readonly Section[] = [
  { title: 'Everywhere', fits: (where) => where === 'everywhere' || where === 'always' },
  ...(
    [
      ['Traffic', 'traffic'],
      ['Chats', 'conversations'],
      ['Webhooks', 'webhooks'],
      ['Messages', 'messages'],
      ['Faults', 'faults'],
      ['Settings', 'settings'],
    ] as const
  ).map(([title, name]) => ({ title, fits: (where: Where) => isOf(where, name) })),
  { title: 'In a menu', fits: (where) => where === 'menu' },
  { title: 'While typing', fits: (where) => where === 'prompt' },
]

function isOf(where: Where, name: ViewName): boolean {
  return typeof where !== 'string' && where.includes(name)
}

/** By section: what is shown of each key, and what it does. */
export function keySections(): readonly {
  readonly title: string
  readonly keys: readonly (readonly [shown: string, what: string])[]
}[] {
  return SECTIONS.map(({ title, fits }) => ({
    title,
    keys: KEY_ROWS.filter(([, { where }]) => fits(where)).map(
      ([, { shown, what }]) => [shown, what] as const,
    ),
  }))
}

const SIGNS: readonly (readonly Span[])[] = [
  [
    ['·', 'dim'],
    [' pending   ', 'plain'],
    ['✓', 'dim'],
    [' sent   ', 'plain'],
    ['✓✓', 'dim'],
    [' delivered   ', 'plain'],
    ['◉◉', 'read'],
    [' read   ', 'plain'],
    ['✗', 'bad'],
    [' failed', 'plain'],
  ],
  [
    ['○', 'info'],
    [' on its way   ', 'plain'],
    ['↻', 'warn'],
    [' will be tried again   ', 'plain'],
    ['✓', 'good'],
    [' arrived   ', 'plain'],
    ['✗', 'bad'],
    [' dead letter', 'plain'],
  ],
]

export const HELP: View = {
  title: 'Help',
  short: '',
  what: 'All keys.',
  reads: () => [],
  list: () => ({ rows: reading(lines()), empty: [], anchor: 'top', hasCursor: false }),
  copies: () => [],
}

function lines(): Line[] {
  return [
    ...keySections().flatMap(({ title, keys }) => [
      heading(title),
      ...keys.map(([shown, what]) => line('  ', [shown.padEnd(11), 'key'], what)),
      BLANK,
    ]),
    heading('Signs'),
    ...SIGNS.map((spans) => line('  ', ...spans)),
  ]
}

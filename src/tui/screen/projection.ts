// The projection: a state and its size as lines of styled spans. Pure; exactly as many lines as rows.

import type { OrganizationStatus } from './data.ts'
import { counted, dateTime, duration } from './formats.ts'
import { footKeys } from './keymap.ts'
import type { State, ViewName } from './model.ts'
import { drawPane } from './pane.ts'
import { detailOf, layoutOf, listOf, organizationOf } from './selection.ts'
import { drawSheet } from './sheet-lines.ts'
import {
  BLANK,
  beside,
  cutLine,
  fillLine,
  type Line,
  line,
  lineWidth,
  type Span,
  spread,
  widthOf,
} from './spans.ts'
import { VIEW_NAMES, VIEWS } from './views/index.ts'

/** The parts of the screen from top to bottom. */
export type Frame = {
  readonly header: readonly Line[]
  readonly body: readonly Line[]
  readonly footer: readonly Line[]
}

/** What is needed to show anything worth reading. */
export const SIZE_MIN = { columns: 60, rows: 16 }

export function project(state: State): Frame {
  const { columns, rows } = state.size
  if (columns < SIZE_MIN.columns || rows < SIZE_MIN.rows) return tooSmall(state)
  const sheet = drawSheet(state)
  const height = layoutOf(state).height - sheet.length
  const body = drawBody(state, height)
  const frame = {
    header: [headerLine(state), tabsLine(state), rule(columns)],
    body: [...body, ...sheet],
    footer: [messageLine(state), footLine(state)],
  }
  return {
    header: frame.header.map((one) => fillLine(one, columns)),
    body: frame.body.map((one) => fillLine(one, columns)),
    footer: frame.footer.map((one) => fillLine(one, columns)),
  }
}

function tooSmall({ size }: State): Frame {
  const { columns, rows } = size
  const text = `This needs ${SIZE_MIN.columns}×${SIZE_MIN.rows}; the terminal has ${columns}×${rows}.`
  const lines = [line([text, 'warn']), line(['q quits', 'dim'])].slice(0, rows)
  const space = Array.from({ length: Math.max(0, rows - lines.length) }, () => BLANK)
  return { header: [], body: [...lines, ...space].map((one) => fillLine(one, columns)), footer: [] }
}

function rule(columns: number): Line {
  return line(['─'.repeat(columns), 'dim'])
}

/** The parts of the header in the order of their worth: what does not fit is left out. */
function headerLine(state: State): Line {
  const { session, size } = state
  const own = organizationOf(state)
  const clock = clockLine(state)
  const partsWith = (address: string): readonly (readonly [rank: number, Span])[] => [
    [0, [' kirim-sandbox ', 'title']],
    [5, [own === undefined ? '' : ` ${own.name} `, 'strong']],
    [1, [` ${address} `, 'dim']],
    ...factsOf(own),
  ]
  const space = size.columns - lineWidth(clock) - 1
  const whole = partsWith(session.apiUrl)
  const isTooLong = whole.reduce((sum, [, [text]]) => sum + widthOf(text), 0) > space
  // Where it is is seen on any screen, in short where there is no room for all of it.
  const parts = isTooLong ? partsWith(new URL(session.apiUrl).host) : whole
  let room = space
  const kept = new Set<Span>()
  for (const [, span] of [...parts].sort(([a], [b]) => a - b)) {
    if (widthOf(span[0]) > room) continue
    room -= widthOf(span[0])
    kept.add(span)
  }
  const spans = parts.map(([, span]) => span).filter((span) => kept.has(span))
  return spread(line(...spans), clock, size.columns)
}

function factsOf(own: OrganizationStatus | undefined): (readonly [rank: number, Span])[] {
  if (own === undefined) return []
  const { pending_deliveries: pending, dead_letters: dead, armed_faults: faults, rows } = own
  return [
    [6, [` ${counted(rows.messages ?? 0, 'message')} `, 'dim']],
    [3, [pending > 0 ? ` ↻ ${pending} on the way ` : '', 'info']],
    [2, [dead > 0 ? ` ✗ ${dead} dead ` : '', 'bad']],
    [4, [faults > 0 ? ` ⚑ ${counted(faults, 'fault')} ` : '', 'warn']],
  ]
}

function clockLine(state: State): Line {
  if (state.connection === 'connecting') return line(['connecting … ', 'dim'])
  if (state.connection === 'lost') return line(['nobody answers, trying again … ', 'bad'])
  const own = organizationOf(state)
  if (own === undefined) return BLANK
  const { mode, now, ahead_ms: ahead } = own.clock
  const next = own.next_job
  const soon =
    mode === 'virtual' && next !== null && state.size.columns >= 160
      ? `${next.kind.replaceAll('-', ' ')} in ${duration(next.in_ms)}  `
      : ''
  // A real clock that was moved goes on ahead of the machine's.
  const shift = Math.abs(ahead ?? 0) < AHEAD_MIN_MS ? '' : aheadText(ahead ?? 0)
  const at = dateTime(now)
  return line(
    [soon, 'dim'],
    [`${mode} `, mode === 'real' ? 'dim' : 'info'],
    [shift, 'warn'],
    [`${state.size.columns < 80 ? at.slice(5) : at} `, 'strong'],
  )
}

/** Less is what starting and counting takes. */
const AHEAD_MIN_MS = 1_000

function aheadText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${hours(Math.abs(ms))} `
}

/** `25h`, `25h30m`, `90s`: in hours, as a clock is advanced. */
function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 2) return `${Math.round(ms / 1_000)}s`
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60]
  return `${whole > 0 ? `${whole}h` : ''}${rest > 0 ? `${rest}m` : ''}`
}

/** With whole titles, closer together, with short ones, without keys: whatever fits keeps its names. */
function tabsLine(state: State): Line {
  const forms = ['wide', 'close', 'short', 'names'] as const
  const lines = forms.map((form) => line(...VIEW_NAMES.flatMap((name) => tabOf(state, name, form))))
  return lines.find((one) => lineWidth(one) <= state.size.columns) ?? lines[3] ?? BLANK
}

type TabForm = 'wide' | 'close' | 'short' | 'names'

function tabOf(state: State, name: ViewName, form: TabForm): Span[] {
  const own = organizationOf(state)
  const badges: Readonly<Partial<Record<ViewName, Span>>> = {
    webhooks: [badgeOf(own?.dead_letters), 'bad'],
    faults: [badgeOf(own?.armed_faults), 'warn'],
  }
  const { title, short } = VIEWS[name]
  const isHere = name === state.view
  const key = name === 'help' ? '?' : String(VIEW_NAMES.indexOf(name) + 1)
  const titles = { wide: title, close: title, short, names: short }
  const label = form === 'names' ? titles.names || key : `${key} ${titles[form]}`.trim()
  const text = ` ${label} `
  const [badge, style] = badges[name] ?? ['', 'plain']
  const shown = isHere || form === 'wide' ? text : text.trimEnd()
  const tab: Span = [shown, isHere ? 'tab' : 'plain']
  if (badge === '') return [tab]
  // A badge stands close to its name where there is little room.
  const gap = shown.endsWith(' ') || form === 'short' || form === 'names' ? '' : ' '
  return [tab, [gap, 'plain'], [badge, style], [form === 'wide' ? ' ' : '', 'plain']]
}

/** A count of any size in at most two cells. */
function badgeOf(count = 0): string {
  if (count === 0) return ''
  return count > 99 ? '∞' : String(count)
}

function drawBody(state: State, height: number): Line[] {
  const { listWidth, detailWidth } = layoutOf(state)
  const hasFocus = state.focus === 'list' && state.overlay === null
  const list = listOf(state)
  const cursor = state.cursors[state.view] ?? null
  const view = { width: listWidth, height, cursor, scroll: state.scroll, hasFocus }
  const left = listWidth === 0 ? [] : drawPane(withoutMatch(state, list), view)
  if (detailWidth === 0) return left
  const right = drawDetail(state, detailWidth, height)
  if (listWidth === 0) return right
  return left.map((one, index) => beside(one, line(['│ ', 'dim']), right[index] ?? BLANK))
}

function withoutMatch(state: State, list: ReturnType<typeof listOf>) {
  const filter = state.filters[state.view]
  if (filter === undefined || list.rows.length > 0) return list
  return {
    ...list,
    empty: [line(['Nothing fits ', 'dim'], filter, ['. esc drops the filter.', 'dim'])],
  }
}

function drawDetail(state: State, width: number, height: number): Line[] {
  const detail = detailOf(state)
  const title = detail === null ? BLANK : VIEWS[state.view].detail?.title(state, detail.id)
  const lines =
    detail === null
      ? []
      : drawPane(detail.pane, {
          width,
          height: height - 1,
          cursor: state.detailCursor,
          scroll: state.scroll,
          hasFocus: state.focus === 'detail' && state.overlay === null,
        })
  return [cutLine(title ?? BLANK, width), ...lines]
}

function messageLine(state: State): Line {
  const { toast, feed, view, filters, size } = state
  if (toast !== null) return spread(line([` ${toast.text}`, toast.tone]), BLANK, size.columns)
  const filter = filters[view]
  const parts: Span[] = []
  if (filter !== undefined) parts.push([' filter: ', 'dim'], [filter, 'key'], [' ', 'plain'])
  if (view === 'traffic' && feed.frozen !== null) {
    parts.push([` paused, ${feed.missed} more since; space goes on`, 'warn'])
  }
  if (view === 'traffic' && state.callsOnly) parts.push([' API calls only; v shows all', 'dim'])
  const used = parts.reduce((sum, [text]) => sum + text.length, 0)
  return line(...parts, ['─'.repeat(Math.max(0, size.columns - used)), 'dim'])
}

/** As many keys as there is room for; help and quit always. */
function footLine(state: State): Line {
  const { columns } = state.size
  const all = footKeys(state).map(({ shown, foot }): Span[] => [
    [` ${shown}`, 'key'],
    [` ${foot} `, 'dim'],
  ])
  const isView = state.overlay === null
  const last = isView ? all.slice(-2) : []
  const rest = isView ? all.slice(0, -2) : all
  const spans: Span[] = []
  const room = columns - lineWidth(line(...last.flat()))
  for (const key of rest) {
    if (lineWidth(line(...spans, ...key)) <= room) spans.push(...key)
  }
  return line(...spans, ...last.flat())
}

// Sheets as lines: a menu, a prompt or a question at the foot of the body.
import { itemsOf, MENUS } from './menus.ts'
import type { Confirm, Menu, Prompt, State } from './model.ts'
import { bodyHeight } from './selection.ts'
import { cut, fill, fillLine, type Line, line, type Span, widthOf, wrap } from './spans.ts'

/** Lines of the body that stay in sight above a sheet. */
const LEFT_OPEN = 3

export function drawSheet(state: State): Line[] {
  const { overlay, size } = state
  if (overlay === null) return []
  const room = Math.max(3, bodyHeight(size) - LEFT_OPEN)
  if (overlay.kind === 'menu') return menuLines(state, overlay, room)
  const lines =
    overlay.kind === 'prompt'
      ? promptLines(overlay, size.columns, room)
      : confirmLines(overlay, size.columns)
  return lines.slice(0, room)
}

function titleLine(title: string, columns: number, right = ''): Line {
  const short = cut(title, columns - 8 - widthOf(right))
  const rest = Math.max(0, columns - widthOf(short) - widthOf(right) - 6)
  return line(
    ['── ', 'dim'],
    [short, 'title'],
    [` ${'─'.repeat(rest)}`, 'dim'],
    [right, 'key'],
    ['──', 'dim'],
  )
}

function menuLines(state: State, menu: Menu, room: number): Line[] {
  const { columns } = state.size
  const items = itemsOf(state, menu)
  const row = MENUS[menu.name]
  const title = titleLine(row.title(state, menu.about), columns, menu.filter && ` ${menu.filter} `)
  if (items.length === 0) {
    const isKnown = row.items(state, menu.about).length > 0
    return [title, line(...nothing(row.empty, isKnown ? menu.filter : ''))]
  }
  const at = Math.min(menu.at, items.length - 1)
  const height = Math.max(1, room - 1)
  const start = Math.max(0, Math.min(at - Math.floor(height / 2), items.length - height))
  const labels = items.map(({ label }) => widthOf(label))
  const labelWidth = Math.min(Math.floor(columns * 0.5), Math.max(...labels))
  const shown = items.slice(start, start + height).map(({ label, hint = '' }, index): Line => {
    const spans = line(
      ['  ', 'plain'],
      [fill(label, labelWidth), start + index === at ? 'strong' : 'plain'],
      [cut(`  ${hint.replaceAll(/\s+/g, ' ')}`, columns - labelWidth - 2), 'dim'],
    )
    return start + index === at ? { ...fillLine(spans, columns), mark: 'selected' } : spans
  })
  return [title, ...shown]
}

function promptLines(prompt: Prompt, columns: number, room: number): Line[] {
  const { title, hint, problem, phase } = prompt
  const below = problem ?? (phase === 'waiting' ? '…' : hint)
  const lines = wrap(below, columns - 4).map((one) =>
    line('    ', [one, problem === null ? 'dim' : 'bad']),
  )
  // What is typed comes before what is said about it.
  const input = inputLines(prompt, columns - 5, Math.max(1, room - 2))
  return [titleLine(title, columns), ...input, ...lines]
}

/** An empty menu says whether it is the typed letters that nothing fits. */
function nothing(empty: string, filter: string): Span[] {
  if (filter === '') return [[`  ${empty}`, 'dim']]
  return [
    ['  Nothing fits ', 'dim'],
    [filter, 'key'],
    ['; backspace takes letters back.', 'dim'],
  ]
}

/** What is typed, in as many lines as it needs; of a long text the lines around the cursor. */
function inputLines({ text, at }: Prompt, width: number, room: number): Line[] {
  const rows: Span[][] = [[]]
  let cells = 0
  let row = 0
  const letters = [...GRAPHEMES.segment(text)].map(({ segment }) => segment)
  for (const [index, letter] of [...letters, ' '].entries()) {
    const own = Math.max(1, widthOf(letter))
    if (cells + own > width) {
      rows.push([])
      cells = 0
    }
    if (index === at) row = rows.length - 1
    rows.at(-1)?.push([letter, index === at ? 'tab' : 'plain'])
    cells += own
  }
  const start = Math.max(0, Math.min(row - Math.floor(room / 2), rows.length - room))
  return rows
    .slice(start, start + room)
    .map((spans, index) => line([start + index === 0 ? '  › ' : '    ', 'key'], ...joined(spans)))
}

/** Neighbours of one style as one span. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const [text, style] of spans) {
    const last = all.at(-1)
    if (last?.[1] === style) all[all.length - 1] = [last[0] + text, style]
    else all.push([text, style])
  }
  return all
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function confirmLines({ title, text }: Confirm, columns: number): Line[] {
  return [
    titleLine(title, columns),
    line(`    ${text}`),
    line('    ', ['y', 'key'], ' yes   ', ['n', 'key'], ' no'),
  ]
}

// Sheets as lines: a menu, a prompt or a question at the foot of the body.
import { itemsOf, MENUS } from './menus.ts'
import type { Confirm, Menu, Prompt, State } from './model.ts'
import { bodyHeight } from './selection.ts'
import { cut, fill, fillLine, head, type Line, line, widthOf, wrap } from './spans.ts'

/** Lines of the body that stay in sight above a sheet. */
const LEFT_OPEN = 3

export function drawSheet(state: State): Line[] {
  const { overlay, size } = state
  if (overlay === null) return []
  const room = Math.max(3, bodyHeight(size) - LEFT_OPEN)
  if (overlay.kind === 'menu') return menuLines(state, overlay, room)
  const lines =
    overlay.kind === 'prompt'
      ? promptLines(overlay, size.columns)
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
  if (items.length === 0) return [title, line([`  ${row.empty}`, 'dim'])]
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

function promptLines({ title, hint, text, at, problem }: Prompt, columns: number): Line[] {
  const room = columns - 5
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(
    ({ segment }) => segment,
  )
  const before = tail(letters.slice(0, at).join(''), room - 2)
  const under = letters[at] ?? ' '
  const after = head(letters.slice(at + 1).join(''), room - widthOf(before) - widthOf(under))
  const input = line(['  › ', 'key'], before, [under, 'tab'], after)
  const below = problem ?? hint
  const lines = wrap(below, columns - 4).slice(0, 4)
  return [
    titleLine(title, columns),
    input,
    ...lines.map((one) => line('    ', [one, problem === null ? 'dim' : 'bad'])),
  ]
}

/** The end of a text that takes at most so many cells. */
function tail(text: string, width: number): string {
  let end = text
  while (widthOf(end) > width) {
    const [first = ''] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(end)
    end = end.slice(typeof first === 'string' ? 1 : first.segment.length)
  }
  return end
}

function confirmLines({ title, text }: Confirm, columns: number): Line[] {
  return [
    titleLine(title, columns),
    line(`    ${text}`),
    line('    ', ['y', 'key'], ' yes   ', ['n', 'key'], ' no'),
  ]
}

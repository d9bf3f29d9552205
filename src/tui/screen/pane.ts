// A pane: rows of one or more lines in a window that keeps the row under the cursor in sight.
import { BLANK, cutLine, fillLine, flow, type Line } from './spans.ts'

export type PaneRow = {
  readonly id: string
  /** What a filter looks through. */
  readonly text: () => string
  /** Its lines, in at most so many cells each. Called only when the row is in sight. */
  readonly draw: (width: number) => readonly Line[]
}

export type Pane = {
  /** Stands above the rows and does not scroll. */
  readonly heading?: readonly Line[]
  readonly rows: readonly PaneRow[]
  /** What stands there without rows: what to do next. */
  readonly empty: readonly Line[]
  /** Where the cursor begins, and where few rows stand. */
  readonly anchor: 'top' | 'bottom'
  /** The row where the cursor begins instead. */
  readonly startsAt?: string
  /** A pane without a cursor is read by scrolling. */
  readonly hasCursor: boolean
}

export type PaneView = {
  readonly width: number
  readonly height: number
  readonly cursor: string | null
  readonly scroll: number
  readonly hasFocus: boolean
}

/** The row under the cursor: the one with the id, or where the pane begins; -1 without rows. */
export function cursorIndex({ rows, anchor, startsAt }: Pane, cursor: string | null): number {
  const indexOf = (wanted: string) => rows.findIndex(({ id }) => id === wanted)
  const chosen = cursor === null ? -1 : indexOf(cursor)
  const found = chosen === -1 && startsAt !== undefined ? indexOf(startsAt) : chosen
  if (found !== -1 || rows.length === 0) return found
  return anchor === 'top' ? 0 : rows.length - 1
}

/** Exactly as many lines as the view is high, each in exactly its width. */
export function drawPane(pane: Pane, view: PaneView): Line[] {
  const { width, height } = view
  const heading = (pane.heading ?? []).slice(0, Math.max(0, height - 1))
  const room = height - heading.length
  const body =
    pane.rows.length === 0
      ? pane.empty.slice(0, room)
      : pane.hasCursor
        ? aroundCursor(pane, view, room)
        : scrolled(pane, view, room)
  const space = Array.from({ length: Math.max(0, room - body.length) }, () => BLANK)
  const isLow = pane.anchor === 'bottom' && pane.rows.length > 0
  const lines = isLow ? [...space, ...body] : [...body, ...space]
  return [...heading, ...lines].slice(0, height).map((one) => fillLine(one, width))
}

function aroundCursor(pane: Pane, view: PaneView, room: number): Line[] {
  const { width, cursor, hasFocus } = view
  const index = cursorIndex(pane, cursor)
  const mark = hasFocus ? 'selected' : 'faint'
  // A pane that follows what comes marks no row until somebody moves the cursor.
  const isMarked = cursor !== null || pane.anchor === 'top'
  const own = linesOf(pane, index, width).map((one) =>
    isMarked ? { ...fillLine(one, width), mark: mark as 'selected' | 'faint' } : one,
  )
  const above: Line[] = []
  for (let n = index - 1; n >= 0 && above.length < room; n--) {
    above.unshift(...linesOf(pane, n, width))
  }
  const below: Line[] = []
  for (let n = index + 1; n < pane.rows.length && below.length < room; n++) {
    below.push(...linesOf(pane, n, width))
  }
  const all = [...above, ...own, ...below]
  const wish = above.length - Math.floor((room - own.length) / 2)
  // A row that is higher than the pane shows its beginning.
  const start = Math.max(0, Math.min(wish, all.length - room, above.length))
  return all.slice(start, start + room)
}

function linesOf(pane: Pane, index: number, width: number): Line[] {
  return (pane.rows[index]?.draw(width) ?? []).map((one) => cutLine(one, width))
}

function scrolled(pane: Pane, { width, scroll }: PaneView, room: number): Line[] {
  const all = pane.rows.flatMap((_, index) => linesOf(pane, index, width))
  const start = Math.max(0, Math.min(scroll, all.length - room))
  return all.slice(start, start + room)
}

/** How far a pane without a cursor can be scrolled. */
export function scrollMax(pane: Pane, width: number, height: number): number {
  const all = pane.rows.reduce((sum, row) => sum + row.draw(width).length, 0)
  return Math.max(0, all - Math.max(0, height - (pane.heading?.length ?? 0)))
}

/** Rows that are nothing but lines to be read: what is too long goes on in the next line. */
export function reading(lines: readonly Line[]): readonly PaneRow[] {
  return lines.map((one, index) => ({
    id: String(index),
    text: () => '',
    draw: (width) => flow(one, width),
  }))
}

// Tables for people: aligned columns, and on a terminal cells that wrap within its width.
import { oneLine } from '../terminal-text.ts'

export type Cell = string | number | boolean | null

export type Row = Readonly<Record<string, Cell>>

const GAP = '  '
/** A column is not made narrower than this, however narrow the terminal is. */
const COLUMN_MIN = 12

/** The lines of a table; columns are the members of its rows. Without a width nothing wraps. */
export function formatTable(rows: readonly Row[], width?: number): string[] {
  const names = Object.keys(rows[0] ?? {})
  const heading = names.map((name) => name.replaceAll('_', ' ').toUpperCase())
  const texts = [heading, ...rows.map((row) => names.map((name) => textOf(row[name] ?? null)))]
  const natural = names.map((_, n) => Math.max(...texts.map((cells) => (cells[n] ?? '').length)))
  const widths = width === undefined ? natural : shrink(natural, width)
  return texts.flatMap((cells) => formatRow(cells, widths))
}

/** Lines of names and values, the values below each other. */
export function formatPairs(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}${GAP}${oneLine(value)}`)
}

function textOf(cell: Cell): string {
  if (cell === true) return 'yes'
  return cell === null || cell === false ? '-' : oneLine(String(cell))
}

/** Takes from the widest column until all fit. */
function shrink(natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const room = width - GAP.length * (widths.length - 1)
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const widest = Math.max(...widths)
    if (widest <= COLUMN_MIN) break
    widths[widths.indexOf(widest)] = widest - 1
  }
  return widths
}

function formatRow(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((text, n) => wrap(text, widths[n] ?? COLUMN_MIN))
  const height = Math.max(...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, n) => (lines[line] ?? '').padEnd(widths[n] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}

/** Breaks at spaces; a word that is longer than the width is broken where it must be. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > 0 ? space : width
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

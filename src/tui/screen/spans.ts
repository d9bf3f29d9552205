// Text on a screen: spans with a style, lines of spans, and cutting them to a width in cells.
import stringWidth from 'string-width'

import { oneLine } from '../../terminal-text.ts'

/** What a span means; `theme.ts` says how that looks. */
export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'good'
  | 'warn'
  | 'bad'
  | 'info'
  | 'read'
  | 'key'
  | 'tab'

/** The line under the cursor; `faint` when another pane has the keys. */
export type Mark = 'selected' | 'faint' | undefined

export type Span = readonly [text: string, style: Style, mark?: Mark]

export type Line = {
  readonly spans: readonly Span[]
  /** Of all its spans. */
  readonly mark?: Mark
}

/** Two lines side by side, each with its own mark. */
export function beside(...lines: readonly Line[]): Line {
  const spans = lines.flatMap(({ spans, mark }) =>
    spans.map(([text, style, own]): Span => [text, style, own ?? mark]),
  )
  return { spans }
}

/** A line of texts, which may say anything: what a terminal would obey is taken out. */
export function line(...spans: readonly (Span | string)[]): Line {
  return {
    spans: spans.map((one): Span => {
      if (typeof one === 'string') return [clean(one), 'plain']
      const [text, style, mark] = one
      return [clean(text), style, mark]
    }),
  }
}

export const BLANK: Line = { spans: [] }

/** Of one cell each, and never part of a longer sequence: Latin, punctuation, rules, blocks, signs. */
const NARROW =
  /^[\u0020-\u007E\u00A1-\u00A8\u00AA-\u00AC\u00AF-\u00FF\u2010-\u2027\u2190-\u2193\u2197\u21A9\u21BB\u2500-\u259F\u25A0\u25A1\u25C9\u25CB\u25CF\u2261\u2691\u2713\u2717\u29C9]*$/

/**
 * Cells that a text takes: wide characters and emoji take two. Measuring whole sequences costs
 * hundreds of times as much as seeing that there are none, and a screen is measured in every frame.
 */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text)
}

export function lineWidth({ spans }: Line): number {
  return spans.reduce((sum, [text]) => sum + widthOf(text), 0)
}

/** A text of one line without anything that a terminal would obey. */
export function clean(text: string): string {
  return NARROW.test(text) ? text : oneLine(text)
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** As much of a text as fits, with an ellipsis where something is left out. */
export function cut(text: string, width: number): string {
  const one = clean(text)
  if (width <= 0) return ''
  if (widthOf(one) <= width) return one
  return `${head(one, width - 1)}…`
}

/** The beginning of a text that takes at most so many cells; never half a character. */
export function head(text: string, width: number): string {
  if (NARROW.test(text)) return text.slice(0, Math.max(0, width))
  let taken = ''
  let cells = 0
  for (const { segment } of GRAPHEMES.segment(text)) {
    cells += widthOf(segment)
    if (cells > width) break
    taken += segment
  }
  return taken
}

/** A text in exactly so many cells: cut or filled up. */
export function fill(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const short = cut(text, width)
  const space = ' '.repeat(Math.max(0, width - widthOf(short)))
  return side === 'left' ? short + space : space + short
}

/** A line in at most so many cells. */
export function cutLine(given: Line, width: number): Line {
  if (lineWidth(given) <= width) return given
  const spans: Span[] = []
  let left = width
  for (const [text, style, mark] of given.spans) {
    if (left <= 0) break
    const cells = widthOf(text)
    // The last cell is the ellipsis, so that one sees that something is missing.
    const part = cells < left ? text : cut(text, left)
    spans.push([part, style, mark])
    left -= widthOf(part)
  }
  return { ...given, spans }
}

/** A line in exactly so many cells. */
export function fillLine(given: Line, width: number): Line {
  const short = cutLine(given, width)
  const space = width - lineWidth(short)
  return space <= 0 ? short : { ...short, spans: [...short.spans, [' '.repeat(space), 'plain']] }
}

/** A line with something at its right end; what is on the left gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const end = cutLine(right, width)
  const space = width - lineWidth(end)
  const start = space > 1 ? fillLine(cutLine(left, space - 1), space) : BLANK
  return { spans: [...start.spans, ...end.spans], mark: left.mark }
}

/** A line in as many lines as it needs: its last span goes on below where it began. */
export function flow(given: Line, width: number): Line[] {
  const [text, style] = given.spans.at(-1) ?? ['', 'plain']
  const before = given.spans.slice(0, -1)
  const start = lineWidth({ spans: before })
  if (lineWidth(given) <= width || width - start < FLOW_MIN) return [cutLine(given, width)]
  const [first = '', ...rest] = wrap(text, width - start)
  const below = rest.map((part) => line(' '.repeat(start), [part, style]))
  return [{ ...given, spans: [...before, [first, style]] }, ...below]
}

/** Less is no room to read in. */
const FLOW_MIN = 20

/** A text in lines of at most so many cells, broken between words where that is possible. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0) return []
  return text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((part) => wrapPart(clean(part), width))
}

function wrapPart(text: string, width: number): string[] {
  const lines: string[] = []
  let now = ''
  for (const word of text.split(/(?<= )/)) {
    if (widthOf(now + word.trimEnd()) <= width) {
      now += word
      continue
    }
    if (now !== '') lines.push(now.trimEnd())
    now = word
    while (widthOf(now.trimEnd()) > width) {
      // A character that is wider than the line has no place at all.
      const part = head(now, width) || '?'
      lines.push(part)
      now = part === '?' ? '' : now.slice(part.length)
    }
  }
  return [...lines, now.trimEnd()]
}

export type Cell = {
  readonly text: string
  readonly style?: Style
  /** Cells; the one without takes what is left. */
  readonly width?: number
  readonly side?: 'left' | 'right'
}

const GAP = 2

/** Columns side by side. */
export function columns(cells: readonly Cell[], width: number): Line {
  const fixed = cells.reduce((sum, cell) => sum + (cell.width ?? 0), 0)
  const rest = Math.max(0, width - fixed - GAP * (cells.length - 1))
  const spans = cells.flatMap(({ text, style = 'plain', width: own, side }, index): Span[] => {
    const cell: Span = [fill(text, own ?? rest, side), style]
    return index === 0 ? [cell] : [[' '.repeat(GAP), 'plain'], cell]
  })
  return cutLine({ spans }, width)
}
